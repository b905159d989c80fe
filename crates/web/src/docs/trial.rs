//! *Try it* on the page of a call: what its form is filled in with, from the same table as the page.
//! The form is there where the server has a public sandbox, and speaks to nothing else. The script
//! that sends it is `assets/served/try.js`.

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{access::Permission, place::Country, tenant::PublicAccess};
use mithaq_service::tenant::PublicSandbox;
use mithaq_wire::reference::{self, Body, example, shape::Property};
use serde_json::{Value, json};

use super::{operation::Operation, snippet::shown};
use crate::endpoint::{KeyNeed, TokenNeed};

/// What of a call can be tried.
pub enum Trial {
    /// All of it.
    Form(Form),
    /// Nothing: the sandbox's member lacks the permission.
    NotAllowed(Permission),
}

/// A form that is to be filled in for a sandbox.
pub struct Form {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, with names in braces.
    pub path: &'static str,
    /// Whether an `ApiKey` is sent.
    pub has_key: bool,
    /// Whose token is sent: `admin`, `person` or nobody's.
    pub token: &'static str,
    /// Headers, and parameters of path and query.
    pub inputs: Vec<Input>,
    /// What the example's body is, indented; empty where there is none.
    body: Value,
    /// Which calls take something of the answer: call, name, where it stands.
    pub links: String,
}

/// One line of a form.
pub struct Input {
    /// `header`, `path` or `query`.
    pub kind: &'static str,
    /// The published name.
    pub name: &'static str,
    /// What it is filled in with.
    pub value: String,
    /// For instance.
    pub example: String,
    /// Whether the call needs it.
    pub required: bool,
}

/// Phone and mailbox of the reference's examples.
const SAMPLE: (&str, &str) = ("+201234567890", "ahmed@example.com");

/// Somebody who is not there. Codes are few for a phone and a mailbox: readers who all sent the
/// example's own would lock it for each other.
pub struct MadeUp {
    /// The phone, E.164.
    pub phone: String,
    /// The mailbox.
    pub email: String,
}

impl MadeUp {
    /// Another one for each number.
    pub fn numbered(country: Country, number: u32) -> Self {
        Self {
            phone: country.made_up_phone(number),
            email: format!("ahmed.{number}@example.com"),
        }
    }
}

/// What a made-up person registers by.
const REGISTER: &str = "/api/DigitalIdentity/Register";

/// Where the examples are, as JSON: who registers elsewhere signs nothing there.
pub fn example_location() -> String {
    let body = reference::find(REGISTER).and_then(|call| call.body);
    let example = body.and_then(|body| serde_json::from_str::<Value>(body.example).ok());
    let location = example.and_then(|example| example.get("geoLocation").cloned());
    location.unwrap_or_default().to_string()
}

/// Names the kind of a document, which a magic input must say.
const CLASSIFICATION: &str = "/v1/ocr/classification";

/// Takes, in the sandbox, what opens it.
const LOGIN: &str = "/api/credentials/Login";

impl Trial {
    /// What of this call can be tried.
    pub fn of(operation: &Operation) -> Self {
        let token = match operation.needs.token {
            TokenNeed::Nothing => "",
            TokenNeed::User => "person",
            TokenNeed::Admin(permission) | TokenNeed::AdminOrUser(permission) => {
                if !PublicAccess::permissions().contains(permission) {
                    return Self::NotAllowed(permission);
                }
                "admin"
            }
        };
        let call = operation.call;
        let headers = call.headers.iter().map(|one| input("header", one));
        let parameters = call.parameters.iter().map(|one| {
            let is_in_path = call.path.contains(&format!("{{{}}}", one.name));
            input(if is_in_path { "path" } else { "query" }, one)
        });
        let links: Vec<[&str; 3]> = call
            .links
            .iter()
            .map(|link| [link.to, link.gives, link.from])
            .collect();
        Self::Form(Form {
            method: operation.method.to_string(),
            path: call.path,
            has_key: operation.needs.key != KeyNeed::Nothing,
            token,
            inputs: headers.chain(parameters).collect(),
            body: call
                .body
                .map(|body| first_body(&body, call.path))
                .unwrap_or_default(),
            links: json!(links).to_string(),
        })
    }
}

fn input(kind: &'static str, property: &Property) -> Input {
    let example = shown(&example::of_property(property));
    Input {
        kind,
        name: property.name,
        value: if property.required {
            example.clone()
        } else {
            String::new()
        },
        example,
        required: property.required,
    }
}

/// The example without what only an earlier answer could have given, and with pictures that the
/// sandbox knows.
fn first_body(body: &Body, path: &str) -> Value {
    let mut value: Value = serde_json::from_str(body.example).unwrap_or_default();
    let earlier = |name: &str| {
        let is_required = |one: &Property| one.name == name && one.required;
        ["Otp", "OtpRequestId", "transaction_id"]
            .iter()
            .any(|end| name.ends_with(end))
            && !body.properties.iter().any(is_required)
    };
    if let Some(object) = value.as_object_mut() {
        object.retain(|name, _| !earlier(name));
    }
    show_magic(
        &mut value,
        if path == CLASSIFICATION {
            ":passport"
        } else {
            ""
        },
    );
    value
}

/// Puts the sandbox's magic inputs in place of pictures, with this behind that of a document; faces
/// must not be the same.
fn show_magic(value: &mut Value, detail: &str) {
    for (name, inner) in value.as_object_mut().into_iter().flatten() {
        let number = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let magic = match name.as_str() {
            "image" => format!("sandbox:ok{detail}"),
            name if name.starts_with("face_") => format!("sandbox:ok:{number}"),
            _ => {
                show_magic(inner, detail);
                continue;
            }
        };
        *inner = STANDARD.encode(magic).into();
    }
}

impl Form {
    /// The body for a sandbox, indented; empty where there is none.
    pub fn body(&self, sandbox: &PublicSandbox, somebody: &MadeUp) -> String {
        if self.body.is_null() {
            return String::new();
        }
        let mut body = self.body.clone();
        if self.path == LOGIN {
            let (name, access) = (sandbox.tenant.name.as_str(), &sandbox.access);
            body = json!({ "tenancyName": name, "userNameOrEmailAddress": access.user,
                "password": access.password });
        }
        let body = format!("{body:#}");
        let body = body.replace(SAMPLE.0, &somebody.phone);
        body.replace(SAMPLE.1, &somebody.email)
    }

    /// What a line is filled in with for a sandbox.
    pub fn value<'a>(&self, input: &'a Input, sandbox: &'a PublicSandbox) -> &'a str {
        if input.name.eq_ignore_ascii_case("TenancyName") {
            sandbox.tenant.name.as_str()
        } else {
            &input.value
        }
    }
}
