//! Codes as a product: a company's own program has a code sent and checked (`/v1/otp/…`), for a
//! purpose that it names.

use mithaq_domain::{
    access::ApiClient,
    id::EntryId,
    otp::{Destination, Purpose, Refusal},
    place::phone::Phone,
    time::Span,
};
use mithaq_store::otp::Target;

use super::{
    CodeRefusal, Judged, Origin, SendDraws, SentCode, ShownCode, Wanted, judge_code, send_code,
};
use crate::{App, error::Answer};

/// A code that a company's program wants sent.
pub struct ProductCode {
    /// The program.
    pub client: ApiClient,
    /// Where the call comes from, and in which language to write.
    pub origin: Origin,
    /// To whom.
    pub phone: Phone,
    /// What it is for, as the message says; no link.
    pub subject: String,
    /// How long it lives.
    pub life: Span,
    /// Wrong tries that it allows.
    pub tries: i64,
}

/// Sends a code for a company's own purpose.
pub async fn send_product_code(app: &App, ask: ProductCode) -> Answer<SentCode, CodeRefusal> {
    let (tenant, context, now) = (ask.client.tenant, app.tenant(ask.client.tenant)?, app.now());
    let (draws, inner) = (SendDraws::new(app, now), app.clone());
    let to = Destination::Phone(ask.phone.clone());
    let answer = app
        .store()
        .write(move |tx| {
            let wanted = Wanted {
                subject: Some(&ask.subject),
                life: ask.life,
                tries: ask.tries,
                ..Wanted::new(&context, Purpose::Product, (&to, &ask.origin))
            };
            send_code(&inner, &mut tx.tenant(tenant), &wanted, &draws)
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// Checks such a code and uses it up.
pub async fn verify_product_code(
    app: &App,
    client: &ApiClient,
    shown: ShownCode,
) -> Answer<(), CodeRefusal> {
    let (tenant, context, now) = (client.tenant, app.tenant(client.tenant)?, app.now());
    let (inner, entries) = (
        app.clone(),
        [(); 2].map(|()| EntryId::new(now, &app.random())),
    );
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let found = tx.find_code_destination(shown.id, Purpose::Product)?;
            let Some(destination_index) = found else {
                return Ok(Err(CodeRefusal::Code(Refusal::NoneSent)));
            };
            let judged = Judged {
                context: &context,
                target: Target {
                    purpose: Purpose::Product,
                    destination_index,
                    session: None,
                },
                person: None,
                shown: &shown,
                entries,
                now,
            };
            match judge_code(&inner, &mut tx, &judged)? {
                Ok(code) if tx.use_code(code.id, now)? => Ok(Ok(())),
                Ok(_) => Ok(Err(CodeRefusal::Code(Refusal::Exhausted))),
                Err(refusal) => Ok(Err(refusal)),
            }
        })
        .await
}
