//! Other documents, faces that are compared, chips and lists of names: `verify/passport/…` and what
//! else is below `/v1/ocr/` (`wire.md` 4 and 5).

use mithaq_domain::transaction::{State, chip::Chip, passport::Passport};
use serde_json::{Value, json};

use super::{
    NAME, Named, SentPicture,
    answer::{Family, Verification, put_services, services},
    named, required_picture,
};
use crate::{
    envelope::Envelope,
    json::Json,
    read::{FieldError, Reader},
};

/// One picture.
pub struct DocumentAsk {
    /// The picture.
    pub image: SentPicture,
    /// What it says of its transaction.
    pub named: Named,
}

/// Two faces.
pub struct CompareAsk {
    /// `face_image1`, `face_image2`.
    pub faces: [SentPicture; 2],
    /// What it says of its transaction.
    pub named: Named,
}

/// The files of a chip.
pub struct ChipAsk {
    /// `dg1_base64`, `dg2_base64`, `sod_base64`.
    pub files: [SentPicture; 3],
    /// What it says of its transaction.
    pub named: Named,
}

/// Somebody who is looked up.
pub struct ScreenAsk {
    /// The name.
    pub name: String,
    /// What it says of its transaction.
    pub named: Named,
}

/// Reads a call that hands in one picture of a document.
pub fn read_document(body: &Json) -> Result<DocumentAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let image = required_picture(&mut reader, "image");
    let named = named(&mut reader);
    reader.finish(DocumentAsk { image, named })
}

/// Reads `face/compare`.
pub fn read_compare(body: &Json) -> Result<CompareAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let faces = ["face_image1", "face_image2"].map(|name| required_picture(&mut reader, name));
    let named = named(&mut reader);
    reader.finish(CompareAsk { faces, named })
}

/// Reads `verify/passport/nfc`. How the app spoke to the chip is taken, and nothing follows from it.
pub fn read_chip(body: &Json) -> Result<ChipAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let files =
        ["dg1_base64", "dg2_base64", "sod_base64"].map(|name| required_picture(&mut reader, name));
    let named = named(&mut reader);
    reader.text("auth_type", NAME);
    reader.finish(ChipAsk { files, named })
}

/// Reads `aml/validate`.
pub fn read_screen(body: &Json) -> Result<ScreenAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    reader.required_text("idNumber", NAME);
    let name = reader.required_text("name", 1_024);
    reader.text("dateOfBirth", NAME);
    let named = named(&mut reader);
    reader.finish(ScreenAsk { name, named })
}

/// `data` of `verify/passport/scan`.
pub(super) fn scanned(shown: &Verification<'_>) -> Value {
    let passport = shown
        .document
        .and_then(|document| document.passport.as_ref());
    with_names(passport_data(passport), shown)
}

/// `data` of the calls of one document.
pub(super) fn document(shown: &Verification<'_>) -> Value {
    let passport = shown
        .document
        .and_then(|document| document.passport.as_ref());
    let data = json!({ "passportData": passport.map(|read| passport_data(Some(read))) });
    with_names(data, shown)
}

/// `data` of `face/match`. How far the faces are apart nobody measures yet.
pub(super) fn matched(shown: &Verification<'_>) -> Value {
    let is_matched = shown.is_matched;
    let data = json!({
        "isMatched": is_matched,
        "dissimilarityScore": null,
        "isFaceDetected": is_matched,
        "isIdFaceDetected": is_matched,
    });
    with_names(data, shown)
}

/// `data` of `face/compare`.
pub(super) fn compared(shown: &Verification<'_>) -> Value {
    with_names(json!({ "isMatched": shown.is_matched }), shown)
}

/// The answer to a chip's files; `unchecked` says why its signature counts for nothing.
pub fn chip(shown: &Verification<'_>, chip: &Chip, unchecked: &str) -> Envelope {
    let data = chip_data(shown, Some(chip), Some(unchecked));
    let mut envelope = Envelope::done(data);
    put_services(&mut envelope, services(shown, Family::Chip, Vec::new()));
    envelope
}

/// `data` of `verify/passport/nfc`; without a chip everything that could be said of one is missing.
pub(super) fn chip_data(
    shown: &Verification<'_>,
    chip: Option<&Chip>,
    unchecked: Option<&str>,
) -> Value {
    let valid = chip.is_some_and(|chip| chip.is_valid);
    let of = |part: fn(&Passport) -> &String| chip.map(|chip| part(&chip.passport));
    let failure = unchecked.filter(|_| !valid);
    let made_up = |text: &'static str| valid.then_some(text);
    let data = json!({
        "isValid": valid,
        "signatureValid": valid,
        "contentAuthenticityValid": valid,
        "dg1HashValid": valid,
        "dg2HashValid": valid,
        "faceMatchPassed": false,
        "faceMatchScore": 0.0,
        "failedStep": failure.map(|_| "signature"),
        "failureReason": failure,
        "fullName": of(|read| &read.name),
        "dateOfBirth": of(|read| &read.birth_date),
        "expiryDate": of(|read| &read.expiry),
        "nationality": of(|read| &read.nationality),
        "issuingCountry": of(|read| &read.issuer),
        // Only a sandbox's chip is valid, and its signer is made up.
        "dscSubject": made_up("CN=Sandbox Document Signer, C=UT"),
        "dscExpiry": made_up("2049-12-31"),
        "dscCountryCode": made_up("UT"),
        "countrySigner": {
            "dscValid": valid,
            "cscaFoundInSod": valid,
            "cscaChainValid": valid,
            "cscaSignatureValid": valid,
        },
    });
    merged(data, names(shown))
}

/// The answer of a sandbox to a search of the lists: somebody was found, or nobody.
pub fn screened(shown: &Verification<'_>, found: bool) -> Envelope {
    let mut envelope = Envelope::done(names(shown));
    let mut all = services(shown, Family::Screen, Vec::new());
    if let Some(services) = all.as_object_mut() {
        let case = json!({
            "caseNo": "1",
            "caseYear": 2020,
            "recordDate": "2020-01-31",
            "fullName": "Sandbox Test Person",
            "idNumber": "00000000000000",
            "dateOfBirth": "1970-01-31",
            "score": "1.0",
        });
        let data = if found { vec![case] } else { Vec::new() };
        services.insert(
            "AML".to_owned(),
            json!({ "AML_matched": found, "data": data }),
        );
    }
    put_services(&mut envelope, all);
    envelope
}

/// What every answer names: all that `aml/validate` has.
pub(super) fn names(shown: &Verification<'_>) -> Value {
    json!({
        "transaction_id": shown.transaction,
        "request_id": shown.request,
        "client_transaction_id": shown.client_transaction,
    })
}

/// What every answer says of its transaction, beside what is its own.
fn with_names(data: Value, shown: &Verification<'_>) -> Value {
    let state = json!({ "state": shown.state.map(State::name) });
    merged(merged(data, state), names(shown))
}

fn merged(mut data: Value, more: Value) -> Value {
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
    data
}

/// What a passport says, in the published spelling.
fn passport_data(read: Option<&Passport>) -> Value {
    let of = |part: fn(&Passport) -> &String| read.map(part);
    json!({
        "passport_no": of(|read| &read.number),
        "name": of(|read| &read.name),
        "Date_of_Birth": of(|read| &read.birth_date),
        "Date_of_Expiry": of(|read| &read.expiry),
        "nationality": of(|read| &read.nationality),
        "country_code": of(|read| &read.issuer),
        "gender": read.and_then(|read| read.gender.as_ref()),
        "doc_Type": of(|read| &read.kind),
        // The zone does not say it, and nobody looks for the sign on the cover.
        "ePassport_supported": false,
    })
}
