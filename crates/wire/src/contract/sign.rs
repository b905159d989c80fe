//! The steps of signing by a registered person's app: `CustomerSign/…` (`wire.md` 6).

use mithaq_domain::{id::CodeId, message::SmsProvider, person::Location};
use serde_json::{Value, json};

use super::own::Device;
use crate::{
    code,
    device::sms_provider,
    json::Json,
    read::{FieldError, Reader},
    transaction::{FacesAsk, Named, face_pictures, transaction_named},
};

/// What every step says.
pub struct Step {
    /// The contract's id, as sent.
    pub id: String,
    /// Where the device is.
    pub here: Location,
    /// The same with its clock.
    pub device: Device,
    /// The gateway that is asked for.
    pub gateway: Option<SmsProvider>,
}

/// `StepValidateOtp`.
pub struct Validate {
    /// What every step says.
    pub step: Step,
    /// The id of the code's request.
    pub code: CodeId,
    /// The digits.
    pub digits: String,
    /// Their path as sent.
    pub path: String,
}

/// `Decline`.
pub struct Decline {
    /// The contract's id, as sent.
    pub id: String,
    /// What the app says of its device; the place need not be said.
    pub device: Device,
    /// The person's own words, if any.
    pub reason: Option<String>,
}

/// `StepReValidateLiveness`.
pub struct Revalidate {
    /// Where the device is.
    pub here: Location,
    /// The same with its clock.
    pub device: Device,
    /// The contract that is to be signed, where it is named.
    pub contract: Option<String>,
    /// The faces, and the transaction where it is named.
    pub faces: FacesAsk,
    /// The path of the transaction as sent.
    pub path: String,
}

/// Reads `StepReValidateLiveness`.
pub fn read_revalidate(body: &Json) -> Result<Revalidate, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let device = place(&mut reader);
    let contract = reader.text("requestId", 64);
    let path = reader.path_of("transactionId");
    let transaction = transaction_named(&mut reader, "transactionId");
    let (faces, image) = reader.within("scanTransaction", face_pictures);
    let read = device.location.map(|here| Revalidate {
        here,
        device,
        contract: contract.filter(|id| !id.trim().is_empty()),
        faces: FacesAsk {
            faces,
            image,
            named: Named {
                transaction,
                client_transaction: None,
                request: None,
                extracted: false,
            },
        },
        path,
    });
    finish(reader, read)
}

/// Reads `StepRequestOtp`. Nothing is charged, so that `paymentGateway` says nothing; nor does
/// `transactionId`, which ties captures of a face.
pub fn read_request_otp(body: &Json) -> Result<Step, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let step = step(&mut reader);
    let gateway = sms_provider(&mut reader);
    without_meaning(&mut reader);
    let step = step.map(|step| Step { gateway, ..step });
    finish(reader, step)
}

/// Reads `StepValidateOtp`.
pub fn read_validate_otp(body: &Json) -> Result<Validate, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let step = step(&mut reader);
    let id = reader.required_text("otpRequestId", 64);
    let code = CodeId::parse(&id);
    if code.is_none() && !id.is_empty() {
        reader.refuse(reader.path_of("otpRequestId"), code::WRONG_TYPE);
    }
    let digits = reader.required_text("otpCode", 64);
    let path = reader.path_of("otpCode");
    without_meaning(&mut reader);
    let read = step.zip(code).map(|(step, code)| Validate {
        step,
        code,
        digits,
        path,
    });
    finish(reader, read)
}

/// Reads what says no more than every step: `StepValidatePayment`, `GenerateSignContractLink`.
pub fn read_step(body: &Json) -> Result<Step, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let step = step(&mut reader);
    finish(reader, step)
}

/// Reads `Decline`.
pub fn read_decline(body: &Json) -> Result<Decline, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let decline = Decline {
        device: Device::read(&mut reader),
        id: reader.required_text("requestId", 64),
        reason: reader.text("reason", 1_000),
    };
    reader.finish(decline)
}

/// The device, which must say where it is.
fn place(reader: &mut Reader<'_>) -> Device {
    if reader.value("geoLocation").is_none() {
        reader.refuse(reader.path_of("geoLocation"), code::REQUIRED);
    }
    Device::read(reader)
}

fn step(reader: &mut Reader<'_>) -> Option<Step> {
    let device = place(reader);
    let id = reader.required_text("requestId", 64);
    device.location.map(|here| Step {
        id,
        here,
        device,
        gateway: None,
    })
}

fn without_meaning(reader: &mut Reader<'_>) {
    reader.text("transactionId", 64);
    reader.text("paymentGateway", 64);
}

/// What was read; a part that is missing has been noted as a mistake.
fn finish<T>(mut reader: Reader<'_>, read: Option<T>) -> Result<T, Vec<FieldError>> {
    if read.is_none() && !reader.has_errors() {
        reader.refuse(reader.path_of("geoLocation"), code::REQUIRED);
    }
    reader.finish(())?;
    read.ok_or_else(Vec::new)
}

/// The answer of `StepRequestOtp`; the digits are answered by a sandbox only.
pub fn code_sent(id: &str, digits: Option<&str>) -> Value {
    json!({ "otpRequestId": id, "otpCode": digits })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn without_a_place_no_step_is_taken() {
        for text in [
            r#"{"requestId": "a", "geoLocation": ""}"#,
            r#"{"requestId": "a"}"#,
            r#"{"requestId": "a", "geoLocation": {}}"#,
            r#"{"requestId": "a", "geoLocation": {"latitude": 91, "longitude": 1}}"#,
        ] {
            let errors = read_step(&Json::parse(text.as_bytes()).unwrap());
            let errors = errors.err().unwrap();
            assert!(
                errors
                    .iter()
                    .all(|error| error.field.starts_with("geoLocation"))
                    && !errors.is_empty(),
                "{text}"
            );
        }
    }
}
