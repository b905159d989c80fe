//! What may happen between two honest signatures, and what may not (shadow
//! attacks: hide, replace, hide and replace).

use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{SealRequest, SignatureProblem, TestChain, Verdict, seal, verify};

fn judge(pdf: &[u8], chain: &TestChain) -> Verdict {
    verify(pdf, std::slice::from_ref(&chain.root_der), NOW + 60).unwrap()
}

/// What an attacker does between two honest signatures.
fn between(change: impl Fn(&[u8]) -> Vec<u8>) -> Verdict {
    let (once, chain) = sample::sealed(Style::Table);
    let changed = change(&once);
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    };
    let twice = seal(&changed, &request, &sample::key(&chain)).unwrap();
    judge(&twice, &chain)
}

type Change = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Text in the box of a signature that nobody has made.
fn dressed_up_empty_field() -> (&'static str, Change) {
    let change = |pdf: &[u8]| {
        let document = lopdf::Document::load_mem(pdf).unwrap();
        let is_spare = |object: &lopdf::Object| {
            let title = object.as_dict().and_then(|d| d.get(b"T"));
            title.and_then(|t| t.as_str()).is_ok_and(|t| t == b"spare")
        };
        let (id, _) = document.objects.iter().find(|(_, o)| is_spare(o)).unwrap();
        let field = forge::object(pdf, id.0);
        let at = field.find("/AP").unwrap();
        let end = at + field[at..].find(">>").unwrap();
        let dressed = format!("{}/AP <</N 150 0 R{}", &field[..at], &field[end..]);
        let looks = sample::stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f");
        forge::append(pdf, &[(id.0, dressed.into_bytes()), (150, looks)])
    };
    ("empty field dressed up", Box::new(change))
}

#[test]
fn nothing_but_signing_is_allowed_between_two_signatures() {
    let evil = || sample::stream("", b"BT /F1 14 Tf 60 780 Td (nothing) Tj ET");
    let page = |extra: &str| {
        let media = "[0 0 595 842]";
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox{media}/Contents 6 0 R/Resources<</Font<</F1 5 0 R>>>>{extra}>>"
        )
    };
    let replace = |number: u32, body: Vec<u8>| -> Change {
        Box::new(move |pdf: &[u8]| forge::append(pdf, &[(number, body.clone())]))
    };
    let cases: Vec<(&str, Change)> = vec![
        ("content replaced", replace(6, evil())),
        (
            "font replaced",
            replace(5, b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>".to_vec()),
        ),
        ("page resized", replace(3, page("/Rotate 90").into_bytes())),
        (
            "annotation laid over",
            Box::new(move |pdf| {
                let annotated = page("/Annots[150 0 R]").into_bytes();
                let note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]>>".to_vec();
                forge::append(pdf, &[(3, annotated), (150, note)])
            }),
        ),
        (
            "information changed",
            replace(8, b"<</Producer(other)>>".to_vec()),
        ),
        ("stray object left for later", replace(150, evil())),
        (
            "certification removed",
            Box::new(|pdf| {
                let catalog = forge::object(pdf, 1);
                let at = catalog.find("/Perms").unwrap();
                let end = at + catalog[at..].find(">>").unwrap() + 2;
                let without = format!("{}{}", &catalog[..at], &catalog[end..]);
                forge::append(pdf, &[(1, without.into_bytes())])
            }),
        ),
        (
            "page tree replaced",
            Box::new(|pdf| {
                let catalog = forge::object(pdf, 1).replace("/Pages 2 0 R", "/Pages 150 0 R");
                let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
                forge::append(pdf, &[(1, catalog.into_bytes()), (150, pages)])
            }),
        ),
        (
            "sealed appearance replaced",
            Box::new(|pdf| {
                let document = lopdf::Document::load_mem(pdf).unwrap();
                let is_field = |object: &lopdf::Object| {
                    object
                        .as_dict()
                        .is_ok_and(|d| d.has(b"V") && d.has(b"Rect"))
                };
                let (id, _) = document.objects.iter().find(|(_, o)| is_field(o)).unwrap();
                let field = forge::object(pdf, id.0);
                let at = field.find("/AP").unwrap();
                let end = at + field[at..].find(">>").unwrap() + 2;
                let other = format!("{}{}", &field[..at], &field[end..]);
                forge::append(pdf, &[(id.0, other.into_bytes())])
            }),
        ),
    ];
    let cases = cases.into_iter().chain([dressed_up_empty_field()]);
    for (name, change) in cases {
        let verdict = between(change);
        assert_eq!(verdict.exit_code(), 1, "{name}");
        let first = &verdict.signatures[0].problems;
        assert!(
            first.contains(&SignatureProblem::ChangedAfterwards),
            "{name}: {verdict:#?}"
        );
    }
}

#[test]
fn a_hidden_object_that_was_there_all_along_cannot_be_switched_on() {
    // Shadow attack, replace: the unreferenced twin of object 6 lies in the signed bytes.
    let mut contract = sample::contract(Style::Table);
    let twin = contract.len() - forge::find_last(&contract, b"xref\n0");
    assert!(twin > 0);
    let shadow = forge::append(&contract, &[(6, sample::stream("", b"BT ET"))]);
    let offset = forge::find_last(&shadow, b"6 0 obj\n");
    let original = forge::find_last(&contract, b"6 0 obj\n");
    contract = forge::repoint(&shadow, 6, original);
    let fields = [sample::field(sample::FIELD), {
        let mut second = sample::field("provider");
        second.rect = [0.0; 4];
        second
    }];
    let reviewed = mithaq_pades::add_signature_fields(&contract, &fields).unwrap();
    let chain = sample::chain();
    let key = sample::key(&chain);
    let sealed = seal(&reviewed, &sample::request(), &key).unwrap();
    assert_eq!(judge(&sealed, &chain).exit_code(), 0);
    let switched = forge::repoint(&sealed, 6, offset);
    assert_eq!(judge(&switched, &chain).exit_code(), 1);
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    };
    let twice = seal(&switched, &request, &key).unwrap();
    let verdict = judge(&twice, &chain);
    let first = &verdict.signatures[0].problems;
    assert!(
        first.contains(&SignatureProblem::ChangedAfterwards),
        "{verdict:#?}"
    );
}

#[test]
fn a_new_field_between_signatures_must_be_invisible() {
    let add = |rect: &'static str| {
        move |pdf: &[u8]| {
            let document = lopdf::Document::load_mem(pdf).unwrap();
            let catalog = document.catalog().unwrap();
            let form_id = catalog.get(b"AcroForm").unwrap().as_reference().unwrap();
            let form = forge::object(pdf, form_id.0).replace("/Fields [", "/Fields[");
            let at = form.find("/Fields[").unwrap();
            let end = at + form[at..].find(']').unwrap();
            let form = format!("{} 150 0 R{}", &form[..end], &form[end..]);
            let field = format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(extra)/F 132/Rect[{rect}]/P 3 0 R>>"
            );
            forge::append(
                pdf,
                &[(form_id.0, form.into_bytes()), (150, field.into_bytes())],
            )
        }
    };
    let invisible = between(add("0 0 0 0"));
    assert_eq!(invisible.exit_code(), 0, "{invisible:#?}");
    let visible = between(add("0 0 595 842"));
    let first = &visible.signatures[0].problems;
    assert!(
        first.contains(&SignatureProblem::ChangedAfterwards),
        "{visible:#?}"
    );
}

#[test]
fn validation_data_between_signatures_is_allowed_and_nothing_else_in_its_place() {
    let certificate = sample::chain().issuing_der;
    let with = |content: &[u8]| {
        let content = content.to_vec();
        between(move |pdf| {
            let catalog = forge::object(pdf, 1).replacen("<<", "<</DSS 150 0 R", 1);
            forge::append(
                pdf,
                &[
                    (1, catalog.into_bytes()),
                    (150, b"<</Type/DSS/Certs[151 0 R]>>".to_vec()),
                    (151, sample::stream("", &content)),
                ],
            )
        })
    };
    let verdict = with(&certificate);
    assert_eq!(verdict.exit_code(), 0, "{verdict:#?}");
    assert_eq!(with(b"no certificate").exit_code(), 1);
}
