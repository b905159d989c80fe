//! Every error code, once. Its sentence is in `locales/` under its number; its HTTP status follows
//! `wire.md` 1.3: 200 for a refusal by the rules, 4xx where the request is not understood or not
//! allowed.

use mithaq_domain::{
    form::{FieldType, ValueRefusal},
    otp::Refusal,
    session::InvitationRefusal,
};

/// An error code with the HTTP status of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The number in `error_code`.
    pub number: u16,
    /// The HTTP status.
    pub status: u16,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $status:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code { number: $number, status: $status };)*

        /// Every code, for the served documentation and the test of its sentences.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The body is not valid JSON.
    NOT_JSON = 1101, 400;
    /// The body is too large.
    TOO_LARGE = 1102, 413;
    /// The content type is not JSON.
    UNSUPPORTED_TYPE = 1103, 415;
    /// There is no such path.
    NO_SUCH_PATH = 1104, 404;
    /// The path does not take this method.
    METHOD_NOT_ALLOWED = 1105, 405;
    /// A required property is missing.
    REQUIRED = 1106, 400;
    /// A property has the wrong type.
    WRONG_TYPE = 1107, 400;
    /// A property occurs twice.
    DUPLICATE = 1108, 400;
    /// A text is too long.
    TOO_LONG = 1109, 400;
    /// The contract type has no such field.
    UNKNOWN_FIELD = 1110, 400;
    /// Not a phone number.
    NOT_A_PHONE = 1111, 400;
    /// Not an e-mail address.
    NOT_AN_EMAIL = 1112, 400;
    /// Phone or e-mail is required.
    NO_CONTACT = 1113, 400;
    /// The field does not take this value.
    VALUE_NOT_TAKEN = 1114, 400;
    /// `userPublicKey` is malformed.
    BAD_PUBLIC_KEY = 1115, 400;
    /// `RequestFieldsValues` was given twice and differs.
    VALUES_DIFFER = 1116, 400;
    /// A number is out of range.
    OUT_OF_RANGE = 1117, 400;
    /// The property is not supported yet, and ignoring it would be wrong.
    NOT_SUPPORTED = 1118, 400;
    /// `Idempotency-Key` is empty, too long or not visible ASCII.
    BAD_IDEMPOTENCY_KEY = 1119, 400;
    /// `Idempotency-Key` was sent before with another body.
    IDEMPOTENCY_KEY_REUSED = 1120, 400;
    /// Not a number.
    NOT_A_NUMBER = 1121, 400;
    /// Not an amount.
    NOT_AN_AMOUNT = 1122, 400;
    /// Not a date.
    NOT_A_DATE = 1123, 400;
    /// Not a national ID number.
    NOT_A_NATIONAL_ID = 1124, 400;
    /// Not one of the choices.
    NOT_A_CHOICE = 1125, 400;
    /// Neither yes nor no.
    NOT_A_FLAG = 1126, 400;
    /// Another value rules the field out.
    NOT_ASKED = 1127, 400;
    /// Not rows of a table.
    NOT_A_TABLE = 1128, 400;
    /// Only the company fills the field in.
    READ_ONLY = 1129, 400;
    /// The ApiKey is missing or unknown.
    BAD_API_KEY = 1201, 401;
    /// The bearer token is missing, invalid or expired.
    BAD_BEARER = 1202, 401;
    /// The user name or password is wrong.
    WRONG_CREDENTIALS = 1203, 401;
    /// Too many wrong passwords: try later.
    LOCKED_OUT = 1204, 429;
    /// Not allowed.
    NOT_ALLOWED = 1205, 403;
    /// `TenancyName` does not match the ApiKey.
    OTHER_TENANCY = 1206, 403;
    /// The refresh token is worth nothing.
    BAD_REFRESH_TOKEN = 1207, 400;
    /// The call needs a secret ApiKey.
    SECRET_KEY_NEEDED = 1208, 403;
    /// The ApiKey may not be used from this address.
    ADDRESS_NOT_ALLOWED = 1209, 403;
    /// The digits of a code are wrong.
    WRONG_CODE = 1301, 200;
    /// The code's life is over.
    CODE_EXPIRED = 1302, 200;
    /// The code is used up: ask for another.
    CODE_EXHAUSTED = 1303, 200;
    /// A code was sent a moment ago.
    CODE_TOO_SOON = 1304, 200;
    /// The daily limit of codes is reached.
    CODES_LOCKED = 1305, 200;
    /// No such code was sent.
    NO_CODE = 1306, 200;
    /// The tenant has no such person.
    NO_SUCH_PERSON = 1310, 404;
    /// The person's identity is not verified.
    NOT_VERIFIED = 1311, 200;
    /// Somebody is registered with this phone.
    PHONE_TAKEN = 1312, 200;
    /// Somebody is registered with this mailbox.
    EMAIL_TAKEN = 1313, 200;
    /// Unknown phone or wrong password of a person.
    WRONG_LOGIN = 1314, 200;
    /// The password is too short.
    WEAK_PASSWORD = 1315, 400;
    /// The reset code is worth nothing.
    BAD_RESET_CODE = 1316, 200;
    /// A message's subject names a link.
    NAMES_LINK = 1317, 400;
    /// The tenant has no such contract type.
    UNKNOWN_FORM = 1401, 400;
    /// The contract type is not among the allowed ones.
    FORM_NOT_ALLOWED = 1402, 400;
    /// `DigitalIdentityOnly` together with contracts.
    IDENTITY_ONLY = 1403, 400;
    /// No such session.
    NO_SUCH_SESSION = 1404, 404;
    /// The session has ended already.
    SESSION_ENDED = 1405, 200;
    /// No such contract.
    NO_SUCH_CONTRACT = 1501, 404;
    /// No such contract type.
    NO_SUCH_FORM = 1506, 404;
    /// The PDF does not exist yet.
    PDF_NOT_READY = 1504, 200;
    /// There is no such event to subscribe to.
    UNKNOWN_EVENT = 1602, 400;
    /// The endpoint's address is none, or names a user.
    NOT_AN_ENDPOINT = 1603, 400;
    /// The endpoint's address is not https.
    ENDPOINT_NOT_ENCRYPTED = 1604, 400;
    /// The endpoint's address leads to a private network.
    ENDPOINT_NOT_PUBLIC = 1605, 400;
    /// There are as many subscriptions as there may be.
    TOO_MANY_SUBSCRIPTIONS = 1606, 200;
    /// No such subscription.
    NO_SUCH_SUBSCRIPTION = 1607, 404;
    /// Not a moment.
    NOT_A_MOMENT = 1608, 400;
    /// No such delivery.
    NO_SUCH_DELIVERY = 1609, 404;
    /// The span of time holds too many events to repeat at once.
    TOO_MANY_TO_REPLAY = 1610, 200;
    /// No such event.
    NO_SUCH_EVENT = 1611, 404;
    /// Something went wrong inside.
    INTERNAL = 1900, 500;
    /// Too busy.
    OVERLOADED = 1901, 503;
    /// Too many requests: later.
    TOO_MANY = 1902, 429;
}

/// The code of a value that a field's type does not take.
pub const fn of_value(refusal: ValueRefusal) -> Code {
    match refusal {
        ValueRefusal::TooLong(_) => TOO_LONG,
        ValueRefusal::Pattern => VALUE_NOT_TAKEN,
        ValueRefusal::OutOfRange => OUT_OF_RANGE,
        ValueRefusal::WrongType(kind) => match kind {
            FieldType::Text | FieldType::Multiline => VALUE_NOT_TAKEN,
            FieldType::Number => NOT_A_NUMBER,
            FieldType::Money => NOT_AN_AMOUNT,
            FieldType::Date => NOT_A_DATE,
            FieldType::Dropdown | FieldType::Multiselect => NOT_A_CHOICE,
            FieldType::Checkbox => NOT_A_FLAG,
            FieldType::Table => NOT_A_TABLE,
            FieldType::Phone => NOT_A_PHONE,
            FieldType::Email => NOT_AN_EMAIL,
            FieldType::NationalId => NOT_A_NATIONAL_ID,
        },
    }
}

/// The code of a verification code that is not sent or not accepted.
pub const fn of_code(refusal: Refusal) -> Code {
    match refusal {
        Refusal::Wrong { .. } => WRONG_CODE,
        Refusal::Expired => CODE_EXPIRED,
        Refusal::Exhausted => CODE_EXHAUSTED,
        Refusal::TooSoon { .. } => CODE_TOO_SOON,
        Refusal::LockedForToday => CODES_LOCKED,
        Refusal::NoneSent => NO_CODE,
    }
}

/// The code of a refused part of an invitation.
pub const fn of_invitation(refusal: InvitationRefusal) -> Code {
    match refusal {
        InvitationRefusal::NotAPhone => NOT_A_PHONE,
        InvitationRefusal::NotAnEmail => NOT_AN_EMAIL,
        InvitationRefusal::NoContact => NO_CONTACT,
        InvitationRefusal::UnknownForm => UNKNOWN_FORM,
        InvitationRefusal::FormNotAllowed => FORM_NOT_ALLOWED,
        InvitationRefusal::UnknownField => UNKNOWN_FIELD,
        InvitationRefusal::DuplicateField => DUPLICATE,
        InvitationRefusal::Value(refusal) => of_value(refusal),
        InvitationRefusal::NotAsked => NOT_ASKED,
        InvitationRefusal::Required => REQUIRED,
        InvitationRefusal::IdentityOnlyWithContracts => IDENTITY_ONLY,
        InvitationRefusal::Life => OUT_OF_RANGE,
        InvitationRefusal::TooLong(_) => TOO_LONG,
        InvitationRefusal::MalformedPublicKey => BAD_PUBLIC_KEY,
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn every_number_occurs_once() {
        let mut numbers: Vec<u16> = ALL.iter().map(|code| code.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), ALL.len());
    }
}
