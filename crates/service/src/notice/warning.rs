//! Messages that tell a person that something of theirs was changed. They carry neither code nor
//! link, and nothing of what was changed.

use mithaq_courier::Letter;
use mithaq_domain::{id::JobId, text::Language, time::Instant};
use mithaq_i18n::{Argument, text, text_with};
use mithaq_store::TenantTx;

use super::{Outgoing, locale, permit, queue_message};
use crate::{App, Failure, app::TenantContext, otp::Destination};

/// What is told.
pub(crate) struct Warning<'a> {
    pub(crate) context: &'a TenantContext,
    /// The key of the text.
    pub(crate) key: &'static str,
    /// What it is for, in the message.
    pub(crate) purpose: &'static str,
    /// The language that was asked for; else the company's.
    pub(crate) language: Option<Language>,
}

/// Queues the message.
pub(crate) fn warn(
    app: &App,
    tx: &mut TenantTx<'_>,
    warning: &Warning<'_>,
    (to, job, now): (&Destination, JobId, Instant),
) -> Result<(), Failure> {
    // What was changed stays changed where the company's rules allow no message; the log says it.
    let Ok(permit) = permit(tx, warning.context, to, false, now)? else {
        return Ok(());
    };
    let settings = &warning.context.tenant.settings;
    let language = warning.language.unwrap_or(settings.language);
    let (channel, address) = match to {
        Destination::Phone(phone) => ("sms", phone.as_str()),
        Destination::Email(email) => ("email", email.as_str()),
    };
    let company = settings.display.in_language(language);
    let letter = Letter {
        channel: channel.to_owned(),
        to: address.to_owned(),
        subject: (channel == "email").then(|| text(locale(language), "message-warning-subject")),
        text: text_with(
            locale(language),
            warning.key,
            &[("company", Argument::Text(company))],
        ),
        code: None,
        purpose: warning.purpose.to_owned(),
        session_id: None,
        created_at: now.to_iso(),
        attachments: Vec::new(),
    };
    let outgoing = Outgoing {
        id: job,
        permit,
        session: None,
        until: None,
        gateway: None,
        letter: &letter,
    };
    queue_message(app, tx, warning.context, &outgoing, now)
}
