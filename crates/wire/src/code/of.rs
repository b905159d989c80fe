//! Which code a refusal of the rules has.

use mithaq_domain::{
    eligibility::NotEligible,
    form::{AttachmentRefusal, FieldType, ValueRefusal},
    message::MessageRefusal,
    otp::Refusal,
    session::InvitationRefusal,
    transaction::fault::Fault,
};

use super::*;

/// The code of a value that a field's type does not take.
pub const fn of_value(refusal: ValueRefusal) -> Code {
    match refusal {
        ValueRefusal::TooLong(_) => TOO_LONG,
        ValueRefusal::Pattern => VALUE_NOT_TAKEN,
        ValueRefusal::OutOfRange => OUT_OF_RANGE,
        ValueRefusal::File(refusal) => of_file(refusal),
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
            FieldType::File => NOT_A_FILE,
        },
    }
}

const fn of_file(refusal: AttachmentRefusal) -> Code {
    match refusal {
        AttachmentRefusal::Empty => FILE_EMPTY,
        AttachmentRefusal::TooLarge => FILE_TOO_LARGE,
        AttachmentRefusal::Kind => FILE_KIND,
        AttachmentRefusal::Unreadable => FILE_UNREADABLE,
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
        InvitationRefusal::NotPersons => READ_ONLY,
        InvitationRefusal::IdentityOnlyWithContracts => IDENTITY_ONLY,
        InvitationRefusal::Life => OUT_OF_RANGE,
        InvitationRefusal::TooLong(_) => TOO_LONG,
        InvitationRefusal::SamePerson => DUPLICATE,
        InvitationRefusal::NoSuchPerson => NO_SUCH_PERSON,
        InvitationRefusal::OutOfRange => OUT_OF_RANGE,
        InvitationRefusal::Message(refusal) => of_message(refusal),
        InvitationRefusal::NotOneContract => NOT_SUPPORTED,
        InvitationRefusal::MalformedPublicKey => BAD_PUBLIC_KEY,
    }
}

/// The code of what is wrong with a card or face: its published number.
pub fn of_fault(fault: Fault) -> Code {
    let mut all = ALL.iter().copied();
    let known = all.find(|code| code.number == fault.number());
    known.unwrap_or(VERIFICATION_FAILED)
}

/// The code of a person who may not make or sign a contract.
pub const fn of_not_eligible(refusal: NotEligible) -> Code {
    match refusal {
        NotEligible::IdentityNotVerified => IDENTITY_NEEDED,
        NotEligible::ContractPending => CONTRACT_PENDING,
        NotEligible::EmailNotConfirmed => EMAIL_NEEDED,
        NotEligible::UnderAge => UNDER_AGE,
    }
}

/// The code of a message that may not be sent.
pub const fn of_message(refusal: MessageRefusal) -> Code {
    match refusal {
        MessageRefusal::CountryNotAllowed => SMS_COUNTRY,
        MessageRefusal::DailyCap => SMS_DAILY_CAP,
        MessageRefusal::Pumping => SMS_PUMPING,
    }
}
