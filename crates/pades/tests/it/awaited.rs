//! Documents that wait for a later signature to complete them: a page refers to objects that are not there yet, or takes
//! a signature field for its resources. The second signer is honest or an accomplice whose certificate is good; the
//! first signature must say that its document has changed.

use crate::forge;
use crate::sample;
use crate::shadow::{RESOURCES, again, judge, prepared};
use mithaq_pades::{SignatureProblem, seal};

/// The accomplice's own field, filled as he likes: seals, changes the field, and seals in it.
fn completed(reviewed: &[u8], entries: &str, objects: &[(u32, Vec<u8>)]) -> Vec<SignatureProblem> {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let once = seal(reviewed, &sample::request(), &key).unwrap();
    assert_eq!(judge(&once, &chain).exit_code(), 0);
    let document = lopdf::Document::load_mem(&once).unwrap();
    let is_his = |object: &lopdf::Object| {
        let title = object.as_dict().and_then(|d| d.get(b"T"));
        title
            .and_then(lopdf::Object::as_str)
            .is_ok_and(|title| title == b"provider")
    };
    let (id, _) = document
        .objects
        .iter()
        .find(|(_, object)| is_his(object))
        .unwrap();
    let field = forge::object(&once, id.0);
    let at = field.find("/AP").unwrap();
    let end = at + field[at..].find(">>").unwrap() + 2;
    let filled = format!("{}{entries}{}", &field[..at], &field[end..]);
    let mut revision = vec![(id.0, filled.into_bytes())];
    revision.extend(objects.iter().cloned());
    let changed = forge::append(&once, &revision);
    let twice = seal(&changed, &again(), &key).unwrap();
    judge(&twice, &chain).signatures[0].problems.clone()
}

fn looks() -> Vec<u8> {
    let kind = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]";
    sample::stream(kind, b"1 g 0 0 595 842 re f")
}

#[test]
fn an_honest_second_signature_is_no_change() {
    let found = completed(
        &prepared(RESOURCES, &[], ""),
        "/AP<</N 150 0 R>>",
        &[(150, looks())],
    );
    assert_eq!(found, []);
}

#[test]
fn a_page_cannot_be_completed_by_the_looks_of_a_later_signature() {
    // The page's resources name an object 150 that is not there; later it is, as a signature's appearance.
    let page = "/Resources<</Font<</F1 5 0 R>>/XObject<</X 150 0 R>>>>";
    let found = completed(
        &prepared(page, &[], ""),
        "/AP<</N 150 0 R>>",
        &[(150, looks())],
    );
    assert_eq!(found, [SignatureProblem::ChangedAfterwards]);
    let deep = [b"<</XObject<</X[[<</Y 150 0 R>>]]>>>>".to_vec()];
    let found = completed(
        &prepared("/Resources 9 0 R", &deep, ""),
        "/AP<</N 150 0 R>>",
        &[(150, looks())],
    );
    assert_eq!(found, [SignatureProblem::ChangedAfterwards]);
}

#[test]
fn our_own_seal_takes_no_number_that_the_document_already_refers_to() {
    // An uploaded file may guess which number the seal's appearance will get.
    for awaited in 9..40 {
        let page = format!("/Resources<</Font<</F1 5 0 R>>/XObject<</X {awaited} 0 R>>>>");
        let chain = sample::chain();
        let key = sample::key(&chain);
        let stamp = sample::stamp();
        let request = mithaq_pades::SealRequest {
            appearance: Some(&stamp),
            ..sample::request()
        };
        let once = seal(&prepared(&page, &[], ""), &request, &key).unwrap();
        let document = lopdf::Document::load_mem(&once).unwrap();
        assert!(!document.objects.contains_key(&(awaited, 0)), "{awaited}");
        let twice = seal(&once, &again(), &key).unwrap();
        assert_eq!(judge(&twice, &chain).exit_code(), 0);
    }
}

#[test]
fn a_signature_field_that_a_page_takes_for_resources_cannot_become_any() {
    let evil = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]>>".to_vec();
    for entries in [
        "/AP 150 0 R",
        "/AP<</N 151 0 R/Type/Font/Subtype/Type3/FontBBox[0 0 1 1]>>",
        "/AP<</N 151 0 R/Type/OCG/Name(on)>>",
        "/AP<</N 150 0 R>>",
        "/AP[151 0 R]",
    ] {
        let mut objects = vec![(150, evil.clone()), (151, looks())];
        objects.retain(|(number, _)| entries.contains(&format!("{number} 0 R")));
        let found = completed(&prepared(RESOURCES, &[], ""), entries, &objects);
        assert_eq!(found, [SignatureProblem::ChangedAfterwards], "{entries}");
    }
}
