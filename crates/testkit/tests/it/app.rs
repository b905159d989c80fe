//! A fresh test application holds what its description says, also after a restart.

use mithaq_testkit::{TestApp, TestAppOptions};

#[tokio::test]
async fn a_test_application_has_a_tenant_with_type_414_and_an_empty_queue() {
    let test = TestApp::start().await;
    let tenant = test.app.tenant_by_name("NILE").unwrap();
    assert_eq!(tenant.tenant.id, test.tenant);
    let ids: Vec<i64> = tenant
        .forms
        .all()
        .iter()
        .map(|form| form.id.get())
        .collect();
    assert_eq!(ids, [414]);
    assert_eq!((test.drain().await, test.messages()), (0, Vec::new()));
}

#[tokio::test]
async fn the_same_seed_draws_the_same_secrets_and_another_draws_others() {
    let key = |seed| async move {
        let options = TestAppOptions {
            seed,
            ..TestAppOptions::default()
        };
        TestApp::start_with(options).await.api_key
    };
    assert_eq!(key(7).await, key(7).await);
    assert_ne!(key(7).await, key(8).await);
}

#[tokio::test]
async fn a_restarted_application_still_has_its_tenants() {
    let test = TestApp::start().await;
    test.another_tenant("delta").await;
    let test = test.restarted();
    assert_eq!(test.app.tenant_count(), 2);
    assert!(test.app.tenant_by_name("delta").is_some());
}
