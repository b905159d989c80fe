//! What breaks in the middle: a job that panics, a transaction that fails after its file was
//! written, and the files that nobody names any more.

use mithaq_domain::{job::Lane, time::Span};
use mithaq_service::{contract::OrphanSweep, jobs};
use tokio::runtime::Handle;

use super::house::{House, Wanted};

async fn status(house: &House, browser: &super::browser::Browser) -> Option<&'static str> {
    house.company_sees(browser.session).await.2
}

#[tokio::test]
async fn a_job_that_panics_has_failed_and_is_tried_again() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    house.sign(&mut browser).await;
    house.chance.at_next_id(|| panic!("the seal breaks"));
    assert_eq!(jobs::run_lane(&house.app, Lane::Work).await.unwrap(), 0);
    assert_eq!(house.jobs().await, 1, "the job is still there");
    assert_eq!(status(&house, &browser).await, Some("Customer Signed"));
    assert_eq!(
        jobs::run_lane(&house.app, Lane::Work).await.unwrap(),
        0,
        "it was put off"
    );
    house.pass(Span::seconds(1));
    assert_eq!(jobs::run_lane(&house.app, Lane::Work).await.unwrap(), 1);
    assert_eq!(status(&house, &browser).await, Some("Completed"));
}

#[tokio::test]
async fn what_became_of_a_message_and_the_end_of_its_job_are_one_commit() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    house.drain().await;
    browser.load().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    assert_eq!(house.jobs().await, 1);
    let before = house.app.store().changes();
    let sent = jobs::run_lane(&house.app, Lane::Messages).await.unwrap();
    // One COMMIT leases the job and one concludes it: a crash between note and end, and the message
    // would leave twice.
    let commits = house.app.store().changes() - before;
    assert_eq!((sent, commits, house.jobs().await), (1, 2, 0));
}

#[tokio::test]
async fn the_file_of_a_transaction_that_failed_is_removed() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    house.prove_without_looking(&mut browser).await;
    let app = house.app.clone();
    house.chance.at_next_id(move || app.close().unwrap());
    assert_eq!(browser.load().await, 500);
    assert!(house.stored_files().is_empty());
}

#[tokio::test]
async fn a_document_that_is_rendered_while_its_session_is_revoked_leaves_no_file() {
    let house = std::sync::Arc::new(House::new().await);
    let mut browser = house.guest().await;
    house.prove_without_looking(&mut browser).await;
    let (inner, session, runtime) = (house.clone(), browser.session, Handle::current());
    house
        .chance
        .at_next_id(move || runtime.block_on(inner.revoke(session)));
    browser.load().await;
    browser.load().await;
    assert_eq!(browser.step(), "ended");
    assert!(house.stored_files().is_empty());
}

#[tokio::test]
async fn files_that_no_row_names_are_swept_when_they_are_a_day_old() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    house.sign(&mut browser).await;
    house.drain().await;
    let (old, young) = (house.plant_orphan("00"), house.plant_orphan("ff"));
    let named = house.stored_files();
    for (age, removed) in [(Span::hours(23), 0), (Span::hours(25), 1)] {
        named.iter().for_each(|path| house.age_file(path, age));
        house.age_file(&young, Span::hours(1));
        assert_eq!(sweep(&house).await, removed);
    }
    assert!(young.exists() && !old.exists());
    assert_eq!(house.stored_files().len(), 3, "those of the contract stay");
    for name in ["review.pdf", "sealed.pdf"] {
        let path = format!("{}/{name}", browser.home());
        assert_eq!(browser.get(&path).await.status, 200, "{name}");
    }
}

/// The sweep looks at every file once; how many it removed.
pub(super) async fn sweep(house: &House) -> usize {
    let (mut sweep, mut removed) = (OrphanSweep::default(), 0);
    for _ in 0..OrphanSweep::STEPS {
        removed += sweep.step(&house.app).await.unwrap();
    }
    removed
}
