//! Who is listed to countersign: when the type is saved, when the document is made, and when one of
//! them can sign no more.

use std::sync::Arc;

use mithaq_domain::access::Role;
use mithaq_service::{
    Failure,
    access::{MemberWish, create_member, renew_member_password, set_member_disabled},
};

use super::{Company, SIGNERS, import, judges};
use crate::call::Door;

#[tokio::test]
async fn a_type_names_only_members_who_may_countersign_each_once() {
    let company = Company::open().await;
    let door = &company.door;
    let viewer = MemberWish::Person(Role::Viewer);
    let made = create_member(&door.test.app, door.test.tenant, "viewer", viewer).await;
    made.unwrap().unwrap();
    for wrong in [
        &["nobody"][..],
        &["viewer"],
        &["director", "Director "],
        &["director", ""],
    ] {
        assert!(import(door, wrong).await.is_err(), "{wrong:?}");
    }
    assert_eq!(import(door, &["LEGAL@nile.example"]).await, Ok(()));
    // What was invited before keeps those who were listed when its document was frozen.
    assert_eq!(import(door, &SIGNERS).await, Ok(()));
    company.signed().await;
    assert_eq!(import(door, &["other"]).await, Ok(()));
    let id = company.id().await;
    assert_eq!(company.sign(&company.stranger, &id).await, (403, 1534));
    assert_eq!(company.sign(&company.bearers[0], &id).await, (200, 0));
}

#[tokio::test]
async fn the_place_of_one_who_was_shut_out_is_taken_by_one_whom_the_type_lists_by_now() {
    let company = Company::open().await;
    let mut browser = company.signed().await;
    company.door.test.drain().await;
    let id = company.id().await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let [first, second] = [&company.bearers[0], &company.bearers[1]];
    assert_eq!(company.sign(first, &id).await, (200, 0));
    let shut_out = set_member_disabled(app, tenant, SIGNERS[1], true).await;
    assert_eq!(shut_out.unwrap(), Ok(1), "one contract waits");
    // Nobody takes it unasked, not even a member who may countersign.
    assert_eq!(company.sign(second, &id).await, (401, 1202));
    assert_eq!(company.sign(&company.stranger, &id).await, (403, 1534));
    assert_eq!(import(&company.door, &[SIGNERS[0], "other"]).await, Ok(()));
    // Who signed at one place takes no other.
    assert_eq!(company.sign(first, &id).await, (200, 1535));
    let [one, two] = [&company.stranger, &company.stranger].map(|who| company.sign(who, &id));
    let (one, two) = tokio::join!(one, two);
    let mut codes = [one.1, two.1];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1535]);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Company1", "Company2"]);
    // Who comes back finds nothing left to sign.
    let let_in = set_member_disabled(app, tenant, SIGNERS[1], false).await;
    assert_eq!(let_in.unwrap(), Ok(0));
    let password = renew_member_password(app, tenant, SIGNERS[1]).await;
    let password = password.unwrap().unwrap();
    let bearer = company.door.bearer_of(SIGNERS[1], &password).await;
    assert_eq!(company.sign(&bearer, &id).await, (200, 1502));
}

#[tokio::test]
async fn no_listed_member_takes_a_place_whose_own_member_may_still_sign() {
    let company = Company::open().await;
    company.signed().await;
    let id = company.id().await;
    let all = [SIGNERS[0], SIGNERS[1], "other"];
    assert_eq!(import(&company.door, &all).await, Ok(()));
    assert_eq!(company.sign(&company.stranger, &id).await, (403, 1534));
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
    }
    assert_eq!(company.sign(&company.stranger, &id).await, (200, 1502));
}

/// Lists countersigners as a type from before they had to be members may.
async fn list_unchecked(door: &Door, signers: &[&str]) {
    let signers: Vec<String> = signers.iter().map(|name| (*name).to_owned()).collect();
    let (app, tenant) = (&door.test.app, door.test.tenant);
    let now = app.now();
    let stored = app.store().write(move |tx| {
        let mut tx = tx.tenant(tenant);
        let mut forms = tx.list_forms()?.into_iter();
        let mut form = forms.find(|one| one.form.id.get() == 414).unwrap();
        let templates = tx.list_templates(form.form.id, form.version)?;
        form.version += 1;
        Arc::make_mut(&mut form.form).provider_signers = signers.clone();
        tx.insert_form(&form, &templates, now)?;
        Ok::<_, Failure>(())
    });
    stored.await.unwrap();
}

#[tokio::test]
async fn an_old_list_with_a_stranger_and_a_member_twice_lets_each_member_sign_once() {
    let company = Company::open().await;
    let old = ["nobody", "director", "left@nile.example", " Director"];
    list_unchecked(&company.door, &old).await;
    let company = Company {
        door: company.door.restarted(),
        ..company
    };
    let mut browser = company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    let id = company.id().await;
    let [legal, director] = [&company.bearers[0], &company.bearers[1]];
    assert_eq!(company.sign(legal, &id).await, (403, 1534));
    assert_eq!(company.sign(director, &id).await, (200, 0));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Company1"]);
}

#[tokio::test]
async fn an_old_list_of_strangers_alone_leaves_the_contract_to_the_customer() {
    let company = Company::open().await;
    list_unchecked(&company.door, &["nobody"]).await;
    let company = Company {
        door: company.door.restarted(),
        ..company
    };
    company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
}
