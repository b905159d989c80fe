//! The company countersigns: who may, when, how often, and what the file holds then.

mod by_itself;
mod listed;
mod meanwhile;
mod other_seal;
mod waiting;

use axum::extract::connect_info::MockConnectInfo;
use mithaq_domain::{
    access::Role,
    id::{ContractId, SessionId},
    job::Lane,
};
use mithaq_service::{
    access::{MemberWish, create_member},
    contract::seal_contract,
    jobs,
    tenant::import_contract_type,
};
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};
use std::net::SocketAddr;

use super::{browser::Browser, judges};
use crate::call::Door;

const SIGN: &str = "/api/BusinessRequest/ContractSigner/Sign";
pub(super) const SIGNERS: [&str; 2] = ["legal@nile.example", "director"];

/// A company whose type two members countersign; their tokens, and that of one who is not listed.
pub(super) struct Company {
    pub(super) door: Door,
    pub(super) bearers: Vec<String>,
    pub(super) stranger: String,
}

impl Company {
    pub(super) async fn open() -> Self {
        Self::behind(Door::open_as_admin().await).await
    }

    /// One whose seal countersigns by itself, after these members.
    pub(super) async fn sealing(door: Door, members: &[&str]) -> Self {
        let company = Self::behind(door).await;
        company.lists(members, "countersigns").await;
        company
    }

    /// Imports the type anew, with these members and what the company's seal does.
    pub(super) async fn lists(&self, members: &[&str], seal: &str) {
        let imported = import_with(&self.door, members, Some(seal)).await;
        assert_eq!(imported, Ok(()));
    }

    /// One that is behind this door.
    pub(super) async fn behind(door: Door) -> Self {
        let mut bearers = Vec::new();
        for name in SIGNERS.into_iter().chain(["other"]) {
            let wish = MemberWish::Person(Role::Signer);
            let made = create_member(&door.test.app, door.test.tenant, name, wish).await;
            bearers.push(door.bearer_of(name, &made.unwrap().unwrap()).await);
        }
        let imported = import(&door, &SIGNERS).await;
        assert_eq!(imported, Ok(()));
        let stranger = bearers.pop().unwrap();
        Self {
            door,
            bearers,
            stranger,
        }
    }

    /// Signs as the holder of a token: status and code.
    pub(super) async fn sign(&self, bearer: &str, id: &str) -> (u16, i64) {
        let mut request = self.door.request("POST", SIGN, Some(json!({ "id": id })));
        let bearer = format!("Bearer {bearer}").parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let answer = self.door.send(request).await;
        (answer.status.as_u16(), answer.code())
    }

    pub(super) async fn contract(&self) -> Value {
        let page = self.door.get("/api/BusinessRequest/GetRequests").await;
        page.json()["data"][0].clone()
    }

    pub(super) async fn status(&self) -> i64 {
        self.contract().await["requeststatus"].as_i64().unwrap()
    }

    pub(super) async fn id(&self) -> String {
        self.contract().await["id"].as_str().unwrap().to_owned()
    }

    /// A customer who is invited and stands before the review.
    pub(super) async fn invited(&self) -> Browser {
        let answer = self
            .door
            .invite(|body| body["SessionInput"]["email"] = json!("ahmed@example.com"))
            .await;
        let session = answer.headers["x-session-id"].to_str().unwrap();
        let token = answer.json()["data"].as_str().unwrap().to_owned();
        self.opened(session, &token).await
    }

    /// A browser that followed a link and proved the phone or mailbox.
    pub(super) async fn opened(&self, session: &str, token: &str) -> Browser {
        let mut browser = self.followed(session, token).await;
        self.type_code(&mut browser, ("send-code", "phone")).await;
        browser
    }

    /// A browser that followed a link.
    pub(super) async fn followed(&self, session: &str, token: &str) -> Browser {
        let peer = MockConnectInfo(SocketAddr::from(([192, 0, 2, 7], 1234)));
        let router = self.door.router.clone().layer(peer);
        let mut browser = Browser::new(router, SessionId::parse(session).unwrap());
        browser.get(&format!("/session?token={token}")).await;
        browser.submit("continue", &[]).await;
        browser
    }

    pub(super) async fn type_code(&self, browser: &mut Browser, (action, purpose): (&str, &str)) {
        browser.submit(action, &[]).await;
        let session = browser.session.to_string();
        let code = self.door.test.code(&session, purpose).await.unwrap();
        browser.submit("verify-code", &[("code", &code)]).await;
    }

    pub(super) async fn signed(&self) -> Browser {
        let mut browser = self.invited().await;
        self.type_code(&mut browser, ("sign", "sign")).await;
        assert_eq!(browser.step(), "done");
        browser
    }

    pub(super) async fn pdf(&self, browser: &mut Browser, name: &str) -> Vec<u8> {
        let path = format!("{}/{name}.pdf", browser.home());
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{name}");
        answer.bytes
    }

    pub(super) fn copies(&self) -> Vec<String> {
        let messages = self.door.test.messages().into_iter();
        let copies = messages.filter(|message| message.purpose == "copy");
        copies.map(|message| message.text).collect()
    }
}

/// Imports the type with these members; the refusal in words.
async fn import(door: &Door, signers: &[&str]) -> Result<(), String> {
    import_with(door, signers, None).await
}

/// The same, with what the company's seal does where that is said.
async fn import_with(door: &Door, signers: &[&str], seal: Option<&str>) -> Result<(), String> {
    let mut listed = format!("\"contractSigners\": {}", json!(signers));
    if let Some(seal) = seal {
        listed.push_str(&format!(", \"companySeal\": {}", json!(seal)));
    }
    let text = CONTRACT_TYPE_414.replacen("\"contractSigners\": []", &listed, 1);
    assert_ne!(text, CONTRACT_TYPE_414);
    let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported
        .unwrap()
        .map(drop)
        .map_err(|refusal| refusal.to_string())
}

#[tokio::test]
async fn after_the_customer_every_listed_member_signs_and_the_last_completes_the_contract() {
    let company = Company::open().await;
    let types = company
        .door
        .get("/api/BusinessRequest/GetAllRequestTypes")
        .await;
    assert_eq!(types.json()["data"][0]["contractSigners"], json!(SIGNERS));
    let mut browser = company.invited().await;
    let reviewed = company.pdf(&mut browser, "review").await;
    company.type_code(&mut browser, ("sign", "sign")).await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    assert_eq!(company.copies().len(), 1);
    browser.load().await;
    assert!(browser.has("بقي توقيع"));
    let id = company.id().await;
    let once = company.pdf(&mut browser, "sealed").await;
    assert!(once.starts_with(&reviewed));
    assert_eq!(company.sign(&company.bearers[1], &id).await, (200, 0));
    assert_eq!(company.status().await, 7);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 7);
    assert_eq!(company.copies().len(), 1, "a side has not signed yet");
    let twice = company.pdf(&mut browser, "sealed").await;
    assert!(twice.starts_with(&once));
    assert_eq!(company.sign(&company.bearers[0], &id).await, (200, 0));
    assert_eq!(company.status().await, 5);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    assert!(whole.starts_with(&twice));
    let copies = company.copies();
    assert!(
        copies.len() == 2 && copies.iter().any(|copy| copy.contains("بكل التوقيعات")),
        "{copies:?}"
    );
    browser.load().await;
    assert!(!browser.has("بقي توقيع"));
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Company2", "Company1"]);
    let events = company.door.get("/api/Webhook/Events").await.json();
    let told: Vec<&str> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["WebhookEvent"] == "App.BusinessRequestStatusChange")
        .filter_map(|event| event["Data"]["NewStatus"].as_str())
        .collect();
    assert_eq!(
        told[1..],
        [
            "CustomerSigned",
            "ServiceProviderPartiallySigned",
            "ServiceProviderSigned",
            "Completed"
        ]
    );
}

#[tokio::test]
async fn whoever_is_not_listed_has_signed_or_comes_too_early_is_refused_and_nothing_moves() {
    let company = Company::open().await;
    let mut browser = company.invited().await;
    let id = company.id().await;
    let [first, second] = [&company.bearers[0], &company.bearers[1]];
    assert_eq!(company.sign(first, &id).await, (200, 1502));
    company.type_code(&mut browser, ("sign", "sign")).await;
    assert_eq!(company.sign(&company.stranger, &id).await, (403, 1534));
    let admin = company.door.bearer.clone().unwrap();
    assert_eq!(company.sign(&admin, &id).await, (403, 1534));
    let other = company.door.test.another_tenant("other").await;
    let tenancy = json!({ "tenancyName": "other", "userNameOrEmailAddress": "admin", "password": other.password });
    let mut request = company
        .door
        .request("POST", "/api/credentials/Login", Some(tenancy));
    for (name, value) in [("apikey", other.api_key.as_str()), ("tenancyname", "other")] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let theirs = company.door.send(request).await.json();
    let theirs = theirs["data"]["accessToken"].as_str().unwrap().to_owned();
    let mut request = company
        .door
        .request("POST", SIGN, Some(json!({ "id": id })));
    for (name, value) in [
        ("apikey", other.api_key.clone()),
        ("authorization", format!("Bearer {theirs}")),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let answer = company.door.send(request).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (404, 1501));
    assert_eq!(company.sign(first, "nothing").await, (404, 1501));
    assert_eq!(company.status().await, 4);
    assert_eq!(company.sign(first, &id.to_uppercase()).await, (200, 0));
    assert_eq!(company.sign(first, &id).await, (200, 1535));
    let reason = json!({ "id": id, "reason": "Entered twice" });
    let void = company.door.post("/api/BusinessRequest/Void", reason).await;
    assert_eq!(void.code(), 0);
    assert_eq!(company.sign(second, &id).await, (200, 1502));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 3, "sealing revives nothing");
    let messages = company.door.test.messages();
    assert!(messages.iter().any(|message| message.purpose == "voided"));
}

#[tokio::test]
async fn runs_of_the_seal_job_at_once_lose_no_signature_and_put_none_in_twice() {
    let company = Company::open().await;
    let mut browser = company.signed().await;
    let id = company.id().await;
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
    }
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let id = ContractId::parse(&id).unwrap();
    let run = || seal_contract(app, tenant, id);
    let (one, two, three) = tokio::join!(run(), run(), run());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Company1", "Company2"]);
    company.door.test.drain().await;
    assert_eq!(company.pdf(&mut browser, "sealed").await, whole);
    assert_eq!(company.copies().len(), 1);
}

#[tokio::test]
async fn of_clicks_at_once_each_member_signs_once_and_nothing_is_lost() {
    let company = Company::open().await;
    let mut browser = company.signed().await;
    let id = company.id().await;
    let [first, second] = [&company.bearers[0], &company.bearers[1]];
    let (one, two, three, four) = tokio::join!(
        company.sign(first, &id),
        company.sign(second, &id),
        company.sign(first, &id),
        company.sign(second, &id)
    );
    let mut codes = [one.1, two.1, three.1, four.1];
    codes.sort_unstable();
    assert_eq!(codes, [0, 0, 1535, 1535]);
    // Three jobs wait, the customer's among them; two workers run them side by side.
    let app = &company.door.test.app;
    let (left, right) = tokio::join!(
        jobs::run_lane(app, Lane::Work),
        jobs::run_lane(app, Lane::Work)
    );
    assert!(left.unwrap() + right.unwrap() > 0);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    let fields = judges::all_approve(app, company.door.test.tenant, &whole).await;
    assert_eq!(fields.len(), 3);
    assert_eq!(company.copies().len(), 1);
    // As after a crash between the rows and the end of the job: it runs once more, twice at once.
    let (tenant, id) = (company.door.test.tenant, ContractId::parse(&id).unwrap());
    let (left, right) = tokio::join!(
        seal_contract(app, tenant, id),
        seal_contract(app, tenant, id)
    );
    assert!(left.is_ok() && right.is_ok());
    company.door.test.drain().await;
    assert_eq!(company.pdf(&mut browser, "sealed").await, whole);
    assert_eq!(company.copies().len(), 1);
}
