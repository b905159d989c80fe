//! The evidence of a contract whose journal an authority on this machine stamps.

mod renewed;

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{id::TenantId, seal::SealLevel, time::Span};
use mithaq_service::{
    contract::Outcome,
    evidence::{Bundle, BundleProblem, Chainer, judge_bundle, stamp_heads},
};

use serde_json::json;

use super::{seal_level::Desk, several};

/// The first head that was stamped with the contract's entries below it.
async fn proven(desk: &Desk, bundle: &Bundle) -> Option<String> {
    let verdict = desk.judged(bundle).await;
    assert_eq!((verdict.exit_code(), &verdict.problems[..]), (0, &[][..]));
    verdict.time?.proven_at().map(|at| at.to_iso())
}

#[tokio::test]
async fn evidence_that_is_asked_for_is_stamped_and_stays_the_same() {
    let desk = Desk::open(SealLevel::BB).await;
    desk.complete().await;
    let asked = desk.authority.timestamps();
    let bundle = desk.bundle().await;
    assert_eq!(desk.authority.timestamps(), asked + 1);
    let at = proven(&desk, &bundle).await;
    assert_eq!(at.as_deref(), Some("2026-11-22T10:00:00.000Z"));
    // The earliest timestamp is the strongest: later ones change nothing.
    desk.pass(Span::hours(2));
    stamp_heads(&desk.company.door.test.app).await.unwrap();
    assert_eq!(desk.bundle().await, bundle);
    assert_eq!(proven(&desk, &bundle).await, at);
    // To whoever trusts the company alone the authority is a stranger, as one inside the PDF would be.
    let [ours, _] = desk.roots().await;
    let now = desk.company.door.test.app.now().unix_seconds();
    let verdict = judge_bundle(&bundle, &[ours], now);
    assert_eq!(verdict.outcome(), Outcome::UnknownIssuer);
    assert_eq!(verdict.time.unwrap().proven_at(), None);
}

#[tokio::test]
async fn without_an_answer_the_bundle_says_time_by_the_issuer() {
    let desk = Desk::open(SealLevel::BB).await;
    desk.complete().await;
    desk.authority.set_down(true);
    let bundle = desk.bundle().await;
    assert_eq!(bundle.journal.head.timestamp, None);
    assert_eq!(proven(&desk, &bundle).await, None);
    desk.authority.set_down(false);
    desk.pass(Span::minutes(2));
    let later = proven(&desk, &desk.bundle().await).await;
    assert_eq!(later.as_deref(), Some("2026-11-22T10:02:00.000Z"));
}

/// Something that leaves an entry, with its place in the chain.
async fn act(desk: &Desk) {
    several::invite(&desk.company, json!([])).await;
    let chained = Chainer::default().step(&desk.company.door.test.app).await;
    assert!(chained.unwrap() > 0);
}

#[tokio::test]
async fn heads_are_stamped_now_and_then_where_they_moved() {
    let desk = Desk::open(SealLevel::BB).await;
    let test = &desk.company.door.test;
    assert_eq!(
        stamp_heads(&test.app).await.unwrap(),
        0,
        "nothing is chained yet"
    );
    act(&desk).await;
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 1);
    desk.pass(Span::hours(2));
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 0, "it has not moved");
    act(&desk).await;
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 1);
    act(&desk).await;
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 0, "it is too soon");
    desk.pass(Span::hours(1));
    desk.authority.set_down(true);
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 0);
    desk.authority.set_down(false);
    let asked = desk.authority.timestamps();
    assert_eq!(
        stamp_heads(&test.app).await.unwrap(),
        0,
        "it is left alone for a minute"
    );
    assert_eq!(desk.authority.timestamps(), asked);
    desk.pass(Span::minutes(1));
    assert_eq!(stamp_heads(&test.app).await.unwrap(), 1);
}

/// A request for a timestamp over a SHA-256 value (RFC 3161 2.4.1).
pub(super) fn request(imprint: [u8; 32]) -> Vec<u8> {
    let mut request = vec![0x30, 0x3a, 2, 1, 1, 0x30, 0x2f, 0x30, 0x0b];
    // id-sha256: 2.16.840.1.101.3.4.2.1
    request.extend([6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
    request.extend([4, 32]);
    request.extend(imprint);
    request.extend([2, 1, 5, 1, 1, 0xff]);
    request
}

/// An honest token of the authority over a value, in the bundle's form.
fn token(desk: &Desk, imprint: [u8; 32], seconds_later: i64) -> String {
    let now = desk.company.door.test.app.now().unix_seconds() + seconds_later;
    let answer = desk.authority.authority().timestamp(&request(imprint), now);
    // Behind tag and length of the answer, four bytes, and the status, five.
    STANDARD.encode(&answer[9..])
}

#[tokio::test]
async fn every_forged_timestamp_of_a_bundle_is_named() {
    let desk = Desk::open(SealLevel::BB).await;
    desk.complete().await;
    let bundle = desk.bundle().await;
    let part = &bundle.journal.head;
    let head = part.head(TenantId::new(bundle.facts.company.number));
    let own = part.timestamp.clone().unwrap();
    let mut altered = STANDARD.decode(&own).unwrap();
    *altered.last_mut().unwrap() ^= 1;
    let forged = [
        ("no Base64", "?".to_owned(), BundleProblem::TimestampInvalid),
        ("nothing", String::new(), BundleProblem::TimestampInvalid),
        (
            "altered",
            STANDARD.encode(&altered),
            BundleProblem::TimestampInvalid,
        ),
        (
            "of another value",
            token(&desk, [7; 32], 0),
            BundleProblem::TimestampOfOther,
        ),
        (
            "from before the entries",
            token(&desk, head.imprint(), -301),
            BundleProblem::TimestampBeforeEntries,
        ),
        (
            "from the future",
            token(&desk, head.imprint(), 500),
            BundleProblem::TimestampInvalid,
        ),
    ];
    for (what, token, problem) in forged {
        let mut forged = bundle.clone();
        forged.journal.head.timestamp = Some(token);
        let verdict = desk.judged(&forged).await;
        assert_eq!(
            (verdict.problems.as_slice(), verdict.exit_code()),
            (&[problem][..], 1),
            "{what}"
        );
    }
    // The head's own time stands in the imprint alone.
    let mut dated = bundle.clone();
    dated.journal.head.at -= 86_400_000;
    let verdict = desk.judged(&dated).await;
    assert_eq!(verdict.problems, [BundleProblem::TimestampOfOther]);
    let mut honest = bundle.clone();
    honest.journal.head.timestamp = Some(token(&desk, head.imprint(), -300));
    assert_eq!(
        desk.judged(&honest).await.problems,
        [],
        "clocks may lie apart"
    );
}
