//! Adding empty fields.

use crate::sample::{self, Style};
use mithaq_pades::{PdfError, SignatureField, add_signature_fields, verify};

#[test]
fn fields_are_appended_behind_the_untouched_file() {
    for style in [Style::Table, Style::Stream] {
        let contract = sample::contract(style);
        let reviewed = sample::reviewed(style);
        assert!(reviewed.starts_with(&contract));
        let again = add_signature_fields(&reviewed, &[sample::field("third")]).unwrap();
        assert!(again.starts_with(&reviewed));
        let document = lopdf::Document::load_mem(&again).unwrap();
        let form = document.catalog().unwrap().get(b"AcroForm").unwrap();
        let (_, form) = document.dereference(form).unwrap();
        let fields = form.as_dict().unwrap().get(b"Fields").unwrap();
        assert_eq!(fields.as_array().unwrap().len(), 4);
        let page = document.get_pages()[&2];
        assert_eq!(document.get_page_annotations(page).unwrap().len(), 4);
    }
}

#[test]
fn the_reviewed_file_counts_as_unsigned() {
    let verdict = verify(&sample::reviewed(Style::Table), &[], sample::NOW);
    assert_eq!(verdict.err(), Some(mithaq_pades::Unreadable::Unsigned));
}

#[test]
fn wrong_places_and_names_are_refused() {
    let contract = sample::contract(Style::Table);
    let add = |fields: &[SignatureField]| add_signature_fields(&contract, fields).err();
    let mut far = sample::field("a");
    far.page_index = 2;
    assert_eq!(add(&[far]), Some(PdfError::NoSuchPage(2)));
    for rect in [
        [0.0, 0.0, f32::NAN, 1.0],
        [10.0, 0.0, 5.0, 9.0],
        [0.0, 0.0, f32::INFINITY, 1.0],
    ] {
        let mut bad = sample::field("a");
        bad.rect = rect;
        assert_eq!(add(&[bad]), Some(PdfError::BadRectangle("a".into())));
    }
    for name in ["", "a.b"] {
        let refused = add(&[sample::field(name)]);
        assert_eq!(refused, Some(PdfError::BadFieldName(name.into())));
    }
    let twice = add(&[sample::field("a"), sample::field("a")]);
    assert_eq!(twice, Some(PdfError::BadFieldName("a".into())));
    let (sealed, _) = sample::sealed(Style::Table);
    let late = add_signature_fields(&sealed, &[sample::field("late")]);
    assert_eq!(late.err(), Some(PdfError::ChangeForbidden));
}

#[test]
fn arabic_names_and_invisible_fields_are_accepted() {
    let field = SignatureField {
        name: "توقيع".into(),
        page_index: 0,
        rect: [0.0; 4],
    };
    let reviewed = add_signature_fields(&sample::contract(Style::Table), &[field]).unwrap();
    let chain = sample::chain();
    let request = mithaq_pades::SealRequest {
        field_name: "توقيع",
        ..sample::request()
    };
    let sealed = mithaq_pades::seal(&reviewed, &request, &sample::key(&chain)).unwrap();
    let verdict = verify(&sealed, std::slice::from_ref(&chain.root_der), sample::NOW).unwrap();
    assert_eq!(verdict.exit_code(), 0, "{verdict:#?}");
}
