//! The OpenAPI 3.1 description of the whole API (`openapi.json`), made from the operations.

mod operation;
mod schema;

use mithaq_wire::reference;
use serde_json::{Map, Value, json};

use super::operation::{Operation, all};

/// The description as text, as it is checked in and served.
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// The description.
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": info(),
        "servers": [{ "url": "/", "description": "This server" }],
        "tags": reference::GROUPS.iter().map(|group| json!({ "name": group.name, "description": group.says })).collect::<Vec<_>>(),
        "paths": paths(&all()),
        "components": components(),
    })
}

fn info() -> Value {
    json!({
        "title": "Mithaq",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "Digital identity and e-contracts, on your own server.",
        "description": ABOUT,
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
    })
}

const ABOUT: &str = "Every answer is an envelope of four keys that are always there: `data`, `error_code`, \
`error_message`, `error_descriptions`. A call succeeded when `error_code` is `null`; look at it rather than at the \
HTTP status. Paths and names of properties match in any letter case; unknown properties are ignored; `null` means \
absent; numbers may be sent as strings. An ApiKey may be set to answer 200 to every refusal but 401, 413, 429 and 5xx.";

fn paths(operations: &[Operation]) -> Value {
    let mut paths = Map::new();
    for one in operations {
        let item = paths.entry(one.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            let method = one.method.as_str().to_ascii_lowercase();
            item.insert(method, operation::json(one));
        }
    }
    Value::Object(paths)
}

fn components() -> Value {
    let mut schemas: Map<String, Value> = reference::components()
        .map(|component| (component.name.to_owned(), schema::component(component)))
        .collect();
    schemas.insert("Refusal".to_owned(), schema::refusal());
    json!({
        "schemas": schemas,
        "examples": operation::all_examples(),
        "parameters": {
            "AcceptLanguage": header("Accept-Language", "`ar` or `en`: the language of `error_message`.", "ar"),
            "IdempotencyKey": header("Idempotency-Key", "Has the call act once: the same key with the same body within 24 hours gets the first answer again, with another body a refusal.", "order-1042-invite"),
            "RequestId": header("X-Request-Id", "Given back in the answer and written to the log; one is made if absent.", "checkout-1042"),
        },
        "headers": {
            "RequestId": { "description": "The id of the request, as in the log.", "schema": { "type": "string" } },
            "RetryAfter": { "description": "When to try again, in seconds.", "schema": { "type": "integer" } },
        },
        "securitySchemes": {
            "ApiKey": { "type": "apiKey", "in": "header", "name": "ApiKey", "description": "The company’s key. A publishable one may ship in apps; a secret one stays on the company’s server." },
            "AdminToken": token("An administrator’s access token, from `credentials/Login`."),
            "PersonToken": token("A registered person’s access token, from `DigitalIdentity/Login`."),
        },
    })
}

fn token(says: &str) -> Value {
    json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": says })
}

fn header(name: &str, says: &str, example: &str) -> Value {
    json!({ "name": name, "in": "header", "description": says, "schema": { "type": "string" }, "example": example })
}
