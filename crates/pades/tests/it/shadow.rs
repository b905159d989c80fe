//! Documents that were prepared before the honest signature to look different after it (Mainka et al. 2021: shadow
//! hide, replace, hide and replace), and certified ones that are added to (Rohlmann et al. 2021: evil annotation,
//! sneaky signature). Each change is made between two honest signatures too, so that coverage alone cannot find it.

use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    Outcome, SealRequest, SignatureProblem, TestChain, Verdict, add_signature_fields, seal, verify,
};

pub fn judge(pdf: &[u8], chain: &TestChain) -> Verdict {
    verify(pdf, std::slice::from_ref(&chain.root_der), NOW + 60).unwrap()
}

pub fn again() -> SealRequest<'static> {
    SealRequest {
        field_name: "provider",
        certify: false,
        ..sample::request()
    }
}

/// A contract whose first page has `page` in its dictionary, with more objects from number 9 on.
pub fn prepared(page: &str, more: &[Vec<u8>], catalog: &str) -> Vec<u8> {
    let text = |line: &str| {
        sample::stream(
            "",
            format!("BT /F1 14 Tf 60 780 Td ({line}) Tj ET").as_bytes(),
        )
    };
    let second = "/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R";
    let mut objects = vec![
        (
            1,
            format!("<</Type/Catalog/Pages 2 0 R{catalog}>>").into_bytes(),
        ),
        (2, b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_vec()),
        (
            3,
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R{page}>>")
                .into_bytes(),
        ),
        (
            4,
            format!("<<{second}/Resources<</Font<</F1 5 0 R>>>>>>").into_bytes(),
        ),
        (
            5,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        ),
        (6, text("The borrower owes 1,250.75 EGP.")),
        (7, text("Signature page")),
        (8, b"<</Producer(sample)>>".to_vec()),
    ];
    objects.extend((9..).zip(more.iter().cloned()));
    let id = "0102030405060708090a0b0c0d0e0f10";
    let trailer = format!("/Root 1 0 R/Info 8 0 R/ID[<{id}><{id}>]");
    let contract = sample::lay_out(&objects, &trailer, Style::Table);
    let mut provider = sample::field("provider");
    provider.rect = [300.0, 60.0, 500.0, 120.0];
    add_signature_fields(&contract, &[sample::field(sample::FIELD), provider]).unwrap()
}

pub const RESOURCES: &str = "/Resources<</Font<</F1 5 0 R>>>>";

/// Seals, changes, and has the change refused both as it stands and under a second honest seal.
fn refused(name: &str, reviewed: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let sealed = seal(reviewed, &sample::request(), &key).unwrap();
    assert_eq!(judge(&sealed, &chain).exit_code(), 0, "{name}");
    let changed = change(&sealed);
    assert_eq!(judge(&changed, &chain).exit_code(), 1, "{name}: appended");
    let Ok(twice) = seal(&changed, &again(), &key) else {
        return; // Not even our own writer would sign it.
    };
    let verdict = judge(&twice, &chain);
    assert_eq!(verdict.exit_code(), 1, "{name}: between two: {verdict:#?}");
}

#[test]
fn shadow_hide_what_lay_over_the_text_cannot_be_taken_away() {
    let cover = b"<</Type/Annot/Subtype/Square/F 4/Rect[50 770 500 800]/AP<</N 10 0 R>>>>".to_vec();
    let white = sample::stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 450 30]",
        b"1 g 0 0 450 30 re f",
    );
    let page = format!("{RESOURCES}/Annots[9 0 R]");
    let reviewed = prepared(&page, &[cover, white], "");
    refused("annotation freed", &reviewed, |pdf| forge::free(pdf, 9));
    refused("appearance freed", &reviewed, |pdf| forge::free(pdf, 10));
    let moved = b"<</Type/Annot/Subtype/Square/F 2/Rect[0 0 0 0]/AP<</N 10 0 R>>>>".to_vec();
    refused("annotation moved", &reviewed, |pdf| {
        forge::append(pdf, &[(9, moved.clone())])
    });
    refused("annotation off the page", &reviewed, |pdf| {
        let page = forge::object(pdf, 3).replace("9 0 R", "");
        forge::append(pdf, &[(3, page.into_bytes())])
    });
}

#[test]
fn shadow_replace_neither_fonts_nor_resources_nor_form_defaults_can_be_exchanged() {
    let reviewed = prepared(
        "/Resources 9 0 R",
        &[b"<</Font<</F1 5 0 R>>>>".to_vec()],
        "",
    );
    let evil = || b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]>>".to_vec();
    refused("font", &reviewed, |pdf| forge::append(pdf, &[(5, evil())]));
    refused("resources", &reviewed, |pdf| {
        forge::append(
            pdf,
            &[(9, b"<</Font<</F1 150 0 R>>>>".to_vec()), (150, evil())],
        )
    });
    refused("form's fonts", &reviewed, |pdf| {
        let number = forge::form_number(pdf);
        let form = forge::object(pdf, number).replacen("<<", "<</DR<</Font<</F1 150 0 R>>>>", 1);
        forge::append(pdf, &[(number, form.into_bytes()), (150, evil())])
    });
}

#[test]
fn shadow_replace_a_store_of_validation_data_that_pages_use_cannot_grow() {
    // DSS is what may be added after a signature: let it be the page's own resources.
    let more = [b"<</Font<</F1 5 0 R>>>>".to_vec()];
    let reviewed = prepared("/Resources 9 0 R", &more, "/DSS 9 0 R");
    let evil = || b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]>>".to_vec();
    let chain = sample::chain();
    let sealed = seal(&reviewed, &sample::request(), &sample::key(&chain)).unwrap();
    assert_eq!(judge(&sealed, &chain).exit_code(), 1, "no store at all");
    let more = [
        b"<</Font 10 0 R>>".to_vec(),
        b"<</Certs[]/VRI<<>>>>".to_vec(),
    ];
    let reviewed = prepared("/Resources 9 0 R", &more, "/DSS 10 0 R");
    for name in ["VRI", "Certs", "CRLs", "OCSPs"] {
        refused("DSS is the fonts", &reviewed, |pdf| {
            let fonts = format!("<</Certs[]/VRI<<>>/{name} 150 0 R>>");
            forge::append(pdf, &[(10, fonts.into_bytes()), (150, evil())])
        });
    }
}

#[test]
fn shadow_hide_and_replace_a_second_document_inside_cannot_be_switched_on() {
    let more = [
        b"<</Type/Catalog/Pages 10 0 R/AcroForm 13 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[11 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 10 0 R/MediaBox[0 0 595 842]/Contents 12 0 R{RESOURCES}>>")
            .into_bytes(),
        sample::stream("", b"BT /F1 14 Tf 60 780 Td (Nothing is owed.) Tj ET"),
        b"<</Fields[]>>".to_vec(),
    ];
    let reviewed = prepared(RESOURCES, &more, "");
    let id = "/ID[<0102030405060708090a0b0c0d0e0f10><0102030405060708090a0b0c0d0e0f10>]";
    refused("another root", &reviewed, |pdf| {
        forge::append_with(pdf, &[], &format!("/Root 9 0 R/Info 8 0 R{id}"))
    });
    refused("another catalog in its place", &reviewed, |pdf| {
        forge::repoint(pdf, 1, forge::find_last(pdf, b"9 0 obj\n"))
    });
    refused("another page tree in its place", &reviewed, |pdf| {
        forge::repoint(pdf, 2, forge::find_last(pdf, b"10 0 obj\n"))
    });
}

#[test]
fn a_hybrid_cross_reference_cannot_smuggle_an_object_in() {
    // Readers differ in whether they follow /XRefStm: nothing may hang on it.
    let reviewed = prepared(RESOURCES, &[], "");
    let evil = sample::stream("", b"BT /F1 14 Tf 60 780 Td (Nothing is owed.) Tj ET");
    refused("replaced by the hidden stream", &reviewed, |pdf| {
        forge::append_hybrid(pdf, 6, &evil, "")
    });
    refused("freed by the table", &reviewed, |pdf| {
        forge::append_hybrid(pdf, 6, &evil, "6 1\n0000000000 00001 f \n")
    });
}

#[test]
fn evil_annotation_nothing_can_be_laid_over_a_certified_document() {
    let reviewed = prepared(RESOURCES, &[], "");
    for kind in [
        "FreeText", "Stamp", "Redact", "Square", "Text", "Ink", "Popup",
    ] {
        let note = format!(
            "<</Type/Annot/Subtype/{kind}/F 4/Rect[50 770 500 800]/Contents(0 EGP)/AP<</N 151 0 R>>>>"
        );
        refused(kind, &reviewed, |pdf| {
            let page = forge::object(pdf, 3).replacen("<<", "<</Annots[150 0 R]", 1);
            let looks =
                sample::stream("/Type/XObject/Subtype/Form/BBox[0 0 450 30]", b"0 0 9 9 re");
            forge::append(
                pdf,
                &[
                    (3, page.into_bytes()),
                    (150, note.clone().into_bytes()),
                    (151, looks),
                ],
            )
        });
    }
}

#[test]
fn a_certification_cannot_be_loosened_or_moved() {
    let reviewed = prepared(RESOURCES, &[], "");
    refused("certification gone", &reviewed, |pdf| {
        let catalog = forge::object(pdf, 1).replace("/Perms", "/Parms");
        forge::append(pdf, &[(1, catalog.into_bytes())])
    });
    refused("permission raised", &reviewed, |pdf| {
        let number = forge::signature_number(pdf);
        let loose = forge::object(pdf, number).replace("/P 2", "/P 3");
        forge::append(pdf, &[(number, loose.into_bytes())])
    });
}

/// The sealed contract with one more signature field, not signed by anyone yet.
fn with_field(pdf: &[u8], rect: &str) -> Vec<u8> {
    let number = forge::form_number(pdf);
    let form = forge::object(pdf, number).replace("/Fields [", "/Fields[");
    let end = form.find("/Fields[").unwrap();
    let end = end + form[end..].find(']').unwrap();
    let form = format!("{} 150 0 R{}", &form[..end], &form[end..]);
    let page = forge::object(pdf, 3).replacen("<<", "<</Annots[150 0 R]", 1);
    let field =
        format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(sneaky)/F 132/Rect[{rect}]/P 3 0 R>>");
    forge::append(
        pdf,
        &[
            (number, form.into_bytes()),
            (3, page.into_bytes()),
            (150, field.into_bytes()),
        ],
    )
}

#[test]
fn sneaky_signature_a_stranger_cannot_sign_over_a_certified_document() {
    let chain = sample::chain();
    let stranger = sample::chain();
    let reviewed = prepared(RESOURCES, &[], "");
    let sealed = seal(&reviewed, &sample::request(), &sample::key(&chain)).unwrap();
    let stamp = sample::stamp();
    let sneaky = SealRequest {
        field_name: "sneaky",
        certify: false,
        appearance: Some(&stamp),
        ..sample::request()
    };
    let over = seal(
        &with_field(&sealed, "50 770 500 800"),
        &sneaky,
        &sample::key(&stranger),
    );
    let roots = [chain.root_der.clone(), stranger.root_der.clone()];
    let verdict = verify(&over.unwrap(), &roots, NOW + 60).unwrap();
    let first = &verdict.signatures[0].problems;
    assert!(
        first.contains(&SignatureProblem::ChangedAfterwards),
        "{verdict:#?}"
    );
    assert_eq!(verdict.exit_code(), 1);
    // Unseen, or in the box that awaits a signature, it changes no page; but it is a stranger's.
    let unseen = seal(
        &with_field(&sealed, "0 0 0 0"),
        &sneaky,
        &sample::key(&stranger),
    );
    let in_the_box = seal(&sealed, &again(), &sample::key(&stranger));
    for pdf in [unseen.unwrap(), in_the_box.unwrap()] {
        let verdict = judge(&pdf, &chain);
        assert_eq!(verdict.outcome(), Outcome::UnknownIssuer, "{verdict:#?}");
        assert!(verdict.signatures[0].is_trusted && !verdict.signatures[1].is_trusted);
    }
}
