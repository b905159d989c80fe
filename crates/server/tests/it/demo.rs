//! `mithaq demo`: what it leaves, what it keeps and what it throws away.

use std::fs;

use mithaq_testkit::TestFolder;
use rustix::process::Signal;
use serde_json::Value;

use crate::program::{Server, log_in, mithaq, mode, run, sealed};

#[test]
fn the_whole_job_leaves_its_five_files_for_their_owner_alone() {
    for name in [
        "contract.pdf",
        "reviewed.pdf",
        "evidence.zip",
        "root.pem",
        "transcript.json",
    ] {
        assert_eq!(mode(sealed().file(name)), 0o600, "{name}");
    }
    let read = |name: &str| fs::read(sealed().file(name)).unwrap();
    assert!(read("contract.pdf").starts_with(&read("reviewed.pdf")));
    for state in [
        "state 2, Approved",
        "state 4, Customer Signed",
        "state 8, Completed",
    ] {
        assert!(sealed().ended.out.contains(state), "{state}");
    }
}

#[test]
fn the_transcript_has_every_step_and_no_secret() {
    let text = fs::read_to_string(sealed().file("transcript.json")).unwrap();
    let steps: Vec<Value> = serde_json::from_str(&text).unwrap();
    let names: Vec<&str> = steps
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    let mut order = names.iter();
    for wanted in [
        "log-in",
        "create-invitation",
        "open",
        "continue",
        "send-code",
        "verify-code",
        "review-picture",
        "review",
        "sign",
        "verify-code",
        "download",
        "evidence",
    ] {
        assert!(order.any(|name| *name == wanted), "{wanted} in {names:?}");
    }
    let created = steps
        .iter()
        .find(|step| step["step"] == "create-invitation")
        .unwrap();
    let sample: Value =
        serde_json::from_str(include_str!("../../assets/demo/create-invitation.json")).unwrap();
    assert_eq!(created["requestBody"], sample);
    for secret in ["eyJ", "msk_", "session?token=A"] {
        assert!(!text.contains(secret), "{secret}");
    }
    for step in steps {
        let code = &step["requestBody"]["code"];
        assert!(code.is_null() || code == "•••", "{step}");
    }
}

#[test]
fn a_second_start_on_the_same_data_is_the_same_company() {
    let folder = TestFolder::new();
    let (first, before) = Server::demo(folder.path(), &["--data", "data"]);
    assert_eq!(first.stop(Signal::TERM), 0);
    let (_second, mut after) = Server::demo(folder.path(), &["--data", "data"]);
    let base_url = after["baseUrl"].as_str().unwrap().to_owned();
    let text = |key: &str| before[key].as_str().unwrap().to_owned();
    let status = log_in(
        &base_url,
        &text("tenancyName"),
        &text("apiKey"),
        &text("adminUser"),
        &text("adminPassword"),
    );
    assert_eq!(status, 200);
    after["baseUrl"] = before["baseUrl"].clone();
    assert_eq!(after, before);
    let data = folder.path().join("data");
    assert_eq!(mode(data.join("demo-credentials.json")), 0o600);
    assert_eq!(
        (
            mode(&data),
            mode(data.join("outbox")),
            mode(folder.path().join("ready.json"))
        ),
        (0o700, 0o700, 0o600)
    );
    assert_eq!(
        (
            before["contractTypeId"].clone(),
            before["outboxDir"].clone()
        ),
        (414.into(), data.join("outbox").to_str().unwrap().into())
    );
}

#[test]
fn each_job_on_the_same_data_invites_another_phone() {
    let folder = TestFolder::new();
    let phone = |out: &str| {
        let ended = run(
            folder.path(),
            &["demo", "--once", "--data", "data", "--out", out],
        );
        assert_eq!(ended.code, 0, "{ended:?}");
        let text = fs::read(folder.path().join(out).join("transcript.json")).unwrap();
        let steps: Vec<Value> = serde_json::from_slice(&text).unwrap();
        let created = steps
            .iter()
            .find(|step| step["step"] == "create-invitation")
            .unwrap();
        created["requestBody"]["SessionInput"]["phoneNumber"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (first, second, third) = (phone("1"), phone("2"), phone("3"));
    assert_eq!(first, "+201234567890", "the sample as it stands");
    assert!(first != second && second != third && first != third);
}

#[test]
fn a_throw_away_folder_goes_away_with_the_demo_however_it_is_stopped() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let folder = TestFolder::new();
        let (server, ready) = Server::demo(folder.path(), &[]);
        let outbox = ready["outboxDir"].as_str().unwrap().to_owned();
        assert!(fs::metadata(&outbox).unwrap().is_dir());
        assert_eq!(server.stop(signal), 0);
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["ready.json"]);
    }
}

#[test]
fn it_stays_up_with_a_fresh_link_that_opens() {
    let folder = TestFolder::new();
    let mut command = mithaq(&["demo", "--listen", "127.0.0.1:0"]);
    let mut server = Server::start(
        command
            .current_dir(folder.path())
            .env("TMPDIR", folder.path()),
        "Walk through it",
    );
    let link = server.wait_for("/session?token=");
    let (base, path) = link.trim().split_once("/session").unwrap();
    let (status, _) = crate::program::call(base, &format!("GET /session{path} HTTP/1.1"), "");
    assert_eq!(status, 303);
    assert_eq!(server.stop(Signal::INT), 0);
}

#[test]
fn a_demo_that_cannot_leave_its_files_fails_without_a_panic() {
    let folder = TestFolder::new();
    fs::write(folder.path().join("file"), "").unwrap();
    let ended = run(folder.path(), &["demo", "--once", "--out", "file/out"]);
    assert!(
        ended.code == 1 && !ended.err.contains("panicked"),
        "{}",
        ended.err
    );
    let alone = run(folder.path(), &["demo", "--once"]);
    assert!(
        alone.code == 2 && alone.err.contains("--out"),
        "{}",
        alone.err
    );
}

#[test]
fn a_folder_with_a_company_but_without_its_secrets_is_refused() {
    let folder = TestFolder::new();
    let arguments = [
        "tenant",
        "create",
        "nile",
        "--display-en",
        "N",
        "--display-ar",
        "ن",
        "--data",
        "data",
    ];
    assert_eq!(run(folder.path(), &arguments).code, 0);
    let ended = run(
        folder.path(),
        &["demo", "--once", "--data", "data", "--out", "out"],
    );
    assert!(
        ended.code == 1 && ended.err.contains("choose another folder"),
        "{}",
        ended.err
    );
}
