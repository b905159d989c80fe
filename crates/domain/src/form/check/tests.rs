//! Which definitions can be used and which not.

use super::super::{
    Choice, CompanySeal, Parent, Pattern,
    tests::{field, form},
};
use super::*;
use crate::text::Bilingual;

fn same(text: &str) -> Bilingual {
    Bilingual {
        en: text.to_owned(),
        ar: text.to_owned(),
    }
}

fn judged(field: Field) -> Result<(), FormDefect> {
    let choice = |id: &str| Choice {
        id: id.to_owned(),
        name: same(id),
    };
    let first = Field {
        options: vec![choice("a"), choice("b")],
        ..super::super::tests::field("first", FieldType::Dropdown, false)
    };
    form(vec![first, field]).check(&naming(&["second"]))
}

fn naming(fields: &[&str]) -> Named {
    Named {
        fields: fields.iter().map(|key| (*key).to_owned()).collect(),
        ..Named::default()
    }
}

fn hanging(key: &str, value: Option<&str>) -> Field {
    Field {
        parent: Some(Parent {
            key: key.to_owned(),
            value: value.map(str::to_owned),
        }),
        ..field("second", FieldType::Text, false)
    }
}

#[test]
fn a_field_hangs_only_on_an_earlier_one_and_on_an_answer_that_it_can_have() {
    assert_eq!(judged(hanging("first", Some("a"))), Ok(()));
    assert_eq!(judged(hanging("first", None)), Ok(()));
    let key = "second".to_owned();
    assert_eq!(
        judged(hanging("second", None)),
        Err(FormDefect::Parent(key.clone()))
    );
    assert_eq!(
        judged(hanging("nothing", None)),
        Err(FormDefect::Parent(key.clone()))
    );
    assert_eq!(
        judged(hanging("first", Some("c"))),
        Err(FormDefect::ParentValue(key))
    );
}

#[test]
fn a_chain_of_conditions_has_an_end() {
    let chain = |length: usize| {
        let link = |number: usize| Field {
            parent: (number > 0).then(|| Parent {
                key: format!("k{}", number - 1),
                value: None,
            }),
            ..field(&format!("k{number}"), FieldType::Text, false)
        };
        form((0..length).map(link).collect()).check(&Named::default())
    };
    assert_eq!(chain(DEPTH_LIMIT + 1), Ok(()));
    assert!(matches!(chain(DEPTH_LIMIT + 2), Err(FormDefect::Parent(_))));
    assert_eq!(chain(FIELD_LIMIT + 1), Err(FormDefect::TooManyFields));
}

#[test]
fn limits_patterns_defaults_and_columns_must_fit_their_field() {
    let text = || field("second", FieldType::Text, false);
    let number = || field("second", FieldType::Number, false);
    let some = |text: &str| Some(text.to_owned());
    let cases = [
        Field {
            min: some("5"),
            max: some("4"),
            ..number()
        },
        Field {
            min: some("much"),
            ..number()
        },
        Field {
            min: some("-1"),
            ..text()
        },
        Field {
            min: some("1"),
            ..field("second", FieldType::Phone, false)
        },
        Field {
            pattern: Some(Pattern::new("(")),
            ..text()
        },
        Field {
            pattern: Some(Pattern::new("a")),
            ..number()
        },
        Field {
            default_value: some("nine"),
            ..number()
        },
        Field {
            default_value: some("9"),
            max: some("8"),
            ..number()
        },
        Field {
            columns: vec![same("a")],
            ..text()
        },
        field("second", FieldType::Table, false),
        Field {
            columns: vec![same("a")],
            ..field("second", FieldType::Table, true)
        },
    ];
    for field in cases {
        let shown = format!("{field:?}");
        assert!(judged(field).is_err(), "{shown}");
    }
    let table = Field {
        columns: vec![same("a")],
        max: some("20"),
        ..field("second", FieldType::Table, true)
    };
    assert_eq!(judged(table), Ok(()));
}

#[test]
fn a_document_may_only_name_fields_that_exist_and_tables_as_tables() {
    let named = |fields: &[&str], tables: &[(&str, usize)]| Named {
        tables: tables
            .iter()
            .map(|(key, columns)| ((*key).to_owned(), *columns))
            .collect(),
        ..naming(fields)
    };
    let form = form(vec![
        field("fullName", FieldType::Text, true),
        Field {
            columns: vec![same("a")],
            ..field("items", FieldType::Table, false)
        },
    ]);
    assert_eq!(form.check(&named(&["fullName"], &[("items", 1)])), Ok(()));
    assert_eq!(
        form.check(&named(&["fullName"], &[("items", 2)])),
        Err(FormDefect::TableColumn("items".to_owned()))
    );
    assert_eq!(
        form.check(&named(&["salary"], &[])),
        Err(FormDefect::UnknownPlaceholder("salary".to_owned()))
    );
    assert_eq!(
        form.check(&named(&[], &[("fullName", 0)])),
        Err(FormDefect::TablePlaceholder("fullName".to_owned()))
    );
}

#[test]
fn a_required_field_is_used_by_the_document_or_by_another_field() {
    let required = |key: &str| field(key, FieldType::Text, true);
    let child = Field {
        parent: Some(Parent {
            key: "married".to_owned(),
            value: None,
        }),
        ..field("spouse", FieldType::Text, false)
    };
    let form = form(vec![
        required("fullName"),
        required("married"),
        child,
        field("slip", FieldType::File, true),
        field("notes", FieldType::Text, false),
    ]);
    assert_eq!(form.check(&naming(&["fullName"])), Ok(()));
    assert_eq!(
        form.check(&naming(&["notes"])),
        Err(FormDefect::UnusedField("fullName".to_owned()))
    );
}

#[test]
fn a_value_is_printed_only_in_a_form_that_its_type_has() {
    let form = form(vec![
        field("fee", FieldType::Money, false),
        field("name", FieldType::Text, false),
    ]);
    let judged = |key: &str, format: &str| {
        let mut named = naming(&[]);
        named.formats.insert((key.to_owned(), format.to_owned()));
        form.check(&named)
    };
    assert_eq!(judged("fee", "words"), Ok(()));
    for (key, format) in [("name", "words"), ("fee", "long"), ("fee", "Words")] {
        let defect = FormDefect::Format(key.to_owned(), format.to_owned());
        assert_eq!(judged(key, format), Err(defect));
    }
}

#[test]
fn countersigners_are_few_different_and_named() {
    let judged = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let form = Form {
            provider_signers: names,
            ..form(vec![field("fullName", FieldType::Text, true)])
        };
        form.check(&naming(&["fullName"]))
    };
    assert_eq!(judged(&["legal", "director"]), Ok(()));
    let many: Vec<String> = (0..=COUNTERSIGNER_LIMIT)
        .map(|number| number.to_string())
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for wrong in [&["legal", "Legal "][..], &[" "], &many] {
        assert_eq!(judged(wrong), Err(FormDefect::Countersigners), "{wrong:?}");
    }
}

#[test]
fn countersigners_are_read_under_their_name_from_before() {
    let written = serde_json::to_value(form(Vec::new())).unwrap();
    assert!(written.get("contractSigners").is_some());
    let mut before = written;
    before["providerSigners"] = serde_json::json!(["legal"]);
    before.as_object_mut().unwrap().remove("contractSigners");
    let read: Form = serde_json::from_value(before).unwrap();
    assert_eq!(read.provider_signers, ["legal"]);
}

#[test]
fn what_the_companys_seal_does_is_said_by_a_word_and_types_from_before_have_none() {
    let plain = serde_json::to_value(form(Vec::new())).unwrap();
    // An older program still reads a type that does not want it.
    assert!(plain.get("companySeal").is_none());
    let said = |word: serde_json::Value| {
        let mut written = plain.clone();
        written["companySeal"] = word;
        serde_json::from_value::<Form>(written)
            .ok()
            .map(|form| form.company_seal)
    };
    let read: Form = serde_json::from_value(plain.clone()).unwrap();
    assert_eq!(read.company_seal, CompanySeal::None);
    for seal in [CompanySeal::None, CompanySeal::Countersigns] {
        assert_eq!(said(serde_json::json!(seal.code())), Some(seal));
    }
    for wrong in [
        serde_json::json!(true),
        serde_json::json!("Countersigns"),
        serde_json::json!(null),
    ] {
        assert_eq!(said(wrong.clone()), None, "{wrong}");
    }
}

#[test]
fn a_field_of_files_has_neither_default_nor_pattern_nor_an_answer_to_hang_on() {
    let file = || field("second", FieldType::File, true);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(judged(file()), Ok(()));
    let small = Field {
        max: some("100000"),
        ..file()
    };
    assert_eq!(judged(small), Ok(()));
    for wrong in [
        Field {
            default_value: some("slip.pdf"),
            ..file()
        },
        Field {
            pattern: Some(Pattern::new("a")),
            ..file()
        },
        Field {
            max: some("5242881"),
            ..file()
        },
        Field {
            max: some("0"),
            ..file()
        },
        // Whoever gives a file that is too small would be told of a number.
        Field {
            min: some("1"),
            ..file()
        },
        Field {
            columns: vec![same("a")],
            ..file()
        },
    ] {
        let shown = format!("{wrong:?}");
        assert!(judged(wrong).is_err(), "{shown}");
    }
    let hung = |value: Option<&str>| {
        let first = field("first", FieldType::File, false);
        form(vec![first, hanging("first", value)]).check(&Named::default())
    };
    assert_eq!(hung(None), Ok(()));
    let refused = Err(FormDefect::ParentValue("second".to_owned()));
    assert_eq!(hung(Some("slip.pdf")), refused);
    let many = (0..=FILE_LIMIT).map(|number| field(&format!("f{number}"), FieldType::File, false));
    let many = form(many.collect()).check(&Named::default());
    assert_eq!(many, Err(FormDefect::TooManyFiles));
}
