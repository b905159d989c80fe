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
        label: String::new(),
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

/// A tagged contract of one page; `root` is the structure's root, `more` objects come from number 6 on.
fn tagged(root: &str, more: &[&str]) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R/MarkInfo<</Marked true>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/StructParents 0>>",
        root,
        "<</Type/StructElem/S/Document/P 4 0 R/K 6 0 R>>",
        "<</Type/StructElem/S/P/P 5 0 R>>",
    ];
    let objects = objects
        .iter()
        .chain(more)
        .map(|body| body.as_bytes().to_vec());
    let objects: Vec<(u32, Vec<u8>)> = (1..).zip(objects).collect();
    sample::lay_out(&objects, "/Root 1 0 R", Style::Table)
}

fn two_fields() -> [SignatureField; 2] {
    ["customer", "provider"].map(|name| SignatureField {
        label: format!("Signature: {name}"),
        page_index: 0,
        ..sample::field(name)
    })
}

/// What lopdf reads behind a path of keys, references followed.
fn at<'d>(
    document: &'d lopdf::Document,
    start: &'d lopdf::Dictionary,
    path: &[&str],
) -> &'d lopdf::Object {
    let (last, before) = path.split_last().unwrap();
    let holder = before.iter().fold(start, |holder, key| {
        let (_, found) = document
            .dereference(holder.get(key.as_bytes()).unwrap())
            .unwrap();
        found.as_dict().unwrap()
    });
    document
        .dereference(holder.get(last.as_bytes()).unwrap())
        .unwrap()
        .1
}

#[test]
fn in_a_tagged_document_every_field_has_its_element_and_is_spoken() {
    let trees: [(&str, &[&str], i64); 4] = [
        (
            "<</Type/StructTreeRoot/K 5 0 R/ParentTree<</Nums[0[6 0 R]]>>/ParentTreeNextKey 1>>",
            &[],
            1,
        ),
        (
            "<</Type/StructTreeRoot/K[5 0 R]/ParentTree 7 0 R>>",
            &["<</Nums[0[6 0 R]]>>"],
            1,
        ),
        (
            "<</Type/StructTreeRoot/K[5 0 R]/ParentTree 7 0 R/ParentTreeNextKey 0>>",
            &[
                "<</Kids[8 0 R]>>",
                "<</Limits[0 40]/Nums[0[6 0 R]40[6 0 R]]>>",
            ],
            41,
        ),
        ("<</Type/StructTreeRoot/K[5 0 R 6 0 R]>>", &[], 1),
    ];
    for (root, more, first) in trees {
        let pdf = tagged(root, more);
        let reviewed = add_signature_fields(&pdf, &two_fields()).unwrap();
        let document = lopdf::Document::load_mem(&reviewed).unwrap();
        let catalog = document.catalog().unwrap();
        let fields = at(&document, catalog, &["AcroForm", "Fields"])
            .as_array()
            .unwrap();
        for ((field, key), name) in fields.iter().zip(first..).zip(["customer", "provider"]) {
            let widget = document.dereference(field).unwrap().1.as_dict().unwrap();
            assert_eq!(
                widget.get(b"StructParent").unwrap().as_i64().unwrap(),
                key,
                "{root}"
            );
            let spoken = widget.get(b"TU").unwrap().as_str().unwrap();
            assert_eq!(spoken, format!("Signature: {name}").as_bytes());
            let element = numbered(&document, key);
            assert_eq!(element.get(b"S").unwrap().as_name().unwrap(), b"Form");
            assert_eq!(
                element
                    .get(b"K")
                    .unwrap()
                    .as_dict()
                    .unwrap()
                    .get(b"Obj")
                    .unwrap(),
                field
            );
            assert!(hangs_once(&document, element), "{root}");
        }
        let next = at(&document, catalog, &["StructTreeRoot", "ParentTreeNextKey"]);
        assert_eq!(next.as_i64().unwrap(), first + 2);
    }
}

/// Whether the element is among its parent's children, and once.
fn hangs_once(document: &lopdf::Document, element: &lopdf::Dictionary) -> bool {
    let parent = at(document, element, &["P"]).as_dict().unwrap();
    let kids = at(document, parent, &["K"]).as_array().unwrap();
    let is_it = |kid: &&lopdf::Object| {
        let (_, found) = document.dereference(kid).unwrap();
        found.as_dict().unwrap() == element
    };
    kids.iter().filter(is_it).count() == 1
}

/// The element that the parent tree has under a number, in its last leaf.
fn numbered(document: &lopdf::Document, key: i64) -> &lopdf::Dictionary {
    let catalog = document.catalog().unwrap();
    let mut tree = at(document, catalog, &["StructTreeRoot", "ParentTree"])
        .as_dict()
        .unwrap();
    if tree.has(b"Kids") {
        let kids = at(document, tree, &["Kids"]).as_array().unwrap();
        tree = document
            .dereference(kids.last().unwrap())
            .unwrap()
            .1
            .as_dict()
            .unwrap();
        assert_eq!(
            tree.get(b"Limits").unwrap().as_array().unwrap()[0],
            tree.get(b"Nums").unwrap().as_array().unwrap()[0]
        );
    }
    let numbers = at(document, tree, &["Nums"]).as_array().unwrap();
    let place = numbers
        .chunks(2)
        .find(|pair| pair[0].as_i64().unwrap() == key)
        .unwrap();
    document
        .dereference(&place[1])
        .unwrap()
        .1
        .as_dict()
        .unwrap()
}

#[test]
fn a_document_without_a_structure_or_with_a_broken_one_stays_as_it_is() {
    for root in [
        "null",
        "(no)",
        "<<>>",
        "[5 0 R]",
        "<</Type/StructTreeRoot/K 99 0 R>>",
        "<</K 5 0 R/ParentTreeNextKey 9223372036854775807>>",
    ] {
        let reviewed = add_signature_fields(&tagged(root, &[]), &two_fields()).unwrap();
        let document = lopdf::Document::load_mem(&reviewed).unwrap();
        let elements = document.objects.values().filter(|object| {
            let kind = object.as_dict().and_then(|dictionary| dictionary.get(b"S"));
            kind.and_then(lopdf::Object::as_name)
                .is_ok_and(|kind| kind == b"Form")
        });
        assert_eq!(elements.count(), 0, "{root}");
    }
}
