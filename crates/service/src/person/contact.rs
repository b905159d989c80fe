//! `Register/StepVerifyPhone` and `Register/StepVerifyEmail`: whoever wants to register proves a
//! phone or mailbox. The code that was accepted is shown once more to `Register`, which uses it up.

use mithaq_domain::{access::ApiClient, id::EntryId, otp::Purpose};
use mithaq_store::TenantTx;

use super::{
    email_index,
    look_up::{Asker, TooManyLookUps},
    phone_index,
};
use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    otp::{
        CodeRefusal, Destination, Judged, Origin, SendDraws, SentCode, ShownCode, Wanted,
        judge_code, send_code, target,
    },
};

/// Why no code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactRefusal {
    /// Somebody is registered with it.
    Taken,
    /// The rules of codes refuse.
    Code(CodeRefusal),
    /// Too many questions from this network address.
    LookUps(TooManyLookUps),
}

/// Sends a code that proves a phone or mailbox to register with.
pub async fn send_registration_code(
    app: &App,
    client: &ApiClient,
    (destination, origin): (Destination, Origin),
) -> Answer<SentCode, ContactRefusal> {
    let (tenant, context, now) = (client.tenant, app.tenant(client.tenant)?, app.now());
    let asker = Asker::new(app, &context.key, client.key, &origin.address);
    let (draws, inner) = (SendDraws::new(app, now), app.clone());
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            if is_taken(&mut tx, &context, &destination)? {
                // The answer tells as much as a look-up does, so it is counted as one.
                return Ok(Err(match asker.count(&mut tx, now)? {
                    Ok(()) => ContactRefusal::Taken,
                    Err(refusal) => ContactRefusal::LookUps(refusal),
                }));
            }
            let wanted = Wanted::new(&context, Purpose::Register, (&destination, &origin));
            let sent = send_code(&inner, &mut tx, &wanted, &draws)?;
            Ok::<_, Failure>(sent.map_err(ContactRefusal::Code))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// Whether somebody registered with this phone or mailbox. Who only came through a session has not:
/// registering completes the same person.
fn is_taken(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    destination: &Destination,
) -> Result<bool, Failure> {
    let found = match destination {
        Destination::Phone(phone) => tx.find_person_by_phone(&phone_index(&context.key, phone))?,
        Destination::Email(email) => tx.find_person_by_email(&email_index(&context.key, email))?,
    };
    Ok(found.is_some_and(|person| person.registered_at.is_some()))
}

/// Checks such a code; it stays valid for the registration that it was sent for.
pub async fn check_registration_code(
    app: &App,
    client: &ApiClient,
    (destination, shown): (Destination, ShownCode),
) -> Answer<(), CodeRefusal> {
    let (tenant, context, now) = (client.tenant, app.tenant(client.tenant)?, app.now());
    let (inner, entries) = (
        app.clone(),
        [(); 2].map(|()| EntryId::new(now, &app.random())),
    );
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let judged = Judged {
                context: &context,
                target: target(&context.key, Purpose::Register, &destination),
                person: None,
                shown: &shown,
                entries,
                now,
            };
            match judge_code(&inner, &mut tx, &judged)? {
                Ok(code) => Ok(Ok(tx.prove_code(code.id, now)?)),
                Err(refusal) => Ok(Err(refusal)),
            }
        })
        .await
}
