//! `mithaq api-key …` and `mithaq member …` on a data folder.

use mithaq_testkit::TestFolder;

use crate::program::{Ended, run};

fn mithaq(folder: &TestFolder, words: &[&str]) -> Ended {
    let mut all = words.to_vec();
    all.extend(["--data", "data"]);
    run(folder.path(), &all)
}

fn with_company() -> TestFolder {
    let folder = TestFolder::new();
    let words = [
        "tenant",
        "create",
        "delta",
        "--display-en",
        "Delta",
        "--display-ar",
        "دلتا",
    ];
    assert_eq!(mithaq(&folder, &words).code, 0);
    folder
}

/// What stands behind a word at the beginning of a line.
fn behind(ended: &Ended, word: &str) -> String {
    let mut lines = ended.out.lines().filter_map(|line| line.strip_prefix(word));
    let found = lines
        .next()
        .unwrap_or_else(|| panic!("{word}: {} {}", ended.out, ended.err));
    found.trim().to_owned()
}

#[test]
fn keys_are_shown_once_listed_without_their_secrets_and_revoked_once() {
    let folder = with_company();
    let key = |words: &[&str]| {
        let mut all = vec!["api-key"];
        all.extend(words);
        all.extend(["--tenant", "delta"]);
        mithaq(&folder, &all)
    };
    let secret = key(&[
        "create",
        "--kind",
        "secret",
        "--name",
        "billing",
        "--address",
        "203.0.113.0/24",
    ]);
    let public = key(&["create", "--kind", "publishable"]);
    assert!(behind(&secret, "ApiKey").starts_with("msk_"));
    assert!(behind(&public, "ApiKey").starts_with("mpk_") && public.err.is_empty());
    let widened = key(&["create", "--kind", "publishable", "--widen"]);
    assert!(widened.err.contains("Warning"), "{}", widened.err);
    let listed = key(&["list"]).out;
    assert!(listed.contains("billing") && listed.contains("203.0.113.0/24"));
    assert!(listed.contains("widened") && !listed.contains("sk_") && !listed.contains("pk_"));
    assert_eq!(listed.lines().count(), 4, "the first one too");
    let id = behind(&secret, "Id");
    assert_eq!(key(&["revoke", &id]).code, 0);
    assert_eq!(key(&["revoke", &id]).code, 1);
    assert!(key(&["list"]).out.contains("revoked"));
    for (words, word) in [
        (
            &["create", "--kind", "publishable", "--address", "1.2.3.4"][..],
            "--address",
        ),
        (&["create", "--kind", "secret", "--widen"], "--widen"),
        (&["create", "--kind", "secret", "--address", "here"], "here"),
    ] {
        let refused = key(words);
        assert!(
            refused.code == 1 && refused.err.contains(word),
            "{}",
            refused.err
        );
    }
}

#[test]
fn members_are_made_listed_shut_out_renewed_and_given_a_second_factor() {
    let folder = with_company();
    let member = |words: &[&str]| {
        let mut all = vec!["member"];
        all.extend(words);
        all.extend(["--tenant", "delta"]);
        mithaq(&folder, &all)
    };
    let made = member(&["create", "mona@example.com", "--role", "operator"]);
    let password = behind(&made, "Password");
    assert!(password.len() >= 20);
    let service = member(&[
        "create",
        "robot",
        "--scope",
        "invitations",
        "--address",
        "10.0.0.0/8",
    ]);
    assert_eq!(service.code, 0, "{}", service.err);
    let taken = member(&["create", "MONA@example.com", "--role", "viewer"]);
    assert!(taken.code == 1 && taken.err.contains("already"));
    let totp = member(&["totp", "mona@example.com"]);
    assert!(
        totp.out
            .starts_with("otpauth://totp/Delta:mona%40example.com?secret=")
    );
    assert_eq!(member(&["totp", "robot"]).code, 1);
    assert_eq!(member(&["disable", "robot"]).code, 0);
    assert_ne!(
        behind(&member(&["renew", "mona@example.com"]), "Password"),
        password
    );
    let listed = member(&["list"]).out;
    let line = |name: &str| listed.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("mona@").contains("operator") && line("mona@").contains("second factor"));
    assert!(line("robot").contains("service: Invitations") && line("robot").contains("10.0.0.0/8"));
    assert!(line("robot").contains("shut out"));
    assert!(line("admin").contains("administrator"));
    assert_eq!(member(&["enable", "robot"]).code, 0);
    assert_eq!(member(&["totp", "mona@example.com", "--remove"]).code, 0);
    assert!(!member(&["list"]).out.contains("second factor"));
    for words in [
        &["create", "x"][..],
        &["create", "x", "--role", "king"],
        &["create", "x", "--scope", "everything"],
        &["create", "x", "--role", "viewer", "--scope", "Requests"],
        &["disable", "nobody"],
    ] {
        assert_ne!(member(words).code, 0, "{words:?}");
    }
}
