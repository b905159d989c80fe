//! `mithaq serve`: the same server without the demo.

use std::{fs, process::Stdio};

use mithaq_testkit::TestFolder;
use rustix::process::Signal;

use crate::program::{Ended, log_in, mithaq, run};

/// What `serve` does from start to stop: its log, after `work` was done with its address.
fn serve(folder: &TestFolder, outbox: bool, work: impl FnOnce(&str)) -> Ended {
    use std::io::{BufRead, BufReader, Read};
    let outbox = if outbox {
        "development_outbox = \"outbox\""
    } else {
        ""
    };
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let text = format!(
        "public_url = \"https://sign.example.com\"\ndata = \"data\"\nlisten = \"127.0.0.1:{port}\"\n{outbox}"
    );
    fs::write(folder.path().join("mithaq.toml"), text).unwrap();
    let mut command = mithaq(&["serve"]);
    let mut child = command
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut err = String::new();
    while !err.contains("serving") {
        assert!(lines.read_line(&mut err).unwrap() > 0, "it ended: {err}");
    }
    work(&format!("http://127.0.0.1:{port}"));
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), Signal::TERM).unwrap();
    lines.read_to_string(&mut err).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    Ended {
        code,
        out: String::new(),
        err,
    }
}

#[test]
fn a_company_made_at_the_command_line_can_log_in() {
    let folder = TestFolder::new();
    let made = run(
        folder.path(),
        &[
            "tenant",
            "create",
            "delta",
            "--display-en",
            "D",
            "--display-ar",
            "د",
            "--data",
            "data",
        ],
    );
    let word = |label: &str| {
        let line = made
            .out
            .lines()
            .find(|line| line.starts_with(label))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let (password, key) = (word("Password"), word("ApiKey"));
    let ended = serve(&folder, false, |base| {
        assert_eq!(log_in(base, "delta", &key, "admin", &password), 200);
        assert_eq!(log_in(base, "delta", &key, "admin", "wrong"), 401);
    });
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(
        !ended.err.contains(&key) && !ended.err.contains(&password),
        "{}",
        ended.err
    );
    assert!(!folder.path().join("outbox").exists());
}

#[test]
fn without_a_company_it_says_how_to_make_one_and_with_an_outbox_that_it_is_dangerous() {
    let folder = TestFolder::new();
    let ended = serve(&folder, true, |_| {});
    assert_eq!(ended.code, 0);
    assert!(ended.err.contains("mithaq tenant create"), "{}", ended.err);
    assert!(ended.err.contains("sent to nobody"), "{}", ended.err);
}

#[test]
fn a_level_that_no_authority_can_give_is_said_when_it_is_set_and_at_each_start() {
    let folder = TestFolder::new();
    let run = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let ended = run(folder.path(), &arguments);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended
    };
    run("tenant create delta --display-en D --display-ar د --data data");
    let started = serve(&folder, true, |_| {});
    assert!(
        !started.err.contains("no timestamp authority"),
        "{}",
        started.err
    );
    let settings = run("tenant settings delta --data data").out;
    let mut settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    settings["seal_level"] = "B-LTA".into();
    fs::write(folder.path().join("new.json"), settings.to_string()).unwrap();
    let set = run("tenant settings delta --data data --replace new.json");
    assert!(
        set.err
            .contains("seals of B-LTA need a timestamp authority"),
        "{}",
        set.err
    );
    let started = serve(&folder, true, |_| {});
    let line = started
        .err
        .lines()
        .find(|line| line.contains("no timestamp authority"));
    let line = line.unwrap();
    assert!(line.contains("delta") && line.contains("B-LTA"), "{line}");
}

#[test]
fn it_does_not_start_without_a_public_url() {
    let folder = TestFolder::new();
    let ended = run(folder.path(), &["serve"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("public_url") && !folder.path().join("data").exists());
}
