//! Published fields: `published.toml` lists every field that the wire contract publishes, and `openapi.json`
//! must describe each of them and show each field of an answer not null at least once.
//!
//! Not here: reading the description (`described`), and whether real answers are as described; every HTTP test
//! of the web crate checks that.

mod described;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Finding;
use super::house::House;
use crate::failure::Failure;
use described::{Described, Part};

const RULE: &str = "published";
const LIST: &str = "crates/wire/src/reference/published.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    objects: BTreeMap<String, Vec<String>>,
    call: Vec<Call>,
    #[serde(default)]
    unserved: Vec<Unserved>,
    #[serde(default)]
    undescribed: Vec<Excused>,
    #[serde(default)]
    never_shown: Vec<Excused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    path: String,
    #[serde(default)]
    request: Vec<String>,
    #[serde(default)]
    answer: Vec<String>,
    /// What stands beside `data` in the envelope.
    #[serde(default)]
    beside: Vec<String>,
    /// The type of `data`, where it is no object.
    data: Option<String>,
}

/// Calls that are published and not served yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unserved {
    reason: String,
    paths: Vec<String>,
}

/// Fields that are not as they should be, for a reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Excused {
    reason: String,
    fields: Vec<String>,
}

/// A published field, and what became of it over all calls that have it.
#[derive(Default)]
struct Seen {
    /// Calls whose description lacks it, or gives it another type.
    wrong: Vec<String>,
    /// Whether some golden answer shows it; a request's fields need not be shown.
    shown: bool,
}

pub fn check(house: &House) -> Result<Vec<Finding>, Failure> {
    let list = toml::from_str(&house.text_of(LIST)?)
        .map_err(|error| Failure::new(format!("{LIST} cannot be read: {error}")))?;
    let document = serde_json::from_str(&house.text_of("openapi.json")?)
        .map_err(|error| Failure::new(format!("openapi.json cannot be read: {error}")))?;
    Ok(judge(&list, &Described::new(&document)))
}

fn judge(list: &List, described: &Described) -> Vec<Finding> {
    let mut findings = unserved(list, described);
    let mut all: BTreeMap<String, Seen> = BTreeMap::new();
    for call in &list.call {
        if described.has(&call.path) {
            look_at(list, call, described, &mut all);
        }
    }
    let wrong = |seen: &Seen| (!seen.wrong.is_empty()).then(|| seen.wrong.join("; "));
    findings.extend(weigh(&all, &list.undescribed, "undescribed", wrong));
    let hidden = |seen: &Seen| {
        let is_hidden = seen.wrong.is_empty() && !seen.shown;
        is_hidden.then(|| "is null in every golden answer".to_owned())
    };
    findings.extend(weigh(&all, &list.never_shown, "never_shown", hidden));
    findings
}

/// Calls that are not in the description, and exceptions for calls that are.
fn unserved(list: &List, described: &Described) -> Vec<Finding> {
    let excused = list.unserved.iter();
    let excused: Vec<(&str, &str)> = excused
        .flat_map(|group| {
            let paths = group.paths.iter();
            paths.map(|path| (path.as_str(), group.reason.as_str()))
        })
        .collect();
    let mut findings = Vec::new();
    for call in &list.call {
        let is_excused = excused.iter().any(|(path, _)| *path == call.path);
        if !described.has(&call.path) && !is_excused {
            let message = "is published, and openapi.json does not have it";
            findings.push(Finding::new(RULE, &call.path, message));
        }
    }
    for (path, reason) in excused {
        let is_published = list.call.iter().any(|call| call.path == path);
        if described.has(path) || !is_published {
            let message =
                format!("is served or not published: remove it from `unserved` in {LIST}");
            findings.push(Finding::new(RULE, path, message));
        }
        findings.extend(without_reason(path, reason));
    }
    findings
}

/// Breaches without an exception, and exceptions without a breach.
fn weigh(
    all: &BTreeMap<String, Seen>,
    excused: &[Excused],
    kind: &str,
    breach: impl Fn(&Seen) -> Option<String>,
) -> Vec<Finding> {
    let named = |name: &str| {
        let mut fields = excused.iter().flat_map(|group| &group.fields);
        fields.any(|field| field == name)
    };
    let breaches = all.iter();
    let mut findings: Vec<Finding> = breaches
        .filter(|(name, _)| !named(name))
        .filter_map(|(name, seen)| Some(Finding::new(RULE, name, breach(seen)?)))
        .collect();
    for group in excused {
        for field in &group.fields {
            if all.get(field).and_then(&breach).is_none() {
                let message = format!("needs no exception: remove it from `{kind}` in {LIST}");
                findings.push(Finding::new(RULE, field, message));
            }
            findings.extend(without_reason(field, &group.reason));
        }
    }
    findings
}

fn without_reason(place: &str, reason: &str) -> Option<Finding> {
    (reason.trim().len() < 10).then(|| Finding::new(RULE, place, "is excused without a reason"))
}

fn look_at(list: &List, call: &Call, described: &Described, all: &mut BTreeMap<String, Seen>) {
    let parts = [
        (Part::Request, &call.request),
        (Part::Answer, &call.answer),
        (Part::Beside, &call.beside),
    ];
    for (part, entries) in parts {
        for entry in entries {
            for field in expand(list, call, part, entry, &[]) {
                note(call, part, &field, described, all);
            }
        }
    }
    if let Some(kind) = &call.data {
        let data = Field {
            name: format!("{} data", call.path),
            path: vec!["data".to_owned()],
            kind: Some(kind.clone()),
        };
        note(call, Part::Beside, &data, described, all);
    }
}

fn note(
    call: &Call,
    part: Part,
    field: &Field,
    described: &Described,
    all: &mut BTreeMap<String, Seen>,
) {
    let seen = all.entry(field.name.clone()).or_default();
    match described.types(&call.path, part, &field.path) {
        None => seen
            .wrong
            .push(format!("{} does not describe it", call.path)),
        Some(types) => {
            if let Some(kind) = field.kind.as_ref().filter(|kind| types != [kind.as_str()]) {
                let message = format!("{} describes it as {types:?}, not as {kind}", call.path);
                seen.wrong.push(message);
            }
        }
    }
    seen.shown |= part == Part::Request || described.shows(&call.path, part, &field.path);
}

/// A field by its full path.
struct Field {
    /// What exceptions call it: `Object.field`, or `/call field`.
    name: String,
    path: Vec<String>,
    kind: Option<String>,
}

/// An entry with the object that it names, if any: `user: User` is `user` and every field of `User` in it.
fn expand(list: &List, call: &Call, part: Part, entry: &str, above: &[String]) -> Vec<Field> {
    let (own, object) = match entry.split_once(": ").or(entry.split_once(':')) {
        Some((own, object)) => (own.trim(), Some(object.trim())),
        None => (entry.trim(), None),
    };
    let (own, kind) = match own.split_once(' ') {
        Some((own, kind)) => (own, Some(kind.to_owned())),
        None => (own, None),
    };
    let mut path = above.to_vec();
    path.extend(
        own.split('.')
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
    );
    let mut fields = Vec::new();
    if !own.is_empty() {
        let word = part.word();
        fields.push(Field {
            name: format!("{} {word}.{}", call.path, path.join(".")),
            path: path.clone(),
            kind,
        });
    }
    let Some(object) = object else { return fields };
    let entries = list.objects.get(object).map(Vec::as_slice);
    for inner in entries.unwrap_or_default() {
        let inner = expand(list, call, part, inner, &path);
        fields.extend(inner.into_iter().map(|field| under(object, field, &path)));
    }
    fields
}

/// A field of an object is called by the object wherever it stands, an inner object's by the inner one.
fn under(object: &str, field: Field, above: &[String]) -> Field {
    if !field.name.starts_with('/') {
        return field;
    }
    let within: Vec<&str> = field
        .path
        .iter()
        .skip(above.len())
        .map(String::as_str)
        .collect();
    Field {
        name: format!("{object}.{}", within.join(".")),
        ..field
    }
}

#[cfg(test)]
mod tests;
