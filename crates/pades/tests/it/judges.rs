//! What others say: pdfsig (poppler), qpdf, pyHanko. A missing judge is a failure.
//!
//! pyHanko's interpreter is named by `MITHAQ_JUDGES_PYTHON`, else `python3`.

use crate::forge;
use crate::sample::{self, NOW, Style};
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
        let file = self.put("judged.pdf", pdf);
        let root = pem_encode("CERTIFICATE", &chain.root_der).unwrap();
        let root = self.put("root.pem", root.as_bytes());
        let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge/verify.py");
        let output = Command::new(python)
            .arg(script)
            .args([&file, &root])
            .arg((NOW + 60).to_string())
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
