//! `mithaq verify` on a file that was really sealed.

use std::fs;

use serde_json::Value;

use crate::program::{Ended, run, sealed};

fn verify(arguments: &[&str]) -> Ended {
    let mut all = vec!["verify"];
    all.extend(arguments);
    run(&sealed().out, &all)
}

#[test]
fn an_intact_file_under_a_given_root_is_0_and_without_the_root_3() {
    let trusted = verify(&["contract.pdf", "--trust", "root.pem"]);
    assert_eq!((trusted.code, trusted.err.as_str()), (0, ""));
    assert!(trusted.out.starts_with("INTACT."), "{}", trusted.out);
    let unknown = verify(&["contract.pdf"]);
    assert_eq!(unknown.code, 3);
    assert!(
        unknown
            .out
            .starts_with("INTACT, BUT THE ISSUER IS UNKNOWN.")
    );
}

#[test]
fn a_changed_byte_a_longer_file_and_a_cut_one_are_1() {
    let good = fs::read(sealed().file("contract.pdf")).unwrap();
    let mut changed = good.clone();
    let middle = fs::read(sealed().file("reviewed.pdf")).unwrap().len() / 2;
    changed[middle] ^= 1;
    let longer = [good.as_slice(), b"\n% more\n"].concat();
    let cut = &good[..good.len() - 200];
    for (name, bytes) in [
        ("changed.pdf", changed.as_slice()),
        ("longer.pdf", &longer),
        ("cut.pdf", cut),
    ] {
        let file = sealed().beside(name, bytes);
        let ended = verify(&[&file, "--trust", "root.pem"]);
        assert_eq!(ended.code, 1, "{name}: {}", ended.out);
        assert!(ended.out.starts_with("NOT VALID."), "{}", ended.out);
    }
}

#[test]
fn what_bears_no_seal_or_cannot_be_read_is_2() {
    for file in ["reviewed.pdf", "root.pem", "missing.pdf", "."] {
        assert_eq!(verify(&[file, "--trust", "root.pem"]).code, 2, "{file}");
    }
    for root in ["missing.pem", "contract.pdf", "transcript.json"] {
        let ended = verify(&["contract.pdf", "--trust", root]);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{root}");
        assert!(ended.err.contains(root), "{}", ended.err);
    }
}

#[test]
fn one_trusted_root_among_others_is_enough() {
    let other = mithaq_pades::generate_test_chain("Another", 1_795_341_600).unwrap();
    let other = mithaq_pades::pem_encode("CERTIFICATE", &other.root_der).unwrap();
    let other = sealed().beside("other.pem", other.as_bytes());
    assert_eq!(verify(&["contract.pdf", "--trust", &other]).code, 3);
    let both = verify(&["contract.pdf", "--trust", &other, "--trust", "root.pem"]);
    assert_eq!(both.code, 0);
}

#[test]
fn json_is_one_object_with_the_facts_and_the_exit_code() {
    let read = |arguments: &[&str]| -> (i32, Value) {
        let ended = verify(arguments);
        (ended.code, serde_json::from_str(&ended.out).unwrap())
    };
    let (code, good) = read(&["contract.pdf", "--trust", "root.pem", "--json"]);
    assert_eq!(
        (code, &good["exitCode"], &good["verdict"]),
        (0, &0.into(), &"intact".into())
    );
    let seal = &good["signatures"][0];
    let size = fs::metadata(sealed().file("contract.pdf")).unwrap().len();
    assert_eq!(seal["signer"]["organization"], "Nile Crescent Finance");
    assert_eq!(
        (&seal["testChain"], &seal["trusted"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        (&seal["coversWholeFile"], &seal["totalBytes"]),
        (&true.into(), &size.into())
    );
    assert!(seal["problems"].as_array().unwrap().is_empty());
    let (code, missing) = read(&["missing.pdf", "--json"]);
    assert_eq!((code, &missing["problems"][0]), (2, &"no-file".into()));
}

#[test]
fn arabic_lines_say_the_same_in_arabic() {
    let ended = verify(&["contract.pdf", "--trust", "root.pem", "--language", "ar"]);
    assert_eq!(ended.code, 0);
    assert!(ended.out.starts_with("سليم."), "{}", ended.out);
    assert!(ended.out.contains("تجريبي: شهادة اختبار"), "{}", ended.out);
    assert!(
        !ended.out.contains("verify-"),
        "a sentence is missing: {}",
        ended.out
    );
}

#[test]
fn every_problem_has_its_sentence_in_both_languages() {
    use mithaq_i18n::{Locale, has};
    use mithaq_pades::{Problem, SignatureProblem};
    let problems = [
        Problem::StructureBroken.code(),
        Problem::NotWhollyCovered.code(),
    ];
    let signatures = [
        SignatureProblem::DigestMismatch.code(),
        SignatureProblem::ChangedAfterwards.code(),
    ];
    for code in problems.into_iter().chain(signatures).chain(every_code()) {
        for locale in Locale::ALL {
            assert!(has(locale, &format!("verify-problem-{code}")), "{code}");
        }
    }
}

/// The words of the closed enums as `pades` writes them: `Variant => "word", "text";`.
fn every_code() -> Vec<&'static str> {
    const REPORT: &str = include_str!("../../../pades/src/verify/report.rs");
    let codes: Vec<_> = REPORT
        .lines()
        .filter_map(|line| line.trim().split_once(" => \"")?.1.split_once("\", \""))
        .map(|(code, _)| code)
        .collect();
    assert!(codes.len() > 20, "{codes:?}");
    codes
}
