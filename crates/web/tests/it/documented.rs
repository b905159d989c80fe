//! Every answer that any test receives, against what is documented of its call: a code that is not
//! listed, a property that is missing or not listed, a value of another kind fails that test.

use mithaq_web::docs::operation::{Operation, all};
use mithaq_wire::reference::{
    Answer as Documented, component,
    shape::{Null, Property, Shape},
};
use serde_json::Value;

use crate::call::Answer;

/// Checks an answer of a call of the API; what is no call is not looked at.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let all = all();
    let same = |one: &&Operation| one.method == *method && matches(one.path, path);
    let Some(operation) = all.iter().find(same) else {
        return;
    };
    let is_json = answer.headers.get("content-type");
    if !is_json.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
        return;
    }
    let body = answer.json();
    let wrong = match body.get("error_code").and_then(Value::as_i64) {
        Some(_) => {
            let mut wrong = unlisted_codes(operation, &body);
            // A refused picture answers as one that was taken does, but for the codes.
            if body.get("services").is_some() {
                wrong.extend(mismatches_of(operation, &body));
            }
            wrong
        }
        None if answer.status.is_success() => mismatches_of(operation, &body),
        None => Vec::new(),
    };
    assert!(
        wrong.is_empty(),
        "{method} {path}: its entry in crates/wire/src/reference and its answer differ: {wrong:#?}\n{body:#}"
    );
}

/// Whether a path is one of a template with names in braces, in any letter case.
fn matches(template: &str, path: &str) -> bool {
    let (mut known, mut sent) = (template.split('/'), path.split('/'));
    loop {
        match (known.next(), sent.next()) {
            (None, None) => return true,
            (Some(known), Some(sent))
                if known.starts_with('{') || known.eq_ignore_ascii_case(sent) => {}
            _ => return false,
        }
    }
}

fn unlisted_codes(operation: &Operation, body: &Value) -> Vec<String> {
    let listed: Vec<i64> = operation
        .codes()
        .iter()
        .map(|code| i64::from(code.number))
        .collect();
    let described = body["error_descriptions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let described = described.iter().map(|one| one["code"].clone());
    std::iter::once(body["error_code"].clone())
        .chain(described)
        .filter_map(|code| code.as_i64())
        .filter(|code| !listed.contains(code))
        .map(|code| format!("it answers the code {code}, which `codes` does not list"))
        .collect()
}

fn mismatches_of(operation: &Operation, body: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let data = &body["data"];
    match &operation.call.answer {
        Documented::Data(shape) | Documented::DataOrFile(shape, _) => {
            compare(shape, data, "data", &mut wrong);
        }
        Documented::DataAndServices(shape) => {
            compare(shape, data, "data", &mut wrong);
            compare(
                &Shape::One("Services"),
                &body["services"],
                "services",
                &mut wrong,
            );
        }
        Documented::List(shape) => compare(&Shape::List(leaked(shape)), data, "data", &mut wrong),
        Documented::Bare(shape) => compare(shape, body, "", &mut wrong),
        Documented::File(_) => wrong.push("it is documented as a file".to_owned()),
    }
    wrong
}

/// A list's items are compared by reference; tests may leak a word.
fn leaked(shape: &Shape) -> &'static Shape {
    Box::leak(Box::new(*shape))
}

/// Notes every difference between a value and its shape.
pub fn compare(shape: &Shape, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let fits = match shape {
        Shape::Text(_) => value.is_string(),
        Shape::Integer(_) => value.is_i64(),
        Shape::Number(_) => value.is_number(),
        Shape::Flag(_) => value.is_boolean(),
        Shape::Choice(of) => value.as_str().is_some_and(|text| of.contains(&text)),
        Shape::Numbers(of) => value.as_i64().is_some_and(|number| of.contains(&number)),
        Shape::Object(properties) => return compare_object(properties, value, path, wrong),
        Shape::One(name) => {
            let properties = component(name).expect("a shared object").properties;
            return compare_object(properties, value, path, wrong);
        }
        Shape::List(of) => {
            let items = value.as_array();
            for (position, item) in items.into_iter().flatten().enumerate() {
                compare(of, item, &format!("{path}[{position}]"), wrong);
            }
            items.is_some()
        }
        Shape::Map(_, of) => {
            let object = value.as_object();
            for (name, item) in object.into_iter().flatten() {
                compare(of, item, &format!("{path}.{name}"), wrong);
            }
            object.is_some()
        }
        Shape::FieldValue(_) => !value.is_object(),
    };
    if !fits {
        wrong.push(format!(
            "`{path}` is {value}, which is not what is documented"
        ));
    }
}

fn compare_object(
    properties: &'static [Property],
    value: &Value,
    path: &str,
    wrong: &mut Vec<String>,
) {
    let Some(object) = value.as_object() else {
        return wrong.push(format!("`{path}` is {value}, not an object"));
    };
    for name in object.keys() {
        if !properties.iter().any(|property| property.name == name) {
            wrong.push(format!("`{path}.{name}` is answered, but not documented"));
        }
    }
    for property in properties {
        let path = format!("{path}.{}", property.name);
        match object.get(property.name) {
            None => wrong.push(format!("`{path}` is documented, but not answered")),
            Some(Value::Null) if property.null != Null::Never => {}
            Some(_) if property.null == Null::Always => {
                wrong.push(format!("`{path}` is documented as always null, and is not"));
            }
            Some(value) => compare(&property.shape, value, &path, wrong),
        }
    }
}
