//! Where somebody who is invited can be reached.

use super::{InvitationRefusal, Part, Refused};
use crate::{place::phone::Phone, text::Email};

/// Where the person can be reached; at least one of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The phone.
    pub phone: Option<Phone>,
    /// The mailbox.
    pub email: Option<Email>,
}

/// Reads a phone and a mailbox, of which one must be given.
pub(super) fn reached_at(
    phone: &Option<String>,
    email: &Option<String>,
    refused: &mut Vec<Refused>,
) -> Contact {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (phone_text, email_text) = (given(phone), given(email));
    if phone_text.is_none() && email_text.is_none() {
        refused.push(Refused {
            part: Part::Contact,
            why: InvitationRefusal::NoContact,
        });
    }
    let phone = phone_text.and_then(|text| {
        Phone::parse(&text)
            .map_err(|_| {
                refused.push(Refused {
                    part: Part::Phone,
                    why: InvitationRefusal::NotAPhone,
                })
            })
            .ok()
    });
    let email = email_text.and_then(|text| {
        Email::parse(&text)
            .map_err(|_| {
                refused.push(Refused {
                    part: Part::Email,
                    why: InvitationRefusal::NotAnEmail,
                })
            })
            .ok()
    });
    Contact { phone, email }
}
