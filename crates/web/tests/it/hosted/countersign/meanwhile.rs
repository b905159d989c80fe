//! Somebody signs while the file of others is being sealed: the contract is not completed without that signature.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
    mpsc::{Receiver, Sender, channel},
};

use mithaq_authority::Server;
use mithaq_domain::{evidence::Act, id::ContractId, seal::SealLevel};
use mithaq_service::{
    app::SealPolicy,
    contract::{Outcome, root_certificate, seal_contract, verify},
};
use mithaq_testkit::{FixedClock, TestAppOptions};
use serde_json::json;

use super::Company;
use crate::{
    call::Door,
    hosted::{browser::Browser, seal_level::authority, several},
};

const SARA: &str = "+201098765432";

/// An authority that, when it is first asked after `armed`, says so and waits to be told to go on.
fn holding(armed: &'static AtomicBool) -> (Server, Receiver<()>, Sender<()>) {
    let (asked, is_asked) = channel();
    let (go, may_go) = channel::<()>();
    let held = Mutex::new((asked, may_go));
    let server = Server::start(move || {
        if armed.swap(false, Ordering::SeqCst) {
            let held = held.lock().unwrap();
            held.0.send(()).unwrap();
            held.1.recv().unwrap();
        }
        FixedClock::START.unix_seconds()
    });
    (server.unwrap(), is_asked, go)
}

/// Asks for the code that signs.
async fn code(company: &Company, browser: &mut Browser) -> String {
    browser.submit("sign", &[]).await;
    let session = browser.session.to_string();
    company.door.test.code(&session, "sign").await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_confirms_while_another_ones_signature_comes_into_the_file_is_not_left_out_of_it() {
    static ARMED: AtomicBool = AtomicBool::new(false);
    let (server, is_asked, go) = holding(&ARMED);
    let options = TestAppOptions {
        seals: SealPolicy {
            level: SealLevel::BT,
            authorities: vec![authority(&server)],
            private_sources: true,
            ..SealPolicy::default()
        },
        ..TestAppOptions::default()
    };
    let company = Company::behind(Door::open_with(options).await.logged_in().await).await;
    company.lists(&[], "none").await;
    let (session, token) = several::invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, link) = several::links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(&theirs, &link).await;
    // What is typed later was sent before: sending runs the queue, and would seal.
    let (mine, hers) = (
        code(&company, &mut first).await,
        code(&company, &mut second).await,
    );
    first.submit("verify-code", &[("code", &mine)]).await;
    assert_eq!(company.status().await, 6);
    let (app, tenant) = (company.door.test.app.clone(), company.door.test.tenant);
    let id = ContractId::parse(&company.id().await).unwrap();
    ARMED.store(true, Ordering::SeqCst);
    let running = tokio::spawn(async move { seal_contract(&app, tenant, id).await });
    let waiting = tokio::task::spawn_blocking(move || is_asked.recv().unwrap());
    waiting.await.unwrap();
    second.submit("verify-code", &[("code", &hers)]).await;
    assert_eq!(company.status().await, 4);
    go.send(()).unwrap();
    running.await.unwrap().unwrap();
    assert_eq!(company.status().await, 4, "a signature is on its way");
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut second, "sealed").await;
    let app = &company.door.test.app;
    let root = root_certificate(app, tenant).await.unwrap().unwrap();
    let roots = [root, server.authority().root.clone()];
    let verdict = verify(&whole, &roots, app.now().unix_seconds() + 60).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact);
    let fields = verdict.signatures.iter();
    let fields: Vec<&str> = fields.map(|found| found.field_name.as_str()).collect();
    assert_eq!(fields, ["Customer1", "Customer2"]);
    assert_eq!(company.door.details(Act::ContractConfirmed).len(), 2);
}
