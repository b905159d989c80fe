//! What others say: pdfsig (poppler), qpdf, pyHanko. A missing judge is a failure.
//!
//! pyHanko's interpreter is named by `MITHAQ_JUDGES_PYTHON`, else `python3`.

use crate::sample::{self, NOW, Style};
use crate::{archive, forge};
use mithaq_pades::{SealRequest, TestChain, pem_encode, seal};
use std::path::PathBuf;
use std::process::Command;

/// A folder of its own for one test, gone when it ends.
struct Desk(PathBuf);

impl Desk {
    fn new(test: &str) -> Self {
        let name = format!("mithaq-pades-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn pdfsig(&self, pdf: &[u8]) -> String {
        let file = self.put("judged.pdf", pdf);
        let output = Command::new("pdfsig")
            .arg("-nocert")
            .arg(&file)
            .output()
            .expect("pdfsig (poppler-utils) is needed");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn qpdf(&self, pdf: &[u8]) -> (bool, String) {
        let file = self.put("judged.pdf", pdf);
        let output = Command::new("qpdf")
            .arg("--check")
            .arg(&file)
            .output()
            .expect("qpdf is needed");
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    }

    fn pyhanko(&self, pdf: &[u8], chain: &TestChain) -> String {
        self.python("verify.py", (pdf, &chain.root_der), NOW + 60)
    }

    /// pyHanko's verdicts by EN 319 102-1, demanding revocation data.
    fn ades(&self, pdf: &[u8], root: &[u8], now: i64) -> String {
        self.python("ades.py", (pdf, root), now)
    }

    fn python(&self, script: &str, (pdf, root): (&[u8], &[u8]), now: i64) -> String {
        let file = self.put("judged.pdf", pdf);
        let root = pem_encode("CERTIFICATE", root).unwrap();
        let root = self.put("root.pem", root.as_bytes());
        let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge");
        let output = Command::new(python)
            .arg(format!("{folder}/{script}"))
            .args([&file, &root])
            .arg(now.to_string())
            .output()
            .expect("pyHanko's interpreter is needed");
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{complaint}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// All three are content with every signature of the file.
fn all_approve(test: &str, pdf: &[u8], chain: &TestChain, count: usize) {
    let desk = Desk::new(test);
    let pdfsig = desk.pdfsig(pdf);
    let valid = pdfsig
        .matches("Signature Validation: Signature is Valid.")
        .count();
    assert_eq!(valid, count, "{pdfsig}");
    assert!(pdfsig.contains("Total document signed"), "{pdfsig}");
    let (sound, said) = desk.qpdf(pdf);
    assert!(sound && !said.contains("WARNING"), "{said}");
    let pyhanko = desk.pyhanko(pdf, chain);
    let good = pyhanko.matches("\"bottom_line\": true").count();
    assert_eq!(good, count, "{pyhanko}");
    assert_eq!(
        pyhanko.matches("\"trusted\": true").count(),
        count,
        "{pyhanko}"
    );
    assert_eq!(
        pyhanko.matches("\"modification\": \"OTHER\"").count(),
        0,
        "{pyhanko}"
    );
    assert_eq!(pyhanko.matches("ENTIRE_FILE").count(), 1, "{pyhanko}");
    assert!(!pyhanko.contains("\"docmdp_ok\": false"), "{pyhanko}");
}

#[test]
fn the_judges_approve_a_certified_seal_with_an_imported_appearance() {
    for style in [Style::Table, Style::Stream] {
        let (sealed, chain) = sample::sealed(style);
        all_approve(&format!("certified-{style:?}"), &sealed, &chain, 1);
    }
}

#[test]
fn the_judges_approve_a_plain_seal_without_appearance_or_certification() {
    let chain = sample::chain();
    let request = SealRequest {
        certify: false,
        ..sample::request()
    };
    let sealed = seal(
        &sample::reviewed(Style::Stream),
        &request,
        &sample::key(&chain),
    )
    .unwrap();
    all_approve("plain", &sealed, &chain, 1);
}

#[test]
fn the_judges_approve_a_second_seal_on_a_certified_document() {
    let (once, chain) = sample::sealed(Style::Table);
    let stamp = sample::stamp();
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        appearance: Some(&stamp),
        ..sample::request()
    };
    let twice = seal(&once, &request, &sample::key(&chain)).unwrap();
    all_approve("second", &twice, &chain, 2);
}

/// What pdfsig and qpdf say of signatures and structure, whatever the level.
fn structure_is_approved(desk: &Desk, pdf: &[u8], signatures: usize) {
    let pdfsig = desk.pdfsig(pdf);
    let valid = pdfsig
        .matches("Signature Validation: Signature is Valid.")
        .count();
    assert!(valid >= signatures, "{pdfsig}");
    assert!(!pdfsig.contains("Digest Mismatch"), "{pdfsig}");
    let (sound, said) = desk.qpdf(pdf);
    assert!(sound && !said.contains("WARNING"), "{said}");
}

#[test]
fn pyhanko_sees_the_levels_that_we_say() {
    for style in [Style::Table, Style::Stream] {
        let maker = archive::Desk::new();
        let desk = Desk::new(&format!("levels-{style:?}"));
        let root = &maker.roots[0];
        let sealed = maker.sealed(&sample::reviewed(style), &sample::request());
        structure_is_approved(&desk, &sealed, 1);
        let said = desk.ades(&sealed, root, NOW + 60);
        let passed = |said: &str, kind: &str| {
            said.contains(&format!("\"{kind}\": {{\"verdict\": \"AdESPassed.OK\""))
        };
        // B-T: time proven, but nothing in the file says whether anything was revoked.
        assert!(passed(&said, "withTime"), "{said}");
        assert!(said.contains("2026-11-18T11:06:45"), "{said}");
        assert!(!passed(&said, "longTerm"), "{said}");

        let with_material = maker.with_material(&sealed, NOW + 10);
        structure_is_approved(&desk, &with_material, 1);
        // B-LT: the store answers for every certificate; nothing proves that it did then.
        let said = desk.ades(&with_material, root, NOW + 60);
        let answered = "\"store\": {\"bottomLine\": true, \"timestampTrusted\": true, \"modification\": \"LTA_UPDATES\"}";
        assert!(said.contains(answered), "{said}");
        assert!(said.contains("AdESIndeterminate.NO_POE"), "{said}");

        // B-LTA: it did.
        let archived = maker.stamped(&with_material, NOW + 20);
        structure_is_approved(&desk, &archived, 1);
        let said = desk.ades(&archived, root, NOW + 60);
        assert!(passed(&said, "longTerm"), "{said}");
    }
}

/// pyHanko takes only a timestamp inside the signature for B-T, where EN 319 142-1 6.3
/// takes one over the document as well. Its verdict is recorded: nothing but that
/// attribute is missing to it.
#[test]
fn pyhanko_misses_only_an_attribute_in_what_was_stamped_later() {
    let maker = archive::Desk::new();
    let desk = Desk::new("upgraded");
    let plain = seal(
        &sample::reviewed(Style::Table),
        &sample::request(),
        &maker.key,
    );
    let stamped = maker.stamped(&plain.unwrap(), NOW + 600);
    let archived = maker.stamped(&maker.with_material(&stamped, NOW + 600), NOW + 605);
    structure_is_approved(&desk, &archived, 1);
    let said = desk.ades(&archived, &maker.roots[0], NOW + 700);
    let answered = "\"store\": {\"bottomLine\": true";
    assert!(said.contains(answered), "{said}");
    assert!(said.contains("No signature timestamp present"), "{said}");
}

#[test]
fn the_judges_refuse_a_changed_byte_in_the_signed_range() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let desk = Desk::new("changed");
    let in_text = forge::find_last(&sealed, b"1,250.75");
    let in_range = forge::find_last(&sealed, b"Cairo");
    for position in [in_text, in_range] {
        let mut changed = sealed.clone();
        changed[position] ^= 1;
        let pdfsig = desk.pdfsig(&changed);
        assert!(!pdfsig.contains("Signature is Valid"), "{pdfsig}");
        assert!(pdfsig.contains("Digest Mismatch"), "{pdfsig}");
        let pyhanko = desk.pyhanko(&changed, &chain);
        assert!(!pyhanko.contains("\"bottom_line\": true"), "{pyhanko}");
        assert!(pyhanko.contains("\"intact\": false"), "{pyhanko}");
    }
}

#[test]
fn the_reviewed_file_is_sound_for_qpdf() {
    for style in [Style::Table, Style::Stream] {
        let desk = Desk::new(&format!("reviewed-{style:?}"));
        let (sound, said) = desk.qpdf(&sample::reviewed(style));
        assert!(sound && !said.contains("WARNING"), "{said}");
    }
}
