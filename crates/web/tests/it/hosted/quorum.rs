//! A contract that needs some of its customers: it goes on when they have signed, and the others are
//! out of it.

use mithaq_domain::evidence::Act;
use serde_json::{Value, json};

use super::{
    browser::Browser,
    countersign::Company,
    judges,
    several::{ParseSession, invite_with, links, sign, told},
};

const SARA: &str = "+201098765432";
const OMAR: &str = "+201098765433";

/// A contract of three customers of whom two are enough: the first one's browser, and the links of
/// Sara and Omar.
async fn three(company: &Company) -> (Browser, [(String, String, String); 2]) {
    let (session, token) = invite_with(company, |body| {
        body["additionalSigners"] = json!([{ "phoneNumber": SARA }, { "phoneNumber": OMAR }]);
        body["minimumRequiredSignatories"] = json!("2");
    })
    .await;
    let mut sent = links(company).await;
    sent.sort();
    let first = company.opened(&session, &token).await;
    (first, sent.try_into().unwrap())
}

#[tokio::test]
async fn when_enough_have_signed_the_contract_goes_on_and_the_others_are_out_and_told() {
    let company = Company::open().await;
    let (mut first, [sara, omar]) = three(&company).await;
    assert!(first.has("when 2 of its 3 customers") || first.has("2 من أصل 3"));
    sign(&company, &mut first).await;
    assert_eq!(company.status().await, 6);
    let mut third = company.opened(&omar.1, &omar.2).await;
    assert_eq!(third.step(), "review");
    let mut second = company.opened(&sara.1, &sara.2).await;
    sign(&company, &mut second).await;
    assert_eq!(company.status().await, 4);
    assert_eq!(told(&company, "released"), [OMAR]);
    let entries = company.door.details(Act::SignersReleased);
    assert_eq!(entries, ["{\"released\":[2],\"required\":2}"]);
    // What stood open on the third one's screen signs nothing any more.
    let form = third.filled("sign", &[]);
    assert_eq!(third.post("sign", &form).await.status, 303);
    assert_eq!(third.load().await, 410);
    assert_eq!(third.step(), "ended");
    assert!(third.has("no longer needed") || third.has("لم يعد توقيعك مطلوبًا"));
    let mut late = Browser::new(first.router(), omar.1.parse_session());
    let answer = late.get(&format!("/session?token={}", omar.2)).await;
    assert_eq!((answer.status, answer.set_cookies().len()), (410, 0));
    // The company signs, and the file holds the signatures of those who gave one.
    let id = company.id().await;
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
    }
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut first, "sealed").await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Customer2", "Company1", "Company2"]);
    let signers = company.contract().await["customerSigners"].clone();
    let signed: Vec<_> = (0..3)
        .map(|place| signers[place]["isSigned"].clone())
        .collect();
    assert_eq!(signed, [true, true, false]);
}

#[tokio::test]
async fn without_the_first_there_are_never_enough() {
    let company = Company::open().await;
    let (mut first, [sara, omar]) = three(&company).await;
    for (_, session, token) in [&sara, &omar] {
        let mut browser = company.opened(session, token).await;
        sign(&company, &mut browser).await;
        assert_eq!(company.status().await, 6);
    }
    first.load().await;
    sign(&company, &mut first).await;
    assert_eq!(company.status().await, 4);
    assert!(company.door.details(Act::SignersReleased).is_empty());
    assert!(told(&company, "released").is_empty());
}

#[tokio::test]
async fn of_two_who_give_the_last_signature_at_once_one_does() {
    let company = Company::open().await;
    let (mut first, [sara, omar]) = three(&company).await;
    sign(&company, &mut first).await;
    let mut pair = Vec::new();
    for (_, session, token) in [&sara, &omar] {
        let mut browser = company.opened(session, token).await;
        browser.submit("sign", &[]).await;
        let code = company.door.test.code(session, "sign").await.unwrap();
        let form = browser.filled("verify-code", &[("code", &code)]);
        pair.push((browser, form));
    }
    let (mut other, other_form) = pair.pop().unwrap();
    let (mut one, one_form) = pair.pop().unwrap();
    tokio::join!(
        one.post("verify-code", &one_form),
        other.post("verify-code", &other_form)
    );
    one.load().await;
    other.load().await;
    let mut steps = [one.step(), other.step()];
    steps.sort_unstable();
    assert_eq!(steps, ["done", "ended"]);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    assert_eq!(told(&company, "released").len(), 1);
    let signers = company.contract().await["customerSigners"].clone();
    let signers = signers.as_array().unwrap().iter();
    let signed = signers.filter(|signer| signer["isSigned"] == true);
    assert_eq!(signed.count(), 2);
}

#[tokio::test]
async fn one_who_declines_ends_it_only_where_too_few_are_left() {
    let company = Company::open().await;
    let (mut first, [sara, omar]) = three(&company).await;
    sign(&company, &mut first).await;
    let mut second = company.opened(&sara.1, &sara.2).await;
    second.submit("decline", &[]).await;
    assert_eq!(second.step(), "declined");
    assert_eq!(company.status().await, 6);
    // Whoever declined cannot come back and sign.
    let mut again = Browser::new(first.router(), sara.1.parse_session());
    let answer = again.get(&format!("/session?token={}", sara.2)).await;
    assert_eq!(answer.status, 410);
    let mut third = company.opened(&omar.1, &omar.2).await;
    third.submit("decline", &[]).await;
    company.door.test.drain().await;
    assert_eq!(company.contract().await["statusReason"], "Declined");
    assert_eq!(told(&company, "declined"), ["+201234567890"]);
}

#[tokio::test]
async fn the_first_who_declines_ends_it_for_all() {
    let company = Company::open().await;
    let (mut first, [_, omar]) = three(&company).await;
    let mut third = company.opened(&omar.1, &omar.2).await;
    sign(&company, &mut third).await;
    first.load().await;
    first.submit("decline", &[]).await;
    company.door.test.drain().await;
    assert_eq!(company.contract().await["statusReason"], "Declined");
    assert_eq!(told(&company, "declined"), [OMAR]);
}

#[tokio::test]
async fn after_one_who_declines_it_is_the_turn_of_the_next() {
    let company = Company::open().await;
    let (session, token) = invite_with(&company, |body| {
        let others = json!([
            { "phoneNumber": SARA, "order": 1 }, { "phoneNumber": OMAR, "order": 2 },
        ]);
        body["SessionInput"]["additionalSigners"] = others;
        body["SessionInput"]["minimumRequiredSignatories"] = json!(2);
    })
    .await;
    let mut first = company.opened(&session, &token).await;
    sign(&company, &mut first).await;
    let [sara] = &links(&company).await[..] else {
        panic!("one link at a time")
    };
    let mut second = company.opened(&sara.1, &sara.2).await;
    second.submit("decline", &[]).await;
    let sent = links(&company).await;
    let omar = sent.iter().find(|link| link.0 == OMAR).unwrap();
    let mut third = company.opened(&omar.1, &omar.2).await;
    sign(&company, &mut third).await;
    assert_eq!(company.status().await, 4);
}

#[tokio::test]
async fn a_number_that_nobody_can_reach_is_refused_and_all_of_them_is_as_none() {
    let company = Company::open().await;
    let refused = async |change: fn(&mut Value)| {
        let answer = company.door.invite(|body| {
            body["additionalSigners"] = json!([{ "phoneNumber": SARA }]);
            change(body);
        });
        answer.await.mistakes()
    };
    let at = "minimumRequiredSignatories".to_owned();
    for change in [
        (|body: &mut Value| body["minimumRequiredSignatories"] = json!(3)) as fn(&mut Value),
        |body| body["minimumRequiredSignatories"] = json!(-1),
    ] {
        assert_eq!(refused(change).await, [(at.clone(), 1117)]);
    }
    let word = refused(|body| body["minimumRequiredSignatories"] = json!("both")).await;
    assert_eq!(word, [(at.clone(), 1107)]);
    let differ = refused(|body| {
        body["minimumRequiredSignatories"] = json!(1);
        body["SessionInput"]["minimumRequiredSignatories"] = json!(2);
    });
    assert_eq!(differ.await, [(at, 1116)]);
    assert_eq!(company.door.session_count().await, 0);
    // Two of two are all: one who declines ends it.
    let (session, token) = invite_with(&company, |body| {
        body["additionalSigners"] = json!([{ "phoneNumber": SARA }]);
        body["minimumRequiredSignatories"] = json!(2);
    })
    .await;
    let mut first = company.opened(&session, &token).await;
    assert!(!first.has("2 من أصل 2") && !first.has("2 of its 2"));
    sign(&company, &mut first).await;
    let (_, theirs, link) = links(&company).await.remove(0);
    let mut second = company.opened(&theirs, &link).await;
    second.submit("decline", &[]).await;
    assert_eq!(company.contract().await["statusReason"], "Declined");
}
