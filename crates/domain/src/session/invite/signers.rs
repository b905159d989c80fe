//! Who signs beside the invited person.

use super::{Contact, InvitationRefusal, Invite, Part, Refused, contact::reached_at};
use crate::message::{MessagePolicy, MessageRefusal};

/// Somebody who signs beside the invited person, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedSigner {
    /// The phone.
    pub phone: Option<String>,
    /// The mailbox.
    pub email: Option<String>,
    /// The turn; the invited person and who has none have turn 0.
    pub order: Option<i64>,
}

/// Somebody who signs beside the invited person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextSigner {
    /// Where that person can be reached.
    pub contact: Contact,
    /// Who has the same turn may sign in any order, a later one after all of the earlier.
    pub turn: i64,
}

/// Most signers beside the first.
pub const NEXT_SIGNER_LIMIT: usize = 8;
/// Latest turn.
const LAST_TURN: i64 = 100;

/// The part of a signer that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerPart {
    /// The signer.
    Whole,
    /// The phone number.
    Phone,
    /// The e-mail address.
    Email,
    /// The turn.
    Order,
}

/// How many in all must sign where `beside` are named beside the first; all of them where none is
/// asked for.
pub fn least(asked: Option<i64>, beside: usize) -> Result<Option<i64>, InvitationRefusal> {
    let all = i64::try_from(beside).unwrap_or(i64::MAX).saturating_add(1);
    match asked.unwrap_or(0) {
        0 => Ok(None),
        least if (1..=all).contains(&least) => Ok((least < all).then_some(least)),
        _ => Err(InvitationRefusal::OutOfRange),
    }
}

/// Everybody beside the invited person, each another one whom the company's rules for messages let
/// the link be sent to.
pub(super) fn read(
    ask: &Invite,
    (first, policy): (&Contact, &MessagePolicy),
    refused: &mut Vec<Refused>,
) -> Vec<NextSigner> {
    if ask.signers.is_empty() {
        return Vec::new();
    }
    let mut refuse = |part, why| refused.push(Refused { part, why });
    if ask.values.len() != 1 || !ask.permissions.minimal || ask.permissions.identity_only {
        refuse(Part::Signers, InvitationRefusal::NotOneContract);
    }
    if ask.signers.len() > NEXT_SIGNER_LIMIT {
        refuse(Part::Signers, InvitationRefusal::OutOfRange);
        return Vec::new();
    }
    let mut seen = vec![first.clone()];
    let mut next = Vec::new();
    for (position, asked) in ask.signers.iter().enumerate() {
        let mut wrong = Vec::new();
        let contact = reached_at(&asked.phone, &asked.email, &mut wrong);
        for Refused { part, why } in wrong {
            let part = match part {
                Part::Phone => SignerPart::Phone,
                Part::Email => SignerPart::Email,
                _ => SignerPart::Whole,
            };
            refuse(Part::Signer(position, part), why);
        }
        let phone = contact.phone.as_ref();
        if phone.is_some_and(|phone| !policy.allows(phone.as_str())) {
            let part = Part::Signer(position, SignerPart::Phone);
            let why = MessageRefusal::CountryNotAllowed;
            refuse(part, InvitationRefusal::Message(why));
        }
        let turn = asked.order.unwrap_or(0);
        if !(0..=LAST_TURN).contains(&turn) {
            let part = Part::Signer(position, SignerPart::Order);
            refuse(part, InvitationRefusal::OutOfRange);
        }
        let same = |other: &Contact| {
            (contact.phone.is_some() && other.phone == contact.phone)
                || (contact.email.is_some() && other.email == contact.email)
        };
        if seen.iter().any(same) {
            let part = Part::Signer(position, SignerPart::Whole);
            refuse(part, InvitationRefusal::SamePerson);
        }
        seen.push(contact.clone());
        next.push(NextSigner { contact, turn });
    }
    next
}
