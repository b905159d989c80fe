//! The answers about persons, in the published spelling and order (`wire.md` 3).

use mithaq_domain::person::{Card, Profile};
use serde_json::{Value, json};

/// A code that was sent.
pub struct CodeShown {
    /// The id of its request.
    pub id: String,
    /// Its life in seconds.
    pub expire_in_seconds: i64,
    /// The digits, of a sandbox tenant only.
    pub digits: Option<String>,
}

/// Tokens that were given.
pub struct TokensShown<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// The same under the caller's key.
    pub encrypted: Option<&'a str>,
    /// Its life in seconds.
    pub expire_in_seconds: i64,
    /// The refresh token.
    pub refresh_token: &'a str,
}

/// The registration object.
#[derive(Default)]
pub struct Registration<'a> {
    /// Whether the company wants a confirmed mailbox.
    pub email_required: bool,
    /// Whether the mailbox was proved.
    pub email_confirmed: bool,
    /// Whether the phone was proved.
    pub phone_confirmed: bool,
    /// Whether the identity is verified.
    pub verified: bool,
    /// A code that is on its way to the phone.
    pub phone_code: Option<&'a CodeShown>,
    /// Tokens that were given.
    pub tokens: Option<TokensShown<'a>>,
    /// Who it is, once that is proved.
    pub user: Option<(i64, &'a Profile)>,
}

/// What the answer of `Login` has besides.
#[derive(Default)]
pub struct Login {
    /// Whether a contract of this person waits for something.
    pub has_pending_request: bool,
}

/// The registration object as JSON.
pub fn registration(shown: &Registration<'_>) -> Value {
    let (code, tokens) = (shown.phone_code, shown.tokens.as_ref());
    let card = shown.user.and_then(|(_, profile)| profile.card.as_ref());
    json!({
        "isEmailConfirmationRequired": shown.email_required,
        "isEmailConfirmed": shown.email_confirmed,
        "isPhoneNumberConfirmationRequired": true,
        "isPhoneNumberConfirmed": shown.phone_confirmed,
        "phoneNumberOtp": code.and_then(|code| code.digits.as_ref()),
        "phoneNumberOtpRequestId": code.map(|code| &code.id),
        "isDigitalIdentityVerified": shown.verified,
        "accessToken": tokens.map(|tokens| tokens.access_token),
        "encryptedAccessToken": tokens.and_then(|tokens| tokens.encrypted),
        "expireInSeconds": tokens.map(|tokens| tokens.expire_in_seconds),
        "refreshToken": tokens.map(|tokens| tokens.refresh_token),
        "userName": shown.user.and_then(|(_, profile)| user_name(profile)),
        "userFullName": card.map(|card| &card.full_name),
        "user": shown.user.map(|(id, profile)| user(id, profile)),
    })
}

/// The answer of `Login`: the registration object and more. `transactionId` and `redirectUri` have
/// no meaning here and are there because clients read them.
pub fn login(shown: &Registration<'_>, login: &Login) -> Value {
    let mut answer = registration(shown);
    if let Some(object) = answer.as_object_mut() {
        let expiry = shown.phone_code.map(|code| code.expire_in_seconds);
        object.insert(
            "hasPendingRequest".to_owned(),
            login.has_pending_request.into(),
        );
        object.insert("phoneOtpExpireInSeconds".to_owned(), expiry.into());
        object.insert("transactionId".to_owned(), Value::Null);
        object.insert("redirectUri".to_owned(), Value::Null);
    }
    answer
}

/// A person as `user`.
pub fn user(id: i64, profile: &Profile) -> Value {
    let card = profile.card.as_ref();
    let of_card = |part: fn(&Card) -> &String| card.map(part);
    json!({
        "id": id,
        "name": of_card(|card| &card.name),
        "surname": of_card(|card| &card.surname),
        "fullName": of_card(|card| &card.full_name),
        "userName": user_name(profile),
        "emailAddress": profile.email.as_ref().map(|email| email.as_str()),
        "phoneNumber": profile.phone.as_ref().map(|phone| phone.as_str()),
        "idNumber": of_card(|card| &card.id_number),
        "address": of_card(|card| &card.address),
    })
}

/// A person's user name is the phone, which is what the person logs in with.
fn user_name(profile: &Profile) -> Option<&str> {
    let phone = profile.phone.as_ref().map(|phone| phone.as_str());
    phone.or(profile.email.as_ref().map(|email| email.as_str()))
}

/// The answer of a step of `ForgetPassword/…` that sent a code. It says the same whether somebody is
/// registered or not, so it names nobody.
pub fn recovery_sent(code: &CodeShown, by_phone: bool) -> Value {
    let (phone, email) = (by_phone.then_some(code), (!by_phone).then_some(code));
    json!({
        "userId": null,
        "emailOtpRequestId": email.map(|code| &code.id),
        "emailOtpExpireInSeconds": email.map(|code| code.expire_in_seconds),
        "emailOtp": email.and_then(|code| code.digits.as_ref()),
        "phoneNumberOtpRequestId": phone.map(|code| &code.id),
        "phoneOtpExpireInSeconds": phone.map(|code| code.expire_in_seconds),
        "phoneNumberOtp": phone.and_then(|code| code.digits.as_ref()),
    })
}

/// The answer of a step that granted a new password.
pub fn recovery_granted(person: i64, reset_code: &str) -> Value {
    json!({ "userId": person, "resetCode": reset_code })
}

/// The answer of `VerifyEmail` and `UpdateEmailRequest`: a code is on its way, or all is done.
pub fn email_step(code: Option<&CodeShown>) -> Value {
    json!({
        "emailOtpRequestId": code.map(|code| &code.id),
        "emailOtpExpireInSeconds": code.map(|code| code.expire_in_seconds),
        "emailOtp": code.and_then(|code| code.digits.as_ref()),
        "isEmailConfirmed": code.is_none(),
        "transactionId": null,
    })
}

/// A person in `GetUsers`.
pub struct ListedUser<'a> {
    /// The number.
    pub id: i64,
    /// What is known.
    pub profile: &'a Profile,
    /// Whether the mailbox was proved.
    pub email_confirmed: bool,
    /// Whether the phone was proved.
    pub phone_confirmed: bool,
    /// Whether the identity is verified.
    pub verified: bool,
    /// Whether wrong passwords keep the person out now.
    pub locked: bool,
    /// ISO 8601.
    pub creation_time: String,
}

/// A person in `GetUsers`: a user and more.
pub fn listed_user(listed: &ListedUser<'_>) -> Value {
    let mut answer = user(listed.id, listed.profile);
    if let Some(object) = answer.as_object_mut() {
        let more = [
            ("isEmailConfirmed", listed.email_confirmed.into()),
            ("isPhoneNumberConfirmed", listed.phone_confirmed.into()),
            ("isDigitalIdentityVerified", listed.verified.into()),
            ("isLocked", listed.locked.into()),
            ("creationTime", listed.creation_time.clone().into()),
        ];
        object.extend(more.map(|(name, value): (&str, Value)| (name.to_owned(), value)));
    }
    answer
}

/// The answer of `StepVerifyOAuthToken` and `VerifyOAuthToken`: what a token is worth.
pub fn id_token(judged: Result<(String, &str), &str>) -> Value {
    let proved = judged.as_ref().ok();
    json!({
        "oAuthTokenVerificationRequestId": proved.map(|(id, _)| id),
        "isVerified": proved.is_some(),
        "validationResult": judged.as_ref().err().unwrap_or(&"Valid"),
        "email": proved.map(|(_, email)| email),
    })
}
