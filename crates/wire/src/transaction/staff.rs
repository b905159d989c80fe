//! `Transactions/…` and the pictures of `DigitalIdentity/…`: the staff looks and decides (`wire.md`
//! 3, admin calls on users).

use mithaq_domain::{
    id::TransactionId,
    otp::Destination,
    place::phone::Phone,
    text::Email,
    transaction::{
        Capture, State,
        card::Reading,
        document::{DocumentKind, DocumentReading},
        fault::Fault,
    },
};
use serde_json::{Value, json};

use crate::{
    code::{self, Code},
    json::{Json, join},
    read::{FieldError, Reader},
};

/// Longest text that is read off a card.
const TEXT: usize = 512;
/// Longest reason of a refusal, in characters.
const REASON: usize = 1_000;

/// `Transactions/Approve`.
pub struct Approve {
    /// The transaction; nothing where the text can be no id.
    pub id: Option<TransactionId>,
    /// What was read off the card.
    pub reading: Option<Reading>,
    /// A passport's machine-readable zone.
    pub zone: Option<String>,
    /// The kind of a document.
    pub kind: Option<DocumentKind>,
    front: String,
    back: String,
    own: [(&'static str, String); 2],
}

/// `Transactions/Reject`.
pub struct Reject {
    /// The transaction; nothing where the text can be no id.
    pub id: Option<TransactionId>,
    /// The published fault.
    pub fault: Option<Fault>,
    /// The reason in words.
    pub reason: Option<String>,
}

/// Reads `Transactions/Approve`.
pub fn read_approve(body: &Json) -> Result<Approve, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let id = reader.required_text("id", TEXT);
    let has_card = reader.value("idFrontData").is_some();
    let mut reading = Reading::default();
    reader.within("idFrontData", |front| {
        read_front(front, &mut reading, has_card)
    });
    reader.within("idBackData", |back| {
        reading.job = optional(back, "job");
        reading.job_title = optional(back, "jobTitle");
        reading.release_date = optional(back, "releaseDate");
        reading.expiry = optional(back, "idExpiry");
    });
    let zone = optional(&mut reader, "mrz");
    let named = optional(&mut reader, "docType");
    let kind = named.as_deref().and_then(DocumentKind::parse);
    if named.is_some() && kind.is_none() {
        reader.refuse(reader.path_of("docType"), code::VALUE_NOT_TAKEN);
    }
    let approve = Approve {
        zone,
        kind,
        own: ["mrz", "docType"].map(|name| (name, reader.path_of(name))),
        id: TransactionId::parse(&id),
        reading: has_card.then_some(reading),
        front: reader.path_of("idFrontData"),
        back: reader.path_of("idBackData"),
    };
    reader.finish(approve)
}

fn read_front(front: &mut Reader<'_>, reading: &mut Reading, is_there: bool) {
    if is_there {
        reading.name = front.required_text("name", TEXT).trim().to_owned();
        reading.id_number = front.required_text("idNumber", 64);
    }
    for (name, place) in [
        ("first_name", &mut reading.first_name),
        ("last_names", &mut reading.last_names),
        ("name_english", &mut reading.name_english),
        ("first_name_english", &mut reading.first_name_english),
        ("last_names_english", &mut reading.last_names_english),
        ("address", &mut reading.address),
        ("address_1", &mut reading.address_1),
        ("address_2", &mut reading.address_2),
        ("address_english", &mut reading.address_english),
        ("govern", &mut reading.govern),
        ("govern_english", &mut reading.govern_english),
        ("dateOfBirth", &mut reading.birth_date),
        ("idKey", &mut reading.id_key),
        ("gender", &mut reading.gender),
    ] {
        *place = optional(front, name);
    }
}

fn optional(reader: &mut Reader<'_>, name: &str) -> Option<String> {
    let text = reader.text(name, TEXT)?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Approve {
    /// What is wrong with the card, each at its path.
    pub fn errors(&self, faults: &[(&'static str, Fault)]) -> Vec<FieldError> {
        let error = |(name, fault): &(&'static str, Fault)| FieldError {
            field: match *name {
                "releaseDate" | "idExpiry" => join(&self.back, name),
                _ => self
                    .path(name)
                    .map_or_else(|| join(&self.front, name), Clone::clone),
            },
            code: code::of_fault(*fault),
        };
        faults.iter().map(error).collect()
    }

    /// That what was read is missing: the card's front, or this property.
    pub fn no_reading(&self, name: &str) -> Vec<FieldError> {
        vec![FieldError {
            field: self.path(name).unwrap_or(&self.front).clone(),
            code: code::REQUIRED,
        }]
    }

    /// The path, as sent, of a property of the body itself.
    fn path(&self, name: &str) -> Option<&String> {
        let known = self.own.iter().find(|(known, _)| *known == name);
        known.map(|(_, path)| path)
    }
}

/// Reads `Transactions/Reject`: a published code, a reason, or both.
pub fn read_reject(body: &Json) -> Result<Reject, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let id = reader.required_text("id", TEXT);
    let number = reader.integer("code");
    let fault = number.and_then(|number| Fault::from_number(u16::try_from(number).ok()?));
    if number.is_some() && fault.is_none() {
        reader.refuse(reader.path_of("code"), code::OUT_OF_RANGE);
    }
    let reason = reader.text("reason", REASON);
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    if reader.value("code").is_none() && reason.is_none() {
        reader.refuse(reader.path_of("reason"), code::REQUIRED);
    }
    reader.finish(Reject {
        id: TransactionId::parse(&id),
        fault,
        reason: reason.map(|reason| reason.trim().to_owned()),
    })
}

/// Reads `emailOrPhoneNumber` of a query.
pub fn read_email_or_phone(text: &str) -> Result<Destination, Code> {
    if text.contains('@') {
        let email = Email::parse(text).map(Destination::Email);
        return email.map_err(|_| code::NOT_AN_EMAIL);
    }
    let phone = Phone::parse(text).map(Destination::Phone);
    phone.map_err(|_| code::NOT_A_PHONE)
}

/// A picture in `steps`.
pub struct StepShown {
    /// What it shows.
    pub capture: Capture,
    /// ISO 8601.
    pub creation_time: String,
    /// Whether the provider passed it.
    pub passed: bool,
}

/// A transaction.
pub struct TransactionShown<'a> {
    /// Its id.
    pub id: String,
    /// What it is for, who decides, where it stands.
    pub kind: (&'a str, &'a str, State),
    /// The caller's own name for it.
    pub client_transaction: Option<&'a str>,
    /// The name that the caller expects on the card.
    pub expected_name: Option<&'a str>,
    /// The network address of the caller.
    pub address: &'a str,
    /// Whose it is.
    pub person: Option<i64>,
    /// That person's phone.
    pub phone: Option<&'a str>,
    /// Whether that person's identity is verified.
    pub is_verified: bool,
    /// What was read off the card.
    pub reading: Option<&'a Reading>,
    /// What was made out of another document.
    pub document: Option<&'a DocumentReading>,
    /// Why it was refused.
    pub rejection: (Option<u16>, Option<&'a str>),
    /// Its pictures.
    pub steps: Vec<StepShown>,
    /// ISO 8601.
    pub creation_time: String,
    /// ISO 8601.
    pub last_modification_time: String,
}

/// `GetTransactionById`.
pub fn transaction(shown: &TransactionShown<'_>) -> Value {
    let approved = shown.kind.2 == State::Approved;
    let mut transaction = listed(shown);
    if let Some(object) = transaction.as_object_mut() {
        let more = [
            ("stepsCount", shown.steps.len().into()),
            ("isMatched", approved.into()),
            ("isVerified", approved.into()),
            ("rejectionCode", shown.rejection.0.into()),
            ("rejectionReason", shown.rejection.1.into()),
        ];
        object.extend(more.map(|(name, value): (&str, Value)| (name.to_owned(), value)));
    }
    let steps: Vec<Value> = shown.steps.iter().map(step).collect();
    json!({
        "transaction": transaction,
        "transactionItems": {
            "phoneNumber": shown.phone,
            "digitalIdentityData": data(shown),
            "deviceInfo": {
                "deviceId": null,
                "imei": null,
                "imsi": null,
                "geoLocation": null,
                "ipAddress": shown.address,
                "timezone": null,
                "creationTime": shown.creation_time,
            },
            "isDigitalIdentityVerified": shown.is_verified,
            "steps": steps,
        },
    })
}

/// A transaction in a list.
pub fn listed(shown: &TransactionShown<'_>) -> Value {
    let (purpose, provider, state) = shown.kind;
    json!({
        "id": shown.id,
        "state": state.name(),
        "purpose": purpose,
        "provider": provider,
        "fullName": shown.reading.map(|read| &read.name),
        "idNumber": shown.reading.map(|read| &read.id_number),
        "clientTransactionId": shown.client_transaction,
        "creatorUserId": shown.person,
        "creationTime": shown.creation_time,
        "lastModificationTime": shown.last_modification_time,
    })
}

fn step(step: &StepShown) -> Value {
    json!({
        "fileName": step.capture.name(),
        "creationTime": step.creation_time,
        "isPassed": step.passed,
    })
}

/// What is known of the card, as names and values.
fn data(shown: &TransactionShown<'_>) -> Vec<Value> {
    let read = shown.reading;
    let of_card = |part: fn(&Reading) -> Option<&String>| read.and_then(part);
    let all = [
        ("name", of_card(|read| Some(&read.name))),
        ("nameEnglish", of_card(|read| read.name_english.as_ref())),
        ("idNumber", of_card(|read| Some(&read.id_number))),
        ("idKey", of_card(|read| read.id_key.as_ref())),
        ("dateOfBirth", of_card(|read| read.birth_date.as_ref())),
        ("gender", of_card(|read| read.gender.as_ref())),
        ("address", of_card(|read| read.address.as_ref())),
        ("govern", of_card(|read| read.govern.as_ref())),
        ("job", of_card(|read| read.job.as_ref())),
        ("releaseDate", of_card(|read| read.release_date.as_ref())),
        ("idExpiry", of_card(|read| read.expiry.as_ref())),
    ];
    let known = all.into_iter();
    let known = known.filter_map(|(name, value)| Some((name, value?.as_str())));
    let expected = shown.expected_name.map(|name| ("name_check_value", name));
    let kind = shown
        .document
        .map(|document| ("docType", document.kind.name()));
    let passport = shown
        .document
        .and_then(|document| document.passport.as_ref());
    let passport = passport.into_iter().flat_map(|read| {
        [
            ("passportNumber", read.number.as_str()),
            ("nameEnglish", read.name.as_str()),
            ("dateOfBirth", read.birth_date.as_str()),
            ("passportExpiry", read.expiry.as_str()),
            ("nationality", read.nationality.as_str()),
        ]
    });
    known
        .chain(expected)
        .chain(kind)
        .chain(passport)
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

/// `GetUserDigitalIdentityImages`: names for `GetStepImage`, of the pictures that there are.
pub fn images(transaction: Option<&str>, there: &[Capture]) -> Value {
    let name = |capture: Capture| there.contains(&capture).then(|| capture.name());
    json!({
        "idFrontImage": name(Capture::IdFront),
        "idBackImage": name(Capture::IdBack),
        "livenessImage": name(Capture::Liveness),
        "livenessFace01Image": name(Capture::Face01),
        "livenessFace02Image": name(Capture::Face02),
        "livenessFace03Image": name(Capture::Face03),
        "transactionId": transaction,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_refusal_names_a_published_code_or_says_why() {
        let codes = |body: &str| {
            let errors = read_reject(&parse(body)).err().unwrap_or_default();
            errors
                .into_iter()
                .map(|error| (error.field, error.code.number))
                .collect::<Vec<_>>()
        };
        assert!(codes(r#"{"id": "x", "code": "5006"}"#).is_empty());
        assert!(codes(r#"{"id": "x", "reason": "torn"}"#).is_empty());
        assert_eq!(codes(r#"{"id": "x"}"#), [("reason".to_owned(), 1106)]);
        for wrong in ["1", "-1", "70000"] {
            let body = format!(r#"{{"id": "x", "code": {wrong}}}"#);
            assert_eq!(codes(&body), [("code".to_owned(), 1117)]);
        }
    }

    #[test]
    fn a_card_that_is_given_has_a_name_and_a_number() {
        let errors = read_approve(&parse(r#"{"id": "x", "IdFrontData": {"name": " "}}"#));
        let errors = errors.err().unwrap();
        let paths: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(paths, ["IdFrontData.name", "IdFrontData.idNumber"]);
        assert!(
            read_approve(&parse(r#"{"id": "x"}"#))
                .ok()
                .unwrap()
                .reading
                .is_none()
        );
    }
}
