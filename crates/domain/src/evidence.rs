//! The journal: one entry per act, written in the act's own transaction, in its final shape.
//! Entries carry no personal value, only salted hashes of them; the values and salts lie sealed
//! in the vault, so that erasing a person leaves a journal that can still be proved. Linking
//! leaves into a chain is done later, in batches.
//!
//! Map: here acts, entries and their leaves · [`chain`] links, heads, the walk that finds a break ·
//! [`merkle`] the tree and its proofs · [`tile`] how the tree is kept.

pub mod chain;
pub mod merkle;
pub mod renewal;
pub mod tile;

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::{
    id::{ContractId, EntryId, MemberId, PersonId, SessionId, TenantId},
    time::Instant,
};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A company invited a person.
    SessionInvited,
    /// A client program created an authentication session.
    SessionCreated,
    /// The link was exchanged for a browser session.
    SessionOpened,
    /// A code was queued for sending.
    CodeSent,
    /// A wrong code was typed.
    CodeRefused,
    /// The day's limit of codes for a phone or mailbox was reached.
    CodesLocked,
    /// The person proved the phone or mailbox.
    PhoneProved,
    /// Missing values were given.
    ValuesSaved,
    /// Values, version and time were frozen and the document rendered.
    DocumentFrozen,
    /// The person confirmed the document's hash with a code.
    ContractConfirmed,
    /// The proved identity is not what the contract says: it waits for the company.
    ContractHeld,
    /// A member countersigned for the company.
    ContractCountersigned,
    /// The company's seal countersigned by itself, as the contract's type says; no natural person did.
    ContractSealCountersigned,
    /// The sealed file was stored.
    ContractSealed,
    /// The certificate of completion was sealed.
    CompletionCertified,
    /// The certificate of completion was raised to a higher level, or its timestamp renewed.
    CompletionRaised,
    /// The sealed file was raised to a higher level, or its timestamp renewed.
    SealRaised,
    /// A registered person made a contract by an app.
    ContractMade,
    /// Enough customers signed; those who had not are not bound and sign no more.
    SignersReleased,
    /// A person's app was given a link for signing.
    SignLinkMade,
    /// The person declined.
    ContractDeclined,
    /// The person said that something is wrong.
    ContractReported,
    /// The company approved a contract.
    ContractApproved,
    /// The company did not approve a contract.
    ContractRejected,
    /// The company withdrew a contract.
    ContractVoided,
    /// The person said that the invitation is not theirs.
    SessionDisowned,
    /// The company revoked the session.
    SessionRevoked,
    /// A person registered by the API.
    PersonRegistered,
    /// A person logged in.
    PersonLoggedIn,
    /// A person set a new password after proving the phone or mailbox.
    PasswordReset,
    /// A person's mailbox was proved.
    EmailConfirmed,
    /// A person changed to another mailbox, which was proved.
    EmailChanged,
    /// A verified identity was withdrawn, by the person or by the company.
    IdentityCancelled,
    /// A person handed in pictures of card or face.
    IdentityCaptured,
    /// A transaction that an app began before it had a user became that user's.
    IdentityLinked,
    /// An identity, or the presence of a known person, was found proved.
    IdentityApproved,
    /// It was found not proved.
    IdentityRefused,
    /// A member of staff looked at pictures of card or face.
    IdentityViewed,
    /// The person was reminded that the session's time ends soon.
    SessionReminded,
    /// The session's time ran out, and with it that of its contracts that were still open.
    SessionExpired,
    /// A member was given a key of the member's own to countersign with.
    MemberKeyGiven,
    /// A member's key was taken back.
    MemberKeyRetired,
    /// A member's agent was paired.
    AgentPaired,
    /// A member's agent was asked for a countersignature.
    AgentAsked,
    /// The member told the agent not to sign.
    AgentRefused,
}

impl Act {
    /// Its stable name in rows and in the leaf.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SessionInvited => "session_invited",
            Self::SessionCreated => "session_created",
            Self::SessionOpened => "session_opened",
            Self::CodeSent => "code_sent",
            Self::CodeRefused => "code_refused",
            Self::CodesLocked => "codes_locked",
            Self::PhoneProved => "phone_proved",
            Self::ValuesSaved => "values_saved",
            Self::DocumentFrozen => "document_frozen",
            Self::ContractConfirmed => "contract_confirmed",
            Self::ContractHeld => "contract_held",
            Self::ContractCountersigned => "contract_countersigned",
            Self::ContractSealCountersigned => "contract_seal_countersigned",
            Self::ContractSealed => "contract_sealed",
            Self::CompletionCertified => "completion_certified",
            Self::CompletionRaised => "completion_raised",
            Self::SealRaised => "seal_raised",
            Self::ContractMade => "contract_made",
            Self::SignersReleased => "signers_released",
            Self::SignLinkMade => "sign_link_made",
            Self::ContractDeclined => "contract_declined",
            Self::ContractReported => "contract_reported",
            Self::ContractApproved => "contract_approved",
            Self::ContractRejected => "contract_rejected",
            Self::ContractVoided => "contract_voided",
            Self::SessionDisowned => "session_disowned",
            Self::SessionRevoked => "session_revoked",
            Self::PersonRegistered => "person_registered",
            Self::PersonLoggedIn => "person_logged_in",
            Self::PasswordReset => "password_reset",
            Self::EmailConfirmed => "email_confirmed",
            Self::EmailChanged => "email_changed",
            Self::IdentityCancelled => "identity_cancelled",
            Self::IdentityCaptured => "identity_captured",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityApproved => "identity_approved",
            Self::IdentityRefused => "identity_refused",
            Self::IdentityViewed => "identity_viewed",
            Self::SessionReminded => "session_reminded",
            Self::SessionExpired => "session_expired",
            Self::MemberKeyGiven => "member_key_given",
            Self::MemberKeyRetired => "member_key_retired",
            Self::AgentPaired => "agent_paired",
            Self::AgentAsked => "agent_asked",
            Self::AgentRefused => "agent_refused",
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of the company's staff.
    Member(MemberId),
    /// A client program with the company's ApiKey.
    Client,
    /// The invited person.
    Guest,
    /// A person who is registered, outside any session.
    Person(PersonId),
    /// The server itself.
    Server,
}

impl Actor {
    /// Its stable name in rows and in the leaf.
    pub fn name(self) -> String {
        match self {
            Self::Member(member) => format!("member:{member}"),
            Self::Client => "client".to_owned(),
            Self::Guest => "guest".to_owned(),
            Self::Person(person) => format!("person:{person}"),
            Self::Server => "server".to_owned(),
        }
    }
}

/// One act, as the journal keeps it for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry's own id.
    pub id: EntryId,
    /// Whose journal.
    pub tenant: TenantId,
    /// When.
    pub at: Instant,
    /// What.
    pub act: Act,
    /// By whom.
    pub actor: Actor,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// On which contract, if on one.
    pub contract: Option<ContractId>,
    /// Facts without personal values, as canonical JSON (sorted keys, no white space).
    pub detail: String,
    /// Personal values and salts, sealed under the person's key.
    pub sealed: Option<Vec<u8>>,
}

impl Entry {
    /// The leaf hash; see [`Leaf::hash`].
    pub fn leaf(&self) -> [u8; 32] {
        let session = self.session.map(|session| *session.as_bytes());
        let contract = self.contract.map(|contract| *contract.as_bytes());
        let leaf = Leaf {
            id: self.id.as_bytes(),
            tenant: self.tenant,
            at: self.at,
            act: self.act.name(),
            actor: &self.actor.name(),
            session: session.as_ref().map(|bytes| &bytes[..]),
            contract: contract.as_ref().map(|bytes| &bytes[..]),
            detail: &self.detail,
        };
        leaf.hash()
    }
}

/// What a leaf is the hash of, as rows and excerpts have it: also of acts that only a newer program knows.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// The entry's id.
    pub id: &'a [u8],
    /// Whose journal.
    pub tenant: TenantId,
    /// When.
    pub at: Instant,
    /// The name of what was done.
    pub act: &'a str,
    /// The name of who did it.
    pub actor: &'a str,
    /// In which session, if in one.
    pub session: Option<&'a [u8]>,
    /// On which contract, if on one.
    pub contract: Option<&'a [u8]>,
    /// The facts, as JSON.
    pub detail: &'a str,
}

impl Leaf<'_> {
    /// SHA-256 over `mithaq-journal-leaf-v1` and every field of the entry but the sealed part,
    /// each preceded by its length in 8 bytes, so that no two entries have one encoding. What is
    /// absent has length 0.
    pub fn hash(&self) -> [u8; 32] {
        digest(&[
            b"mithaq-journal-leaf-v1",
            self.id,
            &self.tenant.get().to_be_bytes(),
            &self.at.unix_millis().to_be_bytes(),
            self.act.as_bytes(),
            self.actor.as_bytes(),
            self.session.unwrap_or_default(),
            self.contract.unwrap_or_default(),
            self.detail.as_bytes(),
        ])
    }
}

/// SHA-256 over fields, each preceded by its length in 8 bytes.
fn digest(fields: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for field in fields {
        context.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(field);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// The salted commitment to a personal value: SHA-256(salt ‖ value).
pub fn commitment(salt: &[u8; 16], value: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(salt);
    context.update(value);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn entry() -> Entry {
        let at = Instant::from_unix_millis(1);
        Entry {
            id: EntryId::new(at, &[1; 10]),
            tenant: TenantId::new(7),
            at,
            act: Act::SessionInvited,
            actor: Actor::Client,
            session: Some(SessionId::new(at, &[2; 10])),
            contract: None,
            detail: "{}".to_owned(),
            sealed: None,
        }
    }

    #[test]
    fn every_field_but_the_sealed_part_changes_the_leaf() {
        let original = entry().leaf();
        let changes: [fn(&mut Entry); 7] = [
            |entry| entry.tenant = TenantId::new(8),
            |entry| entry.at = Instant::from_unix_millis(2),
            |entry| entry.act = Act::SessionOpened,
            |entry| entry.actor = Actor::Guest,
            |entry| entry.session = None,
            |entry| entry.contract = Some(ContractId::new(entry.at, &[3; 10])),
            |entry| entry.detail = "{ }".to_owned(),
        ];
        for change in changes {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(changed.leaf(), original);
        }
        let mut erased = entry();
        erased.sealed = Some(vec![1]);
        assert_eq!(erased.leaf(), original);
    }

    #[test]
    fn the_leaf_of_an_entry_is_for_ever() {
        let leaf = entry().leaf();
        let hexadecimal: String = leaf.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hexadecimal,
            "64edadc27769e54782539ae36757fc14cf37a63affa0a928c13686b5d2fd0624"
        );
    }
}
