//! JSON Schemas of described values. In requests what need not be there may be `null`; in answers
//! everything is there.

use mithaq_wire::reference::{
    Component, example,
    shape::{Null, Property, Shape, Text},
};
use serde_json::{Map, Value, json};

/// Which way a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the server.
    Request,
    /// From it.
    Answer,
}

/// An object with these properties.
pub fn object(properties: &'static [Property], way: Way) -> Value {
    let schemas = properties.iter();
    let schemas = schemas.map(|property| (property.name.to_owned(), of_property(property, way)));
    let schemas: Map<String, Value> = schemas.collect();
    let required = properties.iter();
    let required = required.filter(|property| way == Way::Answer || property.required);
    let required: Vec<&str> = required.map(|property| property.name).collect();
    let mut schema = json!({ "type": "object", "properties": schemas });
    if !required.is_empty() {
        put(&mut schema, "required", json!(required));
    }
    schema
}

/// A shared object.
pub fn component(component: &Component) -> Value {
    let mut schema = object(component.properties, Way::Answer);
    put(&mut schema, "description", json!(component.says));
    schema
}

/// A property with what is said of it.
pub fn of_property(property: &Property, way: Way) -> Value {
    let mut schema = of(&property.shape, way);
    let may_be_null = match way {
        Way::Request => !property.required,
        Way::Answer => property.null != Null::Never,
    };
    if may_be_null {
        schema = or_null(schema);
    }
    put(&mut schema, "description", json!(property.says));
    schema
}

/// A value by itself.
pub fn of(shape: &Shape, way: Way) -> Value {
    match shape {
        Shape::Text(text) => of_text(text),
        Shape::Integer(_) => json!({ "type": "integer" }),
        Shape::Number(_) => json!({ "type": "number" }),
        Shape::Flag(_) => json!({ "type": "boolean" }),
        Shape::Choice(of) => json!({ "type": "string", "enum": of }),
        Shape::Numbers(of) => json!({ "type": "integer", "enum": of }),
        Shape::Object(properties) => object(properties, way),
        Shape::One(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        Shape::List(item) => json!({ "type": "array", "items": of(item, way) }),
        Shape::Map(_, value) => json!({ "type": "object", "additionalProperties": of(value, way) }),
        Shape::FieldValue(_) => json!({
            "type": ["string", "number", "boolean", "array", "object", "null"],
            "items": { "type": ["string", "number"] },
            "properties": { "name": { "type": "string" }, "content": { "type": "string", "format": "byte" } },
        }),
    }
}

fn of_text(text: &Text) -> Value {
    let mut schema = json!({ "type": "string" });
    if let Some(format) = text.format {
        put(&mut schema, "format", json!(format));
    }
    if let Some(limit) = text.limit {
        put(&mut schema, "maxLength", json!(limit));
    }
    schema
}

fn or_null(mut schema: Value) -> Value {
    let kind = schema.get("type").cloned();
    match kind {
        Some(Value::String(kind)) => put(&mut schema, "type", json!([kind, "null"])),
        Some(_) => {}
        None => schema = json!({ "anyOf": [schema, { "type": "null" }] }),
    }
    let choices = schema.get_mut("enum").and_then(Value::as_array_mut);
    if let Some(choices) = choices {
        choices.push(Value::Null);
    }
    schema
}

/// The envelope around a success.
pub fn envelope(data: Value, is_list: bool) -> Value {
    let mut properties = json!({
        "data": data,
        "error_code": { "type": "null" },
        "error_message": { "type": "null" },
        "error_descriptions": { "type": "null" },
    });
    let mut required = vec!["data", "error_code", "error_message", "error_descriptions"];
    if is_list {
        for (name, says) in [
            ("totalCount", "How many there are in all."),
            ("returnedCount", "How many of them are in `data`."),
        ] {
            put(
                &mut properties,
                name,
                json!({ "type": "integer", "description": says }),
            );
            required.push(name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// An envelope with what a provider found beside `data`.
pub fn with_services(mut envelope: Value, services: Value) -> Value {
    if let Some(properties) = envelope.get_mut("properties") {
        put(properties, "services", services);
    }
    if let Some(required) = envelope.get_mut("required").and_then(Value::as_array_mut) {
        required.push("services".into());
    }
    envelope
}

/// The envelope of a refusal.
pub fn refusal() -> Value {
    json!({
        "type": "object",
        "description": "A refusal: what happened, as a number and as a sentence in the caller’s language.",
        "properties": {
            "data": { "description": "`null`; of calls that hand in pictures, with both flags `false`." },
            "error_code": { "type": "integer", "description": "What happened." },
            "error_message": { "type": "string", "description": "The same as a sentence." },
            "error_descriptions": {
                "type": ["array", "null"],
                "description": "Each mistake of the request at its place.",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": { "type": "string", "description": "Its path, as it was sent." },
                        "code": { "type": "integer", "description": "What is wrong with it." },
                        "message": { "type": "string", "description": "The same as a sentence." },
                    },
                    "required": ["field", "code", "message"],
                },
            },
        },
        "required": ["data", "error_code", "error_message", "error_descriptions"],
    })
}

/// A parameter of the path, the query or the header.
pub fn parameter(property: &Property, place: &str) -> Value {
    let mut parameter = json!({
        "name": property.name,
        "in": place,
        "description": property.says,
        "schema": of(&property.shape, Way::Request),
        "example": example::of_property(property),
    });
    if property.required {
        put(&mut parameter, "required", json!(true));
    }
    parameter
}

/// A header of an answer.
pub fn answer_header(property: &Property) -> Value {
    json!({ "description": property.says, "schema": of(&property.shape, Way::Answer) })
}

fn put(value: &mut Value, name: &str, part: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(name.to_owned(), part);
    }
}
