//! Names, numbers and ages against contracts; how the company decides is tested where it does.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::{
    form::{Approval, Field, FieldType, IdentityPolicy},
    id::ContractTypeId,
    text::Bilingual,
};

const TODAY: &str = "2026-11-29";

fn card() -> Card {
    Card {
        name: "منى".to_owned(),
        surname: "أحمد عبد الرحمن علي".to_owned(),
        full_name: "منى أحمد عبد الرحمن علي".to_owned(),
        id_number: "29801011234567".to_owned(),
        address: String::new(),
        full_name_english: Some("Mona Ahmed Abdelrahman Ali".to_owned()),
    }
}

fn form() -> Form {
    let name = Bilingual {
        en: "Loan".to_owned(),
        ar: "قرض".to_owned(),
    };
    let field = |key: &str, kind, source| Field {
        identity_source: Some(source),
        ..Field::new(key, kind, name.clone())
    };
    Form {
        id: ContractTypeId::new(1),
        name: name.clone(),
        approval: Approval::Automatic,
        identity_policy: IdentityPolicy::Required,
        minimum_age: None,
        provider_signers: Vec::new(),
        company_seal: crate::form::CompanySeal::None,
        fields: vec![
            field("customer", FieldType::Text, IdentitySource::FullName),
            field("number", FieldType::NationalId, IdentitySource::IdNumber),
            field("born", FieldType::Date, IdentitySource::DateOfBirth),
        ],
    }
}

fn ask(values: [&str; 3], today: &str, card: Option<&Card>) -> Result<(), Unfit> {
    let keys = ["customer", "number", "born"];
    let values: Values = keys
        .into_iter()
        .zip(values)
        .map(|(key, value)| (key.to_owned(), Value::Text(value.to_owned())))
        .collect();
    let question = Question {
        form: &form(),
        values: Some(&values),
        country: Country::Egypt,
        today,
    };
    question.ask(card)
}

const RIGHT: [&str; 3] = ["منى احمد عبدالرحمن على", "29801011234567", "1998-01-01"];

#[test]
fn the_person_whom_the_contract_names_may_sign_however_the_name_is_spelt() {
    assert_eq!(ask(RIGHT, TODAY, Some(&card())), Ok(()));
    let latin = ["Mona Ahmed Abdel-Rahman Ali", RIGHT[1], RIGHT[2]];
    assert_eq!(ask(latin, TODAY, Some(&card())), Ok(()));
}

#[test]
fn each_field_that_says_something_else_is_named_by_its_key() {
    let others = ["هدى أحمد عبد الرحمن علي", "29801011234568", "1998-01-02"];
    let keys = ["customer", "number", "born"];
    for (place, (key, other)) in keys.into_iter().zip(others).enumerate() {
        let mut values = RIGHT;
        values[place] = other;
        let expected = Difference {
            fields: vec![key.to_owned()],
            age_unknown: false,
        };
        let found = ask(values, TODAY, Some(&card()));
        assert_eq!(found, Err(Unfit::Differs(expected)));
    }
}

#[test]
fn full_age_is_reached_on_the_birthday_and_an_unreadable_number_goes_to_a_person() {
    assert_eq!(
        ask(RIGHT, "2018-12-31", Some(&card())),
        Err(Unfit::UnderAge(21))
    );
    assert_eq!(ask(RIGHT, "2019-01-01", Some(&card())), Ok(()));
    let passport = Card {
        id_number: "A01234567".to_owned(),
        ..card()
    };
    let Err(Unfit::Differs(difference)) = ask(RIGHT, TODAY, Some(&passport)) else {
        panic!("an age that nobody knows was accepted");
    };
    assert!(difference.age_unknown);
    assert_eq!(difference.fields, ["number", "born"]);
}

#[test]
fn without_a_proved_identity_nothing_is_borne_out() {
    let Err(Unfit::Differs(difference)) = ask(RIGHT, TODAY, None) else {
        panic!("nobody was accepted as somebody");
    };
    assert_eq!(difference.fields, ["customer", "number", "born"]);
}

#[test]
fn a_signer_whom_the_values_do_not_name_is_asked_for_the_age_alone() {
    let question = Question {
        form: &form(),
        values: None,
        country: Country::Egypt,
        today: TODAY,
    };
    assert_eq!(question.ask(Some(&card())), Ok(()));
}

#[test]
fn names_may_lack_words_but_have_none_of_their_own_and_short_ones_no_other_letter() {
    let proved = "منى أحمد عبد الرحمن علي";
    for same in [proved, "مُنى أحمد علي", "منى احمد عبدالرحمن", "منى  أحمد"]
    {
        assert!(is_same_name(same, proved), "{same}");
    }
    for other in [
        "",
        "منى",
        "أحمد منى علي",
        "منى محمد عبد الرحمن علي",
        "منى أحمد عبد الرحيم علي حسن",
        "منى أحمد أحمد",
        "Mona Ahmed",
    ] {
        assert!(!is_same_name(other, proved), "{other}");
    }
    assert!(!is_same_name("Mahmoud Ali", "Mohamed Ali"));
    assert!(is_same_name("Mona Abdelrahmen Ali", "Mona Abdelrahman Ali"));
    assert!(!is_same_name(
        "Hoda Abdelrahmen Mostafaa",
        "Hoda Abdelrahman Mostafa"
    ));
}

proptest! {
    #[test]
    fn a_name_is_its_own_and_never_another_ones_first_name(words in prop::collection::vec("[a-z]{3,9}", 2..6), other in "[a-z]{3,6}") {
        let name = words.join(" ");
        prop_assert!(is_same_name(&name, &name));
        prop_assume!(words.first() != Some(&other));
        let mut changed = words;
        changed[0] = other;
        prop_assert!(!is_same_name(&changed.join(" "), &name));
    }

    #[test]
    fn whatever_is_compared_is_compared_without_a_panic(given in "\\PC{0,60}", proved in "\\PC{0,60}") {
        let _ = is_same_name(&given, &proved);
    }
}
