//! The calls of a registered person's app: `CheckEligibility`, `Create`, `Current…` (`wire.md` 6).

use mithaq_domain::{
    form::Given,
    person::Location,
    session::{InvitationRefusal, NEXT_SIGNER_LIMIT, Named},
    time::Instant,
};
use serde_json::{Value, json};

use crate::{
    code::{self, of_invitation},
    device::location,
    json::{Json, join},
    read::{FieldError, Reader, given},
};

/// What an app says of its device.
#[derive(Clone, Copy)]
pub struct Device {
    /// Where it is.
    pub location: Option<Location>,
    /// What its clock says.
    pub time: Option<Instant>,
}

impl Device {
    /// Reads `geoLocation` and `userDeviceUtcTime`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            location: location(reader),
            time: device_time(reader),
        }
    }
}

/// `userDeviceUtcTime`, with or without a `Z`: its name says that it is UTC.
fn device_time(reader: &mut Reader<'_>) -> Option<Instant> {
    let name = "userDeviceUtcTime";
    let text = reader.text(name, 64)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let time = Instant::parse_iso(text).or_else(|| Instant::parse_iso(&format!("{text}Z")));
    if time.is_none() {
        reader.refuse(reader.path_of(name), code::NOT_A_MOMENT);
    }
    time
}

/// `Create/{typeId}`.
pub struct Create {
    /// Values by key.
    pub values: Vec<(String, Given)>,
    /// Who signs beside the person.
    pub signers: Vec<Named>,
    /// How many in all must sign, as asked.
    pub least: Option<i64>,
    /// What the app says of its device.
    pub device: Device,
    path: String,
    signers_path: String,
    least_path: String,
}

/// Reads `Create/{typeId}`.
pub fn read_create(body: &Json) -> Result<Create, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let device = Device::read(&mut reader);
    let path = reader.path_of("requestFieldsValues");
    let values = match reader.value("requestFieldsValues") {
        None => Vec::new(),
        Some(Json::Object(fields)) => {
            let value = |(key, value): &(String, Json)| Some((key.clone(), given(value)?));
            fields.iter().filter_map(value).collect()
        }
        Some(_) => {
            reader.refuse(path.clone(), code::WRONG_TYPE);
            Vec::new()
        }
    };
    not_supported(&mut reader);
    let (signers_path, least_path) = (reader.path_of(SIGNERS), reader.path_of(LEAST));
    let create = Create {
        values,
        signers: signers(&mut reader),
        least: reader.integer(LEAST),
        device,
        path,
        signers_path,
        least_path,
    };
    reader.finish(create)
}

const SIGNERS: &str = "customerSignersIdentifiers";
const LEAST: &str = "minimumRequiredSignatories";

/// Phones, mailboxes and user ids of those who sign beside the person.
fn signers(reader: &mut Reader<'_>) -> Vec<Named> {
    let path = reader.path_of(SIGNERS);
    let items = match reader.value(SIGNERS) {
        None => return Vec::new(),
        Some(Json::List(items)) => items,
        Some(_) => {
            reader.refuse(path, code::WRONG_TYPE);
            return Vec::new();
        }
    };
    // One more, since the person may be among them.
    if items.len() > NEXT_SIGNER_LIMIT + 1 {
        reader.refuse(path, code::OUT_OF_RANGE);
        return Vec::new();
    }
    let mut signers = Vec::new();
    for (position, item) in items.iter().enumerate() {
        let named = match item {
            Json::Text(text) | Json::Number(text) => Named::parse(text).map_err(of_invitation),
            _ => Err(code::WRONG_TYPE),
        };
        match named {
            Ok(named) => signers.push(named),
            Err(code) => reader.refuse(format!("{path}[{position}]"), code),
        }
    }
    signers
}

/// What would change what is asked is refused rather than ignored.
fn not_supported(reader: &mut Reader<'_>) {
    if reader.flag("isDynamicSubTypes") {
        reader.refuse(reader.path_of("isDynamicSubTypes"), code::NOT_SUPPORTED);
    }
}

impl Create {
    /// The refused values as mistakes at `requestFieldsValues.KEY`.
    pub fn errors(&self, refused: &[(String, InvitationRefusal)]) -> Vec<FieldError> {
        let error = |(key, why): &(String, InvitationRefusal)| FieldError {
            field: join(&self.path, key),
            code: of_invitation(*why),
        };
        refused.iter().map(error).collect()
    }
}

impl Create {
    /// The refused signers as mistakes at `customerSignersIdentifiers[n]`; without a position, how
    /// many must sign.
    pub fn signer_errors(
        &self,
        refused: impl Iterator<Item = (Option<usize>, InvitationRefusal)>,
    ) -> Vec<FieldError> {
        let error = |(position, why): (Option<usize>, InvitationRefusal)| FieldError {
            field: match position {
                Some(position) => format!("{}[{position}]", self.signers_path),
                None => self.least_path.clone(),
            },
            code: of_invitation(why),
        };
        refused.map(error).collect()
    }
}

/// The answer of `CheckEligibility`: eligible, verified, something pending, mailbox confirmed.
pub fn eligibility([eligible, verified, pending, email]: [bool; 4]) -> Value {
    json!({
        "isEligible": eligible,
        "isDigitalIdentityVerified": verified,
        "hasPendingRequest": pending,
        "isEmailConfirmed": email,
    })
}

/// A document of a contract.
pub fn document(order: i64, title: &str, content: &str) -> Value {
    json!({ "order": order, "title": title, "content": content, "signature": null, "isHtml": false })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Create, Vec<FieldError>> {
        read_create(&Json::parse(text.as_bytes()).unwrap())
    }

    fn mistakes(text: &str) -> Vec<(String, u16)> {
        let errors = read(text).err().unwrap();
        let pair = |error: FieldError| (error.field, error.code.number);
        errors.into_iter().map(pair).collect()
    }

    #[test]
    fn places_come_as_numbers_or_texts_and_the_devices_time_with_or_without_a_z() {
        for text in [
            r#"{"geoLocation": {"latitude": "30.04", "longitude": 31.2}, "userDeviceUtcTime": "2026-11-22T10:15:30"}"#,
            r#"{"GEOLOCATION": {"Latitude": 30.04, "longitude": "31.2"}, "userDeviceUtcTime": "2026-11-22T10:15:30.000Z"}"#,
        ] {
            let create = read(text).unwrap();
            assert!(create.device.location.is_some());
            let time = create.device.time.map(Instant::to_iso);
            assert_eq!(time.as_deref(), Some("2026-11-22T10:15:30.000Z"));
        }
        assert!(read("{}").unwrap().device.location.is_none());
    }

    #[test]
    fn what_is_not_supported_yet_is_named_rather_than_ignored() {
        assert_eq!(
            mistakes(
                r#"{"isDynamicSubTypes": true, "customerSignersIdentifiers": ["+2012", {}, "a@b"],
                    "minimumRequiredSignatories": "two", "userDeviceUtcTime": "noon", "requestFieldsValues": []}"#
            ),
            [
                ("userDeviceUtcTime".to_owned(), 1608),
                ("requestFieldsValues".to_owned(), 1107),
                ("isDynamicSubTypes".to_owned(), 1118),
                ("customerSignersIdentifiers[0]".to_owned(), 1111),
                ("customerSignersIdentifiers[1]".to_owned(), 1107),
                ("customerSignersIdentifiers[2]".to_owned(), 1112),
                ("minimumRequiredSignatories".to_owned(), 1107),
            ]
        );
        let many = vec!["1"; 10].join(",");
        let many = format!(r#"{{"customerSignersIdentifiers": [{many}]}}"#);
        assert_eq!(
            mistakes(&many),
            [("customerSignersIdentifiers".to_owned(), 1117)]
        );
        let harmless = r#"{"isDynamicSubTypes": false, "customerSignersIdentifiers": [], "minimumRequiredSignatories": 1}"#;
        assert!(read(harmless).is_ok());
        let named = read(r#"{"CustomerSignersIdentifiers": ["+201098765432", 17, "18"]}"#).unwrap();
        assert_eq!(named.signers.len(), 3);
    }
}
