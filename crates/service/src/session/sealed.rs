//! What is sealed in the rows of a session and its contracts, and for which column. All of it lies
//! under the session's own key, so that erasing a person is destroying that key.

use std::collections::BTreeSet;

use mithaq_domain::{
    drawing::Drawing,
    evidence,
    form::Values,
    id::{ContractId, SessionId},
    place::{location::Location, phone::Phone},
    session::Contact,
    text::{Email, Language},
};
use mithaq_store::{
    session::SessionRow,
    vault::{Entropy, PersonKey, TenantKey, VaultError},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Failure;

/// Who was invited.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitee {
    /// The phone.
    pub phone: Option<Phone>,
    /// The mailbox.
    pub email: Option<Email>,
    /// The company's own name for the session.
    pub external_id: Option<String>,
    /// Salt of the hashes that stand for personal values in the journal.
    pub salt: [u8; 16],
    /// The mailbox that the person typed, where the company names none and asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<TypedMailbox>,
}

/// A mailbox that the person of a session typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedMailbox {
    /// The mailbox.
    pub email: Email,
    /// When codes were sent to mailboxes that were typed in this session, this or another, within
    /// the last day, in milliseconds of Unix time.
    pub sent: Vec<i64>,
    /// Whether the person proved it.
    pub proved: bool,
}

/// What stands in a signature block and was true when the person confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureFacts {
    /// The person's name as the contract has it, or nothing.
    pub name: Option<String>,
    /// The phone or mailbox, masked.
    pub masked: String,
    /// Name typed as a signature, if any.
    pub typed_name: Option<String>,
    /// Signature drawn by finger or mouse, if any.
    #[serde(default)]
    pub drawn: Option<Drawing>,
    /// Where the person said they were, if they did: evidence, never printed.
    #[serde(default)]
    pub location: Option<Location>,
    /// The language in which the person read and confirmed.
    #[serde(default)]
    pub language: Option<Language>,
    /// The network address.
    pub address: String,
    /// What the browser said it is.
    pub user_agent: String,
}

impl Invitee {
    /// The hash that stands for where the person is reached, in hexadecimal.
    pub fn contact_commitment(&self) -> String {
        let phone = self.phone.as_ref().map_or("", |phone| phone.as_str());
        let email = self.email.as_ref().map_or("", |email| email.as_str());
        hex(&evidence::commitment(
            &self.salt,
            format!("{phone}\n{email}").as_bytes(),
        ))
    }

    /// The hash that stands for values, in hexadecimal.
    pub fn values_commitment(&self, values: &Values) -> String {
        let text = serde_json::to_string(values).unwrap_or_default();
        hex(&evidence::commitment(&self.salt, text.as_bytes()))
    }

    /// The hash that stands for a place, in hexadecimal.
    pub fn location_commitment(&self, location: &Location) -> String {
        let text = serde_json::to_string(location).unwrap_or_default();
        hex(&evidence::commitment(&self.salt, text.as_bytes()))
    }

    /// The mailbox to be proved beside the phone: that of the invitation, else the typed one.
    pub fn mailbox(&self) -> Option<&Email> {
        let typed = self.typed.as_ref().map(|typed| &typed.email);
        self.email.as_ref().or(typed)
    }

    /// Where the signed copy goes as a file: the mailbox of the invitation, else the typed one, once
    /// it is proved.
    pub fn copy_mailbox(&self) -> Option<&Email> {
        let typed = self.typed.as_ref().filter(|typed| typed.proved);
        self.email.as_ref().or(typed.map(|typed| &typed.email))
    }

    /// The hash that stands for a mailbox, in hexadecimal.
    pub fn mailbox_commitment(&self, email: &Email) -> String {
        hex(&evidence::commitment(&self.salt, email.as_str().as_bytes()))
    }

    /// Where codes go: the phone where there is one.
    pub fn contact(&self) -> Contact {
        Contact {
            phone: self.phone.clone(),
            email: self.email.clone(),
        }
    }

    /// Where codes go, masked for screens and documents.
    pub fn masked(&self) -> String {
        match (&self.phone, &self.email) {
            (Some(phone), _) => phone.masked(),
            (None, Some(email)) => email.masked(),
            (None, None) => String::new(),
        }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The key of a session's personal values.
pub(crate) fn session_key(key: &TenantKey, row: &SessionRow) -> Result<PersonKey, Failure> {
    let wrapped = row
        .wrapped_key
        .as_ref()
        .ok_or(Failure::Inconsistent("an erased session"))?;
    Ok(key.open_person_key(&row.id.to_string(), wrapped)?)
}

pub(crate) fn seal_invitee(
    key: &PersonKey,
    id: SessionId,
    invitee: &Invitee,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, Failure> {
    seal(key, "session.sealed", &id.to_string(), invitee, entropy)
}

pub(crate) fn open_invitee(key: &PersonKey, row: &SessionRow) -> Result<Invitee, Failure> {
    open(key, "session.sealed", &row.id.to_string(), &row.sealed)
}

/// A contract's values as they lie in its row.
#[derive(Serialize, Deserialize)]
struct StoredValues {
    values: Values,
    /// Keys whose value the person gave, who may correct it until the contract is complete.
    #[serde(default)]
    given: BTreeSet<String>,
}

/// Seals values, some of which the person gave.
pub(crate) fn seal_given(
    key: &PersonKey,
    id: ContractId,
    (values, given): (&Values, &BTreeSet<String>),
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, Failure> {
    let stored = StoredValues {
        values: values.clone(),
        given: given.clone(),
    };
    seal(key, "contract.sealed", &id.to_string(), &stored, entropy)
}

pub(crate) fn open_values(
    key: &PersonKey,
    id: ContractId,
    sealed: &[u8],
) -> Result<Values, Failure> {
    Ok(open::<StoredValues>(key, "contract.sealed", &id.to_string(), sealed)?.values)
}

/// Keys whose value the person gave.
pub(crate) fn open_given(
    key: &PersonKey,
    id: ContractId,
    sealed: &[u8],
) -> Result<BTreeSet<String>, Failure> {
    Ok(open::<StoredValues>(key, "contract.sealed", &id.to_string(), sealed)?.given)
}

pub(crate) fn seal<T: Serialize>(
    key: &PersonKey,
    purpose: &str,
    record: &str,
    value: &T,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, Failure> {
    let plain = serde_json::to_vec(value).map_err(|_| Failure::Vault(VaultError::Malformed))?;
    Ok(key.seal(purpose, record, &plain, entropy)?)
}

pub(crate) fn open<T: DeserializeOwned>(
    key: &PersonKey,
    purpose: &str,
    record: &str,
    sealed: &[u8],
) -> Result<T, Failure> {
    let plain = key.open(purpose, record, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Failure::Vault(VaultError::Malformed))
}
