//! Registered persons: `DigitalIdentity/…` (`wire.md` 3). Reading the calls of registration and
//! log-in; others are in `recover`, the answers in `answer`.

mod answer;
mod recover;

use mithaq_domain::{
    id::{CodeId, ProofId},
    message::SmsProvider,
    oidc::ProviderName,
    person::{Location, is_password},
    place::phone::Phone,
    text::Email,
};

pub use answer::{
    CodeShown, ListedUser, Login, Registration, TokensShown, email_step, id_token, listed_user,
    login, recovery_granted, recovery_sent, registration, user,
};
pub use recover::{
    GetUsers, Recovery, Reset, read_get_users, read_recovery, read_recovery_check, read_reset,
    read_user,
};

use crate::{
    code,
    device::{location, sms_provider},
    json::Json,
    read::{FieldError, Reader, is_blank},
};

/// A code as it was shown, and where it stood in the request.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The id of its request.
    pub id: CodeId,
    /// The digits.
    pub digits: String,
    /// The path of the digits as sent.
    pub path: String,
}

/// `CheckExistenceOfEmailOrPhone`.
pub struct Existence {
    /// The phone.
    pub phone: Option<Phone>,
    /// The mailbox.
    pub email: Option<Email>,
}

/// Reads `CheckExistenceOfEmailOrPhone`: one of the two is required.
pub fn read_existence(body: &Json) -> Result<Existence, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let sent = |name| {
        reader
            .value(name)
            .is_some_and(|value| *value != Json::Text(String::new()))
    };
    if !sent("phoneNumber") && !sent("email") {
        reader.refuse(reader.path_of("phoneNumber"), code::NO_CONTACT);
    }
    let ask = Existence {
        phone: phone(&mut reader, "phoneNumber"),
        email: email(&mut reader, "email"),
    };
    reader.finish(ask)
}

/// A step that sends a code to a phone or mailbox, or checks it.
pub struct Step<T> {
    /// The phone or mailbox.
    pub contact: T,
    /// Its path as sent.
    pub path: String,
    /// The code, where one is shown.
    pub shown: Option<Shown>,
    /// The gateway that is asked for.
    pub gateway: Option<SmsProvider>,
}

/// Reads `Register/StepVerifyPhone`.
pub fn read_phone_step(body: &Json) -> Result<Step<Phone>, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let contact = required(&mut reader, "phoneNumber", phone);
    let shown = shown(&mut reader, "phoneNumberOtpRequestId", "phoneNumberOtp");
    let gateway = sms_provider(&mut reader);
    let path = reader.path_of("phoneNumber");
    finish(reader, contact, |contact| Step {
        contact,
        path,
        shown,
        gateway,
    })
}

/// Reads `Register/StepVerifyEmail`.
pub fn read_email_step(body: &Json) -> Result<Step<Email>, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let contact = required(&mut reader, "email", email);
    let shown = shown(&mut reader, "emailOtpRequestId", "emailOtp");
    let path = reader.path_of("email");
    finish(reader, contact, |contact| Step {
        contact,
        path,
        shown,
        gateway: None,
    })
}

/// `Register`.
pub struct Register {
    /// The phone.
    pub phone: Phone,
    /// The code that proves it.
    pub phone_code: Shown,
    /// The mailbox.
    pub email: Option<Email>,
    /// The code that proves it.
    pub email_code: Option<Shown>,
    /// The proof of an identity provider.
    pub email_proof: Option<ProofId>,
    /// The password.
    pub password: Option<String>,
    /// Where the person is.
    pub location: Option<Location>,
    /// The device's name for itself.
    pub device: Option<String>,
    /// A key for the access token.
    pub user_public_key: Option<String>,
    /// Paths of phone, mailbox, key and provider's proof, as sent.
    pub paths: [String; 4],
}

/// Reads `Register`.
pub fn read_register(body: &Json) -> Result<Register, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let phone = required(&mut reader, "phoneNumber", phone);
    let (id, digits) = ("phoneNumberOtpRequestId", "phoneNumberOtp");
    let phone_code = shown(&mut reader, id, digits);
    if phone_code.is_none() && reader.value(digits).is_none_or(is_blank) {
        for name in [digits, id] {
            if reader.value(name).is_none_or(is_blank) {
                reader.refuse(reader.path_of(name), code::REQUIRED);
            }
        }
    }
    let email = email(&mut reader, "email");
    let email_code = shown(&mut reader, "emailOtpRequestId", "emailOtp");
    let email_proof = proof(&mut reader, "oAuthTokenVerificationRequestId");
    if (email_code.is_some() || email_proof.is_some())
        && email.is_none()
        && reader.value("email").is_none_or(is_blank)
    {
        reader.refuse(reader.path_of("email"), code::REQUIRED);
    }
    let password = password(&mut reader, "password");
    let location = location(&mut reader);
    let device = filled(reader.text("imei", 256));
    let user_public_key = filled(reader.text("userPublicKey", 8_192));
    let paths = [
        "phoneNumber",
        "email",
        "userPublicKey",
        "oAuthTokenVerificationRequestId",
    ]
    .map(|name| reader.path_of(name));
    finish(reader, phone.zip(phone_code), |(phone, phone_code)| {
        Register {
            phone,
            phone_code,
            email,
            email_code,
            email_proof,
            password,
            location,
            device,
            user_public_key,
            paths,
        }
    })
}

/// `Login`.
pub struct LoginAsk {
    /// The phone.
    pub phone: Phone,
    /// The password, not judged by length: it is what it is.
    pub password: Option<String>,
    /// Where the person is.
    pub location: Option<Location>,
    /// The device's name for itself.
    pub device: Option<String>,
    /// The code.
    pub code: Option<Shown>,
    /// Whether a code is wanted even from a known device.
    pub always_code: bool,
    /// The gateway that is asked for.
    pub gateway: Option<SmsProvider>,
    /// A key for the access token.
    pub user_public_key: Option<String>,
    /// Its path as sent.
    pub key_path: String,
}

/// Reads `Login`.
pub fn read_login(body: &Json) -> Result<LoginAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let phone = required(&mut reader, "phoneNumber", phone);
    let password = filled(reader.text("password", 256));
    let location = location(&mut reader);
    let device = filled(reader.text("imei", 256));
    reader.text("imsi", 256);
    let code = shown(&mut reader, "phoneNumberOtpRequestId", "phoneNumberOtp");
    let always_code = reader.flag("isPhone2FAEnabled");
    let gateway = sms_provider(&mut reader);
    let user_public_key = filled(reader.text("userPublicKey", 8_192));
    let key_path = reader.path_of("userPublicKey");
    finish(reader, phone, |phone| LoginAsk {
        phone,
        password,
        location,
        device,
        code,
        always_code,
        gateway,
        user_public_key,
        key_path,
    })
}

/// What was read where all is well; a part that is missing has been noted as a mistake.
fn finish<T, R>(
    reader: Reader<'_>,
    part: Option<T>,
    whole: impl FnOnce(T) -> R,
) -> Result<R, Vec<FieldError>> {
    reader.finish(())?;
    // Unreachable where every absence was noted; an empty list of mistakes is still a refusal.
    part.map(whole).ok_or_else(Vec::new)
}

/// Notes that a part is missing, unless something is wrong with it anyway.
fn required<T>(
    reader: &mut Reader<'_>,
    name: &str,
    read: impl FnOnce(&mut Reader<'_>, &str) -> Option<T>,
) -> Option<T> {
    if reader.value(name).is_none_or(is_blank) {
        reader.refuse(reader.path_of(name), code::REQUIRED);
        return None;
    }
    read(reader, name)
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn phone(reader: &mut Reader<'_>, name: &str) -> Option<Phone> {
    let text = filled(reader.text(name, 64))?;
    let phone = Phone::parse(&text).ok();
    if phone.is_none() {
        reader.refuse(reader.path_of(name), code::NOT_A_PHONE);
    }
    phone
}

fn email(reader: &mut Reader<'_>, name: &str) -> Option<Email> {
    let text = filled(reader.text(name, 256))?;
    let email = Email::parse(&text).ok();
    if email.is_none() {
        reader.refuse(reader.path_of(name), code::NOT_AN_EMAIL);
    }
    email
}

/// A new password, which must be long enough.
fn password(reader: &mut Reader<'_>, name: &str) -> Option<String> {
    let text = reader.text(name, 256).filter(|text| !text.is_empty())?;
    if !is_password(&text) {
        reader.refuse(reader.path_of(name), code::WEAK_PASSWORD);
    }
    Some(text)
}

/// A code and the id of its request: digits without an id are a mistake, an id without digits asks
/// for another code.
fn shown(reader: &mut Reader<'_>, id: &str, digits: &str) -> Option<Shown> {
    let text = filled(reader.text(digits, 64))?;
    let Some(sent) = filled(reader.text(id, 64)) else {
        if reader.value(id).is_none_or(is_blank) {
            reader.refuse(reader.path_of(id), code::REQUIRED);
        }
        return None;
    };
    let Some(parsed) = CodeId::parse(&sent) else {
        reader.refuse(reader.path_of(id), code::WRONG_TYPE);
        return None;
    };
    Some(Shown {
        id: parsed,
        digits: text,
        path: reader.path_of(digits),
    })
}

fn proof(reader: &mut Reader<'_>, name: &str) -> Option<ProofId> {
    let text = filled(reader.text(name, 64))?;
    let proof = ProofId::parse(&text);
    if proof.is_none() {
        reader.refuse(reader.path_of(name), code::WRONG_TYPE);
    }
    proof
}

/// `StepVerifyOAuthToken`.
pub struct IdToken {
    /// Whose token it is.
    pub provider: ProviderName,
    /// Its path as sent.
    pub path: String,
    /// The token.
    pub token: String,
    /// What the token must repeat.
    pub nonce: Option<String>,
}

/// Reads `StepVerifyOAuthToken` and `VerifyOAuthToken`.
pub fn read_id_token(body: &Json) -> Result<IdToken, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let named = reader.required_text("provider", 32);
    let path = reader.path_of("provider");
    let provider = ProviderName::parse(&named);
    if provider.is_none() && !named.is_empty() {
        reader.refuse(path.clone(), code::NOT_A_CHOICE);
    }
    let token = reader.required_text("IdToken", 16_384);
    let nonce = filled(reader.text("nonce", 512));
    finish(reader, provider, |provider| IdToken {
        provider,
        path,
        token,
        nonce,
    })
}
