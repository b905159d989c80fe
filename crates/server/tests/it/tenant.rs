//! `mithaq tenant create` and `mithaq contract-type import` on a data folder.

use std::fs;

use mithaq_testkit::{CONTRACT_TYPE_414, TestFolder};

use crate::program::{Ended, Server, mode, run};

fn create(folder: &TestFolder, name: &str, more: &[&str]) -> Ended {
    let mut all = vec![
        "tenant",
        "create",
        name,
        "--display-en",
        "Delta",
        "--display-ar",
        "دلتا",
        "--data",
        "data",
    ];
    all.extend(more);
    run(folder.path(), &all)
}

#[test]
fn a_company_is_made_once_and_its_data_is_for_its_owner_alone() {
    let folder = TestFolder::new();
    let made = create(&folder, "Delta", &["--admin", "mona"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.out.contains("mona") && made.out.contains("msk_"),
        "{}",
        made.out
    );
    let again = create(&folder, "delta", &[]);
    assert!(
        again.code == 1 && again.err.contains("already"),
        "{}",
        again.err
    );
    let data = folder.path().join("data");
    assert_eq!(
        (
            mode(&data),
            mode(data.join("master.key")),
            mode(data.join("mithaq.db"))
        ),
        (0o700, 0o600, 0o600)
    );
}

#[test]
fn a_bad_name_and_an_unknown_time_zone_are_refused() {
    let folder = TestFolder::new();
    for (name, more, word) in [
        ("a b", &[][..], "tenancy name"),
        ("x", &["--time-zone", "Mars/One"], "time zone"),
    ] {
        let ended = create(&folder, name, more);
        assert!(ended.code == 1 && ended.err.contains(word), "{}", ended.err);
    }
}

#[test]
fn settings_are_printed_replaced_whole_and_refused_where_they_are_none() {
    let folder = TestFolder::new();
    assert_eq!(create(&folder, "delta", &[]).code, 0);
    let settings = |more: &[&str]| {
        let mut all = vec!["tenant", "settings", "delta", "--data", "data"];
        all.extend(more);
        run(folder.path(), &all)
    };
    let printed = settings(&[]).out;
    assert!(printed.contains("\"allowed_origins\": []"), "{printed}");
    let file = folder.path().join("new.json");
    let changed = printed.replace("[]", "[\n    \"https://app.example.com\"\n  ]");
    fs::write(&file, &changed).unwrap();
    assert_eq!(
        settings(&["--replace", "new.json"]).out.trim(),
        changed.trim()
    );
    assert_eq!(settings(&[]).out.trim(), changed.trim());
    fs::write(&file, changed.replace("per_key", "perKey")).unwrap();
    let refused = settings(&["--replace", "new.json"]);
    assert!(
        refused.code == 1 && refused.err.contains("perKey"),
        "{}",
        refused.err
    );
    assert_eq!(settings(&[]).out.trim(), changed.trim(), "nothing changed");
}

#[test]
fn a_contract_type_gets_a_new_version_each_time_and_a_broken_one_is_refused() {
    let folder = TestFolder::new();
    assert_eq!(create(&folder, "delta", &[]).code, 0);
    let import = |file: &str, tenant: &str| {
        run(
            folder.path(),
            &[
                "contract-type",
                "import",
                file,
                "--tenant",
                tenant,
                "--data",
                "data",
            ],
        )
    };
    fs::write(folder.path().join("414.json"), CONTRACT_TYPE_414).unwrap();
    assert!(import("414.json", "delta").out.contains("414, version 1"));
    assert!(import("414.json", "delta").out.contains("414, version 2"));
    fs::write(
        folder.path().join("bad.json"),
        CONTRACT_TYPE_414.replace("\"money\"", "\"gold\""),
    )
    .unwrap();
    for (file, tenant, word) in [
        ("bad.json", "delta", "gold"),
        ("none.json", "delta", "none.json"),
        ("414.json", "nobody", "nobody"),
    ] {
        let ended = import(file, tenant);
        assert!(ended.code == 1 && ended.err.contains(word), "{}", ended.err);
    }
}

#[test]
fn a_folder_that_a_server_is_using_is_left_alone() {
    let folder = TestFolder::new();
    let (_server, _) = Server::demo(folder.path(), &["--data", "data"]);
    let ended = create(&folder, "delta", &[]);
    assert!(
        ended.code == 1 && ended.err.contains("in use"),
        "{}",
        ended.err
    );
}
