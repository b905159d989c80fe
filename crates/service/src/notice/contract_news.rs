//! What a person is told of a contract outside its session: that the company decided on it.

use mithaq_courier::Letter;
use mithaq_domain::{
    id::JobId, message::MessageRefusal, place::screen_time, session::Contact, time::Instant,
};
use mithaq_i18n::{Argument, text_with};
use mithaq_store::{TenantTx, session::SessionRow};

use super::{Outgoing, destination_of, locale, permit, queue_message};
use crate::{
    App,
    app::TenantContext,
    error::Answer,
    session::{link_token, open_invitee, session_key},
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContractNews {
    /// It may be signed now; the link resumes at the review.
    Approved,
    /// It will not be signed; the link leads to the reason.
    Rejected,
    /// What the person signed was withdrawn.
    Voided,
    /// What the person signed has no effect, since another signer did not agree.
    Declined,
    /// What the person signed has no effect, since others did not sign in time.
    Expired,
    /// Enough others signed: the person need not, and is not bound.
    Released,
    /// The person is to sign beside others; the link leads to the review.
    Invited,
    /// The time for signing ends soon; the link resumes where the person was.
    Reminder,
}

impl ContractNews {
    const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Voided => "voided",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Released => "released",
            Self::Invited => "invitation",
            Self::Reminder => "reminder",
        }
    }

    const fn has_link(self) -> bool {
        matches!(
            self,
            Self::Approved | Self::Rejected | Self::Invited | Self::Reminder
        )
    }
}

/// What is told, and of which contract.
pub(crate) struct News<'a> {
    /// What happened.
    pub(crate) news: ContractNews,
    /// The number that people call the contract by.
    pub(crate) number: &'a str,
    /// The message's id.
    pub(crate) id: JobId,
    /// When it happened.
    pub(crate) now: Instant,
}

/// Queues the message to the person of a session; none where the person was erased. Why
/// the company's rules for messages refuse it, where they do, which is logged.
pub(crate) fn contract_news(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    session: &SessionRow,
    about: &News<'_>,
) -> Answer<(), MessageRefusal> {
    if session.wrapped_key.is_none() {
        return Ok(Ok(()));
    }
    let key = session_key(&context.key, session)?;
    let contact = open_invitee(&key, session)?.contact();
    let Some(letter) = letter(app, context, session, &contact, about) else {
        return Ok(Ok(()));
    };
    let Some(destination) = destination_of(contact) else {
        return Ok(Ok(()));
    };
    let permit = match permit(tx, context, &destination, false, about.now)? {
        Ok(permit) => permit,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let outgoing = Outgoing {
        id: about.id,
        permit,
        session: Some((session.id, &key)),
        until: None,
        gateway: None,
        letter: &letter,
    };
    queue_message(app, tx, context, &outgoing, about.now).map(Ok)
}

fn letter(
    app: &App,
    context: &TenantContext,
    session: &SessionRow,
    contact: &Contact,
    about: &News<'_>,
) -> Option<Letter> {
    let News {
        news, number, now, ..
    } = *about;
    let settings = &context.tenant.settings;
    let language = session.language.unwrap_or(settings.language);
    let token = link_token(app, session.id, session.generation);
    let link = format!("{}/session?token={token}", app.public_url());
    let until = screen_time(session.expires_at, &settings.time_zone, language);
    let arguments = [
        ("until", Argument::Text(&until)),
        (
            "company",
            Argument::Text(settings.display.in_language(language)),
        ),
        ("request", Argument::Text(number)),
        (
            "link",
            Argument::Text(if news.has_link() { &link } else { "" }),
        ),
    ];
    let said = |part: &str| {
        text_with(
            locale(language),
            &format!("message-{}{part}", news.name()),
            &arguments,
        )
    };
    let (channel, to, subject) = match (&contact.phone, &contact.email) {
        (Some(phone), _) => ("sms", phone.as_str(), None),
        (None, Some(email)) => ("email", email.as_str(), Some(said("-subject"))),
        (None, None) => return None,
    };
    Some(Letter {
        channel: channel.to_owned(),
        to: to.to_owned(),
        subject,
        text: said(""),
        code: None,
        purpose: news.name().to_owned(),
        session_id: Some(session.id.to_string()),
        created_at: now.to_iso(),
        attachments: Vec::new(),
    })
}
