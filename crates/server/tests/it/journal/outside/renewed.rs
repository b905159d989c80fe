//! Timestamps that another authority stamped again, as `mithaq verify journal` judges them.

use std::fs;

use mithaq_authority::{Authority, Server, pem};
use mithaq_service::evidence::renew_head_timestamps;
use mithaq_store::StoreError;

use super::{Desk, now, verify, worked};

const DAY: i64 = 86_400;

#[test]
fn a_renewal_of_timestamps_is_judged_and_one_that_is_altered_breaks_the_journal() {
    let make = |base: &str, at: i64| Authority::with_timestamps_until(base, at, at + 80 * DAY);
    let soon = Server::start_with("127.0.0.1:0", now, make).unwrap();
    let mut desk = Desk {
        folder: worked(),
        authority: soon,
    };
    assert!(desk.stamp() > 0);
    let soon = std::mem::replace(&mut desk.authority, Server::start(now).unwrap());
    let roots = [&soon, &desk.authority].map(|server| {
        let root = &server.authority().root;
        pem("CERTIFICATE", root)
    });
    for (name, root) in ["soon.pem", "later.pem"].iter().zip(roots) {
        fs::write(desk.folder.path().join(name), root).unwrap();
    }
    let both = ["--trust", "soon.pem", "--trust", "later.pem"];
    let renew = |runtime: &tokio::runtime::Runtime, app: &mithaq_service::App| {
        runtime.block_on(renew_head_timestamps(app)).unwrap()
    };
    assert!(desk.with_app(renew) > 0);
    assert_eq!(desk.with_app(renew), 0, "once");
    let (code, company) = desk.judged(&both);
    assert_eq!((code, &company["verdict"]), (0, &"whole".into()));
    assert_eq!(company["proven"]["entries"], company["entries"]);

    let root = desk.with_app(|_, app| {
        let tenant = app.tenant_by_name("nile").unwrap().tenant.id;
        let read = app.store();
        let found: Result<_, StoreError> =
            read.read_blocking(move |tx| tx.tenant(tenant).find_renewal(1));
        found.unwrap().unwrap().renewal.root
    });
    let file = desk.folder.path().join("data/mithaq.db");
    let mut database = fs::read(&file).unwrap();
    let at = database.windows(32).position(|part| part == root).unwrap();
    database[at] ^= 1;
    fs::write(&file, database).unwrap();
    let (code, company) = desk.judged(&both);
    assert_eq!((code, &company["verdict"]), (1, &"broken".into()));
    let problem = "token-renewal-of-other";
    assert_eq!(company["timestamps"][0]["problems"][0], problem);
    for language in ["en", "ar"] {
        let (code, out) = verify(&desk.folder, &["--language", language]);
        assert_eq!(code, 1);
        assert!(out.contains(problem) && !out.contains("verify-"), "{out}");
    }
}
