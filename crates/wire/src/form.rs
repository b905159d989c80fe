//! Fields of contract types in the vendor's shape (`wire.md` 6, Field): a template nests each
//! field under the answer that it hangs on, a contract lists those that are asked.

use mithaq_domain::{
    form::{Attachment, Choice, Field, Form, Value as FieldValue, Values},
    text::{Bilingual, Language},
};
use serde_json::{Value, json};

/// How field texts are shown.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    /// The caller's language.
    pub language: Language,
    /// Whether the one text of a field is in that language, instead of English beside Arabic.
    pub is_localized: bool,
}

/// Who is shown the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The company's staff: everything.
    Staff,
    /// A person: nothing of what the company keeps to itself, and nothing that hangs on it.
    Person,
}

impl Audience {
    fn sees(self, field: &Field) -> bool {
        self == Self::Staff || field.visible_to_user
    }
}

/// A contract type with its fields.
pub fn template_shown(form: &Form, wording: Wording, audience: Audience) -> Value {
    json!({
        "id": form.id.get(),
        "name": form.name.in_language(wording.language),
        "requestsFields": template_fields(form, wording, audience),
    })
}

/// The fields of a type, each under the answer that it hangs on.
pub fn template_fields(form: &Form, wording: Wording, audience: Audience) -> Vec<Value> {
    let level = Level {
        form,
        wording,
        audience,
    };
    level.under(None, None)
}

/// The fields of a contract that are asked, in order, with their values, as the staff sees them.
pub fn contract_fields(form: &Form, values: &Values, wording: Wording) -> Vec<Value> {
    fields_of(form, values, wording, Audience::Staff)
}

/// The same as the person sees them: without what the company keeps to itself.
pub fn visible_fields(form: &Form, values: &Values, wording: Wording) -> Vec<Value> {
    fields_of(form, values, wording, Audience::Person)
}

fn fields_of(form: &Form, values: &Values, wording: Wording, audience: Audience) -> Vec<Value> {
    let sees_parent = |field: &Field| match &field.parent {
        Some(parent) => form
            .field(&parent.key)
            .is_some_and(|parent| audience.sees(parent)),
        None => true,
    };
    form.asked(values)
        .into_iter()
        .filter(|field| audience.sees(field))
        .map(|field| {
            let mut one = shown(field, order(form, field), values.get(&field.key), wording);
            // What a hidden field's answer is would be read off what hangs on it.
            if let (false, Some(object)) = (sees_parent(field), one.as_object_mut()) {
                object.insert("parentQuestionKey".to_owned(), Value::Null);
                object.insert("parentQuestionValue".to_owned(), Value::Null);
            }
            one
        })
        .collect()
}

struct Level<'a> {
    form: &'a Form,
    wording: Wording,
    audience: Audience,
}

impl Level<'_> {
    /// The fields that hang on a field, or on one answer of it; without a field the first ones.
    fn under(&self, key: Option<&str>, answer: Option<&str>) -> Vec<Value> {
        let hangs = |field: &&Field| match &field.parent {
            None => key.is_none(),
            Some(parent) => Some(parent.key.as_str()) == key && parent.value.as_deref() == answer,
        };
        self.form
            .fields
            .iter()
            .filter(hangs)
            .filter(|field| self.audience.sees(field))
            .map(|field| self.field(field))
            .collect()
    }

    fn field(&self, field: &Field) -> Value {
        let mut one = shown(field, order(self.form, field), None, self.wording);
        let is_choice = |answer: &str| field.options.iter().any(|choice| choice.id == answer);
        let mut related = self.under(Some(&field.key), None);
        // Answers that are no choices of a list, such as those of a box.
        let answers = self.form.fields.iter().filter_map(|child| {
            let parent = child
                .parent
                .as_ref()
                .filter(|parent| parent.key == field.key)?;
            parent.value.as_deref().filter(|answer| !is_choice(answer))
        });
        let mut answers: Vec<&str> = answers.collect();
        answers.sort_unstable();
        answers.dedup();
        for answer in answers {
            related.extend(self.under(Some(&field.key), Some(answer)));
        }
        let items: Vec<Value> = field
            .options
            .iter()
            .map(|choice| {
                let below = self.under(Some(&field.key), Some(&choice.id));
                item(choice, below, self.wording)
            })
            .collect();
        if let Some(object) = one.as_object_mut() {
            object.insert("relatedQuestions".to_owned(), Value::Array(related));
            object.insert("availableValuesItems".to_owned(), Value::Array(items));
        }
        one
    }
}

fn order(form: &Form, field: &Field) -> i64 {
    let position = form.fields.iter().position(|other| other.key == field.key);
    position
        .and_then(|position| i64::try_from(position).ok())
        .map_or(0, |position| position.saturating_add(1))
}

fn item(choice: &Choice, related: Vec<Value>, wording: Wording) -> Value {
    json!({
        "id": choice.id,
        "name": choice.name.in_language(wording.language),
        "relatedQuestions": related,
    })
}

fn shown(field: &Field, order: i64, value: Option<&FieldValue>, wording: Wording) -> Value {
    let (text, list, rows, attachment) = match value {
        Some(FieldValue::Text(text)) => (Some(text.as_str()), None, None, None),
        Some(FieldValue::List(list)) => (None, Some(list), None, None),
        Some(FieldValue::Rows(rows)) => (None, None, Some(rows), None),
        Some(FieldValue::File(file)) => (Some(file.name.as_str()), None, None, Some(&**file)),
        None => (None, None, None, None),
    };
    let items = field
        .options
        .iter()
        .map(|choice| item(choice, Vec::new(), wording));
    let available: Vec<&str> = field
        .options
        .iter()
        .map(|choice| choice.id.as_str())
        .collect();
    let first = |text: &Bilingual| match wording.is_localized {
        true => text.in_language(wording.language).to_owned(),
        false => text.en.clone(),
    };
    json!({
        "order": order,
        "key": field.key,
        "displayText": first(&field.label),
        "displayArText": field.label.ar,
        "value": text,
        "multiValues": list,
        "tabularData": tabular(field, rows, &first),
        "type": field.kind.name(),
        "visibleToUser": field.visible_to_user,
        "defaultValue": field.default_value,
        "defaultArValue": field.default_ar_value.as_ref().or(field.default_value.as_ref()),
        "availableValues": available,
        "firstRowHeader": !field.columns.is_empty(),
        "convertNumbersToArabic": field.convert_numbers_to_arabic,
        "availableValuesItems": items.collect::<Vec<_>>(),
        "parentQuestionKey": field.parent.as_ref().map(|parent| &parent.key),
        "parentQuestionValue": field.parent.as_ref().and_then(|parent| parent.value.as_ref()),
        "relatedQuestions": [],
        "groupTitle": field.group.as_ref().map(&first),
        "groupArTitle": field.group.as_ref().map(|group| &group.ar),
        "required": field.required,
        "pattern": field.pattern.as_ref().map(|pattern| pattern.as_str()),
        "min": field.min,
        "max": field.max,
        "readOnly": field.read_only,
        "file": attachment.map(file),
    })
}

/// What is told of a file; its bytes are fetched apart.
fn file(attachment: &Attachment) -> Value {
    json!({
        "name": attachment.name,
        "contentType": attachment.media.content_type(),
        "size": attachment.size,
        "sha256": attachment.sha256,
    })
}

/// The headings, which are the first row, and the rows of a table; nothing for another field.
fn tabular(
    field: &Field,
    rows: Option<&Vec<Vec<String>>>,
    first: &impl Fn(&Bilingual) -> String,
) -> Option<Vec<Vec<String>>> {
    if field.columns.is_empty() {
        return None;
    }
    let mut all = vec![field.columns.iter().map(first).collect()];
    all.extend(rows.into_iter().flatten().cloned());
    Some(all)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const FORM: &str = r#"{
        "id": 7, "name": {"en": "Loan", "ar": "قرض"}, "approval": "automatic",
        "fields": [
            {"key": "job", "type": "dropdown", "label": {"en": "Job", "ar": "الوظيفة"},
             "group": {"en": "You", "ar": "أنت"},
             "options": [{"id": "a", "name": {"en": "Clerk", "ar": "موظف"}},
                         {"id": "b", "name": {"en": "None", "ar": "بلا"}}]},
            {"key": "employer", "type": "text", "label": {"en": "Employer", "ar": "جهة العمل"},
             "required": true, "pattern": "[A-Z].*", "max": "40", "parent": {"key": "job", "value": "a"}},
            {"key": "since", "type": "date", "label": {"en": "Since", "ar": "منذ"},
             "parent": {"key": "employer"}, "min": "1990-01-01"},
            {"key": "debts", "type": "table", "label": {"en": "Debts", "ar": "الديون"},
             "columns": [{"en": "To", "ar": "إلى"}, {"en": "Amount", "ar": "المبلغ"}],
             "convertNumbersToArabic": true, "readOnly": true}
        ]
    }"#;

    fn form() -> Form {
        serde_json::from_str(FORM).unwrap()
    }

    fn wording(language: Language, is_localized: bool) -> Wording {
        Wording {
            language,
            is_localized,
        }
    }

    #[test]
    fn a_person_is_not_shown_what_the_company_keeps_to_itself() {
        let mut form = form();
        form.fields[0].visible_to_user = false;
        let wording = wording(Language::En, false);
        let (all, visible) = (
            contract_fields(&form, &Values::new(), wording),
            visible_fields(&form, &Values::new(), wording),
        );
        assert!(all.iter().any(|field| field["key"] == "job"));
        assert!(visible.iter().all(|field| field["key"] != "job"));
        assert_eq!(visible.len() + 1, all.len());
    }

    #[test]
    fn a_hidden_fields_answer_is_not_read_off_what_hangs_on_it() {
        let mut form = form();
        form.fields[0].visible_to_user = false;
        let values = Values::from([("job".to_owned(), FieldValue::Text("a".to_owned()))]);
        let wording = wording(Language::En, false);
        let visible = visible_fields(&form, &values, wording);
        assert_eq!(visible[0]["key"], "employer");
        assert!(!Value::Array(visible).to_string().contains("job"));
        let all = contract_fields(&form, &values, wording);
        assert_eq!(all[1]["parentQuestionKey"], "job");
        assert_eq!(all[1]["parentQuestionValue"], "a");
    }

    #[test]
    fn a_persons_template_has_neither_hidden_fields_nor_what_hangs_on_them() {
        let mut form = form();
        form.fields[1].visible_to_user = false;
        let wording = wording(Language::En, false);
        let staff = template_shown(&form, wording, Audience::Staff).to_string();
        let person = template_shown(&form, wording, Audience::Person);
        assert!(staff.contains("employer") && staff.contains("since"));
        let text = person.to_string();
        assert!(!text.contains("employer") && !text.contains("since"));
        assert_eq!(person["requestsFields"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_template_nests_each_field_under_the_answer_that_it_hangs_on() {
        let fields = template_fields(&form(), wording(Language::En, false), Audience::Staff);
        assert_eq!(fields.len(), 2);
        let clerk = &fields[0]["availableValuesItems"][0];
        assert_eq!(clerk["relatedQuestions"][0]["key"], "employer");
        assert_eq!(clerk["relatedQuestions"][0]["parentQuestionValue"], "a");
        assert_eq!(
            clerk["relatedQuestions"][0]["relatedQuestions"][0]["key"],
            "since"
        );
        assert_eq!(
            fields[0]["availableValuesItems"][1]["relatedQuestions"],
            json!([])
        );
        assert_eq!(fields[1]["tabularData"], json!([["To", "Amount"]]));
        assert_eq!(fields[1]["firstRowHeader"], json!(true));
    }

    #[test]
    fn a_localized_template_has_its_one_text_in_the_callers_language() {
        let fields = template_fields(&form(), wording(Language::Ar, true), Audience::Staff);
        assert_eq!(fields[0]["displayText"], "الوظيفة");
        assert_eq!(fields[0]["groupTitle"], "أنت");
        assert_eq!(fields[0]["availableValuesItems"][0]["name"], "موظف");
        assert_eq!(fields[1]["tabularData"], json!([["إلى", "المبلغ"]]));
    }

    #[test]
    fn a_contract_lists_the_fields_that_are_asked_with_their_values() {
        let values = Values::from([
            ("job".to_owned(), FieldValue::Text("b".to_owned())),
            (
                "debts".to_owned(),
                FieldValue::Rows(vec![vec!["Bank".to_owned(), "5".to_owned()]]),
            ),
        ]);
        let fields = contract_fields(&form(), &values, wording(Language::En, false));
        let keys: Vec<&str> = fields
            .iter()
            .map(|field| field["key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, ["job", "debts"]);
        assert_eq!(fields[0]["value"], "b");
        assert_eq!(
            fields[1]["tabularData"],
            json!([["To", "Amount"], ["Bank", "5"]])
        );
    }

    #[test]
    fn every_property_of_the_published_field_is_there() {
        let golden: Value = serde_json::from_str(include_str!("../golden/field.json")).unwrap();
        let fields = template_fields(&form(), wording(Language::En, false), Audience::Staff);
        assert_eq!(
            fields[0]["availableValuesItems"][0]["relatedQuestions"][0],
            golden
        );
    }
}
