//! One operation in OpenAPI: parameters, body, and an answer for every status, with an example of
//! every error code.

use std::collections::BTreeMap;

use mithaq_i18n::{Locale, error};
use mithaq_wire::{
    Code, Envelope, code,
    reference::{Answer, Body, Call, example, shape::Shape},
};
use serde_json::{Map, Value, json};

use super::schema::{self, Way};
use crate::{
    docs::operation::{Operation, all},
    endpoint::{KeyNeed, TokenNeed},
};

/// The operation object.
pub fn json(operation: &Operation) -> Value {
    let call = operation.call;
    let mut object = json!({
        "operationId": operation.id(),
        "tags": [operation.group.name],
        "summary": call.title,
        "description": description(operation),
        "parameters": parameters(operation),
        "responses": responses(operation),
        "security": security(operation),
    });
    if let (Some(object), Some(body)) = (object.as_object_mut(), &call.body) {
        object.insert("requestBody".to_owned(), request_body(body));
    }
    object
}

fn description(operation: &Operation) -> String {
    let mut text = format!("{}\n\n{}", operation.call.says, operation.who(Locale::En));
    if operation.is_alias() {
        text.push_str(&format!("\n\nAnother path of `{}`.", operation.call.path));
    }
    text
}

fn security(operation: &Operation) -> Value {
    let with = |token: Option<&str>| {
        let key = (operation.needs.key != KeyNeed::Nothing).then_some("ApiKey");
        let needed = key.into_iter().chain(token);
        let needed: Map<String, Value> = needed.map(|name| (name.to_owned(), json!([]))).collect();
        needed
    };
    match operation.needs.token {
        TokenNeed::Nothing => json!([with(None)]),
        TokenNeed::Admin(_) => json!([with(Some("AdminToken"))]),
        TokenNeed::User => json!([with(Some("PersonToken"))]),
        TokenNeed::AdminOrUser(_) => {
            json!([with(Some("AdminToken")), with(Some("PersonToken"))])
        }
    }
}

fn parameters(operation: &Operation) -> Value {
    let call = operation.call;
    let place = |name: &str| {
        if operation.path.contains(&format!("{{{name}}}")) {
            "path"
        } else {
            "query"
        }
    };
    let own = call.parameters.iter();
    let own = own.map(|property| schema::parameter(property, place(property.name)));
    let headers = call.headers.iter();
    let headers = headers.map(|property| schema::parameter(property, "header"));
    let shared = ["AcceptLanguage", "RequestId"].into_iter();
    let shared = shared.chain(operation.needs.creates.then_some("IdempotencyKey"));
    let shared = shared.map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    own.chain(headers).chain(shared).collect()
}

fn request_body(body: &Body) -> Value {
    let example: Value = serde_json::from_str(body.example).unwrap_or_default();
    let content =
        json!({ "schema": schema::object(body.properties, Way::Request), "example": example });
    json!({ "required": true, "content": { "application/json": content } })
}

fn responses(operation: &Operation) -> Value {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in operation.codes() {
        by_status.entry(code.status).or_default().push(code);
    }
    let refusals = by_status.remove(&200).unwrap_or_default();
    let mut responses = Map::new();
    responses.insert("200".to_owned(), success(operation, &refusals));
    for (status, codes) in by_status {
        responses.insert(status.to_string(), refused(status, &codes));
    }
    Value::Object(responses)
}

fn success(operation: &Operation, refusals: &[Code]) -> Value {
    let call = operation.call;
    let mut content = Map::new();
    if let Some(shown) = example::answer(&call.answer) {
        let mut examples = examples(refusals);
        examples.insert(
            "success".to_owned(),
            json!({ "summary": "Success", "value": shown }),
        );
        if let Some(complete) = example::complete(&call.answer) {
            let complete = json!({ "summary": "Everything that may be there", "value": complete });
            examples.insert("complete".to_owned(), complete);
        }
        let mut schema = answer_schema(&call.answer);
        if !refusals.is_empty() {
            schema = json!({ "anyOf": [schema, REFUSAL.clone()] });
        }
        content.insert(
            "application/json".to_owned(),
            json!({ "schema": schema, "examples": examples }),
        );
    } else if !refusals.is_empty() {
        let json = json!({ "schema": *REFUSAL, "examples": examples(refusals) });
        content.insert("application/json".to_owned(), json);
    }
    let files = match call.answer {
        Answer::File(media) => media,
        Answer::DataOrFile(_, ref media) => std::slice::from_ref(media),
        _ => &[],
    };
    content.extend(files.iter().map(|media| ((*media).to_owned(), json!({}))));
    let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
    if let Some(headers) = headers.as_object_mut() {
        for header in call.answer_headers {
            headers.insert(header.name.to_owned(), schema::answer_header(header));
        }
    }
    let says = if refusals.is_empty() {
        "Done."
    } else {
        "Done, or refused by a rule: see `error_code`."
    };
    let mut response = json!({ "description": says, "headers": headers, "content": content });
    if let (Some(response), Some(links)) = (response.as_object_mut(), links(call)) {
        response.insert("links".to_owned(), links);
    }
    response
}

/// Calls that take something of this answer, each under its operation's name.
fn links(call: &Call) -> Option<Value> {
    let operations = all();
    let links = call.links.iter().filter_map(|link| {
        let target = operations.iter().find(|one| one.path == link.to)?;
        let is_parameter = target
            .call
            .parameters
            .iter()
            .any(|one| one.name == link.gives);
        let given = json!({ link.gives: link.from });
        let id = target.id();
        let (place, given) = if is_parameter {
            ("parameters", given)
        } else {
            ("requestBody", given)
        };
        Some((id.clone(), json!({ "operationId": id, place: given })))
    });
    let links: Map<String, Value> = links.collect();
    (!links.is_empty()).then_some(Value::Object(links))
}

static REFUSAL: std::sync::LazyLock<Value> =
    std::sync::LazyLock::new(|| json!({ "$ref": "#/components/schemas/Refusal" }));

fn answer_schema(answer: &Answer) -> Value {
    match answer {
        Answer::Data(shape) | Answer::DataOrFile(shape, _) => {
            schema::envelope(schema::of(shape, Way::Answer), false)
        }
        Answer::DataAndServices(shape) => {
            let data = schema::of(shape, Way::Answer);
            let services = schema::of(&Shape::One("Services"), Way::Answer);
            schema::with_services(schema::envelope(data, false), services)
        }
        Answer::List(shape) => {
            let items = schema::of(shape, Way::Answer);
            schema::envelope(json!({ "type": "array", "items": items }), true)
        }
        Answer::Bare(shape) => schema::of(shape, Way::Answer),
        Answer::File(_) => json!({}),
    }
}

fn refused(status: u16, codes: &[Code]) -> Value {
    let content = json!({ "schema": *REFUSAL, "examples": examples(codes) });
    let mut response = json!({
        "description": meaning(status),
        "content": { "application/json": content },
    });
    if let (429 | 503, Some(response)) = (status, response.as_object_mut()) {
        let retry = json!({ "Retry-After": { "$ref": "#/components/headers/RetryAfter" } });
        response.insert("headers".to_owned(), retry);
    }
    response
}

/// The examples of these codes, each named by its number.
fn examples(codes: &[Code]) -> Map<String, Value> {
    let named = |code: &Code| {
        let place = format!("#/components/examples/{}", code.number);
        (code.number.to_string(), json!({ "$ref": place }))
    };
    codes.iter().map(named).collect()
}

/// An example of every code, which the operations refer to.
pub fn all_examples() -> Map<String, Value> {
    let example = |code: &Code| {
        let sentence = error(Locale::En, u32::from(code.number));
        let shown = Envelope::refused(*code, &sentence).body;
        let example = json!({ "summary": sentence, "value": shown });
        (code.number.to_string(), example)
    };
    code::ALL.iter().map(example).collect()
}

const fn meaning(status: u16) -> &'static str {
    match status {
        400 => "The request was not understood, or a value is wrong.",
        401 => "ApiKey or token are missing, unknown or expired.",
        403 => "Known, but not allowed.",
        404 => "There is no such thing in this company.",
        409 => "It is being done already.",
        413 => "The body is too large.",
        415 => "The content type is not JSON.",
        429 => "Too many requests: try again later.",
        503 => "Too busy, or not available: try again later.",
        _ => "Something went wrong inside.",
    }
}
