//! Whom a person names to sign a contract beside themselves: by phone, mailbox or user id
//! (`wire.md` 6, `customerSignersIdentifiers`).

use super::InvitationRefusal;
use crate::{
    id::PersonId,
    place::phone::Phone,
    text::{Email, ascii_digits},
};

/// Most signers that one person names within a day: each is sent a message on that person's word.
pub const MOST_NAMED_IN_A_DAY: i64 = 24;

/// How many names of others a person may have looked up in a day, wrong ones too: what is wrong with
/// them tells who is registered, and that two names are one person's.
pub const MOST_LOOKED_UP_IN_A_DAY: i64 = 4 * MOST_NAMED_IN_A_DAY;

/// Somebody who is named as a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Whoever has this phone.
    Phone(Phone),
    /// Whoever has this mailbox.
    Email(Email),
    /// A registered person.
    Person(PersonId),
}

impl Named {
    /// Reads a phone in E.164, an e-mail address or a user id.
    pub fn parse(text: &str) -> Result<Self, InvitationRefusal> {
        let text = ascii_digits(text);
        let text = text.trim();
        if text.contains('@') {
            let email = Email::parse(text).map_err(|_| InvitationRefusal::NotAnEmail)?;
            return Ok(Self::Email(email));
        }
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if let (true, Ok(id)) = (is_number, text.parse()) {
            return Ok(Self::Person(PersonId::new(id)));
        }
        let phone = Phone::parse(text).map_err(|_| InvitationRefusal::NotAPhone)?;
        Ok(Self::Phone(phone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_a_mailbox_and_a_number_are_told_apart() {
        let phone = Phone::parse("+201098765432").map(Named::Phone);
        assert_eq!(Named::parse(" +20 109 876 5432 ").ok(), phone.ok());
        let email = Email::parse("sara@example.com").map(Named::Email);
        assert_eq!(Named::parse("sara@example.com").ok(), email.ok());
        for text in ["17", "١٧"] {
            assert_eq!(Named::parse(text), Ok(Named::Person(PersonId::new(17))));
        }
        for (text, why) in [
            ("", InvitationRefusal::NotAPhone),
            ("sara", InvitationRefusal::NotAPhone),
            ("-1", InvitationRefusal::NotAPhone),
            ("99999999999999999999", InvitationRefusal::NotAPhone),
            ("sara@", InvitationRefusal::NotAnEmail),
        ] {
            assert_eq!(Named::parse(text), Err(why), "{text}");
        }
    }
}
