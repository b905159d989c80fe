//! Samples of the pages that show a contract.

use mithaq_domain::form::ShownSize;
use mithaq_i18n::Locale;

use super::super::super::*;
use super::{SESSION, SHA256, frame, phone, pick, with_errors};

pub(super) fn card(locale: Locale) -> Card {
    Card {
        title: pick(
            locale,
            "اتفاقية تمويل استهلاكي",
            "Consumer finance agreement",
        ),
        request_number: "REQ-2026-00001".to_owned(),
        pages: Some(3),
        amount: Some(pick(
            locale,
            "123,456,789,012.50 جنيه",
            "EGP 123,456,789,012.50",
        )),
        marks: vec![Mark::TestSeal, Mark::IdentityUnchecked],
    }
}

fn field(name: &str, label: String, kind: Kind, required: bool, value: &str) -> Field {
    Field {
        name: format!("f.414.{name}"),
        label,
        kind,
        required,
        value: value.to_owned(),
    }
}

fn missing(locale: Locale) -> Missing {
    let pick = |arabic, english| pick(locale, arabic, english);
    let choice = |value: &str, label| Choice {
        value: value.to_owned(),
        label,
    };
    let jobs = vec![
        choice("public", pick("قطاع حكومي", "Public sector")),
        choice("private", pick("قطاع خاص", "Private sector")),
    ];
    let money = Kind::Money {
        currency: Some(pick("جنيه", "EGP")),
    };
    Missing {
        card: Card {
            pages: None,
            amount: None,
            marks: vec![Mark::IdentityUnchecked],
            ..card(locale)
        },
        fields: vec![
            field(
                "monthlyIncome",
                pick("الدخل الشهري", "Monthly income"),
                money,
                true,
                "٥٠٠٠ج",
            ),
            field(
                "nationalId",
                pick("الرقم القومي", "National ID number"),
                Kind::NationalId,
                true,
                "",
            ),
            field(
                "employer",
                pick("جهة العمل", "Employer"),
                Kind::Text,
                false,
                "",
            ),
            field(
                "sector",
                pick("القطاع", "Sector"),
                Kind::Dropdown(jobs),
                true,
                "private",
            ),
            field(
                "hiredOn",
                pick("تاريخ التعيين", "Hired on"),
                Kind::Date,
                false,
                "",
            ),
            field(
                "otherPhone",
                pick("هاتف آخر", "Other phone"),
                Kind::Phone,
                false,
                "",
            ),
            field(
                "email",
                pick("البريد الإلكتروني", "E-mail"),
                Kind::Email,
                false,
                "ahmed@example.com",
            ),
            field(
                "dependants",
                pick("عدد من تعول", "Dependants"),
                Kind::Number,
                false,
                "2",
            ),
            field(
                "salarySlip",
                pick("مفردات المرتب", "Salary slip"),
                Kind::File {
                    most: wording::size(locale, &ShownSize::Megabytes("5.2".to_owned())),
                    given: Some(Locked {
                        label: pick("مفردات المرتب", "Salary slip"),
                        value: wording::file(
                            locale,
                            "salary-slip-2026-11.pdf",
                            ("PDF", &ShownSize::Kilobytes("312".to_owned())),
                        ),
                        file: Some(Given {
                            href: format!("/session/{SESSION}/files/salarySlip"),
                            is_picture: false,
                        }),
                    }),
                },
                true,
                "",
            ),
            field(
                "bill",
                pick("إيصال مرافق حديث", "A recent utility bill"),
                Kind::File {
                    most: wording::size(locale, &ShownSize::Kilobytes("500".to_owned())),
                    given: None,
                },
                true,
                "",
            ),
            field("notes", pick("ملاحظات", "Notes"), Kind::Multiline, false, ""),
            field(
                "resident",
                pick("أقيم في مصر", "I live in Egypt"),
                Kind::Checkbox,
                true,
                "true",
            ),
        ],
        locked: vec![Locked {
            label: pick("الاسم بالكامل", "Full name"),
            value: pick("أحمد محمد", "Ahmed Mohamed"),
            file: None,
        }],
    }
}

fn reading() -> Vec<Passage> {
    let rows = [
        ["1", "2026/12/01", "1,250.75"],
        ["2", "2027/01/01", "1,250.75"],
    ];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.map(str::to_owned).to_vec())
        .collect();
    let words = |line: [&str; 3]| line.map(str::to_owned).to_vec();
    vec![
        Passage::Heading {
            locale: Locale::Ar,
            text: "اتفاقية تمويل استهلاكي".to_owned(),
        },
        Passage::Heading {
            locale: Locale::En,
            text: "Consumer finance agreement".to_owned(),
        },
        Passage::Paragraph {
            locale: Locale::Ar,
            number: Some("1".to_owned()),
            text: "يسدد العميل قسطًا شهريًا قدره 1,250.75 جنيه بدءًا من 2026/11/22 إلى الشركة."
                .to_owned(),
        },
        Passage::Paragraph {
            locale: Locale::En,
            number: Some("1".to_owned()),
            text: "The customer pays EGP 1,250.75 each month, beginning on 22 November 2026."
                .to_owned(),
        },
        Passage::Table {
            locale: Locale::Ar,
            caption: Some("جدول الأقساط".to_owned()),
            head: words(["القسط", "التاريخ", "المبلغ بالجنيه"]),
            rows: rows.clone(),
        },
        Passage::Table {
            locale: Locale::En,
            caption: None,
            head: words(["No.", "Date", "EGP"]),
            rows,
        },
    ]
}

fn review(locale: Locale) -> Review {
    let pick = |arabic, english| pick(locale, arabic, english);
    let highlight = |label, value, page| Highlight {
        label,
        value,
        page,
        file: None,
    };
    let base = format!("/session/{SESSION}");
    Review {
        card: card(locale),
        highlights: vec![
            highlight(
                pick("الاسم بالكامل", "Full name"),
                pick(
                    "عبد الرحمن محمد عبد المنعم مصطفى الحسيني الشرقاوي",
                    "Abdelrahman Mohamed Abdelmoneim Mostafa Elhosseiny Elsharkawy",
                ),
                Some(1),
            ),
            highlight(
                pick("الدخل الشهري", "Monthly income"),
                pick("5,000.00 جنيه", "EGP 5,000.00"),
                Some(1),
            ),
            highlight(
                pick("الرقم القومي", "National ID number"),
                "29001011234567".to_owned(),
                Some(1),
            ),
            highlight(
                pick("تاريخ أول قسط", "First instalment"),
                "2026/12/01".to_owned(),
                Some(2),
            ),
        ],
        pictures: (1..=3)
            .map(|page| Picture {
                src: format!("/pages/{page}.png"),
                width: 1190,
                height: 1684,
                page,
            })
            .collect(),
        reading: reading(),
        pdf_href: format!("{base}/review.pdf"),
        document_sha256: SHA256.to_owned(),
        typed_signature: Some(String::new()),
        code: None,
    }
}

fn done(locale: Locale, sealed: bool) -> Done {
    Done {
        card: card(locale),
        signed_at: pick(
            locale,
            "٢٣ نوفمبر ٢٠٢٦، ١٠:٤٢ صباحًا (UTC+2)",
            "23 November 2026, 10:42 (UTC+2)",
        ),
        destination: phone(),
        copy_to: phone(),
        reference: "7F3K-92QD-XM4T".to_owned(),
        sealed_href: sealed.then(|| format!("/session/{SESSION}/sealed.pdf")),
        next: vec![pick(
            locale,
            "توقّع الشركة العقد خلال يومي عمل، وتصلك نسخة نهائية.",
            "The company countersigns within two working days, and you get the final copy.",
        )],
    }
}

pub(super) fn contract(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    let code = Code {
        resend_in_seconds: 45,
        expires_in_minutes: 5,
    };
    let coded = Review {
        code: Some(Sent {
            destination: phone(),
            code,
        }),
        ..review(locale)
    };
    let sign = Sign {
        card: card(locale),
        destination: phone(),
        code,
        document_sha256: SHA256.to_owned(),
        pdf_href: format!("/session/{SESSION}/review.pdf"),
        typed_signature: Some(String::new()),
    };
    let values = [
        (1122, Some("f.414.monthlyIncome")),
        (1106, Some("f.414.nationalId")),
    ];
    vec![
        ("missing", Page::Missing(missing(locale)), frame(locale, 3)),
        (
            "missing-wrong",
            Page::Missing(missing(locale)),
            with_errors(locale, 3, &values),
        ),
        (
            "review",
            Page::Review(Box::new(review(locale))),
            frame(locale, 3),
        ),
        (
            "review-changed",
            Page::Review(Box::new(review(locale))),
            with_errors(locale, 3, &[(1503, None)]),
        ),
        (
            "review-code",
            Page::Review(Box::new(coded)),
            frame(locale, 4),
        ),
        ("sign", Page::Sign(sign), frame(locale, 4)),
        ("done", Page::Done(done(locale, true)), frame(locale, 4)),
        (
            "done-sealing",
            Page::Done(done(locale, false)),
            frame(locale, 4),
        ),
    ]
}
