//! The message itself (RFC 5322, RFC 2045): names and subjects in RFC 2047 words, the text as
//! UTF-8 in quoted-printable or base64.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, date::Date, raw::Raw},
};

use super::SmtpSettings;
use crate::{Letter, NotSent};

/// What follows the `@`.
pub(super) fn domain(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain)
}

/// The whole message, ready for `DATA`.
pub(super) fn message(
    settings: &SmtpSettings,
    id: &str,
    letter: &Letter,
    at: i64,
) -> Result<Vec<u8>, NotSent> {
    let name = (!settings.from_name.is_empty()).then_some(settings.from_name.as_str());
    let from = Address::new_address(name, settings.from_address.as_str());
    let mut message = MessageBuilder::new()
        .message_id(format!("{id}@{}", domain(&settings.from_address)))
        .date(Date::new(at))
        .from(from)
        .to(letter.to.as_str())
        .subject(letter.subject.as_deref().unwrap_or_default())
        // RFC 3834, 5: nobody's absence notice answers it.
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(letter.text.as_str());
    for file in &letter.attachments {
        let content = file.content.as_slice();
        message = message.attachment(file.content_type.as_str(), file.name.as_str(), content);
    }
    let written = message.write_to_vec();
    written.map_err(|error| NotSent::Never(format!("the message cannot be written: {error}")))
}
