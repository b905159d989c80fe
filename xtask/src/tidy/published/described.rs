//! `openapi.json` as the published list asks it: which types a field has, and whether a golden answer shows it.
//!
//! Not here: what should be there.

use serde_json::Value;

/// Where a field stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// In the body, the query, the path or a header of the request.
    Request,
    /// Within `data`.
    Answer,
    /// Beside `data`.
    Beside,
}

impl Part {
    /// Its name in the names of exceptions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Beside => "beside",
        }
    }
}

/// The description of the API.
pub struct Described<'a> {
    document: &'a Value,
}

impl<'a> Described<'a> {
    pub const fn new(document: &'a Value) -> Self {
        Self { document }
    }

    pub fn has(&self, path: &str) -> bool {
        self.operation(path).is_some()
    }

    fn operation(&self, path: &str) -> Option<&'a Value> {
        let item = self.document.get("paths")?.get(path)?;
        item.get("post").or_else(|| item.get("get"))
    }

    /// The types of a field but `null`; `None` where it is not described.
    pub fn types(&self, call: &str, part: Part, path: &[String]) -> Option<Vec<&'a str>> {
        let operation = self.operation(call)?;
        if let (Part::Request, [name]) = (part, path) {
            let parameters = operation.get("parameters").and_then(Value::as_array);
            let is_it = |one: &&Value| one.get("name").and_then(Value::as_str) == Some(name);
            if parameters.into_iter().flatten().any(|one| is_it(&one)) {
                return Some(Vec::new());
            }
        }
        let schema = match part {
            Part::Request => operation.pointer("/requestBody/content/application~1json/schema")?,
            Part::Answer | Part::Beside => {
                operation.pointer("/responses/200/content/application~1json/schema")?
            }
        };
        let mut found = self.branches(schema);
        for name in full(part, path) {
            let inner = found
                .into_iter()
                .flat_map(|schema| self.inner(schema, name));
            found = inner.collect();
        }
        if found.is_empty() {
            return None;
        }
        let mut types: Vec<&str> = found.into_iter().flat_map(types_of).collect();
        types.retain(|one| *one != "null");
        types.sort_unstable();
        types.dedup();
        Some(types)
    }

    /// A schema without references and alternatives; a list is its items.
    fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.document.pointer(place.trim_start_matches('#'));
            return target
                .map(|target| self.branches(target))
                .unwrap_or_default();
        }
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(any) => any.iter().flat_map(|one| self.branches(one)).collect(),
            None => vec![schema],
        }
    }

    fn inner(&self, schema: &'a Value, name: &str) -> Vec<&'a Value> {
        if let Some(items) = schema.get("items") {
            let items = self.branches(items).into_iter();
            return items.flat_map(|item| self.inner(item, name)).collect();
        }
        let property = schema.get("properties").and_then(|all| all.get(name));
        property.map(|one| self.branches(one)).unwrap_or_default()
    }

    /// Whether a golden answer has a value there that says something.
    pub fn shows(&self, call: &str, part: Part, path: &[String]) -> bool {
        let examples = self.operation(call).and_then(|operation| {
            operation
                .pointer("/responses/200/content/application~1json/examples")?
                .as_object()
        });
        let values = examples
            .into_iter()
            .flatten()
            .filter_map(|(_, one)| one.get("value"));
        let path: Vec<&str> = full(part, path).collect();
        values.into_iter().any(|value| holds(value, &path))
    }
}

fn full(part: Part, path: &[String]) -> impl Iterator<Item = &str> {
    let data = (part == Part::Answer).then_some("data");
    data.into_iter().chain(path.iter().map(String::as_str))
}

fn types_of(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// An empty list is a value: it shows that there are none.
fn holds(value: &Value, path: &[&str]) -> bool {
    match (value, path) {
        (Value::Array(items), [_, ..]) => items.iter().any(|item| holds(item, path)),
        (value, [name, rest @ ..]) => value.get(name).is_some_and(|inner| holds(inner, rest)),
        (Value::Null, []) => false,
        (Value::String(text), []) => !text.is_empty(),
        _ => true,
    }
}
