//! What an invitation may hold and what not.

use super::*;
use crate::form::{Approval, Field, FieldType, IdentityPolicy};
use crate::text::Bilingual;

fn form() -> Form {
    let field = |key: &str, kind, required| Field {
        key: key.to_owned(),
        kind,
        label: Bilingual {
            en: key.to_owned(),
            ar: key.to_owned(),
        },
        required,
        group: None,
        options: Vec::new(),
    };
    Form {
        id: ContractTypeId::new(414),
        name: Bilingual {
            en: "Loan".to_owned(),
            ar: "قرض".to_owned(),
        },
        approval: Approval::Automatic,
        identity_policy: IdentityPolicy::None,
        provider_signers: Vec::new(),
        fields: vec![
            field("fullName", FieldType::Text, true),
            field("monthlyIncome", FieldType::Money, true),
        ],
    }
}

fn ask(values: &[(&str, &str)]) -> Invite {
    let given = values
        .iter()
        .map(|(key, text)| ((*key).to_owned(), Given::Text((*text).to_owned())))
        .collect();
    Invite {
        origin: Origin::Invitation,
        phone: Some("+201234567890".to_owned()),
        email: None,
        permissions: Permissions {
            allowed: Some(vec![ContractTypeId::new(414)]),
            minimal: true,
            identity_only: false,
        },
        values: vec![("414".to_owned(), given)],
        language: None,
        expires_in_seconds: None,
        external_id: None,
    }
}

fn judged(ask: Invite) -> Result<Invitation, Vec<Refused>> {
    invite(
        ask,
        &[&form()],
        Country::Egypt,
        Instant::from_unix_millis(0),
    )
}

fn reasons(ask: Invite) -> Vec<InvitationRefusal> {
    judged(ask)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|refused| refused.why)
        .collect()
}

#[test]
fn complete_values_make_an_approved_contract_and_others_a_draft() {
    let status = |values| {
        judged(ask(values))
            .ok()
            .and_then(|made| made.contracts.first().map(|new| new.status))
    };
    assert_eq!(
        status(&[("fullName", "Ahmed Mohamed"), ("MonthlyIncome", "5000")]),
        Some(Status::Approved)
    );
    assert_eq!(
        status(&[("fullName", "Ahmed Mohamed")]),
        Some(Status::Draft)
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    let mut wrong = ask(&[
        ("monthlyIncome", "much"),
        ("fullName", "a"),
        ("FULLNAME", "b"),
        ("shoe", "44"),
    ]);
    wrong.phone = Some("12".to_owned());
    wrong.email = Some("x".to_owned());
    wrong.permissions.allowed = Some(vec![ContractTypeId::new(1), ContractTypeId::new(414)]);
    wrong.expires_in_seconds = Some(1);
    assert_eq!(
        reasons(wrong),
        [
            InvitationRefusal::NotAPhone,
            InvitationRefusal::NotAnEmail,
            InvitationRefusal::UnknownForm,
            InvitationRefusal::Value(ValueRefusal::WrongType(FieldType::Money)),
            InvitationRefusal::DuplicateField,
            InvitationRefusal::UnknownField,
            InvitationRefusal::Life,
        ]
    );
}

#[test]
fn a_type_outside_the_allowed_ones_and_identity_only_with_values_are_refused() {
    let mut wrong = ask(&[]);
    wrong.permissions.allowed = Some(Vec::new());
    assert_eq!(reasons(wrong), [InvitationRefusal::FormNotAllowed]);
    let mut wrong = ask(&[]);
    wrong.permissions.identity_only = true;
    assert_eq!(
        reasons(wrong),
        [InvitationRefusal::IdentityOnlyWithContracts]
    );
    let mut wrong = ask(&[]);
    wrong.phone = None;
    assert_eq!(reasons(wrong), [InvitationRefusal::NoContact]);
}
