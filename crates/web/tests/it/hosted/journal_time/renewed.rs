//! Timestamps over heads that are stamped again before the certificate of their authority ends.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_authority::{Authority, Server};
use mithaq_domain::{
    id::{ContractId, TenantId},
    seal::SealLevel,
    time::{Instant, Span},
};
use mithaq_service::evidence::{
    Bundle, BundleProblem, BundleVerdict, RenewalPart, judge_bundle, renew_head_timestamps,
};
use mithaq_testkit::FixedClock;

use super::super::seal_level::{Desk, authority};

const DAY: i64 = 86_400;

/// A desk whose journal is stamped by an authority that ends soon, then by one that ends in twenty years, then by one
/// that begins only then.
struct Generations {
    desk: Desk,
    soon: Server,
    late: Server,
    time: Arc<AtomicI64>,
    contract: ContractId,
}

impl Generations {
    async fn open() -> Self {
        let start = FixedClock::START.unix_seconds();
        let time = Arc::new(AtomicI64::new(start));
        let server = |make: fn(&str, i64) -> Authority| {
            let told = Arc::clone(&time);
            let clock = move || told.load(Ordering::SeqCst);
            Server::start_with("127.0.0.1:0", clock, make).unwrap()
        };
        let soon = server(|base, now| Authority::with_timestamps_until(base, now, now + 200 * DAY));
        let late = server(|base, now| Authority::new(base, now + 19 * 365 * DAY));
        late.set_down(true);
        let before = vec![authority(&soon), authority(&late)];
        let desk = Desk::open_with(SealLevel::BB, |_| before).await;
        desk.complete().await;
        let contract = ContractId::parse(&desk.company.id().await).unwrap();
        Self {
            desk,
            soon,
            late,
            time,
            contract,
        }
    }

    fn pass(&self, days: i64) {
        self.desk.pass(Span::days(days));
        self.time.fetch_add(days * DAY, Ordering::SeqCst);
    }

    async fn renew(&self) -> usize {
        let app = &self.desk.company.door.test.app;
        renew_head_timestamps(app).await.unwrap()
    }

    async fn bundle(&self) -> Bundle {
        self.desk.bundle_of(self.contract).await
    }

    /// By all the roots, a minute later.
    async fn judged(&self, bundle: &Bundle) -> BundleVerdict {
        let mut roots = self.desk.roots().await.to_vec();
        let servers = [&self.soon, &self.late];
        roots.extend(servers.map(|server| server.authority().root.clone()));
        let now = self.desk.company.door.test.app.now().unix_seconds() + 60;
        judge_bundle(bundle, &roots, now)
    }

    /// When the entries are proved to have existed, and when that was stamped again.
    async fn proven(&self, bundle: &Bundle) -> (Option<Instant>, Option<Instant>) {
        let time = self.judged(bundle).await.time.unwrap();
        assert!(time.is_sound(), "{time:?}");
        (time.proven_at(), time.renewed_at)
    }
}

fn after(days: i64) -> Instant {
    FixedClock::START.plus(Span::days(days))
}

#[tokio::test]
async fn a_timestamp_over_a_head_proves_its_time_beyond_the_end_of_its_authority() {
    let all = Generations::open().await;
    let early = all.bundle().await;
    assert_eq!(all.proven(&early).await, (Some(after(0)), None));
    assert_eq!(all.renew().await, 0, "nothing is due");
    all.pass(120);
    // The authority has no other certificate yet: what it gives proves nothing for longer.
    let asked = all.soon.timestamps();
    assert_eq!((all.renew().await, all.renew().await), (0, 0));
    assert_eq!(all.soon.timestamps(), asked + 1, "it is asked once a day");
    all.pass(1);
    all.soon.set_down(true);
    assert_eq!((all.renew().await, all.renew().await), (1, 0));
    let renewed = all.bundle().await;
    let (head, before) = (&renewed.journal.head, &early.journal.head);
    assert_eq!(
        (head.size, &head.timestamp),
        (before.size, &before.timestamp)
    );
    assert_eq!(head.renewals.len(), 1);
    assert_eq!(all.judged(&renewed).await.problems, []);
    // The first authority has ended: who has the early bundle knows no time any more.
    all.pass(100);
    assert_eq!(all.proven(&early).await, (None, None));
    let proven = (Some(after(0)), Some(after(121)));
    assert_eq!(all.proven(&renewed).await, proven);
    assert_eq!(all.bundle().await.journal.head, renewed.journal.head);

    // And the renewal is renewed in its turn.
    all.pass(20 * 365 - 221 - 30);
    all.late.set_down(false);
    assert_eq!((all.renew().await, all.renew().await), (1, 0));
    all.pass(60);
    let again = all.bundle().await;
    assert_eq!(again.journal.head.renewals.len(), 2);
    assert_eq!(all.proven(&renewed).await.0, None);
    assert_eq!(all.proven(&again).await, proven);
}

#[tokio::test]
async fn without_an_authority_that_answers_a_renewal_waits() {
    let all = Generations::open().await;
    all.bundle().await;
    all.pass(120);
    all.soon.set_down(true);
    all.desk.authority.set_down(true);
    assert_eq!(all.renew().await, 0);
    all.desk.authority.set_down(false);
    all.pass(1);
    assert_eq!(all.renew().await, 1);
    // What has ended is beyond renewal.
    let late = Generations::open().await;
    late.bundle().await;
    late.pass(201);
    assert_eq!(late.renew().await, 0);
}

/// What can be done to a renewal.
const FORGED: [(&str, fn(&mut RenewalPart)); 6] = [
    ("its place", |part| part.place += 1),
    ("its size", |part| part.size += 1),
    ("its number", |part| part.number += 1),
    ("its root", |part| part.root[0] ^= 1),
    ("its path", |part| part.path.push([1; 32])),
    ("no token", |part| part.timestamp.clear()),
];

#[tokio::test]
async fn every_forged_renewal_of_a_bundle_is_named() {
    let all = Generations::open().await;
    all.bundle().await;
    all.pass(121);
    all.soon.set_down(true);
    assert_eq!(all.renew().await, 1);
    let honest = all.bundle().await;
    all.pass(100);
    let mut forged: Vec<(&str, Bundle)> = Vec::new();
    for (what, forge) in FORGED {
        forged.push((what, honest.clone()));
        let (_, bundle) = forged.last_mut().unwrap();
        forge(&mut bundle.journal.head.renewals[0]);
    }
    let mut twice = honest.clone();
    let renewals = &mut twice.journal.head.renewals;
    renewals.push(renewals[0].clone());
    // Another honest token over the same head is not the one that was renewed.
    let mut other = honest.clone();
    let number = TenantId::new(honest.facts.company.number);
    let request = super::request(honest.journal.head.head(number).imprint());
    let start = FixedClock::START.unix_seconds();
    let answer = all.soon.authority().timestamp(&request, start - 100);
    other.journal.head.timestamp = Some(STANDARD.encode(&answer[9..]));
    forged.extend([("twice", twice), ("of another token", other)]);
    for (what, forged) in forged {
        let verdict = all.judged(&forged).await;
        let is_named = verdict.problems.contains(&BundleProblem::RenewalInvalid);
        let said = &verdict.problems;
        assert!(is_named && verdict.exit_code() == 1, "{what}: {said:?}");
        assert_eq!(verdict.time.unwrap().proven_at(), None, "{what}");
    }
    // Whoever leaves it out has a timestamp that has lapsed.
    let mut without = honest.clone();
    without.journal.head.renewals.clear();
    assert_eq!(all.judged(&without).await.problems, []);
    assert_eq!(all.proven(&without).await, (None, None));
}
