//! A contract under random interleavings of its customer on two devices, its company, the clock and the
//! workers of two nodes, whose clocks lie seconds apart, two of them at a time: it takes the steps of the
//! specification and no other, is confirmed, countersigned and sealed at most once each, no act is lost or
//! doubled, what is sealed is whole, and so is the journal that both nodes chain.

use std::sync::Mutex;

use mithaq_domain::{evidence::Act as Noted, job::LEASE, time::Span};
use mithaq_service::{
    contract::{Outcome, root_certificate, verify},
    evidence::Chainer,
    session::ExpirySweep,
    tenant::import_contract_type,
};
use mithaq_testkit::{CONTRACT_TYPE_414, TestAppOptions};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};
use serde_json::{Value, json};

use super::{PHONE, Phone};
use crate::call::Door;

/// How many interleavings; each is up to ten times two acts.
const CASES: u32 = 24;

#[derive(Clone, Copy, Debug)]
enum Move {
    /// The customer asks for a code, shows the newest, confirms, declines.
    AskForCode,
    ShowCode,
    Confirm,
    Decline,
    /// The company decides, or signs.
    Approve,
    Reject,
    Void,
    Countersign,
    /// Minutes or days pass.
    Minute,
    Fortnight,
    /// Sessions expire, jobs are done, entries are chained.
    Sweep,
    Work,
    Chain,
}

const MOVES: [Move; 13] = [
    Move::AskForCode,
    Move::ShowCode,
    Move::Confirm,
    Move::Decline,
    Move::Approve,
    Move::Reject,
    Move::Void,
    Move::Countersign,
    Move::Minute,
    Move::Fortnight,
    Move::Sweep,
    Move::Work,
    Move::Chain,
];

/// An act, and the node that it comes to.
#[derive(Clone, Copy, Debug)]
struct Act {
    act: Move,
    node: usize,
}

/// How far the second node's clock is from the first one's.
const SKEW: Span = Span::seconds(4);

/// The steps of a contract that one customer signs and one member countersigns.
const STEPS: [(&str, &str); 9] = [
    ("PendingApproval", "Approved"),
    ("PendingApproval", "Rejected"),
    ("Approved", "CustomerSigned"),
    ("Approved", "Rejected"),
    ("CustomerSigned", "ServiceProviderSigned"),
    ("CustomerSigned", "Rejected"),
    ("ServiceProviderSigned", "Completed"),
    ("ServiceProviderSigned", "Rejected"),
    ("", "PendingApproval"),
];

/// What the customer and the company do who want the contract.
const FORWARD: [Move; 6] = [
    Move::Approve,
    Move::AskForCode,
    Move::ShowCode,
    Move::Confirm,
    Move::Countersign,
    Move::Work,
];

/// A walk forward, of which now and then a step is left out; with each step comes another act, often the
/// same one again, and between two steps any others.
fn moves() -> impl Strategy<Value = Vec<(Act, Act)>> {
    let any = || {
        let act = (prop::sample::select(&MOVES[..]), 0..2_usize);
        act.prop_map(|(act, node)| Act { act, node })
    };
    let step = (
        prop::bool::weighted(0.95),
        (0..2_usize, 0..2_usize),
        prop::option::weighted(0.5, any()),
        prop::option::weighted(0.2, (any(), any())),
    );
    prop::collection::vec(step, FORWARD.len()).prop_map(|steps| {
        let mut walk = Vec::new();
        for (act, (is_taken, (node, other), beside, between)) in FORWARD.into_iter().zip(steps) {
            if is_taken {
                let beside = beside.unwrap_or(Act { act, node: other });
                walk.push((Act { act, node }, beside));
            }
            walk.extend(between);
        }
        walk
    })
}

struct Case {
    /// One for each node.
    doors: [Door; 2],
    id: String,
    /// The newest request of a code.
    asked: Mutex<Value>,
    token: String,
}

impl Case {
    async fn open() -> Self {
        let options = TestAppOptions {
            several_nodes: true,
            ..TestAppOptions::default()
        };
        let door = Door::open_with(options).await.logged_in().await;
        let signers = format!("\"contractSigners\": {}", json!([door.test.admin_user]));
        let text = CONTRACT_TYPE_414
            .replacen("\"contractSigners\": []", &signers, 1)
            .replacen("\"approval\": \"automatic\"", "\"approval\": \"member\"", 1);
        let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
        imported.unwrap().unwrap();
        let phone = Phone::of(&door, PHONE).await;
        let (id, token) = (phone.made().await, phone.token.clone());
        let asked = Mutex::new(json!(id));
        let mut other = Door::of(door.test.another_node(SKEW));
        other.bearer = door.bearer.clone();
        Self {
            doors: [door, other],
            id,
            asked,
            token,
        }
    }

    /// One act; the status of its answer.
    async fn take(&self, phones: &[Phone<'_>; 2], Act { act, node }: Act) -> u16 {
        let (phone, door) = (&phones[node], &self.doors[node]);
        let (test, id) = (&door.test, self.id.as_str());
        let answer = match act {
            Move::AskForCode => {
                let answer = phone.step("StepRequestOtp", id, |_| {}).await;
                test.drain().await;
                if let Some(asked) = answer.json()["data"].get("otpRequestId") {
                    *self.asked.lock().unwrap() = asked.clone();
                }
                answer
            }
            Move::ShowCode => {
                let newest = test.messages();
                let newest = newest.into_iter().rfind(|one| one.purpose == "sign");
                let Some(digits) = newest.and_then(|one| one.code) else {
                    return 200;
                };
                let asked = self.asked.lock().unwrap().clone();
                phone.show(id, (&asked, &digits)).await
            }
            Move::Confirm => phone.confirm(id).await,
            Move::Decline => phone.decline(id).await,
            Move::Approve => decide(door, "Approve", json!({ "id": id })).await,
            Move::Reject => decide(door, "Reject", json!({ "id": id, "reason": "x" })).await,
            Move::Void => decide(door, "Void", json!({ "id": id, "reason": "x" })).await,
            Move::Countersign => decide(door, "ContractSigner/Sign", json!({ "id": id })).await,
            Move::Minute => return self.wait(Span::minutes(1)),
            Move::Fortnight => return self.wait(Span::days(14)),
            Move::Sweep => {
                let mut sweep = ExpirySweep::default();
                sweep.step(&test.app).await.unwrap();
                return 200;
            }
            Move::Work => {
                test.drain().await;
                return 200;
            }
            Move::Chain => {
                Chainer::default().step(&test.app).await.unwrap();
                return 200;
            }
        };
        answer.status.as_u16()
    }

    fn wait(&self, time: Span) -> u16 {
        self.doors[0].test.clock.advance(time);
        200
    }

    /// Reads as the company's administrator, who logs in again after all the time that may have passed.
    async fn get(&self, path: &str) -> crate::call::Answer {
        let [door, _] = &self.doors;
        let bearer = door.bearer_of(&door.test.admin_user, &door.test.admin_password);
        let bearer = format!("Bearer {}", bearer.await);
        let mut request = door.request("GET", path, None);
        let headers = request.headers_mut();
        headers.insert("authorization", bearer.parse().unwrap());
        headers.insert(
            "accept",
            "application/pdf, application/json".parse().unwrap(),
        );
        door.send(request).await
    }

    /// The sealed file has both signatures, intact.
    async fn is_whole(&self) -> Result<(), TestCaseError> {
        let path = format!("/api/BusinessRequest/GetContractToPdf?id={}", self.id);
        let sealed = self.get(&path).await.bytes;
        let test = &self.doors[0].test;
        let (app, tenant) = (&test.app, test.tenant);
        let root = root_certificate(app, tenant).await.unwrap().unwrap();
        let verdict = verify(&sealed, &[root], app.now().unix_seconds());
        let verdict = verdict.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(verdict.outcome(), Outcome::Intact);
        prop_assert_eq!(verdict.signatures.len(), 2);
        Ok(())
    }

    /// Every state that the contract's company was told of, in order.
    async fn told(&self) -> Vec<String> {
        let events = self.get("/api/Webhook/Events?max=1000").await.json();
        let events = events["data"].as_array().unwrap().iter();
        let told = events
            .filter(|event| event["WebhookEvent"] == "App.BusinessRequestStatusChange")
            .filter_map(|event| event["Data"]["NewStatus"].as_str());
        told.map(str::to_owned).collect()
    }

    async fn run(
        &self,
        rounds: &[(Act, Act)],
        phones: &[Phone<'_>; 2],
    ) -> Result<(), TestCaseError> {
        for (one, other) in rounds {
            let answers = tokio::join!(self.take(phones, *one), self.take(phones, *other));
            prop_assert!(answers.0 < 500 && answers.1 < 500, "{one:?} {other:?}");
        }
        let [one, other] = &self.doors;
        tokio::join!(one.test.drain(), other.test.drain());
        // A job that the other node held is due again when its lease has ended.
        self.wait(LEASE);
        tokio::join!(other.test.drain(), one.test.drain());
        let (mut first, mut second) = (Chainer::default(), Chainer::default());
        let chained = tokio::join!(first.step(&one.test.app), second.step(&other.test.app));
        prop_assert!(chained.0.is_ok() && chained.1.is_ok(), "{chained:?}");
        prop_assert_eq!(one.test.judged_journal(), (None, 0));
        let told = self.told().await;
        let mut before = "";
        for state in &told {
            let step = (before, state.as_str());
            prop_assert!(STEPS.contains(&step), "{step:?} in {told:?}");
            before = state;
        }
        let count = |act| one.details(act).len();
        let (confirmed, countersigned) = (
            count(Noted::ContractConfirmed),
            count(Noted::ContractCountersigned),
        );
        let has = |state: &str| usize::from(told.iter().any(|told| told == state));
        prop_assert_eq!(confirmed, has("CustomerSigned"));
        prop_assert_eq!(countersigned, has("ServiceProviderSigned"));
        // Each signature came into the file once, by one node's job.
        let mut sealed: Vec<String> = one.details(Noted::ContractSealed);
        sealed.iter_mut().for_each(|detail| {
            let detail_json: Value = serde_json::from_str(detail).unwrap();
            *detail = detail_json["fields"].to_string();
        });
        let fields = sealed.concat();
        for field in ["Customer1", "Company1"] {
            prop_assert!(fields.matches(field).count() <= 1, "{fields}");
        }
        if before == "Completed" {
            prop_assert!(fields.contains("Customer1") && fields.contains("Company1"));
            self.is_whole().await?;
        }
        Ok(())
    }
}

async fn decide(door: &Door, call: &str, body: Value) -> crate::call::Answer {
    let path = format!("/api/BusinessRequest/{call}");
    door.post(&path, body).await
}

#[test]
fn whatever_comes_at_once_a_contract_takes_only_the_steps_there_are_and_each_once() {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let ends = Mutex::new(std::collections::BTreeSet::new());
    let outcome = TestRunner::new(config).run(&moves(), |rounds| {
        runtime.block_on(async {
            let case = Case::open().await;
            let [one, other] = &case.doors;
            let phones = [
                Phone::with_token(one, &case.token).await,
                Phone::with_token(other, &case.token).await,
            ];
            case.run(&rounds, &phones).await?;
            ends.lock().unwrap().extend(case.told().await.pop());
            Ok(())
        })
    });
    assert!(outcome.is_ok(), "seed 2026: {outcome:?}");
    let ends = ends.into_inner().unwrap();
    // The walks reach both ends, else they prove little.
    assert!(
        ends.contains("Completed") && ends.contains("Rejected"),
        "{ends:?}"
    );
}
