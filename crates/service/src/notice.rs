//! Messages: what they say, whether they may be sent, the queue, and the job that hands one to the
//! courier. `policy` permits, `queue` takes in, `hand_over` lets out: each is the only way.

mod code_letter;
mod contract_news;
mod copy;
mod hand_over;
mod locked;
mod policy;
mod queue;
mod receipt;
mod send_message;
mod warning;

use mithaq_courier::Letter;
use mithaq_domain::{
    otp::{LIFE, Purpose},
    session::Contact,
    text::Language,
    time::Instant,
};
use mithaq_i18n::{Argument, Locale, text, text_with};

pub(crate) use code_letter::CodeLetter;
pub(crate) use contract_news::{ContractNews, News, contract_news};
pub(crate) use copy::send_copy;
pub(crate) use locked::tell_locked;
pub(crate) use policy::{Permit, destination_index, destination_of, permit, texts_left};
pub(crate) use queue::{Outgoing, queue_message};
pub use receipt::{NoSuchReceiver, receipt_address, receipt_url, take_receipts};
pub(crate) use send_message::send_message;
pub(crate) use warning::{Warning, warn};

use crate::session::Guest;

/// The column under whose name a waiting message is sealed.
pub(crate) const SEALED: &str = "job.sealed";

/// What a code's message says.
pub(crate) enum CodeText {
    /// It proves the phone; no contract is named.
    Phone,
    /// It proves the mailbox that the company asks for beside the phone.
    Mailbox,
    /// It signs one document.
    Sign {
        /// The contract's number.
        request_number: String,
        /// The document's pages.
        pages: i64,
        /// The last four hexadecimal digits of its hash.
        ending: String,
    },
}

/// The screen's language as the texts know it.
pub(crate) fn locale(language: Language) -> Locale {
    match language {
        Language::Ar => Locale::Ar,
        Language::En => Locale::En,
    }
}

/// The message that carries a code to a guest.
pub(crate) fn code_message(
    guest: &Guest,
    kind: &CodeText,
    digits: &str,
    language: Language,
    now: Instant,
) -> Letter {
    let contact = match kind {
        CodeText::Mailbox => Contact {
            phone: None,
            email: guest.invitee.mailbox().cloned(),
        },
        CodeText::Phone | CodeText::Sign { .. } => guest.invitee.contact(),
    };
    let (channel, to) = match (&contact.phone, &contact.email) {
        (Some(phone), _) => ("sms", phone.as_str()),
        (None, Some(email)) => ("email", email.as_str()),
        (None, None) => ("sms", ""),
    };
    let (purpose, subject) = match kind {
        CodeText::Phone => (Purpose::Phone, "message-phone-code-subject"),
        CodeText::Mailbox => (Purpose::Mailbox, "message-phone-code-subject"),
        CodeText::Sign { .. } => (Purpose::Sign, "message-sign-code-subject"),
    };
    Letter {
        channel: channel.to_owned(),
        to: to.to_owned(),
        subject: (channel == "email").then(|| text(locale(language), subject)),
        text: code_text(guest, kind, digits, language),
        code: Some(digits.to_owned()),
        purpose: purpose.name().to_owned(),
        session_id: Some(guest.row.id.to_string()),
        created_at: now.to_iso(),
        attachments: Vec::new(),
    }
}

fn code_text(guest: &Guest, kind: &CodeText, digits: &str, language: Language) -> String {
    let company = guest.context.tenant.settings.display.in_language(language);
    let (company, code) = (Argument::Text(company), Argument::Text(digits));
    let locale = locale(language);
    match kind {
        CodeText::Phone | CodeText::Mailbox => {
            let key = match (kind, &guest.invitee.phone) {
                (CodeText::Mailbox, _) => "message-confirm-email-code",
                (_, Some(_)) => "message-phone-code",
                (_, None) => "message-email-code",
            };
            let minutes = Argument::Number(LIFE.as_seconds_up() / 60);
            let arguments = [("company", company), ("code", code), ("minutes", minutes)];
            text_with(locale, key, &arguments)
        }
        CodeText::Sign {
            request_number,
            pages,
            ending,
        } => {
            let arguments = [
                ("company", company),
                ("code", code),
                ("request", Argument::Text(request_number)),
                ("pages", Argument::Number(*pages)),
                ("ending", Argument::Text(ending)),
            ];
            text_with(locale, "message-sign-code", &arguments)
        }
    }
}
