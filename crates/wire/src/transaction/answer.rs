//! The answers of the verification calls: `services` beside `data`, both spellings of the
//! validations, types that never change (`wire.md` 4 and 5).
//!
//! What no provider looked at stands at the value that claims least: `liveness` and `isValid` are
//! false, `doc_type` is null, lists are empty.

use mithaq_domain::{
    person::Profile,
    transaction::{State, card::Reading, document::DocumentReading},
};
use serde_json::{Value, json};

use super::document;
use crate::{code::Code, envelope::Envelope, person::user};

/// What a verification call answers.
pub struct Verification<'a> {
    /// The transaction, unless what was named can be none.
    pub transaction: Option<String>,
    /// The name of the request.
    pub request: Option<&'a str>,
    /// The caller's own name for the transaction.
    pub client_transaction: Option<&'a str>,
    /// Where the transaction stands, as far as it is known.
    pub state: Option<State>,
    /// Whether card and face were found right.
    pub is_validated: bool,
    /// Whether the authorities that the company asks were satisfied too.
    pub is_verified: bool,
    /// Whether faces were found to be one person's.
    pub is_matched: bool,
    /// The person.
    pub user: Option<(i64, &'a Profile)>,
    /// What was read off the card, where that is answered.
    pub reading: Option<&'a Reading>,
    /// What was made out of another document, once that is decided.
    pub document: Option<&'a DocumentReading>,
    /// Whether magic inputs count here.
    pub sandbox: bool,
}

/// A picture that was refused.
pub struct PictureFault<'a> {
    /// Its path, or the transaction's.
    pub field: &'a str,
    /// Why.
    pub code: Code,
    /// The same as a sentence.
    pub message: &'a str,
}

/// In which family of calls pictures were handed in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `DigitalIdentity/verify/…`, with a person's token.
    Verify,
    /// `/v1/ocr/id/…`.
    Ocr,
    /// `/v1/ocr/liveness/multi`.
    OcrFaces,
    /// `DigitalIdentity/verify/passport/scan`.
    Scan,
    /// `/v1/ocr/passport`, `car/license/…`, `driving/license`, `classification`.
    Document,
    /// `/v1/ocr/face/match`.
    Match,
    /// `/v1/ocr/face/compare`.
    Compare,
    /// `DigitalIdentity/verify/passport/nfc`.
    Chip,
    /// `/v1/ocr/aml/validate`.
    Screen,
}

impl Family {
    /// Whether what is decided here is that a living person stood before the camera.
    const fn is_of_a_person(self) -> bool {
        matches!(
            self,
            Self::Verify | Self::Ocr | Self::OcrFaces | Self::Match
        )
    }
}

/// Pictures were taken.
pub fn taken(shown: &Verification<'_>, family: Family) -> Envelope {
    let mut envelope = Envelope::done(data(shown, family));
    put_services(&mut envelope, services(shown, family, Vec::new()));
    envelope
}

/// Pictures were refused: the same failure in `error_code` and in `validation_errors`, since
/// clients look in either place, and both flags false.
pub fn refused(shown: &Verification<'_>, family: Family, fault: &PictureFault<'_>) -> Envelope {
    let mut envelope = Envelope::refused(fault.code, fault.message);
    if let Some(body) = envelope.body.as_object_mut() {
        body.insert("data".to_owned(), data(shown, family));
    }
    let error = json!({
        "field": fault.field,
        "value": null,
        "errors": [{ "code": fault.code.number, "message": fault.message }],
    });
    put_services(&mut envelope, services(shown, family, vec![error]));
    envelope
}

pub(super) fn put_services(envelope: &mut Envelope, services: Value) {
    if let Some(body) = envelope.body.as_object_mut() {
        body.insert("services".to_owned(), services);
    }
}

pub(super) fn services(shown: &Verification<'_>, family: Family, errors: Vec<Value>) -> Value {
    let kind = shown.document.map(|document| document.kind.name());
    let is_approved = shown.state == Some(State::Approved);
    let validations = json!({ "validation_errors": errors });
    json!({
        "Validations": validations,
        "validations": validations,
        "spoofing": { "fake": false },
        "classification": { "doc_type": kind },
        "liveness": is_approved && family.is_of_a_person(),
        "AML": { "AML_matched": false, "data": [] },
        "SRC": { "isValid": false, "errorCode": 0, "errorKey": null, "errorMessage": null },
        "sandbox": shown.sandbox,
    })
}

fn data(shown: &Verification<'_>, family: Family) -> Value {
    match family {
        Family::Verify => verification(shown),
        Family::Ocr | Family::OcrFaces => ocr(shown, family),
        Family::Scan => document::scanned(shown),
        Family::Document => document::document(shown),
        Family::Match => document::matched(shown),
        Family::Compare => document::compared(shown),
        Family::Chip => document::chip_data(shown, None, None),
        Family::Screen => document::names(shown),
    }
}

/// `data` of `/v1/ocr/…`; with faces also whether they are the card holder's.
fn ocr(shown: &Verification<'_>, family: Family) -> Value {
    let mut data = json!({
        "idFrontData": shown.reading.map(|read| front(read, shown.transaction.as_deref())),
        "idBackData": shown.reading.map(|read| back(read, shown.transaction.as_deref())),
        "state": shown.state.map(State::name),
        "transaction_id": shown.transaction,
        "request_id": shown.request,
        "client_transaction_id": shown.client_transaction,
    });
    if let (Family::OcrFaces, Some(data)) = (family, data.as_object_mut()) {
        data.insert("isMatched".to_owned(), shown.is_matched.into());
    }
    data
}

fn verification(shown: &Verification<'_>) -> Value {
    json!({
        "isVerificationProcessCompleted": shown.is_validated,
        "isDigitalIdentityVerified": shown.is_verified,
        "deviceInfo": null,
        "user": shown.user.map(|(id, profile)| user(id, profile)),
        "idFrontData": shown.reading.map(|read| front(read, shown.transaction.as_deref())),
        "idBackData": shown.reading.map(|read| back(read, shown.transaction.as_deref())),
        "transaction_id": shown.transaction,
        "request_id": shown.request,
        "client_transaction_id": shown.client_transaction,
    })
}

/// `idFrontData`.
fn front(read: &Reading, transaction: Option<&str>) -> Value {
    json!({
        "name": read.name,
        "name_english": read.name_english,
        "first_name": read.first_name,
        "last_names": read.last_names,
        "first_name_english": read.first_name_english,
        "last_names_english": read.last_names_english,
        "address": read.address,
        "address_1": read.address_1,
        "address_2": read.address_2,
        "address_english": read.address_english,
        "govern": read.govern,
        "govern_english": read.govern_english,
        "dateOfBirth": read.birth_date,
        "idNumber": read.id_number,
        "idKey": read.id_key,
        "gender": read.gender,
        "transaction_id": transaction,
    })
}

/// `idBackData`. Religion, marital status and husband's name are never read.
fn back(read: &Reading, transaction: Option<&str>) -> Value {
    json!({
        "maritalStatus": null,
        "job": read.job,
        "jobTitle": read.job_title,
        "religion": null,
        "husbandName": null,
        "releaseDate": read.release_date,
        "idExpiry": read.expiry,
        "idNumber": read.id_number,
        "gender": read.gender,
        "transaction_id": transaction,
    })
}
