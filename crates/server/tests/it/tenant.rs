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
fn magic_inputs_decide_on_identities_in_a_sandbox_only() {
    let folder = TestFolder::new();
    assert_eq!(create(&folder, "delta", &[]).code, 0);
    assert_eq!(create(&folder, "trial", &["--sandbox"]).code, 0);
    let identity = |name: &str, more: &[&str]| {
        let mut all = vec!["tenant", "identity", name, "--data", "data"];
        all.extend(more);
        run(folder.path(), &all)
    };
    let refused = identity("delta", &["--provider", "sandbox"]);
    assert!(refused.code == 1 && refused.err.contains("--sandbox"));
    for name in ["delta", "trial"] {
        assert!(identity(name, &[]).out.contains("manual"));
    }
    let set = identity("trial", &["--provider", "sandbox"]);
    assert!(set.code == 0 && set.out.contains("sandbox"), "{}", set.err);
    assert!(identity("trial", &[]).out.contains("sandbox"));
}

#[test]
fn a_public_sandbox_is_born_one_with_the_contract_type_of_the_examples() {
    let folder = TestFolder::new();
    let made = create(&folder, "open", &["--public-sandbox"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.out.contains("/docs") && !made.out.contains("mpk_"),
        "{}",
        made.out
    );
    let list = ["api-key", "list", "--tenant", "open", "--data", "data"];
    let keys = run(folder.path(), &list).out;
    assert!(keys.contains("documentation"), "{keys}");
    let both = create(&folder, "both", &["--public-sandbox", "--sandbox"]);
    assert_eq!(both.code, 2, "{}", both.err);
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

#[test]
fn the_root_of_a_company_is_the_one_that_its_contracts_are_verified_with() {
    let folder = TestFolder::new();
    let demo = run(
        folder.path(),
        &["demo", "--once", "--data", "data", "--out", "out"],
    );
    assert_eq!(demo.code, 0, "{}", demo.err);
    let read = |path| fs::read_to_string(folder.path().join(path)).unwrap();
    let kept: serde_json::Value =
        serde_json::from_str(&read("data/demo-credentials.json")).unwrap();
    let name = kept["tenancyName"].as_str().unwrap();
    let root = run(folder.path(), &["tenant", "root", name, "--data", "data"]);
    assert_eq!((root.code, root.err.as_str()), (0, ""));
    assert_eq!(root.out.trim(), read("out/root.pem").trim());
    fs::write(folder.path().join("ours.pem"), &root.out).unwrap();
    let verify = |trust: &str| {
        let arguments = ["verify", "out/contract.pdf", "--trust", trust];
        run(folder.path(), &arguments).code
    };
    assert_eq!(verify("ours.pem"), 0);
    assert_eq!(create(&folder, "delta", &[]).code, 0);
    let other = run(
        folder.path(),
        &["tenant", "root", "delta", "--data", "data"],
    );
    fs::write(folder.path().join("other.pem"), &other.out).unwrap();
    assert_eq!(verify("other.pem"), 3, "another company's root");
    let nobody = run(
        folder.path(),
        &["tenant", "root", "nobody", "--data", "data"],
    );
    assert!(
        nobody.code == 1 && nobody.err.contains("nobody"),
        "{}",
        nobody.err
    );
}

/// What would open a company to everyone.
const OPENED: &str = r#""public_access": {"api_key": "mpk_a", "user": "a", "password": "b"}"#;

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
    let none = "\"allowed_origins\": []";
    assert!(printed.contains(none), "{printed}");
    let file = folder.path().join("new.json");
    let one = "\"allowed_origins\": [\n    \"https://app.example.com\"\n  ]";
    let changed = printed.replace(none, one);
    fs::write(&file, &changed).unwrap();
    let replace = || settings(&["--replace", "new.json"]);
    assert_eq!(replace().out.trim(), changed.trim());
    assert_eq!(settings(&[]).out.trim(), changed.trim());
    for (from, to, why) in [
        ("per_key", "perKey", "perKey"),
        ("https://app.example.com", "*", "origin"),
        ("\"event_days\": 90", "\"event_days\": 1", "7 to 3650"),
        ("Africa/Cairo", "Africa/Nowhere", "time zone"),
        ("\"public_access\": null", OPENED, "--public-sandbox"),
    ] {
        assert!(changed.contains(from), "{from}");
        fs::write(&file, changed.replace(from, to)).unwrap();
        let refused = replace();
        assert!(
            refused.code == 1 && refused.err.contains(why),
            "{}",
            refused.err
        );
        assert_eq!(settings(&[]).out.trim(), changed.trim(), "nothing changed");
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(replace().code, 1);
}

#[test]
fn a_company_is_given_a_seal_key_of_its_own_and_its_root_is_then_that_ones() {
    let folder = TestFolder::new();
    assert_eq!(create(&folder, "delta", &[]).code, 0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    let authority = mithaq_authority::Authority::new("http://authority.test", now);
    let file = authority
        .issue_seal("Delta", 365)
        .pkcs12(&[&authority.issuing], "sesame");
    let root = mithaq_authority::pem("CERTIFICATE", &authority.root);
    for (name, bytes) in [
        ("seal.p12", file.as_slice()),
        ("password", b"sesame\n"),
        ("wrong", b"other\n"),
        ("root.pem", root.as_bytes()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let import = |password: &str, more: &[&str]| {
        let mut all = vec!["tenant", "seal-key", "delta", "--data", "data"];
        all.extend(["--import", "seal.p12", "--password-file", password]);
        all.extend(more);
        run(folder.path(), &all)
    };
    let with_root = ["--certificates", "root.pem", "--production"];
    let wrong = import("wrong", &with_root);
    assert!(
        wrong.code == 1 && wrong.err.contains("password"),
        "{}",
        wrong.err
    );
    let rootless = import("password", &[]);
    assert!(
        rootless.code == 1 && rootless.err.contains("root"),
        "{}",
        rootless.err
    );
    let done = import("password", &with_root);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!format!("{}{}", done.out, done.err).contains("sesame"));
    let shown = run(
        folder.path(),
        &["tenant", "root", "delta", "--data", "data"],
    );
    assert_eq!(shown.out.trim(), root.trim());
}
