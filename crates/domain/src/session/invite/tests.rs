//! What an invitation may hold and what not.

use super::*;
use crate::form::{Field, FieldType, IdentityPolicy, Parent};
use crate::text::Bilingual;

fn form() -> Form {
    let field = |key: &str, kind, required| {
        let label = Bilingual {
            en: key.to_owned(),
            ar: key.to_owned(),
        };
        Field {
            required,
            ..Field::new(key, kind, label)
        }
    };
    Form {
        id: ContractTypeId::new(414),
        name: Bilingual {
            en: "Loan".to_owned(),
            ar: "قرض".to_owned(),
        },
        approval: Approval::Automatic,
        identity_policy: IdentityPolicy::None,
        minimum_age: None,
        provider_signers: Vec::new(),
        company_seal: crate::form::CompanySeal::None,
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
        signers: Vec::new(),
        least: None,
    }
}

fn settings() -> Settings {
    let display = Bilingual {
        en: "Nile".to_owned(),
        ar: "النيل".to_owned(),
    };
    Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar)
}

fn judged(ask: Invite) -> Result<Invitation, Vec<Refused>> {
    judged_by(&form(), ask)
}

fn judged_by(form: &Form, ask: Invite) -> Result<Invitation, Vec<Refused>> {
    invite(ask, &[form], &settings(), Instant::from_unix_millis(0))
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
    wrong.expires_in_seconds = Some(0);
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

/// The form with a question that hangs on a box, and one that only the company answers.
fn form_with_conditions() -> Form {
    let mut form = form();
    let label = Bilingual {
        en: "x".to_owned(),
        ar: "x".to_owned(),
    };
    form.fields
        .push(Field::new("employed", FieldType::Checkbox, label.clone()));
    form.fields.push(Field {
        required: true,
        parent: Some(Parent {
            key: "employed".to_owned(),
            value: Some("true".to_owned()),
        }),
        ..Field::new("employer", FieldType::Text, label.clone())
    });
    form.fields.push(Field {
        required: true,
        read_only: true,
        ..Field::new("rate", FieldType::Number, label)
    });
    form
}

const WHOLE: [(&str, &str); 2] = [("fullName", "Ahmed"), ("monthlyIncome", "5000")];

fn reasons_by(form: &Form, more: &[(&str, &str)]) -> Vec<(Part, InvitationRefusal)> {
    let values: Vec<_> = WHOLE.iter().chain(more).copied().collect();
    let refused = judged_by(form, ask(&values)).err().unwrap_or_default();
    refused
        .into_iter()
        .map(|refused| (refused.part, refused.why))
        .collect()
}

#[test]
fn a_value_that_another_value_rules_out_is_refused_and_not_dropped() {
    let form = form_with_conditions();
    let at = |key: &str| Part::Field("414".to_owned(), key.to_owned());
    assert_eq!(
        reasons_by(
            &form,
            &[("employed", "no"), ("Employer", "Nile"), ("rate", "3")]
        ),
        [(at("Employer"), InvitationRefusal::NotAsked)]
    );
    let none = reasons_by(&form, &[("employer", "Nile"), ("rate", "3")]);
    assert!(none.is_empty(), "the box may still be ticked: {none:?}");
}

#[test]
fn what_only_the_company_fills_in_must_be_there_unless_somebody_approves() {
    let mut form = form_with_conditions();
    let missing = Part::Field("414".to_owned(), "rate".to_owned());
    assert_eq!(
        reasons_by(&form, &[]),
        [(missing, InvitationRefusal::Required)]
    );
    form.approval = Approval::Member;
    let made = judged_by(&form, ask(&WHOLE)).ok();
    let first = made.and_then(|made| made.contracts.into_iter().next());
    assert_eq!(first.map(|new| new.status), Some(Status::PendingApproval));
}

#[test]
fn a_default_completes_a_contract_and_stays_open() {
    let mut form = form();
    if let Some(income) = form
        .fields
        .iter_mut()
        .find(|field| field.required && field.kind == FieldType::Money)
    {
        income.default_value = Some("100".to_owned());
    }
    let made = judged_by(&form, ask(&[("fullName", "Ahmed")])).ok();
    let first = made.and_then(|made| made.contracts.into_iter().next());
    let first = first.map(|new| (new.status, new.open));
    assert_eq!(
        first,
        Some((
            Status::Approved,
            BTreeSet::from(["monthlyIncome".to_owned()])
        ))
    );
}

#[test]
fn a_signer_whom_the_company_sends_no_text_messages_to_is_refused_by_place() {
    let mut ask = ask(&[("fullName", "Ahmed"), ("monthlyIncome", "5000")]);
    let signer = |phone: &str, email: Option<&str>| AskedSigner {
        phone: Some(phone.to_owned()),
        email: email.map(str::to_owned),
        order: None,
    };
    ask.signers = vec![
        signer("+201098765432", None),
        signer("+966512345678", Some("late@example.com")),
    ];
    let refused = Refused {
        part: Part::Signer(1, SignerPart::Phone),
        why: InvitationRefusal::Message(MessageRefusal::CountryNotAllowed),
    };
    assert_eq!(judged(ask.clone()), Err(vec![refused]));
    ask.signers.truncate(1);
    assert!(judged(ask).is_ok_and(|invitation| invitation.signers.len() == 1));
}
