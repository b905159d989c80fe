//! `mithaq verify journal` on a data folder in which the whole job was done.

mod outside;

use mithaq_testkit::TestFolder;
use rustix::process::Signal;
use serde_json::Value;

use crate::program::{Server, run};

/// A data folder after the job.
fn worked() -> TestFolder {
    let folder = TestFolder::new();
    let arguments = ["demo", "--once", "--data", "data", "--out", "out"];
    let ended = run(folder.path(), &arguments);
    assert_eq!(ended.code, 0, "{ended:?}");
    folder
}

fn verify(folder: &TestFolder, more: &[&str]) -> (i32, String) {
    let mut arguments = vec!["verify", "journal", "--data", "data"];
    arguments.extend(more);
    let ended = run(folder.path(), &arguments);
    (ended.code, ended.out + &ended.err)
}

#[test]
fn what_the_job_wrote_is_chained_to_the_last_entry_and_whole_with_a_server_and_without() {
    let folder = worked();
    let (code, out) = verify(&folder, &["--json", "--tenant", "nile"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    let company = &object["companies"][0];
    assert_eq!(
        (code, &object["exitCode"], &company["verdict"]),
        (0, &0.into(), &"whole".into())
    );
    assert_eq!(
        company["unchained"], 0,
        "a server that stops chains what was written last"
    );
    let entries = company["entries"].as_i64().unwrap();
    assert!(
        entries >= 8 && company["head"]["size"] == entries,
        "{company}"
    );
    let (server, _) = Server::demo(folder.path(), &["--data", "data"]);
    let (code, out) = verify(&folder, &["--language", "ar"]);
    assert_eq!(code, 0);
    assert!(
        out.starts_with("سليم.") && !out.contains("verify-"),
        "{out}"
    );
    assert_eq!(server.stop(Signal::TERM), 0);
}

#[test]
fn a_head_that_was_kept_outside_must_still_be_met() {
    let folder = worked();
    let (_, out) = verify(&folder, &["--json", "--tenant", "nile"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    let head = &object["companies"][0]["head"];
    let root = head["root"].as_str().unwrap();
    let expect = |text: &str| verify(&folder, &["--tenant", "nile", "--expect", text]);
    assert_eq!(expect(&format!("{}:{root}", head["size"])).0, 0);
    let (code, out) = expect(&format!("3:{root}"));
    assert_eq!(code, 1);
    assert!(
        out.starts_with("BROKEN.") && !out.contains("verify-"),
        "{out}"
    );
    for wrong in [
        "3",
        "3:00",
        "x:00",
        &format!("0:{root}"),
        &format!("3:{root}0"),
    ] {
        assert_eq!(expect(wrong).0, 2, "{wrong}");
    }
}

#[test]
fn what_cannot_be_judged_is_2() {
    let folder = TestFolder::new();
    assert_eq!(verify(&folder, &[]).0, 2);
    assert!(
        !folder.path().join("data").exists(),
        "nothing is made by looking"
    );
    let folder = worked();
    assert_eq!(verify(&folder, &["--tenant", "nobody"]).0, 2);
}

#[test]
fn every_break_has_its_sentence_in_both_languages() {
    use mithaq_i18n::{Locale, has};
    let kinds = [
        "missing",
        "edited",
        "moved",
        "unlinked",
        "head",
        "headless",
        "unreadable",
        "outside",
        "tree",
    ];
    let words = [
        "whole",
        "broken",
        "waiting",
        "not-judged",
        "untrue",
        "unknown-issuer",
        "timestamp-wrong",
        "proven-unknown",
        "proven-lapsed",
        "by-issuer",
    ];
    let words = words.map(str::to_owned);
    for key in ["ended", "ended-what"] {
        for locale in Locale::ALL {
            assert!(has(locale, &format!("verify-{key}")), "{key}");
        }
    }
    for key in kinds
        .map(|kind| format!("broken-{kind}"))
        .into_iter()
        .chain(words)
    {
        for locale in Locale::ALL {
            assert!(has(locale, &format!("verify-journal-{key}")), "{key}");
        }
    }
}
