//! Uploads with a form of their own: which fields it has, and what they are once filled in and sealed.

use crate::bench::{self, Exhibit};
use crate::sample::{self, FIELD, NOW};
use crate::uploads::{made, printed};
use mithaq_pades::*;

/// One page with a form: texts, a comb, a check box, radio buttons, a list, and what is not filled in.
pub fn form() -> Vec<u8> {
    form_asking("")
}

/// The same, where the field that waits for a signature says this of it, too.
pub fn form_asking(what: &str) -> Vec<u8> {
    let state =
        "<</Type/XObject/Subtype/Form/BBox[0 0 12 12]/Length 12>>\nstream\n2 2 8 8 re S\nendstream";
    let at = |y: u32| {
        format!(
            "/Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[20 {y} 220 {}]",
            y + 18
        )
    };
    let button = |y: u32, on: &str| {
        format!(
            "/Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[20 {y} 32 {}]/AS/Off/AP<</N<</{on} 18 0 R/Off 19 0 R>>>>",
            y + 12
        )
    };
    let fields = "5 0 R 7 0 R 8 0 R 9 0 R 12 0 R 13 0 R 14 0 R 15 0 R 16 0 R";
    let widgets = "6 0 R 7 0 R 8 0 R 10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R 16 0 R";
    made(&[
        &format!(
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</DA(/Helv 9 Tf 0 g)/NeedAppearances true/CO[6 0 R]/Fields[{fields}]>>>>"
        ),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 400]>>",
        &format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[{widgets}]>>"),
        "<</Length 20>>\nstream\n0.9 g 0 0 50 50 re f\nendstream",
        "<</T(person)/Kids[6 0 R]/FT/Tx/DA(/Helv 0 Tf 0 g)>>",
        &format!(
            "<<{}/T(name)/Parent 5 0 R/MK<</BG[1 1 0.8]/BC[0 0 0]/R 90>>/V(before)>>",
            at(350)
        ),
        &format!(
            "<<{}/T(code)/FT/Tx/MaxLen 8/Ff 16777216/DA(/Helv 9 Tf 0 g)/Q 1>>",
            at(320)
        ),
        &format!("<<{}/T(agreed)/FT/Btn/V/Off>>", button(300, "Yes")),
        "<</T(sex)/FT/Btn/Ff 49152/V/Off/Kids[10 0 R 11 0 R]>>",
        &format!("<<{}/Parent 9 0 R>>", button(280, "m")),
        &format!("<<{}/Parent 9 0 R>>", button(260, "f")),
        &format!(
            "<<{}/T(city)/FT/Ch/Ff 131072/Opt[[(c)(Cairo)][(g)(Giza)]]>>",
            at(230)
        ),
        &format!("<<{}/T(fixed)/FT/Tx/Ff 1/V(as it is)>>", at(200)),
        &format!("<<{}/T(press)/FT/Btn/Ff 65536>>", at(170)),
        &format!("<<{}/T(sign here)/FT/Sig{what}>>", at(140)),
        &format!("<<{}/T(hidden)/FT/Tx/F 2>>", at(110).replace("/F 4", "")),
        "null",
        state,
        state,
    ])
}

pub fn text(field: &str, value: &str) -> Answer {
    Answer {
        field: field.to_owned(),
        value: AnswerValue::Text(value.to_owned()),
    }
}

fn state(field: &str, on: Option<&str>) -> Answer {
    Answer {
        field: field.to_owned(),
        value: AnswerValue::State(on.map(str::to_owned)),
    }
}

fn good() -> Vec<Answer> {
    vec![
        text("person.name", "منى Mona"),
        text("code", "12345678"),
        state("agreed", Some("Yes")),
        state("sex", Some("f")),
        text("city", "g"),
    ]
}

fn filled(upload: &Upload, given: &[Answer]) -> Result<Vec<u8>, PdfError> {
    let field = SignatureField {
        name: FIELD.to_owned(),
        label: String::new(),
        page_index: 1,
        rect: [50.0, 50.0, 250.0, 120.0],
    };
    upload.fill(&Filling {
        printed: &printed(1, "300 400"),
        overlays: &[],
        fields: &[field],
        answers: Answers {
            looks: &printed(4, "200 18"),
            given,
        },
    })
}

fn sealed(reviewed: &[u8], chain: &TestChain) -> Vec<u8> {
    let request = SealRequest {
        lock_form: true,
        ..sample::request()
    };
    seal(reviewed, &request, &sample::key(chain)).unwrap()
}

fn said(pdf: &[u8]) -> String {
    String::from_utf8_lossy(pdf).into_owned()
}

#[test]
fn the_form_of_an_upload_is_read_as_it_stands() {
    let upload = Upload::inspect(&form()).unwrap();
    let field = |name: &str| upload.fields().iter().find(|field| field.name == name);
    let name = field("person.name").unwrap();
    assert_eq!(
        (name.boxes[0].width, name.boxes[0].height),
        (18.0, 200.0),
        "it is turned"
    );
    assert_eq!((name.boxes[0].border, name.boxes[0].size), (1.0, None));
    let code = field("code").unwrap();
    let comb = FieldKind::Text {
        most: Some(8),
        is_comb: true,
        is_multiline: false,
    };
    assert_eq!(
        (&code.kind, code.boxes[0].size, code.boxes[0].alignment),
        (&comb, Some(9.0), 1)
    );
    let sex = FieldKind::Button(vec!["m".to_owned(), "f".to_owned()]);
    assert_eq!(field("sex").unwrap().kind, sex);
    assert!(
        matches!(&field("city").unwrap().kind, FieldKind::Choice { options, is_editable: false, .. } if options[1] == ("g".to_owned(), "Giza".to_owned()))
    );
    assert!(field("fixed").unwrap().is_read_only && !field("city").unwrap().is_read_only);
    assert!(!field("hidden").unwrap().is_seen() && field("sign here").is_none());
    assert_eq!(field("press").unwrap().kind, FieldKind::Other);
}

#[test]
fn a_filled_form_holds_its_values_and_looks_and_nobody_fills_it_in_again() {
    let upload = Upload::inspect(&form()).unwrap();
    assert!(
        !said(upload.bytes()).contains("NeedAppearances")
            && !said(upload.bytes()).contains("sign here")
    );
    let reviewed = filled(&upload, &good()).unwrap();
    assert!(reviewed.starts_with(upload.bytes()));
    let added = said(&reviewed[upload.bytes().len()..]);
    for part in [
        "/V (12345678)",
        "/V /Yes",
        "/AS /Yes",
        "/V /f",
        "/AS /f",
        "/V (g)",
        "/I [1]",
        "1 1 0.8 rg",
        "0.0 1.0 -1.0 0.0 200.0 0.0",
    ] {
        assert!(added.contains(part), "{part}: {added}");
    }
    assert_eq!(
        added.matches("/AS /Off").count(),
        1,
        "the other radio button"
    );
    let fields = upload.fields().len();
    assert!(
        added.matches("/Ff ").count() >= fields && added.contains("/Ff 16777217"),
        "{added}"
    );
    let chain = sample::chain();
    let sealed = sealed(&reviewed, &chain);
    assert!(said(&sealed[reviewed.len()..]).contains("/FieldMDP"));
    let judged = verify(&sealed, &[chain.root_der.clone()], NOW).unwrap();
    assert_eq!(judged.outcome(), Outcome::Intact, "{judged:?}");
}

#[test]
fn what_a_field_does_not_take_is_an_error() {
    let upload = Upload::inspect(&form()).unwrap();
    for wrong in [
        text("nobody", "x"),
        text("code", "123456789"),
        text("city", "elsewhere"),
        text("agreed", "Yes"),
        state("agreed", Some("No")),
        state("person.name", None),
        text("fixed", "x"),
        text("hidden", "x"),
        text("press", "x"),
    ] {
        assert!(
            filled(&upload, std::slice::from_ref(&wrong)).is_err(),
            "{wrong:?}"
        );
    }
    // A page too few for the boxes.
    let looks = printed(1, "200 18");
    let given = [text("code", "1"), text("city", "c")];
    let filling = Filling {
        printed: &printed(1, "300 400"),
        overlays: &[],
        fields: &[],
        answers: Answers {
            looks: &looks,
            given: &given,
        },
    };
    assert!(upload.fill(&filling).is_err());
}

/// A further revision that gives the field `city` another value, as a reader would that knows no lock.
fn with_another_value(sealed: &[u8]) -> Vec<u8> {
    let text = said(sealed);
    let at = text.rfind("/T (city)").unwrap();
    let begin = text[..at].rfind(" 0 obj").unwrap();
    let number: u32 = text[..begin].rsplit('\n').next().unwrap().parse().unwrap();
    let end = at + text[at..].find("endobj").unwrap();
    let object = text[begin + 7..end].replace("/V (g)", "/V (c)");
    let mut out = sealed.to_vec();
    let offset = out.len();
    out.extend(format!("{number} 0 obj\n{object}endobj\n").bytes());
    let start = out.len();
    let previous = text.rfind("startxref").unwrap();
    let previous = text[previous + 10..].lines().next().unwrap();
    let size = text.rfind("/Size ").unwrap();
    let size: String = text[size + 6..]
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    out.extend(format!("xref\n{number} 1\n{offset:010} 00000 n \ntrailer\n<</Size {size}/Root 1 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

#[test]
fn every_judge_approves_a_sealed_form_and_refuses_a_value_changed_after_it() {
    let upload = Upload::inspect(&form()).unwrap();
    let chain = sample::chain();
    let sealed = sealed(&filled(&upload, &good()).unwrap(), &chain);
    let changed = with_another_value(&sealed);
    let verdict = verify(&changed, &[chain.root_der.clone()], NOW).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Invalid);
    let folder = bench::folder("forms", &chain.root_der);
    let exhibit = |name: &str| Exhibit {
        name: name.to_owned(),
        signatures: 1,
        with_dss: true,
        level: Level::BB,
    };
    std::fs::write(folder.join("sealed.pdf"), sealed).unwrap();
    std::fs::write(folder.join("changed.pdf"), changed).unwrap();
    let exhibits = [exhibit("sealed.pdf"), exhibit("changed.pdf")];
    for (name, judge, yes) in bench::ask(&folder, exhibits.iter()) {
        // DSS lists the change among those of forms and weighs no lock of fields (FieldMDP).
        let is_lenient = judge == "dss";
        assert_eq!(
            yes,
            is_lenient || name == "sealed.pdf",
            "{name}: {judge}: {}",
            folder.display()
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
