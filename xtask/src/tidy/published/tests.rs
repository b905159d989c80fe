//! The rule can fail in every way that it is there for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use serde_json::{Value, json};

use super::*;

const PUBLISHED: &str = r#"
[objects]
User = ["id integer", "name"]
[[call]]
path = "/a"
request = ["phone", "Key"]
answer = ["user: User"]
"#;

fn document(user: &Value, shown: &Value) -> Value {
    let data = json!({ "properties": { "user": { "anyOf": [{ "$ref": "#/components/schemas/User" }, { "type": "null" }] } } });
    json!({
        "paths": { "/a": { "post": {
            "parameters": [{ "name": "Key", "in": "header" }],
            "requestBody": { "content": { "application/json": { "schema": { "properties": { "phone": {} } } } } },
            "responses": { "200": { "content": { "application/json": {
                "schema": { "properties": { "data": data } },
                "examples": { "success": { "value": { "data": { "user": shown } } } },
            } } } },
        } } },
        "components": { "schemas": { "User": { "properties": user } } },
    })
}

fn findings(published: &str, document: &Value) -> Vec<String> {
    let list = toml::from_str(published).unwrap();
    let found = judge(&list, &Described::new(document)).into_iter();
    found.map(|one| one.place).collect()
}

fn good() -> Value {
    document(
        &json!({ "id": { "type": "integer" }, "name": { "type": ["string", "null"] } }),
        &json!({ "id": 17, "name": "Ahmed" }),
    )
}

#[test]
fn what_is_described_and_shown_is_no_finding() {
    assert_eq!(findings(PUBLISHED, &good()), [""; 0]);
}

#[test]
fn a_field_that_is_missing_of_another_type_or_never_shown_is_a_finding() {
    let named = json!({ "id": { "type": "string" }, "name": { "type": "string" } });
    assert_eq!(
        findings(
            PUBLISHED,
            &document(&named, &json!({ "id": 1, "name": "A" }))
        ),
        ["User.id"]
    );
    let nameless = json!({ "id": { "type": "integer" } });
    assert_eq!(
        findings(PUBLISHED, &document(&nameless, &json!({ "id": 1 }))),
        ["User.name"]
    );
    let mut empty = good();
    empty["paths"]["/a"]["post"]["responses"]["200"]["content"]["application/json"]["examples"]["success"]
        ["value"]["data"]["user"]["name"] = Value::Null;
    assert_eq!(findings(PUBLISHED, &empty), ["User.name"]);
    let more = PUBLISHED.replace("\"phone\"", "\"phone\", \"email\"");
    assert_eq!(findings(&more, &good()), ["/a request.email"]);
}

#[test]
fn a_call_that_is_missing_is_a_finding_unless_it_is_excused() {
    let more = format!("{PUBLISHED}\n[[call]]\npath = \"/b\"\n");
    assert_eq!(findings(&more, &good()), ["/b"]);
    let excused =
        format!("{more}\n[[unserved]]\nreason = \"comes with signers\"\npaths = [\"/b\"]\n");
    assert_eq!(findings(&excused, &good()), [""; 0]);
}

#[test]
fn an_exception_that_has_become_needless_or_gives_no_reason_is_a_finding() {
    for needless in [
        "[[unserved]]\nreason = \"comes with signers\"\npaths = [\"/a\"]\n",
        "[[undescribed]]\nreason = \"nobody reads it\"\nfields = [\"User.name\"]\n",
        "[[never_shown]]\nreason = \"nobody reads it\"\nfields = [\"User.name\"]\n",
    ] {
        assert_eq!(
            findings(&format!("{PUBLISHED}\n{needless}"), &good()).len(),
            1,
            "{needless}"
        );
    }
    let silent = "[[call]]\npath = \"/b\"\n[[unserved]]\nreason = \"\"\npaths = [\"/b\"]\n";
    assert_eq!(findings(&format!("{PUBLISHED}\n{silent}"), &good()), ["/b"]);
}
