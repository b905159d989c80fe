//! The metadata of an upload that others signed: other programs write there when they touch a file. Before our first
//! seal that is let through, and nothing that only looks like it.

use crate::archive::Desk;
use crate::forge;
use crate::forms::form;
use crate::sample::{self, NOW};
use crate::signed_uploads::{form_signed_by_others, read, sealed, signed_with};
use mithaq_pades::*;

/// As pyHanko reads it.
const XMP: &[u8] = b"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>";

fn metadata(content: &[u8]) -> Vec<u8> {
    sample::stream("/Type/Metadata/Subtype/XML", content)
}

/// The form, its page's content now the metadata too where `shared`.
fn with_metadata(shared: bool) -> Vec<u8> {
    let form = form();
    let text = String::from_utf8_lossy(&form).into_owned();
    let catalog = text.split("1 0 obj\n").nth(1).unwrap();
    let catalog = catalog.split("\nendobj").next().unwrap();
    let number = if shared { 4 } else { 40 };
    let catalog = catalog.replacen("<<", &format!("<</Metadata {number} 0 R"), 1);
    let objects = [(1, catalog.into_bytes()), (number, metadata(XMP))];
    forge::append_with(&form, &objects, "/Root 1 0 R")
}

/// The number of the metadata's object.
fn number(pdf: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(pdf).into_owned();
    let last = text.rsplit("/Metadata ").next().unwrap();
    last.split(' ').next().unwrap().parse().unwrap()
}

fn appended(pdf: &[u8], number: u32, body: Vec<u8>) -> Vec<u8> {
    forge::append_with(pdf, &[(number, body)], "/Root 1 0 R")
}

fn outcome(pdf: &[u8], chain: &TestChain) -> Outcome {
    verify(pdf, std::slice::from_ref(&chain.root_der), NOW + 60)
        .unwrap()
        .outcome()
}

#[test]
fn metadata_may_change_before_our_first_seal_and_not_after_it() {
    let chain = sample::chain();
    let lines = ["a.pdf Others pades"];
    let form = with_metadata(false);
    let folder = form_signed_by_others("signed-metadata", (&chain, &form), &lines);
    let good = read(&folder, "a.pdf");
    let number = number(&good);
    let touched = appended(&good, number, metadata(b"<x>later</x>"));
    let upload = Upload::inspect(&touched).unwrap();
    let file = sealed(&upload, &[], 1, &chain);
    assert_eq!(outcome(&file, &chain), Outcome::Intact);
    let late = appended(&file, number, metadata(b"<x>later still</x>"));
    assert_eq!(outcome(&late, &chain), Outcome::Invalid);
    let broken = Some(UploadRefusal::SignatureBroken);
    let other = [
        sample::stream("", b"0 0 9 9 re f"),
        sample::stream("/Type/Metadata/Subtype/XML/BBox[0 0 9 9]", b"<x/>"),
        b"<</Type/Metadata/Subtype/XML>>".to_vec(),
    ];
    for body in other {
        let changed = appended(&good, number, body);
        assert_eq!(Upload::inspect(&changed).err(), broken);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_change_of_metadata_is_told_unless_a_seal_of_ours_follows() {
    let chain = sample::chain();
    let desk = Desk::new();
    let form = with_metadata(false);
    let lines = ["a.pdf Others pades"];
    let folder = form_signed_by_others("told-metadata", (&chain, &form), &lines);
    let good = read(&folder, "a.pdf");
    let touched = appended(&good, number(&good), metadata(b"<x>later</x>"));
    let roots = [chain.root_der.clone(), desk.roots[0].clone()];
    // A timestamp covers what came before it, and is no seal of ours.
    let judge = |pdf: &[u8]| {
        let verdict = verify(pdf, &roots, NOW + 60).unwrap();
        let problems = verdict.signatures.iter().map(|one| one.problems.clone());
        (verdict.outcome(), problems.collect::<Vec<_>>())
    };
    let untouched = desk.stamped(&good, NOW + 5);
    assert_eq!(judge(&untouched), (Outcome::Intact, vec![vec![]]));
    let stamped = desk.stamped(&touched, NOW + 5);
    let told = vec![vec![SignatureProblem::ChangedAfterwards]];
    assert_eq!(judge(&stamped), (Outcome::Invalid, told));
    let upload = Upload::inspect(&stamped).unwrap();
    let file = sealed(&upload, &[], 1, &chain);
    assert_eq!(judge(&file), (Outcome::Intact, vec![vec![]; 2]));
    // And again behind a timestamp, which says as little of who made it as the first.
    let last = desk.stamped(&appended(&stamped, number(&good), metadata(XMP)), NOW + 6);
    let file = sealed(&Upload::inspect(&last).unwrap(), &[], 1, &chain);
    assert_eq!(judge(&file), (Outcome::Intact, vec![vec![]; 2]));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn metadata_that_is_also_the_content_of_a_page_may_not_change() {
    let chain = sample::chain();
    let lines = ["a.pdf Others pades"];
    let form = with_metadata(true);
    let folder = form_signed_by_others("shared-metadata", (&chain, &form), &lines);
    let good = read(&folder, "a.pdf");
    assert!(Upload::inspect(&good).is_ok());
    let changed = appended(&good, 4, metadata(b"0 0 9 9 re f"));
    let broken = Some(UploadRefusal::SignatureBroken);
    assert_eq!(Upload::inspect(&changed).err(), broken);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_document_information_of_a_signed_upload_may_not_change() {
    let desk = Desk::new();
    let with = |pdf: &[u8], producer: &str| {
        let information = format!("<</Producer({producer})>>").into_bytes();
        forge::append_with(pdf, &[(41, information)], "/Root 1 0 R/Info 41 0 R")
    };
    let signed = signed_with(&with(&form(), "a"), (&desk.key, NOW - 100), |cms| cms);
    assert!(Upload::inspect(&with(&signed, "a")).is_ok());
    let broken = Some(UploadRefusal::SignatureBroken);
    assert_eq!(Upload::inspect(&with(&signed, "b")).err(), broken);
}
