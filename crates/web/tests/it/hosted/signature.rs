//! What a signer may add to the confirmation: a drawn signature and a location, neither ever needed.

use mithaq_service::Failure;
use serde_json::Value;

use super::{
    browser::Browser,
    house::{House, Wanted},
};

const PLACE: &str = "30.044420,31.235712,25";

async fn confirmed(typed: &[(&str, &str)]) -> (House, Browser) {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    let mut fields = vec![("code", code.as_str())];
    fields.extend(typed);
    browser.submit("verify-code", &fields).await;
    assert_eq!(browser.step(), "done", "{typed:?}");
    house.drain().await;
    (house, browser)
}

/// What lies sealed with the confirmation.
async fn facts(house: &House, browser: &Browser) -> Value {
    let (tenant, session) = (house.tenant.id, browser.session);
    let context = house.app.tenant(tenant).unwrap();
    let (row, contract, signer) = house
        .app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let row = tx.find_session(session)?.unwrap();
            let contract = tx.list_session_contracts(session)?.remove(0).id;
            let signer = tx.list_signers(contract)?.remove(0);
            Ok::<_, Failure>((row, contract, signer))
        })
        .await
        .unwrap();
    let wrapped = row.wrapped_key.unwrap();
    let key = context
        .key
        .open_person_key(&session.to_string(), &wrapped)
        .unwrap();
    let plain = key
        .open(
            "contract_signer.sealed",
            &contract.to_string(),
            &signer.sealed.unwrap(),
        )
        .unwrap();
    serde_json::from_slice(&plain).unwrap()
}

fn on_disk(house: &House, text: &str) -> bool {
    house.disk().iter().any(|(_, bytes)| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

async fn sealed_length(browser: &mut Browser) -> usize {
    let answer = browser.get(&format!("{}/sealed.pdf", browser.home())).await;
    assert_eq!(answer.status, 200);
    answer.bytes.len()
}

#[tokio::test]
async fn a_place_that_was_given_is_sealed_and_the_journal_holds_only_its_hash() {
    let (house, mut browser) = confirmed(&[("location", PLACE)]).await;
    let facts = facts(&house, &browser).await;
    let place = &facts["location"];
    assert_eq!(
        (
            &place["latitudeMicro"],
            &place["longitudeMicro"],
            &place["accuracyMetres"]
        ),
        (&30_044_420.into(), &31_235_712.into(), &25.into())
    );
    assert!(on_disk(
        &house,
        "\"location\":\"given\",\"locationCommitment\":\""
    ));
    let file = browser.get(&format!("{}/sealed.pdf", browser.home())).await;
    for trace in ["30.0444", "30044420", "31.2357", "31235712"] {
        assert!(!on_disk(&house, trace), "{trace}");
        let found = file
            .bytes
            .windows(trace.len())
            .any(|part| part == trace.as_bytes());
        assert!(!found, "{trace}");
    }
}

#[tokio::test]
async fn what_is_no_place_or_no_signature_is_not_given_and_never_in_the_way() {
    let long = "1.1-".repeat(9_000);
    for (location, drawn) in [
        ("", ""),
        ("NaN,1e999", "1.1"),
        ("91,0", "1001.0-0.0"),
        ("<script>", "<svg onload=x>"),
        ("30,31\0", "0.0-90.90_"),
        ("٣٠,٣١", &long),
    ] {
        let (house, browser) =
            confirmed(&[("location", location), ("drawn_signature", drawn)]).await;
        let facts = facts(&house, &browser).await;
        assert_eq!(
            (&facts["location"], &facts["drawn"]),
            (&Value::Null, &Value::Null)
        );
        assert!(on_disk(&house, "\"location\":\"not given\""));
    }
}

#[tokio::test]
async fn without_script_nothing_is_sent_and_the_typed_name_stays() {
    let (house, browser) = confirmed(&[("typed_signature", "A. Mohamed")]).await;
    let facts = facts(&house, &browser).await;
    assert_eq!(facts["typedName"], "A. Mohamed");
    assert_eq!(
        (&facts["location"], &facts["drawn"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(facts["language"], "en");
}

#[tokio::test]
async fn a_drawn_signature_is_sealed_and_drawn_into_the_block() {
    let (_other, mut plain) = confirmed(&[]).await;
    // Long enough to be more than what two files differ by anyhow.
    let points = (0..2_000_u32).map(|at| format!("{}.{}", at * 7919 % 1_000, at * 104_729 % 400));
    let strokes = points.collect::<Vec<_>>().join("-");
    let (house, mut browser) = confirmed(&[("drawn_signature", &strokes)]).await;
    assert_eq!(facts(&house, &browser).await["drawn"], strokes);
    assert!(!on_disk(&house, "919.329-838.258"));
    let (with, without) = (
        sealed_length(&mut browser).await,
        sealed_length(&mut plain).await,
    );
    assert!(with > without + 3_000, "{with} {without}");
}

#[tokio::test]
async fn the_page_asks_for_the_place_in_its_own_frame_only() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let answer = browser.get(&browser.home()).await;
    assert_eq!(
        answer.header("permissions-policy"),
        "camera=(), microphone=(), geolocation=(self)"
    );
    // Before the code is sent there is nothing to sign and nothing to ask for.
    assert!(!browser.has("signing.js") && !browser.has("name=\"location\""));
    browser.submit("sign", &[]).await;
    assert!(browser.has("signing.js"));
    for hidden in [
        "<details class=\"drawing\" data-drawing hidden>",
        "data-location hidden",
    ] {
        assert!(browser.has(hidden), "{hidden}");
    }
}
