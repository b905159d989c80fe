//! The message that carries a code outside any session. It names its purpose and never a link.

use mithaq_courier::Letter;
use mithaq_domain::{
    otp::Purpose,
    text::Language,
    time::{Instant, Span},
};
use mithaq_i18n::{Argument, text, text_with};

use super::locale;
use crate::otp::Destination;

/// What stands in the message.
pub(crate) struct CodeLetter<'a> {
    pub(crate) destination: &'a Destination,
    pub(crate) purpose: Purpose,
    pub(crate) company: &'a str,
    pub(crate) digits: &'a str,
    /// What a company's own program says that the code is for.
    pub(crate) subject: Option<&'a str>,
    pub(crate) life: Span,
    pub(crate) language: Language,
}

impl CodeLetter<'_> {
    /// The message as it leaves.
    pub(crate) fn write(&self, now: Instant) -> Letter {
        let (channel, to) = match self.destination {
            Destination::Phone(phone) => ("sms", phone.as_str()),
            Destination::Email(email) => ("email", email.as_str()),
        };
        let locale = locale(self.language);
        let arguments = [
            ("company", Argument::Text(self.company)),
            ("code", Argument::Text(self.digits)),
            ("subject", Argument::Text(self.subject.unwrap_or_default())),
            (
                "minutes",
                Argument::Number(self.life.as_seconds_up().saturating_add(59) / 60),
            ),
        ];
        Letter {
            channel: channel.to_owned(),
            to: to.to_owned(),
            subject: (channel == "email").then(|| text(locale, "message-phone-code-subject")),
            text: text_with(locale, self.key(), &arguments),
            code: Some(self.digits.to_owned()),
            purpose: self.purpose.name().to_owned(),
            session_id: None,
            created_at: now.to_iso(),
            attachments: Vec::new(),
        }
    }

    fn key(&self) -> &'static str {
        match (self.purpose, self.destination) {
            (Purpose::Register, Destination::Phone(_)) => "message-register-code",
            (Purpose::Register, Destination::Email(_)) => "message-register-email-code",
            (Purpose::Login, _) => "message-login-code",
            (Purpose::Password, _) => "message-password-code",
            (Purpose::Mailbox | Purpose::ConfirmEmail, _) => "message-confirm-email-code",
            (Purpose::ChangeEmail, _) => "message-change-email-code",
            (Purpose::Product, _) => "message-product-code",
            (Purpose::Phone | Purpose::Sign, _) => "message-phone-code",
        }
    }
}
