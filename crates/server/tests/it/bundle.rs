//! `mithaq verify` on an evidence bundle that was really made, and on what somebody could make of it who
//! packs it anew, with a manifest that fits.

mod forgeries;

use std::fs;

use mithaq_pades::pem_decode_certificates;
use mithaq_service::evidence::{Bundle, BundleProblem, BundleVerdict, judge_bundle};
use mithaq_testkit::TestFolder;
use serde_json::Value;

use crate::program::{Ended, run, sealed};

/// A moment after the demo and before its certificates end, in seconds.
fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_secs()).unwrap()
}

fn verify(arguments: &[&str]) -> Ended {
    let mut all = vec!["verify"];
    all.extend(arguments);
    run(&sealed().out, &all)
}

fn bundle() -> Bundle {
    Bundle::unpack(&fs::read(sealed().file("evidence.zip")).unwrap()).unwrap()
}

fn judged(bundle: &Bundle) -> BundleVerdict {
    let root = fs::read_to_string(sealed().file("root.pem")).unwrap();
    judge_bundle(bundle, &pem_decode_certificates(&root).unwrap(), now())
}

/// A second contract of the same company, with its own evidence.
fn other() -> Bundle {
    let folder = TestFolder::new();
    let ended = run(folder.path(), &["demo", "--once", "--out", "out"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    Bundle::unpack(&fs::read(folder.path().join("out/evidence.zip")).unwrap()).unwrap()
}

#[test]
fn a_whole_bundle_is_0_with_the_root_and_3_without_it() {
    let trusted = verify(&["evidence.zip", "--trust", "root.pem"]);
    assert_eq!((trusted.code, trusted.err.as_str()), (0, ""));
    assert!(trusted.out.starts_with("INTACT."), "{}", trusted.out);
    assert!(!trusted.out.contains("verify-"), "{}", trusted.out);
    let unknown = verify(&["evidence.zip", "--language", "ar"]);
    assert_eq!(unknown.code, 3);
    assert!(unknown.out.starts_with("سليمة، لكن"), "{}", unknown.out);
    assert!(!unknown.out.contains("verify-"), "{}", unknown.out);
    let verdict = judged(&bundle());
    assert_eq!((verdict.problems.len(), verdict.statements.len()), (0, 1));
    assert!(verdict.proved >= 8);
}

#[test]
fn json_names_the_contract_the_proved_entries_and_the_exit_code() {
    let ended = verify(&["evidence.zip", "--trust", "root.pem", "--json"]);
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        (&object["exitCode"], &object["verdict"]),
        (&0.into(), &"intact".into())
    );
    assert_eq!(object["contract"]["requestNumber"], "REQ-2026-00001");
    assert_eq!(
        object["seal"]["signatures"][0]["problems"],
        Value::Array(Vec::new())
    );
    assert_eq!(object["statements"][0]["name"], "Ahmed Mohamed");
    assert_eq!(object["head"]["timestamp"], Value::Null);
}

#[test]
fn a_bundle_holds_no_more_of_the_person_than_the_document_shows() {
    let whole = bundle();
    let parts = [
        serde_json::to_string(&whole.facts).unwrap(),
        serde_json::to_string(&whole.journal).unwrap(),
        serde_json::to_string(&whole.commitments).unwrap(),
        whole.readme_ar,
        whole.readme_en,
    ];
    for part in parts {
        // The phone of the reference sample, the caller's address, and what the browser said it is.
        for personal in ["201234567890", "1234567890", "127.0.0.1", "userAgent", "@"] {
            assert!(!part.contains(personal), "{personal}: {part}");
        }
    }
}

#[test]
fn every_forgery_is_found_by_its_name_though_the_manifest_fits() {
    for (what, forge, problem) in forgeries::ALL {
        let mut forged = bundle();
        forge(&mut forged);
        let forged = Bundle::unpack(&forged.pack().unwrap()).unwrap();
        let verdict = judged(&forged);
        assert!(
            verdict.problems.contains(problem),
            "{what}: {:?}",
            verdict.problems
        );
        assert_eq!(verdict.exit_code(), 1, "{what}");
    }
}

#[test]
fn parts_of_another_contract_do_not_pass_for_those_of_this_one() {
    let (whole, other) = (bundle(), other());
    assert_eq!(judged(&whole).problems, []);
    let mixed = [
        Bundle {
            contract: other.contract.clone(),
            ..whole.clone()
        },
        Bundle {
            journal: other.journal.clone(),
            ..whole.clone()
        },
        Bundle {
            facts: other.facts.clone(),
            ..whole.clone()
        },
        Bundle {
            commitments: other.commitments.clone(),
            ..whole.clone()
        },
        Bundle {
            completion: other.completion.clone(),
            ..whole.clone()
        },
        Bundle {
            facts: other.facts.clone(),
            contract: other.contract.clone(),
            ..whole.clone()
        },
        Bundle {
            journal: whole.journal.clone(),
            ..other.clone()
        },
    ];
    for (place, mixed) in mixed.iter().enumerate() {
        let verdict = judged(mixed);
        assert_eq!(verdict.exit_code(), 1, "{place}: {:?}", verdict.problems);
    }
    let mut excerpt = whole.clone();
    excerpt.journal.entries.extend(other.journal.entries);
    excerpt.journal.entries.sort_by_key(|entry| entry.sequence);
    let verdict = judged(&excerpt);
    assert!(
        verdict.problems.contains(&BundleProblem::OtherContract),
        "{:?}",
        verdict.problems
    );
}

#[test]
fn what_is_no_bundle_is_told_apart_from_a_forged_one() {
    let whole = fs::read(sealed().file("evidence.zip")).unwrap();
    let longer = [whole.as_slice(), b"more"].concat();
    for (name, bytes, code) in [
        ("cut.zip", &whole[..whole.len() / 2], 2),
        ("longer.zip", &longer, 1),
        ("empty.zip", b"PK\x05\x06".as_slice(), 2),
    ] {
        let file = sealed().beside(name, bytes);
        let ended = verify(&[&file, "--trust", "root.pem"]);
        assert!(
            ended.code == code || ended.code == 2,
            "{name}: {} {}",
            ended.code,
            ended.out
        );
        assert!(
            !ended.out.contains("verify-") && ended.err.is_empty(),
            "{}",
            ended.out
        );
        let json = verify(&[&file, "--json"]);
        let object: Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(object["exitCode"], json.code, "{name}");
    }
}

#[test]
fn every_finding_has_its_sentence_in_both_languages() {
    use mithaq_i18n::{Locale, has};
    let judge = include_str!("../../../service/src/evidence/bundle/verdict.rs");
    let problems = judge.lines().filter_map(|line| {
        let (_, code) = line.trim().strip_suffix(';')?.split_once(", \"")?;
        line.contains("=>")
            .then(|| format!("problem-{}", code.trim_end_matches('"')))
    });
    let pack = include_str!("../../../service/src/evidence/bundle/pack.rs");
    let refused = pack.lines().filter_map(|line| {
        let (_, code) = line.trim().strip_prefix("Self::")?.split_once("=> \"")?;
        Some(code.trim_end_matches("\",").to_owned())
    });
    let mut seen = 0;
    for code in problems.chain(refused) {
        for locale in Locale::ALL {
            assert!(has(locale, &format!("verify-bundle-{code}")), "{code}");
        }
        seen += 1;
    }
    assert_eq!(seen, 23 + 9);
}
