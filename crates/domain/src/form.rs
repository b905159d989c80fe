//! Contract types: their fields, who approves, whether identity must be proved; and the values
//! that fill the fields. The documents of a type are opaque here.

mod attachment;
mod check;
mod company_seal;
mod defect;
mod field;
mod format;
mod limit;
mod sample;
mod show;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use attachment::{Attachment, AttachmentRefusal, Content, MOST_BYTES, Media, ShownSize};
pub use check::{COUNTERSIGNER_LIMIT, Named, PAGE_ROWS};
pub use company_seal::CompanySeal;
pub use defect::FormDefect;
pub use field::{Choice, Field, FieldType, IdentitySource, Parent};
pub use format::Format;
pub use limit::Pattern;
pub use value::{Given, Value, ValueRefusal};

use crate::{
    id::ContractTypeId,
    place::Country,
    text::{Bilingual, Language},
};

/// The values of a contract by field key, each in its canonical form.
pub type Values = BTreeMap<String, Value>;

/// The files among values, by their fields' keys.
pub fn attachments(values: &Values) -> impl Iterator<Item = (&str, &Attachment)> {
    values.iter().filter_map(|(key, value)| match value {
        Value::File(attachment) => Some((key.as_str(), &**attachment)),
        Value::Text(_) | Value::List(_) | Value::Rows(_) => None,
    })
}

/// One version of a contract type. Versions are immutable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Form {
    /// Its number within the tenant.
    pub id: ContractTypeId,
    /// Its name as people read it.
    pub name: Bilingual,
    /// Who approves its contracts.
    pub approval: Approval,
    /// Whether a person must have a verified identity to sign.
    #[serde(default)]
    pub identity_policy: IdentityPolicy,
    /// How old, in whole years, who signs must be by the verified national number; where it is absent
    /// and identity is required, what the country's law asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    /// The members who countersign, by user name or e-mail address; none in a type that the
    /// customer alone signs. Types from before have it as `providerSigners`.
    #[serde(default, rename = "contractSigners", alias = "providerSigners")]
    pub provider_signers: Vec<String>,
    /// Whether the company's electronic seal countersigns by itself, after every listed member.
    #[serde(default, skip_serializing_if = "CompanySeal::is_none")]
    pub company_seal: CompanySeal,
    /// Its fields, in the order of the screens.
    pub fields: Vec<Field>,
}

/// Who approves a contract before it can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Approval {
    /// Nobody needs to.
    Automatic,
    /// A member of the company's staff.
    Member,
}

/// Whether a person must have a verified identity to sign (`wire.md` 6, `CheckEligibility`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentityPolicy {
    /// Yes: the default.
    #[default]
    Required,
    /// No; the document says so visibly.
    None,
}

/// What a contract of this form still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Nothing.
    Complete,
    /// Only what the company fills in.
    LacksCompany,
    /// Something that the person fills in.
    LacksPerson,
}

impl Form {
    /// The field of a key: the exact one, else the one that differs in letter case only.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .or_else(|| {
                self.fields
                    .iter()
                    .find(|field| field.key.eq_ignore_ascii_case(key))
            })
    }

    /// How old who signs must be, in whole years.
    pub const fn age_to_sign(&self, country: Country) -> Option<u8> {
        match (self.minimum_age, self.identity_policy) {
            (Some(years), _) => Some(years),
            (None, IdentityPolicy::Required) => Some(country.age_of_majority()),
            (None, IdentityPolicy::None) => None,
        }
    }

    /// Whether a file may be among its values.
    pub fn has_files(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.kind == FieldType::File)
    }

    /// The fields that the answers let be asked, in order: those without a parent, and those whose
    /// parent is asked itself and has the answer that they hang on.
    pub fn asked<'a>(&'a self, values: &Values) -> Vec<&'a Field> {
        let mut asked: Vec<&Field> = Vec::new();
        for field in &self.fields {
            let parent_asked = field
                .parent
                .as_ref()
                .is_none_or(|parent| asked.iter().any(|earlier| earlier.key == parent.key));
            if parent_asked && field.follows(values) {
                asked.push(field);
            }
        }
        asked
    }

    /// Whether the answers rule a field out for good: some answer that it hangs on is another. One
    /// that is still open rules nothing out.
    pub fn is_ruled_out(&self, field: &Field, values: &Values) -> bool {
        let mut field = field;
        // Parents stand before their children, so that this ends.
        while let Some(parent) = &field.parent {
            if values.contains_key(&parent.key) && !field.follows(values) {
                return true;
            }
            match self.fields.iter().find(|other| other.key == parent.key) {
                Some(other) => field = other,
                None => return false,
            }
        }
        false
    }

    /// Required fields that are asked and have no value, in order.
    pub fn missing<'a>(&'a self, values: &Values) -> Vec<&'a Field> {
        let mut asked = self.asked(values);
        asked.retain(|field| field.required && !values.contains_key(&field.key));
        asked
    }

    /// What is still missing, and whose it is to give.
    pub fn completeness(&self, values: &Values) -> Completeness {
        let missing = self.missing(values);
        if missing.is_empty() {
            Completeness::Complete
        } else if missing.iter().any(|field| field.is_persons()) {
            Completeness::LacksPerson
        } else {
            Completeness::LacksCompany
        }
    }

    /// Gives every field that is asked and has no value its default; the keys of those that the
    /// person may still change.
    pub fn fill_defaults(
        &self,
        values: &mut Values,
        language: Language,
        country: Country,
    ) -> BTreeSet<String> {
        let mut filled = BTreeSet::new();
        for field in &self.fields {
            if values.contains_key(&field.key) {
                continue;
            }
            let Some(default) = field.default_in(language, country) else {
                continue;
            };
            if self
                .asked(values)
                .iter()
                .any(|asked| asked.key == field.key)
            {
                values.insert(field.key.clone(), default);
                if field.is_persons() {
                    filled.insert(field.key.clone());
                }
            }
        }
        filled
    }

    /// Forgets the values of fields that the answers do not let be asked.
    pub fn settle(&self, values: &mut Values) {
        let asked: BTreeSet<&str> = self
            .asked(values)
            .iter()
            .map(|field| field.key.as_str())
            .collect();
        values.retain(|key, _| asked.contains(key.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn field(key: &str, kind: FieldType, required: bool) -> Field {
        let label = Bilingual {
            en: key.to_owned(),
            ar: key.to_owned(),
        };
        Field {
            required,
            ..Field::new(key, kind, label)
        }
    }

    pub(super) fn form(fields: Vec<Field>) -> Form {
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
            company_seal: CompanySeal::None,
            fields,
        }
    }

    #[test]
    fn keys_are_found_in_any_letter_case_and_must_be_unique_in_it() {
        let two = form(vec![
            field("fullName", FieldType::Text, true),
            field("FULLNAME", FieldType::Text, true),
        ]);
        assert_eq!(
            two.check(&Named::default()),
            Err(FormDefect::DuplicateKey("FULLNAME".to_owned()))
        );
        let one = form(vec![field("fullName", FieldType::Text, true)]);
        assert_eq!(
            one.field("fullname").map(|field| field.key.as_str()),
            Some("fullName")
        );
        assert_eq!(one.missing(&Values::new()).len(), 1);
    }

    fn family() -> Form {
        let child = |key: &str, parent: &str, value: Option<&str>| Field {
            parent: Some(Parent {
                key: parent.to_owned(),
                value: value.map(str::to_owned),
            }),
            ..field(key, FieldType::Text, true)
        };
        form(vec![
            field("married", FieldType::Checkbox, false),
            child("spouse", "married", Some("true")),
            child("spouseJob", "spouse", None),
            child("single", "married", Some("false")),
        ])
    }

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs
            .iter()
            .map(|(key, text)| ((*key).to_owned(), Value::Text((*text).to_owned())))
            .collect()
    }

    fn keys(fields: Vec<&Field>) -> Vec<&str> {
        fields.iter().map(|field| field.key.as_str()).collect()
    }

    #[test]
    fn a_field_is_asked_and_missed_only_while_every_answer_above_it_says_so() {
        let form = family();
        assert_eq!(keys(form.missing(&values(&[]))), ["single"]);
        let married = values(&[("married", "true")]);
        assert_eq!(keys(form.missing(&married)), ["spouse"]);
        let named = values(&[("married", "true"), ("spouse", "Mona")]);
        assert_eq!(keys(form.missing(&named)), ["spouseJob"]);
        let changed = values(&[("married", "false"), ("spouse", "Mona")]);
        assert_eq!(
            keys(form.asked(&changed)),
            ["married", "single"],
            "a grandchild falls with its parent"
        );
        let mut settled = changed.clone();
        form.settle(&mut settled);
        assert_eq!(settled, values(&[("married", "false")]));
    }

    #[test]
    fn an_open_answer_rules_nothing_out_and_another_one_does() {
        let form = family();
        let spouse = form.field("spouseJob").cloned();
        let out = |pairs| {
            spouse
                .as_ref()
                .map(|field| form.is_ruled_out(field, &values(pairs)))
        };
        assert_eq!(out(&[]), Some(false));
        assert_eq!(out(&[("married", "true")]), Some(false));
        assert_eq!(out(&[("married", "false")]), Some(true));
    }

    #[test]
    fn a_default_fills_what_is_asked_in_the_language_of_the_session() {
        let mut form = family();
        let mut job = field("job", FieldType::Text, true);
        job.default_value = Some("none".to_owned());
        job.default_ar_value = Some("لا يوجد".to_owned());
        job.parent = Some(Parent {
            key: "married".to_owned(),
            value: Some("true".to_owned()),
        });
        form.fields.push(job.clone());
        form.fields.push(Field {
            key: "fee".to_owned(),
            read_only: true,
            parent: None,
            ..job
        });
        let mut filled = values(&[]);
        let open = form.fill_defaults(&mut filled, Language::Ar, Country::Egypt);
        assert_eq!(filled, values(&[("fee", "لا يوجد")]));
        assert!(open.is_empty(), "the company's own is not the person's");
        let mut filled = values(&[("married", "true")]);
        let open = form.fill_defaults(&mut filled, Language::En, Country::Egypt);
        assert_eq!(filled.get("job"), Some(&Value::Text("none".to_owned())));
        assert_eq!(open, BTreeSet::from(["job".to_owned()]));
    }

    #[test]
    fn what_only_the_company_lacks_is_told_apart() {
        let mut form = family();
        assert_eq!(form.completeness(&values(&[])), Completeness::LacksPerson);
        for field in &mut form.fields {
            field.read_only = true;
        }
        assert_eq!(form.completeness(&values(&[])), Completeness::LacksCompany);
        assert_eq!(
            form.completeness(&values(&[("single", "x")])),
            Completeness::Complete
        );
    }
}
