//! `BusinessRequest/…` (`wire.md` 6), as far as administrators read it: the vendor's spellings of
//! contracts, their types and their fields.

pub mod own;
pub mod sign;

use mithaq_domain::{
    contract::{Ending, SignatureLevel, Status},
    form::{CompanySeal, Given},
    seal::{SealStanding, SealUpgrade},
    session::InvitationRefusal,
};
use serde_json::{Value, json};

use crate::{
    code::of_invitation,
    json::{Json, join},
    read::{FieldError, Reader, given},
};

/// Longest reason of a decision, in characters.
const REASON_LIMIT: usize = 1_000;

/// `Approve`.
pub struct Approve {
    /// The contract's id, as sent.
    pub id: String,
    /// Values by key.
    pub values: Vec<(String, Given)>,
    path: String,
}

/// `Reject` and `Void`.
pub struct Reasoned {
    /// The contract's id, as sent.
    pub id: String,
    /// The company's reason.
    pub reason: String,
}

/// Reads `Approve`.
pub fn read_approve(body: &Json) -> Result<Approve, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let approve = Approve {
        id: reader.required_text("id", 64),
        values: request_fields(&mut reader),
        path: reader.path_of("requestFields"),
    };
    reader.finish(approve)
}

/// Reads `Reject` or `Void`.
pub fn read_reasoned(body: &Json) -> Result<Reasoned, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let reasoned = Reasoned {
        id: reader.required_text("id", 64),
        reason: reader.required_text("reason", REASON_LIMIT),
    };
    reader.finish(reasoned)
}

/// Reads `ContractSigner/Sign`: the contract's id, as sent.
pub fn read_sign(body: &Json) -> Result<String, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let id = reader.required_text("id", 64);
    reader.finish(id)
}

/// `requestFields: [{key, value}]`.
fn request_fields(reader: &mut Reader<'_>) -> Vec<(String, Given)> {
    let read = |item: &mut Reader<'_>| {
        let key = item.required_text("key", 64);
        Some((key, given(item.value("value")?)?))
    };
    let fields = reader.each("requestFields", read);
    fields.into_iter().flatten().collect()
}

impl Approve {
    /// The refused values as mistakes at `requestFields.KEY`.
    pub fn errors(&self, refused: &[(String, InvitationRefusal)]) -> Vec<FieldError> {
        let error = |(key, why): &(String, InvitationRefusal)| FieldError {
            field: join(&self.path, key),
            code: of_invitation(*why),
        };
        refused.iter().map(error).collect()
    }
}

/// A contract type.
pub struct TypeShown<'a> {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: &'a str,
    /// The members who countersign.
    pub signers: &'a [String],
    /// What the company's seal does beside them.
    pub seal: CompanySeal,
}

impl TypeShown<'_> {
    /// Its JSON in `GetAllRequestTypes`.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "type": self.id,
            "typeName": self.name,
            "contractSigners": self.signers,
            "companySeal": self.seal.code(),
        })
    }
}

/// A person in the vendor's shape.
#[derive(Default)]
pub struct UserShown<'a> {
    /// The person's number.
    pub id: Option<i64>,
    /// The whole name.
    pub name: Option<&'a str>,
    /// The mailbox.
    pub email: Option<&'a str>,
    /// The phone.
    pub phone: Option<&'a str>,
}

impl UserShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "surname": null,
            "fullName": self.name,
            "userName": self.phone.or(self.email),
            "emailAddress": self.email,
            "phoneNumber": self.phone,
            "idNumber": null,
            "address": null,
        })
    }
}

/// A contract.
pub struct ContractShown<'a> {
    /// Its id.
    pub id: String,
    /// Its number.
    pub request_number: &'a str,
    /// Its type's number.
    pub form: i64,
    /// Its type's name.
    pub form_name: &'a str,
    /// Where it stands.
    pub status: Status,
    /// Whether it waits for the company because of the customer's proved identity.
    pub is_held: bool,
    /// The fields that differ from that identity, where it waits and the company asks.
    pub differences: Option<&'a [String]>,
    /// Its fields.
    pub fields: Vec<Value>,
    /// The customer's name.
    pub full_name: Option<&'a str>,
    /// The customer's national number.
    pub id_number: Option<&'a str>,
    /// The name of the customer who made it, where the customer did.
    pub creator: Option<&'a str>,
    /// Its documents.
    pub documents: Vec<Value>,
    /// The person whom the answer is for, or whose contract it is.
    pub user: Value,
    /// All who sign, in their order, and whether they have.
    pub signers: Vec<(Value, bool)>,
    /// What the company's seal does by itself, as its type says.
    pub company_seal: CompanySeal,
    /// How its sealed file stands.
    pub seal: Option<SealStanding>,
    /// What that is still to reach.
    pub upgrade: Option<SealUpgrade>,
    /// When it was made.
    pub creation_time: String,
    /// When it last changed.
    pub last_modification_time: String,
}

impl ContractShown<'_> {
    fn signers(&self) -> Vec<Value> {
        let signer =
            |(user, signed): &(Value, bool)| json!({ "customerSigner": user, "isSigned": signed });
        self.signers.iter().map(signer).collect()
    }

    /// Its JSON as a `BusinessRequest`. What Mithaq does not keep is there and null, because
    /// clients bind to the names.
    pub fn json(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "relatedBusinessRequest": [],
            "typeName": self.form_name,
            "type": self.form,
            "contractTypeId": self.form,
            "contractTypeName": self.form_name,
            "idNumber": self.id_number,
            "requestNumber": self.request_number,
            "fullName": self.full_name,
            "requeststatus": self.status.number(),
            "requestStatusName": self.status.name(),
            "statusReason": self.reason(),
            "identityDifferences": self.differences,
            "requestFields": self.fields,
            "documents": self.documents,
            "user": self.user,
            "hasPaymentCheckPerRequestFeature": false,
            "customerSigners": self.signers(),
            "creatorUserFullName": self.creator,
            "signatureLevel": SignatureLevel::SealedConsent.code(),
            "companySeal": self.company_seal.code(),
            "sealLevel": self.seal.map(|seal| seal.level.code()),
            "isSealUpgradePending": self.upgrade.is_some(),
            "sealLevelWanted": self.upgrade.map(|upgrade| upgrade.wanted.code()),
            "sealUpgradeWaitsFor": self.upgrade.map(|upgrade| upgrade.waits_for.code()),
            "creationTime": self.creation_time,
            "lastModificationTime": self.last_modification_time,
        });
        if let Some(object) = shown.as_object_mut() {
            for name in ABSENT {
                object.insert(name.to_owned(), Value::Null);
            }
            for name in OF_FIELDS {
                object.insert(name.to_owned(), self.of_field(name));
            }
        }
        shown
    }

    fn reason(&self) -> Option<&'static str> {
        let held = self.is_held.then_some(HELD);
        self.status.ending().map(Ending::name).or(held)
    }

    /// The value of the field that has this key, where the contract has one.
    fn of_field(&self, name: &str) -> Value {
        let has_key = |field: &&Value| {
            let key = field.get("key").and_then(Value::as_str);
            key.is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        let field = self.fields.iter().find(has_key);
        field
            .and_then(|field| field.get("value"))
            .cloned()
            .unwrap_or_default()
    }
}

/// The `statusReason` of a contract that waits for the company because the proved identity of who is about
/// to sign is not what it says.
pub const HELD: &str = "IdentityDiffers";

/// Published texts of the vendor's own templates, which there are none of here: the contract is
/// its document.
const ABSENT: [&str; 10] = [
    "confirmationMessage",
    "contractDocument",
    "coverPage",
    "generalTC",
    "technicalTC",
    "financialTC",
    "kycConfirmation",
    "customerSignature",
    "contractSignerSignature",
    "promissoryNote",
];

/// Published values that a contract has where its type has a field of that key.
const OF_FIELDS: [&str; 9] = [
    "amount",
    "periodValue",
    "periodUnit",
    "installmentValue",
    "installmentValueNumber",
    "totalAmount",
    "totalAmountNumber",
    "installmentsNo",
    "firstInstallmentDate",
];

/// A contract within a session.
pub fn session_contract(id: &str, form: i64, status: Status, sha256: Option<&str>) -> Value {
    json!({
        "requestId": id,
        "contractTypeId": form,
        "requeststatus": status.number(),
        "requestStatusName": status.name(),
        "statusReason": status.ending().map(Ending::name),
        "documentSha256": sha256,
    })
}
