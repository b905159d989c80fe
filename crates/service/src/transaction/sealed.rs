//! What lies sealed in a transaction's rows, under the transaction's own key. That key lies under
//! its person's key, or under the tenant's while the transaction is nobody's.

use mithaq_domain::{
    id::TransactionId,
    person::Location,
    transaction::{card::Reading, document::DocumentReading, fault::Fault},
};
use mithaq_store::{
    transaction::TransactionRow,
    vault::{PersonKey, TenantKey},
};
use serde::{Deserialize, Serialize};

use crate::{
    App, Failure,
    person::Person,
    session::{open_sealed, seal},
};

const FACTS: &str = "identity_transaction.sealed";
const VERDICT: &str = "identity_transaction.verdict";
const JUDGED: &str = "identity_capture.sealed";

/// What the caller of a transaction said.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The caller's own name for the transaction.
    pub client_transaction: Option<String>,
    /// The name that the caller expects on the card.
    pub expected_name: Option<String>,
    /// The network address.
    pub address: String,
    /// Where the device was, where it said so.
    pub location: Option<Location>,
}

/// What was decided, and on what.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StoredVerdict {
    /// It is proved, by this card where there is one.
    Approved(Option<Box<Reading>>),
    /// The document is a real one, and this is what it says.
    Document(Box<DocumentReading>),
    /// It is not.
    Refused {
        /// The number of the published fault, where it is one.
        fault: Option<u16>,
        /// The staff's reason.
        reason: Option<String>,
    },
}

impl StoredVerdict {
    /// What was read off the card, where it was approved by one.
    pub fn reading(&self) -> Option<&Reading> {
        match self {
            Self::Approved(reading) => reading.as_deref(),
            Self::Document(_) | Self::Refused { .. } => None,
        }
    }

    /// What was made out of a document.
    pub fn document(&self) -> Option<&DocumentReading> {
        match self {
            Self::Document(reading) => Some(reading),
            Self::Approved(_) | Self::Refused { .. } => None,
        }
    }
}

/// What a provider made of a picture that it passed.
#[derive(Serialize, Deserialize)]
pub(super) struct Passed {
    /// The ID number or the kind of document that it shows, where it was named.
    #[serde(rename = "number")]
    pub(super) shows: Option<String>,
}

/// A transaction, opened.
pub(crate) struct Transaction {
    pub(crate) row: TransactionRow,
    pub(crate) key: PersonKey,
}

impl Transaction {
    /// Opens a transaction of a person, or of nobody.
    pub(crate) fn open(
        tenant: &TenantKey,
        person: Option<&Person>,
        row: TransactionRow,
    ) -> Result<Self, Failure> {
        match (row.person, person) {
            (None, _) => Ok(Self {
                key: tenant.open_person_key(&record(row.id), &row.wrapped_key)?,
                row,
            }),
            (Some(_), Some(person)) => Self::open_of(person, row),
            (Some(_), None) => Err(Failure::Inconsistent("a transaction of another person")),
        }
    }

    /// Opens a transaction of this person.
    pub(super) fn open_of(person: &Person, row: TransactionRow) -> Result<Self, Failure> {
        if row.person != Some(person.row.id) {
            return Err(Failure::Inconsistent("a transaction of another person"));
        }
        let key = person
            .key
            .open_inner_key(&record(row.id), &row.wrapped_key)?;
        Ok(Self { row, key })
    }

    /// What its caller said.
    pub(crate) fn facts(&self) -> Result<Facts, Failure> {
        open_sealed(&self.key, FACTS, &record(self.row.id), &self.row.sealed)
    }

    /// What was decided, once it was.
    pub(super) fn verdict(&self) -> Result<Option<StoredVerdict>, Failure> {
        let record = record(self.row.id);
        let sealed = self.row.verdict.as_ref();
        sealed
            .map(|sealed| open_sealed(&self.key, VERDICT, &record, sealed))
            .transpose()
    }

    /// Why it was refused: the published fault where the staff named one.
    pub(super) fn fault(&self) -> Result<Fault, Failure> {
        let number = match self.verdict()? {
            Some(StoredVerdict::Refused { fault, .. }) => fault,
            _ => None,
        };
        Ok(number
            .and_then(Fault::from_number)
            .unwrap_or(Fault::General))
    }

    /// A decision, for its column.
    pub(super) fn seal_verdict(
        &self,
        app: &App,
        verdict: &StoredVerdict,
    ) -> Result<Vec<u8>, Failure> {
        let record = record(self.row.id);
        seal(&self.key, VERDICT, &record, verdict, app.entropy())
    }

    /// What a provider made of a picture, for its column.
    pub(super) fn seal_passed(&self, app: &App, passed: &Passed) -> Result<Vec<u8>, Failure> {
        let record = record(self.row.id);
        seal(&self.key, JUDGED, &record, passed, app.entropy())
    }

    /// What a provider made of a picture.
    pub(super) fn open_passed(&self, sealed: &[u8]) -> Result<Passed, Failure> {
        open_sealed(&self.key, JUDGED, &record(self.row.id), sealed)
    }
}

/// The facts of a transaction that begins, for its column.
pub(super) fn seal_facts(
    app: &App,
    key: &PersonKey,
    id: TransactionId,
    facts: &Facts,
) -> Result<Vec<u8>, Failure> {
    seal(key, FACTS, &record(id), facts, app.entropy())
}

/// The name under which a transaction's key is wrapped.
pub(super) fn record(id: TransactionId) -> String {
    id.to_string()
}
