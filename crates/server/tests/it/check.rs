//! `mithaq check`, and what every command makes of a bad configuration.

use std::fs;

use mithaq_testkit::TestFolder;

use crate::program::{Ended, mithaq, run};

const GOOD: &str = "public_url = \"https://sign.example.com\"\ndata = \"data\"\n";

fn check(text: &str) -> Ended {
    let folder = TestFolder::new();
    fs::write(folder.path().join("mithaq.toml"), text).unwrap();
    let ended = run(folder.path(), &["check"]);
    assert!(
        !folder.path().join("data").exists(),
        "a check changes nothing"
    );
    ended
}

#[test]
fn a_careful_configuration_passes_and_names_every_setting() {
    let ended = check(GOOD);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    for key in [
        "listen",
        "data",
        "public_url",
        "trusted_proxies",
        "development_outbox",
        "workers",
        "codes_per_address_per_hour",
        "log",
        "log_format",
    ] {
        assert!(
            ended
                .out
                .lines()
                .any(|line| line.starts_with(&format!("{key} "))),
            "{key}"
        );
    }
    assert_eq!(
        ended.out.matches("warning:").count(),
        1,
        "the test chain alone: {}",
        ended.out
    );
}

#[test]
fn dangerous_settings_are_warned_about_and_still_pass() {
    let ended = check(
        "public_url = \"http://sign.example.com\"\ndata = \"data\"\ndevelopment_outbox = \"box\"",
    );
    assert_eq!(ended.code, 0);
    for warning in [
        "warning: development_outbox",
        "warning: public_url",
        "warning: seals",
    ] {
        assert!(ended.out.contains(warning), "{warning} in {}", ended.out);
    }
}

#[test]
fn mistakes_are_named_by_their_key_and_nothing_is_printed_as_usable() {
    let cases = [
        ("data = \"data\"", "`public_url`"),
        ("public_url = \"https://a.example\"", "`data`"),
        (
            "public_url = \"sign.example.com\"\ndata = \"d\"",
            "`public_url`",
        ),
        (
            "public_url = \"https://a.example/sign\"\ndata = \"d\"",
            "`public_url`",
        ),
        ("lisen = \"127.0.0.1:1\"", "`lisen` is no setting"),
        ("listen = \"localhost\"", "`listen`"),
        ("workers = 0", "`workers`"),
        ("workers = \"many\"", "`workers`"),
        (
            "codes_per_address_per_hour = 0",
            "`codes_per_address_per_hour`",
        ),
        ("trusted_proxies = [\"proxy\"]", "`trusted_proxies`"),
        ("log_format = \"xml\"", "`log_format`"),
        ("listen = [", "mithaq.toml"),
    ];
    for (text, named) in cases {
        let ended = check(text);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{text}");
        assert!(ended.err.contains(named), "{text}: {}", ended.err);
    }
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = TestFolder::new();
    for command in ["check", "serve"] {
        let ended = run(folder.path(), &[command, "--config", "none.toml"]);
        assert_eq!(ended.code, 1);
        assert!(ended.err.contains("none.toml"), "{}", ended.err);
    }
}

#[test]
fn the_environment_wins_over_the_file_and_its_typing_errors_are_refused_too() {
    let folder = TestFolder::new();
    fs::write(folder.path().join("mithaq.toml"), GOOD).unwrap();
    let with = |name: &str, value: &str| {
        let mut command = mithaq(&["check"]);
        Ended::from(
            command
                .current_dir(folder.path())
                .env(name, value)
                .output()
                .unwrap(),
        )
    };
    assert!(
        with("MITHAQ_LISTEN", "127.0.0.1:99")
            .out
            .contains("127.0.0.1:99")
    );
    let proxies = with("MITHAQ_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2");
    assert!(
        proxies.out.contains("10.0.0.1, 10.0.0.2"),
        "{}",
        proxies.out
    );
    let wrong = with("MITHAQ_LISTN", "127.0.0.1:99");
    assert!(
        wrong.code == 1 && wrong.err.contains("listn"),
        "{}",
        wrong.err
    );
}

#[test]
fn a_data_folder_is_read_for_what_waits_for_a_seal_and_one_that_cannot_be_read_is_said() {
    let folder = TestFolder::new();
    fs::write(folder.path().join("mithaq.toml"), GOOD).unwrap();
    let names = ["tenant", "create", "nile", "--display-en", "Nile"];
    let made = run(
        folder.path(),
        &[&names[..], &["--display-ar", "النيل"]].concat(),
    );
    assert_eq!(made.code, 0, "{}", made.err);
    let database = folder.path().join("data/mithaq.db");
    let before = fs::read(&database).unwrap();
    let ended = run(folder.path(), &["check"]);
    assert_eq!(ended.code, 0);
    assert_eq!(ended.out.matches("warning:").count(), 1, "{}", ended.out);
    assert_eq!(fs::read(&database).unwrap(), before, "nothing is written");
    fs::write(&database, "no database").unwrap();
    for (language, says) in [
        ("en", "warning: seals: what waits for a seal cannot be said"),
        ("ar", "تحذير: الأختام: تتعذر معرفة ما ينتظر الختم"),
    ] {
        let ended = run(folder.path(), &["check", "--language", language]);
        assert_eq!(ended.code, 0, "a warning, as the others are");
        assert!(ended.out.contains(says), "{}", ended.out);
    }
}

#[test]
fn the_example_is_a_configuration_that_can_be_used() {
    const EXAMPLE: &str = include_str!("../../../../config.example.toml");
    assert_eq!(check(EXAMPLE).code, 0);
    // What is commented out can be used too.
    let all = EXAMPLE
        .replace("# trusted", "trusted")
        .replace("# dev", "dev")
        .replace("# workers =", "workers =");
    let all = all.replace("# codes", "codes").replace("# log", "log");
    let ended = check(&all);
    assert_eq!(ended.code, 0, "{}", ended.err);
}
