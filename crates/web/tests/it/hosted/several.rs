//! Several customers of one contract: each by a link, a phone and a signature of their own.

use mithaq_domain::{message::MessagePolicy, time::Span};
use mithaq_service::{session::ExpirySweep, tenant::set_messages};
use serde_json::{Value, json};

use super::{browser::Browser, countersign::Company, judges};

const SARA: &str = "+201098765432";

/// Invites with others beside; session and token of the first.
pub(super) async fn invite(company: &Company, others: Value) -> (String, String) {
    invite_with(company, |body| body["additionalSigners"] = others).await
}

/// Invites with the reference sample after `change` changed it; session and token of the first.
pub(super) async fn invite_with(
    company: &Company,
    change: impl FnOnce(&mut Value),
) -> (String, String) {
    let answer = company.door.invite(change).await;
    assert_eq!(answer.code(), 0, "{}", answer.json());
    let session = answer.headers["x-session-id"].to_str().unwrap().to_owned();
    (session, answer.json()["data"].as_str().unwrap().to_owned())
}

/// The links that left to those beside the first: to whom, session, token.
pub(super) async fn links(company: &Company) -> Vec<(String, String, String)> {
    company.door.test.drain().await;
    let messages = company.door.test.messages().into_iter();
    let invited = messages.filter(|message| message.purpose == "invitation");
    invited
        .map(|message| {
            let token = message
                .text
                .rsplit("token=")
                .next()
                .unwrap()
                .trim()
                .to_owned();
            (message.to, message.session_id.unwrap(), token)
        })
        .collect()
}

pub(super) fn told(company: &Company, purpose: &str) -> Vec<String> {
    let messages = company.door.test.messages().into_iter();
    let told = messages.filter(|message| message.purpose == purpose);
    told.map(|message| message.to).collect()
}

pub(super) async fn sign(company: &Company, browser: &mut Browser) {
    company.type_code(browser, ("sign", "sign")).await;
    assert_eq!(browser.step(), "done");
    company.door.test.drain().await;
}

#[tokio::test]
async fn two_customers_and_two_members_sign_one_document_that_every_judge_approves() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let [(to, theirs, link)] = &links(&company).await[..] else {
        panic!("one link leaves at once")
    };
    assert_eq!(to, SARA);
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(theirs, link).await;
    let reviewed = company.pdf(&mut first, "review").await;
    assert_eq!(company.pdf(&mut second, "review").await, reviewed);
    assert!(
        !second.has("234567890"),
        "the other's phone is not theirs to see"
    );
    sign(&company, &mut second).await;
    assert_eq!(company.status().await, 6);
    let signers = company.contract().await["customerSigners"].clone();
    assert_eq!(
        (&signers[0]["isSigned"], &signers[1]["isSigned"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(signers[1]["customerSigner"]["phoneNumber"], SARA);
    let id = company.id().await;
    assert_eq!(company.sign(&company.bearers[0], &id).await, (200, 1502));
    first.load().await;
    sign(&company, &mut first).await;
    assert_eq!(company.status().await, 4);
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
    }
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut second, "sealed").await;
    assert!(whole.starts_with(&reviewed));
    assert_eq!(company.pdf(&mut first, "sealed").await, whole);
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer2", "Customer1", "Company1", "Company2"]);
    judges::dss_approves(app, tenant, &whole, 4).await;
    // The early signer at once, both when their side had signed, both at the end.
    assert_eq!(company.copies().len(), 5);
}

#[tokio::test]
async fn whoever_has_a_later_turn_gets_the_link_after_all_of_the_earlier_signed() {
    let company = Company::open().await;
    let others = json!([
        { "email": "late@example.com", "order": 2 },
        { "phoneNumber": SARA, "order": "1" },
    ]);
    let (session, token) = invite(&company, others).await;
    assert!(links(&company).await.is_empty());
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let sent = links(&company).await;
    assert!(sent.len() == 1 && sent[0].0 == SARA, "{sent:?}");
    let mut second = company.opened(&sent[0].1, &sent[0].2).await;
    sign(&company, &mut second).await;
    let mut sent = links(&company).await;
    sent.retain(|link| link.0 == "late@example.com");
    assert_eq!(sent.len(), 1);
    assert_eq!(company.status().await, 6);
    let mut third = company.opened(&sent[0].1, &sent[0].2).await;
    sign(&company, &mut third).await;
    assert_eq!(company.status().await, 4);
}

#[tokio::test]
async fn the_link_of_one_signs_for_nobody_else() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, _) = links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    // The first one's cookies and forms in the other's session open nothing.
    let mut thief = Browser::new(first.router(), theirs.parse_session());
    thief.cookies = first.cookies.clone();
    thief.load().await;
    assert_ne!(thief.step(), "review");
    first.submit("sign", &[]).await;
    let code = company.door.test.code(&session, "sign").await.unwrap();
    let form = first.filled("verify-code", &[("code", &code)]);
    assert_ne!(thief.post("verify-code", &form).await.status, 200);
    assert_eq!(company.status().await, 2);
    first.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(company.status().await, 6);
    // Nor does signing twice count for two.
    let _ = first.post("sign", &form).await;
    let _ = first.post("verify-code", &form).await;
    assert_eq!(company.status().await, 6);
}

#[tokio::test]
async fn when_one_declines_the_other_is_told_and_after_a_withdrawal_no_link_leads_anywhere() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, link) = links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let mut second = company.opened(&theirs, &link).await;
    second.submit("decline", &[]).await;
    company.door.test.drain().await;
    assert_eq!(company.contract().await["statusReason"], "Declined");
    assert_eq!(told(&company, "declined"), ["+201234567890"]);
    first.load().await;
    assert_eq!(first.step(), "ended");

    company.door.test.clock.advance(Span::minutes(2));
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, link) = links(&company).await.pop().unwrap();
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let reason = json!({ "id": company.id().await, "reason": "Entered twice" });
    let void = company.door.post("/api/BusinessRequest/Void", reason).await;
    assert_eq!(void.code(), 0);
    company.door.test.drain().await;
    assert_eq!(told(&company, "voided"), ["+201234567890"]);
    let mut late = Browser::new(first.router(), theirs.parse_session());
    let answer = late.get(&format!("/session?token={link}")).await;
    assert_eq!(answer.status, 410);
}

#[tokio::test]
async fn when_the_time_of_one_runs_out_whoever_had_signed_is_told() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    company.door.test.clock.advance(Span::days(8));
    let mut sweep = ExpirySweep::default();
    while !sweep.step(&company.door.test.app).await.unwrap().pass_ended {}
    company.door.test.drain().await;
    let page = company.door.get("/api/BusinessRequest/GetRequests").await;
    drop(page);
    assert_eq!(told(&company, "expired"), ["+201234567890"]);
}

#[tokio::test]
async fn a_signer_in_a_country_that_the_company_sends_no_texts_to_is_refused_and_nothing_is_stored()
{
    let company = Company::open().await;
    let others =
        json!([{ "email": "a@example.com" }, { "phoneNumber": "+966512345678", "order": 3 }]);
    let refused = company
        .door
        .invite(|body| body["SessionInput"]["additionalSigners"] = others)
        .await;
    let place = "SessionInput.additionalSigners[1].phoneNumber".to_owned();
    assert_eq!(refused.mistakes(), [(place, 1340)]);
    assert!(links(&company).await.is_empty());
    assert_eq!(company.door.session_count().await, 0);
}

#[tokio::test]
async fn a_signer_whose_link_may_not_leave_today_is_refused_and_a_later_one_gets_it_when_it_may() {
    let company = Company::open().await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let policy = |sms_per_day| MessagePolicy {
        sms_per_day,
        ..MessagePolicy::default()
    };
    set_messages(app, tenant, policy(1)).await.unwrap();
    let both = json!([{ "phoneNumber": SARA }, { "phoneNumber": "+201098765433" }]);
    let refused = company
        .door
        .invite(|body| body["additionalSigners"] = both.clone())
        .await;
    let place = "additionalSigners[1].phoneNumber".to_owned();
    assert_eq!(refused.mistakes(), [(place, 1341)]);
    assert!(links(&company).await.is_empty());
    assert_eq!(company.door.session_count().await, 0);

    // Two codes of the first signer are the last of the day: no link is noted as sent.
    set_messages(app, tenant, policy(2)).await.unwrap();
    let later = json!([
        { "phoneNumber": SARA, "order": 1 },
        { "phoneNumber": "+201098765433", "order": 1 },
        { "email": "late@example.com", "order": 1 },
    ]);
    let (session, token) = invite(&company, later).await;
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let sent = links(&company).await;
    assert!(
        sent.len() == 1 && sent[0].0 == "late@example.com",
        "{sent:?}"
    );
    set_messages(app, tenant, policy(9)).await.unwrap();
    let mut third = company.opened(&sent[0].1, &sent[0].2).await;
    sign(&company, &mut third).await;
    let mut reached: Vec<_> = links(&company)
        .await
        .into_iter()
        .map(|link| link.0)
        .collect();
    reached.sort();
    assert_eq!(reached, [SARA, "+201098765433", "late@example.com"]);
}

#[tokio::test]
async fn a_link_that_was_held_back_leaves_the_next_day_although_nobody_does_anything() {
    let company = Company::open().await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let policy = MessagePolicy {
        sms_per_day: 2,
        ..MessagePolicy::default()
    };
    set_messages(app, tenant, policy).await.unwrap();
    let later = json!([{ "phoneNumber": SARA, "order": 1 }]);
    let (session, token) = invite(&company, later).await;
    // The first one's two codes are the last of the day.
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    for _ in 0..2 {
        assert!(links(&company).await.is_empty());
        company.door.test.clock.advance(Span::hours(1));
    }
    company.door.test.clock.advance(Span::hours(22));
    let sent = links(&company).await;
    assert!(sent.len() == 1 && sent[0].0 == SARA, "{sent:?}");
    company.door.test.clock.advance(Span::hours(24));
    assert_eq!(links(&company).await.len(), 1, "once");
}

#[tokio::test]
async fn a_link_that_was_held_back_until_the_contract_ended_leaves_no_more() {
    let company = Company::open().await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let policy = MessagePolicy {
        sms_per_day: 2,
        ..MessagePolicy::default()
    };
    set_messages(app, tenant, policy).await.unwrap();
    let later = json!([{ "phoneNumber": SARA, "order": 1 }]);
    let (session, token) = invite(&company, later).await;
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let void = json!({ "id": company.id().await, "reason": "Entered twice" });
    let void = company.door.post("/api/BusinessRequest/Void", void).await;
    assert_eq!(void.code(), 0);
    company.door.test.clock.advance(Span::hours(24));
    assert!(links(&company).await.is_empty());
}

pub(super) trait ParseSession {
    fn parse_session(&self) -> mithaq_domain::id::SessionId;
}

impl ParseSession for String {
    fn parse_session(&self) -> mithaq_domain::id::SessionId {
        mithaq_domain::id::SessionId::parse(self).unwrap()
    }
}
