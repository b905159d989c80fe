//! Countersigning by an agent: pairing, asking, signing, and everybody who must not.

mod attack;
mod pairing;

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_authority::{Authority, Issued};
use mithaq_domain::time::Instant;
use mithaq_service::{
    agent::{Asked, Paper, pairing_message},
    app::SealPolicy,
    contract::{Outcome, root_certificate, verify},
    evidence::{Bundle, judge_bundle},
};
use mithaq_testkit::{FixedClock, TestAppOptions};
use serde_json::{Value, json};

use super::{browser::Browser, countersign::Company};
use crate::call::{Answer, Door};

const PAIR_CODE: &str = "/api/BusinessRequest/ContractSigner/PairAgent";
const PAIR: &str = "/api/SignAgent/Pair";
const NEXT: &str = "/api/SignAgent/Next";
const SIGN: &str = "/api/SignAgent/Sign";

/// A company whose operator trusts an authority.
struct Desk {
    company: Company,
    authority: Authority,
}

/// A member's computer: a key, and the secret that pairing gave.
struct Agent {
    key: Issued,
    secret: String,
}

impl Desk {
    async fn open() -> Self {
        let authority = Authority::new("http://authority.test", FixedClock::START.unix_seconds());
        let options = TestAppOptions {
            seals: SealPolicy {
                signer_roots: vec![authority.root.clone()],
                ..SealPolicy::default()
            },
            ..TestAppOptions::default()
        };
        let door = Door::open_with(options).await.logged_in().await;
        Self {
            company: Company::behind(door).await,
            authority,
        }
    }

    /// A call without any key, as an agent makes it.
    async fn call(&self, path: &str, body: Value) -> Answer {
        let door = &self.company.door;
        let mut request = door.request("POST", path, Some(body));
        request.headers_mut().remove("apikey");
        request.headers_mut().remove("authorization");
        door.send(request).await
    }

    /// A code for a member's agent.
    async fn code(&self, member: usize) -> String {
        let door = &self.company.door;
        let mut request = door.request("POST", PAIR_CODE, None);
        let bearer = format!("Bearer {}", self.company.bearers[member]);
        let bearer = bearer.parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let answer = door.send(request).await.json();
        answer["data"]["code"].as_str().unwrap().to_owned()
    }

    fn issue(&self) -> Issued {
        self.authority.issue_seal("Mona", 365)
    }

    /// What an agent with this key shows.
    fn shown(&self, code: &str, key: &Issued) -> Value {
        json!({
            "code": code,
            "certificate": STANDARD.encode(&key.certificate),
            "issuers": STANDARD.encode(&self.authority.issuing),
            "signature": STANDARD.encode(key.sign(&pairing_message(code))),
        })
    }

    async fn pair(&self, member: usize) -> Agent {
        let (code, key) = (self.code(member).await, self.issue());
        let answer = self.call(PAIR, self.shown(&code, &key)).await;
        assert_eq!(answer.code(), 0, "{}", answer.json());
        let secret = answer.json()["data"]["agent"].as_str().unwrap().to_owned();
        Agent { key, secret }
    }

    /// What an agent is asked.
    async fn next(&self, agent: &Agent) -> Asked {
        let answer = self.call(NEXT, json!({ "agent": agent.secret })).await;
        let request = answer.json()["data"]["request"].clone();
        let text = |key: &str| request[key].as_str().unwrap().to_owned();
        let salt = text("salt");
        let digits = salt.as_bytes().chunks(2);
        let digits = digits.map(|pair| std::str::from_utf8(pair).unwrap());
        let salt: Vec<u8> = digits
            .map(|pair| u8::from_str_radix(pair, 16).unwrap())
            .collect();
        Asked {
            contract: text("id"),
            request_number: text("requestNumber"),
            company: text("company"),
            document_sha256: text("documentSha256"),
            salt: salt.try_into().unwrap(),
            statement: text("statement"),
            expires_at: Instant::from_unix_millis(0),
            file: STANDARD.decode(text("file")).unwrap(),
        }
    }

    async fn give(&self, secret: &str, id: &str, value: &[u8]) -> i64 {
        let body = json!({ "agent": secret, "id": id, "signature": STANDARD.encode(value) });
        self.call(SIGN, body).await.code()
    }

    /// A contract that the customer has signed, and its customer.
    async fn signed(&self) -> (String, Browser) {
        let browser = self.company.signed().await;
        self.company.door.test.drain().await;
        (self.company.id().await, browser)
    }

    async fn ask(&self, member: usize, id: &str) {
        let bearer = &self.company.bearers[member];
        assert_eq!(self.company.sign(bearer, id).await, (200, 0));
    }

    async fn roots(&self) -> Vec<Vec<u8>> {
        let test = &self.company.door.test;
        let seal = root_certificate(&test.app, test.tenant).await.unwrap();
        vec![seal.unwrap(), self.authority.root.clone()]
    }

    /// The second member's agent with the signature that it made and did not give yet, and the contract.
    async fn made(&self) -> (Agent, String, Vec<u8>) {
        let agent = self.pair(1).await;
        let (id, _) = self.signed().await;
        self.ask(1, &id).await;
        let value = sign(&agent, &self.next(&agent).await);
        (agent, id, value)
    }
}

/// The signature over what is asked, after the agent has looked at it.
fn sign(agent: &Agent, asked: &Asked) -> Vec<u8> {
    let paper = Paper::look(asked, &agent.key.certificate).unwrap();
    let value = agent.key.sign(&paper.to_be_signed());
    assert!(paper.accepts(&value));
    value
}

#[tokio::test]
async fn the_contract_waits_for_the_agent_and_goes_on_with_its_signature() {
    let desk = Desk::open().await;
    let agent = desk.pair(1).await;
    let (id, mut browser) = desk.signed().await;
    desk.ask(1, &id).await;
    desk.ask(1, &id).await;
    assert_eq!(desk.company.status().await, 4, "asked, and not signed");
    let asked = desk.next(&agent).await;
    assert_eq!(asked.contract, id);
    let again = desk.next(&agent).await;
    assert_eq!(asked.file, again.file, "it is kept, not made anew");
    assert!(Paper::look(&asked, &agent.key.certificate).unwrap().pages > 0);
    let value = sign(&agent, &asked);
    desk.company
        .door
        .test
        .clock
        .advance(mithaq_domain::time::Span::minutes(9));
    assert_eq!(desk.give(&agent.secret, &id, &value).await, 0);
    assert_eq!(desk.company.status().await, 7);
    desk.company.door.test.drain().await;
    desk.ask(0, &id).await;
    desk.company.door.test.drain().await;
    assert_eq!(desk.company.status().await, 8);

    let pdf = desk.company.pdf(&mut browser, "sealed").await;
    let now = desk.company.door.test.app.now().unix_seconds();
    let verdict = verify(&pdf, &desk.roots().await, now).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:?}");
    let signer = verdict.signatures[1].signer_common_name.as_deref();
    assert_eq!(signer, Some("Seal (for tests)"));
    let path = format!("/api/BusinessRequest/Evidence?id={id}");
    let bundle = Bundle::unpack(&desk.company.door.get(&path).await.bytes).unwrap();
    let verdict = judge_bundle(&bundle, &desk.roots().await, now);
    assert_eq!(
        (verdict.exit_code(), verdict.problems.as_slice()),
        (0, [].as_slice())
    );
}

#[tokio::test]
async fn a_signature_over_a_file_that_another_one_overtook_is_refused_and_asked_for_anew() {
    let desk = Desk::open().await;
    let agent = desk.pair(1).await;
    let (id, _) = desk.signed().await;
    desk.ask(1, &id).await;
    let stale = desk.next(&agent).await;
    desk.ask(0, &id).await;
    let value = sign(&agent, &stale);
    assert_eq!(
        desk.give(&agent.secret, &id, &value).await,
        1502,
        "another one is on its way"
    );
    desk.company.door.test.drain().await;
    assert_eq!(
        desk.give(&agent.secret, &id, &value).await,
        1502,
        "it is another file by now"
    );
    let fresh = desk.next(&agent).await;
    assert_ne!(fresh.file, stale.file);
    assert_eq!(
        desk.give(&agent.secret, &id, &sign(&agent, &fresh)).await,
        0
    );
    desk.company.door.test.drain().await;
    assert_eq!(desk.company.status().await, 8);
}

#[tokio::test]
async fn two_agents_sign_one_after_the_other_and_no_signature_is_lost() {
    let desk = Desk::open().await;
    let (first, second) = (desk.pair(0).await, desk.pair(1).await);
    let (id, mut browser) = desk.signed().await;
    desk.ask(0, &id).await;
    desk.ask(1, &id).await;
    let (one, other) = (desk.next(&first).await, desk.next(&second).await);
    let (value, late) = (sign(&first, &one), sign(&second, &other));
    assert_eq!(desk.give(&first.secret, &id, &value).await, 0);
    assert_eq!(desk.give(&second.secret, &id, &late).await, 1502);
    desk.company.door.test.drain().await;
    let anew = desk.next(&second).await;
    assert_eq!(
        desk.give(&second.secret, &id, &sign(&second, &anew)).await,
        0
    );
    desk.company.door.test.drain().await;
    assert_eq!(desk.company.status().await, 8);
    let pdf = desk.company.pdf(&mut browser, "sealed").await;
    let now = desk.company.door.test.app.now().unix_seconds();
    let verdict = verify(&pdf, &desk.roots().await, now).unwrap();
    assert_eq!(
        (verdict.outcome(), verdict.signatures.len()),
        (Outcome::Intact, 3)
    );
}

#[tokio::test]
async fn a_signer_who_says_no_is_asked_no_more_until_the_member_asks_again() {
    let desk = Desk::open().await;
    let agent = desk.pair(1).await;
    let (id, _) = desk.signed().await;
    desk.ask(1, &id).await;
    let asked = desk.next(&agent).await;
    let value = sign(&agent, &asked);
    let no = json!({ "agent": agent.secret, "id": id, "refused": true });
    assert_eq!(desk.call(SIGN, no.clone()).await.code(), 0);
    assert_eq!(desk.call(SIGN, no).await.code(), 1502);
    assert_eq!(desk.give(&agent.secret, &id, &value).await, 1502);
    assert_eq!(desk.company.status().await, 4);
    desk.ask(1, &id).await;
    assert_eq!(desk.next(&agent).await.contract, id);
}
