//! The company is told that a number or mailbox gets no more codes today: by e-mail to every
//! administrator who has a mailbox. Whose number it is, is said only as far as a mask says it.

use mithaq_courier::Letter;
use mithaq_domain::{
    access::Role,
    id::{EntryId, JobId},
    text::Email,
    time::Instant,
};
use mithaq_i18n::{Argument, text, text_with};
use mithaq_store::TenantTx;
use serde::Deserialize;

use super::{Outgoing, locale, permit, queue_message};
use crate::{App, Failure, app::TenantContext, otp::Destination};

/// What a member's row says of where the member is reached.
#[derive(Deserialize)]
struct Names {
    email: Option<String>,
}

/// Queues the messages, in the transaction of the entry that says the same; their ids follow from
/// the entry's.
pub(crate) fn tell_locked(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    masked: &str,
    (entry, now): (EntryId, Instant),
) -> Result<(), Failure> {
    for (number, email) in (1_u8..).zip(administrators(tx, context)?) {
        let mut id = *entry.as_bytes();
        if let Some(last) = id.last_mut() {
            *last ^= number;
        }
        let Some(id) = JobId::from_slice(&id) else {
            continue;
        };
        let letter = letter(context, &email, masked, now);
        let Ok(permit) = permit(tx, context, &Destination::Email(email), false, now)? else {
            continue;
        };
        let outgoing = Outgoing {
            id,
            permit,
            session: None,
            until: None,
            gateway: None,
            letter: &letter,
        };
        queue_message(app, tx, context, &outgoing, now)?;
    }
    Ok(())
}

/// The mailboxes of administrators who may log in.
fn administrators(tx: &mut TenantTx<'_>, context: &TenantContext) -> Result<Vec<Email>, Failure> {
    let mut found = Vec::new();
    for row in tx.list_members()? {
        if row.grant.role != Some(Role::Administrator) || row.disabled_at.is_some() {
            continue;
        }
        let names = context
            .key
            .open("member", &row.id.to_string(), &row.sealed)?;
        let names: Names = serde_json::from_slice(&names)
            .map_err(|_| Failure::Inconsistent("names of a member"))?;
        found.extend(names.email.and_then(|email| Email::parse(&email).ok()));
    }
    Ok(found)
}

fn letter(context: &TenantContext, to: &Email, masked: &str, now: Instant) -> Letter {
    let settings = &context.tenant.settings;
    let locale = locale(settings.language);
    let company = settings.display.in_language(settings.language);
    Letter {
        channel: "email".to_owned(),
        to: to.as_str().to_owned(),
        subject: Some(text(locale, "message-locked-subject")),
        text: text_with(
            locale,
            "message-locked",
            &[
                ("company", Argument::Text(company)),
                ("number", Argument::Text(masked)),
            ],
        ),
        code: None,
        purpose: "locked".to_owned(),
        session_id: None,
        created_at: now.to_iso(),
        attachments: Vec::new(),
    }
}
