//! What a person is told of a contract outside its session: that the company decided on it.

use mithaq_courier::Letter;
use mithaq_domain::{id::JobId, job::Job, time::Instant};
use mithaq_i18n::{Argument, text_with};
use mithaq_store::{job::NewJob, session::SessionRow};

use super::{SEALED, locale};
use crate::{
    App, Failure,
    app::TenantContext,
    session::{link_token, open_invitee, seal, session_key},
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
}

impl ContractNews {
    const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Voided => "voided",
        }
    }

    const fn has_link(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected)
    }
}

/// The message to the person of a session about the contract of a number, as a job; none where
/// the person was erased.
pub(crate) fn contract_news(
    app: &App,
    context: &TenantContext,
    (session, number): (&SessionRow, &str),
    news: ContractNews,
    (id, now): (JobId, Instant),
) -> Result<Option<NewJob>, Failure> {
    if session.wrapped_key.is_none() {
        return Ok(None);
    }
    let key = session_key(&context.key, session)?;
    let contact = open_invitee(&key, session)?.contact();
    let settings = &context.tenant.settings;
    let language = session.language.unwrap_or(settings.language);
    let token = link_token(app, session.id, session.generation);
    let link = format!("{}/session?token={token}", app.public_url());
    let arguments = [
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
        (None, None) => return Ok(None),
    };
    let letter = Letter {
        channel: channel.to_owned(),
        to: to.to_owned(),
        subject,
        text: said(""),
        code: None,
        purpose: news.name().to_owned(),
        session_id: Some(session.id.to_string()),
        created_at: now.to_iso(),
        attachments: Vec::new(),
    };
    Ok(Some(NewJob {
        id,
        job: Job::SendMessage {
            session: Some(session.id),
        },
        sealed: Some(seal(&key, SEALED, &id.to_string(), &letter, app.entropy())?),
    }))
}
