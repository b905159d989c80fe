//! The certificate of completion beside the contract: raised as it is, and what both prove when the certificates
//! of the seals have ended.

use mithaq_domain::{id::ContractId, seal::SealLevel, time::Span};
use mithaq_service::{
    contract::{Level, raise_completion, verify},
    evidence::{BundleProblem, judge_bundle},
};

use super::seal_level::Desk;

#[tokio::test]
async fn a_certificate_of_completion_is_raised_as_the_contract_is_and_the_earlier_one_holds() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.authority.set_down(true);
    desk.complete().await;
    let early = desk.bundle().await;
    assert_eq!(desk.certificate(&early).await, Level::BB);
    let seals = early.facts.seals.clone().unwrap();
    let told = (seals.level, seals.wanted, seals.waits_for);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(told, ("B-B".to_owned(), some("B-LTA"), some("answer")));
    desk.authority.set_down(false);
    desk.pass(Span::minutes(3));
    desk.company.door.test.drain().await;
    let late = desk.bundle().await;
    assert_eq!(desk.certificate(&late).await, Level::BLta);
    let certificates = (early.completion.as_ref(), late.completion.as_ref());
    let (Some(before), Some(after)) = certificates else {
        panic!("two certificates");
    };
    assert!(after.starts_with(before), "a further revision of the same");
    assert_eq!(desk.judged(&early).await.problems, []);
    // A certificate of an earlier time beside the facts of a later one is not the one that they name.
    let mut mixed = late.clone();
    mixed.completion = early.completion.clone();
    let problems = desk.judged(&mixed).await.problems;
    assert_eq!(problems, [BundleProblem::OtherCompletion]);
    let mut more = early.clone();
    more.facts.seals.as_mut().unwrap().level = "B-LTA".to_owned();
    let problems = desk.judged(&more).await.problems;
    assert_eq!(problems, [BundleProblem::OtherDocument]);
}

#[tokio::test]
async fn of_two_runs_that_raise_a_certificate_one_wins() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.authority.set_down(true);
    desk.complete().await;
    desk.bundle().await;
    desk.authority.set_down(false);
    desk.pass(Span::minutes(2));
    let test = &desk.company.door.test;
    let id = ContractId::parse(&desk.company.id().await).unwrap();
    let run = || raise_completion(&test.app, test.tenant, (id, false), 1);
    let (one, other) = tokio::join!(run(), run());
    assert_eq!((one.unwrap(), other.unwrap()), (None, None));
    let bundle = desk.bundle().await;
    assert_eq!(desk.certificate(&bundle).await, Level::BLta);
    let raised = bundle.journal.entries.iter();
    let raised = raised.filter(|entry| entry.act == "completion_raised");
    assert_eq!(raised.count(), 1);
}

#[tokio::test]
async fn when_the_seals_certificate_has_ended_b_lta_proves_as_before_and_b_b_is_said_to_prove_no_time()
 {
    // The company's test chain lives for five years, the authority for twenty.
    let later = Span::days(6 * 365).as_millis() / 1000;
    for (level, is_ended) in [(SealLevel::BLta, false), (SealLevel::BB, true)] {
        let desk = Desk::open(level).await;
        desk.complete().await;
        let bundle = desk.bundle().await;
        let now = desk.company.door.test.app.now().unix_seconds() + later;
        let roots = desk.roots().await;
        let verdict = judge_bundle(&bundle, &roots, now);
        assert_eq!((verdict.exit_code(), &verdict.problems[..]), (0, &[][..]));
        let certificate = verify(bundle.completion.as_ref().unwrap(), &roots, now).unwrap();
        let seal = verdict.seal.unwrap();
        for signature in seal.signatures.iter().chain(&certificate.signatures) {
            assert_eq!(signature.is_ended_unproven, is_ended, "{signature:#?}");
            let proves = signature.proven_at_unix_seconds.is_some();
            assert_eq!(
                (proves, signature.level == Level::BLta),
                (!is_ended, !is_ended)
            );
        }
        // The journal's head is stamped all the same: what it tells of existed by then.
        assert!(verdict.time.unwrap().proven_at().is_some());
    }
}
