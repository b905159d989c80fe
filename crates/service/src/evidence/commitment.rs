//! What a signature commits itself to: a statement of which confirmation it attests, and the hash of
//! all that was kept of it. Both are salted, so that a commitment tells nothing to whoever has the PDF
//! alone, and nothing to anybody once the session's key, under which the salts lie, is destroyed.
//!
//! A statement is opened in the evidence bundle. What it hashes in turn (network address, place, the
//! browser) has a salt of its own and stays in the vault.

use mithaq_domain::{
    contract::SignatureLevel,
    evidence,
    id::{ContractId, SessionId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{access::sha256, session::hex};

/// Which confirmation a signature attests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// The contract.
    pub contract: ContractId,
    /// The session in which it was confirmed, or, for a member, that of the contract.
    pub session: SessionId,
    /// The signature field.
    pub field: String,
    /// SHA-256 of the document that was confirmed, in hexadecimal.
    pub document_sha256: String,
    /// When, ISO 8601 in UTC.
    pub confirmed_at: String,
    /// The number that people call the contract by.
    pub request_number: String,
    /// The signer's name as the signature block has it, if it has one; a member's since it is bound to it.
    pub name: Option<String>,
    /// A customer's phone or mailbox as the block has it, masked.
    pub contact: Option<String>,
    /// The number of a member who countersigned.
    pub member: Option<i64>,
    /// The hash of everything that was kept of the confirmation, in hexadecimal; none for a member.
    pub kept: Option<String>,
    /// What the signature is, where nobody signed in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_level: Option<SignatureLevel>,
}

/// A statement with the salt that opens the commitment to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The salt.
    pub salt: [u8; 16],
    /// The statement, as JSON, byte for byte as it was hashed.
    pub statement: String,
}

/// What an opening is made of.
pub(crate) struct Confirmed<'a> {
    pub(crate) contract: ContractId,
    pub(crate) session: SessionId,
    pub(crate) field: String,
    pub(crate) document_sha256: &'a [u8],
    pub(crate) at: Instant,
    pub(crate) request_number: &'a str,
    pub(crate) name: Option<&'a str>,
    pub(crate) contact: Option<&'a str>,
    pub(crate) member: Option<i64>,
    /// All that was kept of a customer's confirmation, as it was sealed.
    pub(crate) kept: Option<&'a [u8]>,
    /// What the signature is, where nobody signed in person.
    pub(crate) level: Option<SignatureLevel>,
}

impl Opening {
    /// The opening of a confirmation, the same each time, from the salt of its session.
    pub(crate) fn of(session_salt: &[u8; 16], confirmed: &Confirmed<'_>) -> Self {
        let salt = |purpose: &[u8]| {
            let parts: [&[u8]; 4] = [
                purpose,
                session_salt,
                confirmed.contract.as_bytes(),
                confirmed.field.as_bytes(),
            ];
            let mut salt = [0; 16];
            let hash = sha256(&parts.concat());
            salt.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
            salt
        };
        let kept_salt = salt(b"mithaq-evidence-kept-v1");
        let kept = confirmed.kept;
        let statement = Statement {
            contract: confirmed.contract,
            session: confirmed.session,
            field: confirmed.field.clone(),
            document_sha256: hex(confirmed.document_sha256),
            confirmed_at: confirmed.at.to_iso(),
            request_number: confirmed.request_number.to_owned(),
            name: confirmed.name.map(str::to_owned),
            contact: confirmed.contact.map(str::to_owned),
            member: confirmed.member,
            kept: kept.map(|kept| hex(&evidence::commitment(&kept_salt, kept))),
            signature_level: confirmed.level,
        };
        Self {
            salt: salt(b"mithaq-evidence-statement-v1"),
            statement: serde_json::to_string(&statement).unwrap_or_default(),
        }
    }

    /// The commitment that stands among a signature's attributes.
    pub fn commitment(&self) -> [u8; 32] {
        evidence::commitment(&self.salt, self.statement.as_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn opening(salt: [u8; 16], field: &str, kept: Option<&[u8]>) -> Opening {
        let at = Instant::from_unix_millis(1);
        let confirmed = Confirmed {
            contract: ContractId::new(at, &[1; 10]),
            session: SessionId::new(at, &[2; 10]),
            field: field.to_owned(),
            document_sha256: &[3; 32],
            at,
            request_number: "REQ-2026-00001",
            name: Some("A name"),
            contact: None,
            member: None,
            kept,
            level: None,
        };
        Opening::of(&salt, &confirmed)
    }

    #[test]
    fn an_opening_is_the_same_each_time_and_another_for_each_field_session_and_what_was_kept() {
        let first = opening([7; 16], "Customer1", Some(b"kept"));
        assert_eq!(first, opening([7; 16], "Customer1", Some(b"kept")));
        for other in [
            opening([8; 16], "Customer1", Some(b"kept")),
            opening([7; 16], "Customer2", Some(b"kept")),
        ] {
            assert_ne!(first.salt, other.salt);
            assert_ne!(first.commitment(), other.commitment());
        }
        let other = opening([7; 16], "Customer1", Some(b"kepT"));
        assert_ne!(first.commitment(), other.commitment());
        assert_eq!(first.salt, other.salt);
    }

    #[test]
    fn whoever_has_an_opening_cannot_guess_what_was_kept() {
        let opened = opening([7; 16], "Customer1", Some(b"+201001234567"));
        let statement: Statement = serde_json::from_str(&opened.statement).unwrap();
        let guess = hex(&evidence::commitment(&opened.salt, b"+201001234567"));
        assert_ne!(statement.kept, Some(guess));
        assert!(!opened.statement.contains("201001234567"));
    }
}
