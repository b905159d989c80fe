//! *Try it*: where it is shown, what it shows, and what a sandbox that is open to everyone cannot be
//! made to do.

use axum::http::StatusCode;
use mithaq_domain::{id::TenantId, tenant::Settings, time::Span};
use mithaq_service::{
    access::{list_api_keys, revoke_api_key},
    app::Gateways,
    tenant::{SettingsRefusal, change_settings, public_sandbox, show_settings},
};
use mithaq_testkit::{MailReceiver, SmsReceiver, TestAppOptions};
use mithaq_web::docs::page::PAGES;
use serde_json::{Value, json};

use crate::{
    call::Door,
    person::{PHONE, is_done},
    transaction::magic,
};

const PAGE: &str = "/docs/en/reference/IdentityUserSession_CreateInvitation";
const WEBHOOK: &str = "/docs/en/reference/Webhook_Create";

/// A page, and whether its script may call the server.
async fn read(door: &Door, place: &str) -> (String, bool) {
    let answer = door.get(place).await;
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    let may_call = policy.contains("connect-src 'self'");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
    (String::from_utf8(answer.bytes).unwrap(), may_call)
}

/// The same door for whoever has what the pages show.
async fn everyone(mut door: Door) -> (Door, TenantId) {
    let sandbox = public_sandbox(&door.test.app).await.unwrap().unwrap();
    door.test.tenant = sandbox.tenant.id;
    door.test.api_key = sandbox.access.api_key;
    let token = door
        .bearer_of(&sandbox.access.user, &sandbox.access.password)
        .await;
    door.bearer = Some(token);
    (door, sandbox.tenant.id)
}

async fn open() -> Door {
    let door = Door::open().await;
    door.test.public_sandbox("open").await;
    door
}

async fn settings_of(door: &Door, tenant: TenantId) -> Value {
    serde_json::from_str(&show_settings(&door.test.app, tenant).unwrap()).unwrap()
}

#[tokio::test]
async fn without_a_public_sandbox_no_page_offers_anything_or_calls_anybody() {
    let door = Door::open().await;
    let hidden = door.test.sandbox_tenant("hidden").await;
    for page in PAGES.iter() {
        let (text, may_call) = read(&door, &page.href()).await;
        assert!(!may_call && !text.contains("id=\"try\"") && !text.contains("try.js"));
        for secret in [&door.test.api_key, &hidden.api_key, &hidden.password] {
            assert!(!text.contains(secret), "{}", page.href());
        }
    }
}

#[tokio::test]
async fn every_page_of_a_call_offers_it_or_says_why_not_and_shows_the_sandboxs_access_alone() {
    let door = Door::open().await;
    let made = door.test.public_sandbox("open").await;
    let access = made.tenant.settings.public_access.clone().unwrap();
    let mut offered = 0;
    for page in PAGES.iter() {
        let (text, may_call) = read(&door, &page.href()).await;
        let is_offered = text.contains("<form method=\"post\" data-method=");
        assert_eq!(is_offered, text.contains("/assets/try.js"), "{}", page.slug);
        let says_why = text.contains("cannot be tried") || text.contains("لا يمكن تجربة");
        assert_eq!(
            page.group.is_some(),
            is_offered || says_why,
            "{}",
            page.slug
        );
        assert!(!(is_offered && says_why));
        assert_eq!(is_offered, may_call, "{}", page.slug);
        offered += usize::from(is_offered);
        let admin = [&made.api_key, &made.password, &door.test.api_key];
        for secret in admin.into_iter().chain([&door.test.admin_password]) {
            assert!(!text.contains(secret), "{}", page.href());
        }
        assert!(is_offered || !text.contains(&access.api_key));
        let markdown = door.get(&format!("{}.md", page.href())).await;
        assert_eq!(String::from_utf8(markdown.bytes).unwrap(), page.markdown);
    }
    assert!(offered > 100, "{offered} pages");
    assert!(access.api_key.starts_with("mpk_"));
}

#[tokio::test]
async fn a_revoked_key_takes_the_form_away() {
    let door = open().await;
    assert!(read(&door, PAGE).await.0.contains("mpk_"));
    let (app, sandbox) = (&door.test.app, public_sandbox(&door.test.app).await);
    let tenant = sandbox.unwrap().unwrap().tenant.id;
    for key in list_api_keys(app, tenant).await.unwrap() {
        revoke_api_key(app, tenant, key.client.key).await.unwrap();
    }
    let (text, may_call) = read(&door, PAGE).await;
    assert!(!text.contains("mpk_") && !may_call);
}

#[tokio::test]
async fn rows_that_were_tampered_with_show_no_other_companys_key() {
    let door = open().await;
    let sandbox = public_sandbox(&door.test.app).await.unwrap().unwrap();
    let (publishable, _) = door.test.publishable_key().await;
    let own = sandbox.tenant.settings.clone();
    let with_key = |key: &str| {
        let mut settings = own.clone();
        let access = settings.public_access.as_mut().unwrap();
        access.api_key = key.to_owned();
        settings
    };
    let no_sandbox = Settings {
        sandbox: false,
        ..own.clone()
    };
    let mut door = door;
    for settings in [
        with_key(&publishable),
        with_key(&door.test.api_key),
        with_key("mpk_nothing"),
        no_sandbox,
    ] {
        door.test.write_settings(sandbox.tenant.id, settings);
        door = door.restarted();
        let (text, may_call) = read(&door, PAGE).await;
        assert!(!may_call && !text.contains("id=\"try\"") && !text.contains(&publishable));
    }
}

#[tokio::test]
async fn what_the_pages_show_is_enough_to_invite_and_to_be_refused() {
    let (door, _) = everyone(open().await).await;
    let invited = door.invite(|_| {}).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.json());
    let id = invited.headers["x-session-id"].to_str().unwrap();
    let found = door
        .get(&format!("/api/IdentityUserSession/Get?id={id}"))
        .await;
    assert_eq!(found.status, StatusCode::OK);
    let refused = door
        .invite(|body| body["SessionInput"]["phoneNumber"] = json!("12"))
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn everyone_may_neither_lead_the_server_elsewhere_nor_see_another_company() {
    let nile = open().await.logged_in().await;
    let hooks = json!({ "event": "App.SessionCompleted", "url": "https://example.com/" });
    let invited = nile.invite(|_| {}).await;
    let id = invited.headers["x-session-id"].to_str().unwrap().to_owned();
    let of_nile = nile.bearer.clone();
    let (mut door, _) = everyone(nile).await;
    let refused = door.post("/api/Webhook/Create", hooks).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::FORBIDDEN, 1205)
    );
    let (text, _) = read(&door, WEBHOOK).await;
    assert!(text.contains("cannot be tried") && text.contains("Webhooks"));
    let found = door
        .get(&format!("/api/IdentityUserSession/Get?id={id}"))
        .await;
    assert_eq!(found.status, StatusCode::NOT_FOUND);
    door.bearer = of_nile;
    let found = door.get("/api/IdentityUserSession/List").await;
    assert_eq!(
        found.status,
        StatusCode::UNAUTHORIZED,
        "a token of another company"
    );
}

#[tokio::test]
async fn no_message_leaves_it_though_gateways_are_there() {
    let (sms, mail) = (SmsReceiver::start(), MailReceiver::start());
    let gateways = Gateways {
        sms: vec![sms.gateway("first")],
        mail: Some(mail.mailer()),
    };
    let options = TestAppOptions {
        outbox: false,
        gateways,
        ..TestAppOptions::default()
    };
    let nile = Door::open_with(options).await;
    nile.test.public_sandbox("open").await;
    let body = json!({ "validateValue": "+201234567890", "messageSubject": "x" });
    assert_eq!(nile.post("/v1/otp/sms", body.clone()).await.code(), 0);
    nile.test.drain().await;
    assert_eq!(sms.taken().len(), 1, "a company's own code leaves");

    let (door, _) = everyone(nile).await;
    let sent = door.post("/v1/otp/sms", body).await.json();
    assert!(sent["data"]["otp"].is_string(), "{sent}");
    let email = json!({ "email": "ahmed@example.com" });
    let sent = door
        .post("/api/DigitalIdentity/Register/StepVerifyEmail", email)
        .await;
    assert_eq!(sent.code(), 0, "{}", sent.json());
    assert!(door.test.drain().await >= 2);
    door.test.clock.advance(Span::hours(2));
    door.test.drain().await;
    assert_eq!((sms.taken().len(), mail.taken().len()), (1, 0));
}

#[tokio::test]
async fn nobody_reads_from_where_another_reader_called() {
    let (mut door, _) = everyone(open().await).await;
    let reader = door.bearer.take();
    door.bearer = Some(door.user(PHONE).await);
    let body = json!({ "image": magic("ok") });
    let taken = is_done(&door.post("/v1/ocr/id/front", body).await);
    door.bearer = reader;
    let id = taken["transaction_id"].as_str().unwrap();
    let path = format!("/api/Transactions/GetTransactionById?id={id}");
    let answer = door.get(&path).await;
    let shown = is_done(&answer);
    assert_eq!(shown["transactionItems"]["deviceInfo"]["ipAddress"], "");
    assert!(!answer.json().to_string().contains("127.0.0.1"));
}

#[tokio::test]
async fn readers_who_ask_for_codes_do_not_stop_each_other() {
    let door = open().await;
    let sandbox = public_sandbox(&door.test.app).await.unwrap().unwrap();
    let mut settings = sandbox.tenant.settings.clone();
    settings.messages.sms_per_day = 3;
    door.test.write_settings(sandbox.tenant.id, settings);
    let (door, _) = everyone(door.restarted()).await;
    for number in 0..25 {
        let body =
            json!({ "validateValue": format!("+2012345678{number:02}"), "messageSubject": "x" });
        let request = door.request("POST", "/v1/otp/sms", Some(body));
        let sent = door
            .send_from(&format!("192.0.2.{number}:1"), request)
            .await;
        assert_eq!(sent.code(), 0, "{number}: {}", sent.json());
    }
}

#[tokio::test]
async fn everyone_together_has_small_bodies_and_few_calls() {
    let nile = open().await;
    let picture = json!({ "image": "A".repeat(70 << 10) });
    assert_ne!(
        nile.post("/v1/ocr/id/front", picture.clone()).await.code(),
        1102
    );
    let (mut door, _) = everyone(nile).await;
    let token = door.bearer.take();
    let large = door.post("/v1/ocr/id/front", picture).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    door.bearer = token;
    let list = door.get("/api/IdentityUserSession/List").await;
    assert_eq!(list.headers["ratelimit-limit"], "60");
    let from = async |peer: &str| {
        let request = door.request("GET", "/api/IdentityUserSession/List", None);
        door.send_from(peer, request).await.status
    };
    for _ in 1..60 {
        assert_eq!(from("127.0.0.1:1").await, StatusCode::OK);
    }
    assert_eq!(from("127.0.0.1:1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from("192.0.2.1:1").await, StatusCode::OK, "another reader");
}

#[tokio::test]
async fn settings_neither_open_a_company_nor_let_messages_leave_an_open_one() {
    let door = open().await;
    let sandbox = public_sandbox(&door.test.app).await.unwrap().unwrap();
    let mut closed = settings_of(&door, sandbox.tenant.id).await;
    let mut opened = settings_of(&door, door.test.tenant).await;
    opened["public_access"] = std::mem::take(&mut closed["public_access"]);
    opened["sandbox"] = json!(true);
    for (tenant, settings) in [(sandbox.tenant.id, closed), (door.test.tenant, opened)] {
        let changed = change_settings(&door.test.app, tenant, &settings.to_string()).await;
        assert_eq!(changed.unwrap(), Err(SettingsRefusal::PublicAccess));
    }
}

#[tokio::test]
async fn what_a_form_is_filled_in_with_is_what_the_call_takes() {
    let door = Door::open().await;
    let made = door.test.public_sandbox("open").await;
    for operation in mithaq_web::docs::operation::all() {
        let (false, Some(body)) = (operation.is_alias(), operation.call.body) else {
            continue;
        };
        let (text, _) = read(&door, &format!("/docs/en/reference/{}", operation.id())).await;
        let Some((_, filled)) = text.split_once("wrap=\"off\">") else {
            continue;
        };
        let filled = filled.split("</textarea>").next().unwrap();
        let filled = filled.replace("&#34;", "\"").replace("&quot;", "\"");
        let json = mithaq_wire::Json::parse(filled.as_bytes()).unwrap();
        for shared in ["+201234567890", "\"ahmed@example.com"] {
            assert!(!filled.contains(shared), "everyone's codes go there");
        }
        let read = (body.reads)(&json);
        assert!(
            read.is_ok(),
            "{}: {read:?} in {filled}",
            operation.call.path
        );
    }
    let (login, _) = read(&door, "/docs/ar/reference/credentials_Login").await;
    let access = made.tenant.settings.public_access.unwrap();
    assert_eq!(
        login.matches(&access.password).count(),
        3,
        "form, body and list"
    );
}
