//! The public page, before and after something was checked.

use mithaq_i18n::Locale;

use super::super::super::{Check, Found, Frame, Issued, Page, Signed, Signer};

fn page(code: &str, found: Option<Found>) -> Page {
    Page::Check(Box::new(Check {
        code: code.to_owned(),
        found,
    }))
}

fn issued(locale: Locale) -> Issued {
    let company = match locale {
        Locale::Ar => "هلال النيل للتمويل الاستهلاكي والتأجير التمويلي",
        Locale::En => "Nile Crescent Consumer Finance and Leasing",
    };
    Issued {
        company: company.to_owned(),
        request_number: None,
        day: Some("2026/11/22".to_owned()),
        pages: "3".to_owned(),
        fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        signatures: Vec::new(),
        timestamped_by: None,
        is_test: true,
    }
}

fn genuine(locale: Locale) -> Issued {
    let signed = |by, name: Option<&str>| Signed {
        by,
        name: name.map(str::to_owned),
        at: "2026/11/22 12:00:00 (UTC+02:00)".to_owned(),
    };
    Issued {
        request_number: Some("REQ-2026-00001".to_owned()),
        day: None,
        timestamped_by: Some("Test timestamping authority".to_owned()),
        signatures: vec![
            signed(
                Signer::Customer,
                Some("محمد عبد الرحمن السيد عبد الحميد إبراهيم"),
            ),
            signed(Signer::Customer, None),
            signed(Signer::Member, Some("legal@nile.example")),
            signed(Signer::Seal, None),
        ],
        ..issued(locale)
    }
}

/// Samples by name.
pub fn samples(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    let code = "K7QM-4T2X-9HPD-WZ3B";
    let found = [
        ("check-code", Found::Code(Box::new(issued(locale)))),
        ("check-no-such-code", Found::NoSuchCode),
        ("check-genuine", Found::Genuine(Box::new(genuine(locale)))),
        (
            "check-genuine-open",
            Found::GenuineOpen(Box::new(genuine(locale))),
        ),
        (
            "check-genuine-ended",
            Found::GenuineEnded(Box::new(genuine(locale))),
        ),
        ("check-altered", Found::Altered),
        ("check-not-ours", Found::NotOurs),
        ("check-unsealed", Found::Unsealed),
        ("check-unreadable", Found::Unreadable),
        ("check-no-file", Found::NoFile),
        ("check-too-large", Found::TooLarge),
        ("check-too-often", Found::TooOften),
    ];
    let first = ("check", page("", None), Frame::bare(locale));
    let found = found
        .into_iter()
        .map(|(name, found)| (name, page(code, Some(found)), Frame::bare(locale)));
    [first].into_iter().chain(found).collect()
}
