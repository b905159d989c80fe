//! The company's side of the API: logs in and invites, each time another phone.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{
    connection::Connection,
    exchange::Request,
    failure::Failure,
    phones::{LENGTH, Phones},
};

/// The reference sample, as it stands.
const SAMPLE: &str = include_str!("../../crates/server/assets/demo/create-invitation.json");
/// The phone in it, as long as every phone that takes its place.
const SAMPLE_PHONE: &str = "+201234567890";

/// What the demo wrote into its ready file.
pub struct Credentials {
    /// The company's unique name.
    pub tenancy_name: String,
    api_key: String,
    user: String,
    password: String,
}

impl Credentials {
    /// Reads the ready file.
    pub fn read(told: &Value) -> Result<Self, Failure> {
        let text = |key: &str| {
            let value = told.get(key).and_then(Value::as_str).map(str::to_owned);
            value.ok_or_else(|| Failure::answer(format!("the ready file names no {key}")))
        };
        Ok(Self {
            tenancy_name: text("tenancyName")?,
            api_key: text("apiKey")?,
            user: text("adminUser")?,
            password: text("adminPassword")?,
        })
    }
}

/// A company that is logged in, its request for an invitation written but for the phone.
pub struct Company {
    /// Where its server answers.
    pub address: SocketAddr,
    key: String,
    bearer: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Company {
    /// The request of a log-in.
    pub fn log_in_request(address: SocketAddr, credentials: &Credentials) -> Vec<u8> {
        let ask = json!({
            "tenancyName": credentials.tenancy_name,
            "userNameOrEmailAddress": credentials.user,
            "password": credentials.password,
        });
        let body = ask.to_string();
        let request = Request {
            method: "POST",
            path: "/api/credentials/Login",
            host: &address.to_string(),
            headers: &[
                ("apikey", credentials.api_key.as_str()),
                ("tenancyname", credentials.tenancy_name.as_str()),
                ("content-type", "application/json"),
            ],
            body: body.as_bytes(),
        };
        request.bytes()
    }

    /// Logs in.
    pub fn log_in(address: SocketAddr, credentials: &Credentials) -> Result<Self, Failure> {
        let mut connection = Connection::open(address)?;
        let answer = connection.send(&Self::log_in_request(address, credentials))?;
        let answer = answer.text();
        let told: Value = serde_json::from_str(&answer).unwrap_or_default();
        let token = told.pointer("/data/accessToken").and_then(Value::as_str);
        let token = token.ok_or_else(|| Failure::answer(format!("log-in: {answer}")))?;
        let bearer = format!("Bearer {token}");
        let (key, tenancy) = (&credentials.api_key, &credentials.tenancy_name);
        let request = Request {
            method: "POST",
            path: "/api/IdentityUserSession/CreateInvitation",
            host: &address.to_string(),
            headers: &[
                ("apikey", key),
                ("tenancyname", tenancy),
                ("content-type", "application/json"),
                ("authorization", &bearer),
            ],
            body: SAMPLE.as_bytes(),
        };
        let bytes = request.bytes();
        let phone = bytes
            .windows(LENGTH)
            .position(|part| part == SAMPLE_PHONE.as_bytes())
            .ok_or_else(|| Failure::answer("the sample has another phone"))?;
        let (before, rest) = bytes.split_at(phone);
        Ok(Self {
            address,
            key: credentials.api_key.clone(),
            bearer: bearer.clone(),
            before: before.to_vec(),
            after: rest.get(LENGTH..).unwrap_or_default().to_vec(),
        })
    }

    /// The request for an invitation of `phone`, in place of what `bytes` held.
    pub fn write_invitation(&self, phone: &[u8; LENGTH], bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.extend_from_slice(&self.before);
        bytes.extend_from_slice(phone);
        bytes.extend_from_slice(&self.after);
    }

    /// A request that only reads.
    pub fn reading(&self, path: &str) -> Vec<u8> {
        let request = Request {
            method: "GET",
            path,
            host: &self.address.to_string(),
            headers: &[("apikey", &self.key), ("authorization", &self.bearer)],
            body: &[],
        };
        request.bytes()
    }

    /// What is answered to a request that only reads.
    pub fn get(&self, path: &str) -> Result<Value, Failure> {
        let mut connection = Connection::open(self.address)?;
        let answer = connection.send(&self.reading(path))?;
        serde_json::from_str(&answer.text())
            .map_err(|error| Failure::answer(format!("{path}: {error}")))
    }

    /// Subscribes an endpoint; the subscription's number.
    pub fn subscribe(&self, event: &str, url: &str) -> Result<i64, Failure> {
        let made = self.ask(
            "/api/Webhook/Create",
            &json!({ "event": event, "url": url }),
        )?;
        let id = made.pointer("/data/id").and_then(Value::as_i64);
        id.ok_or_else(|| Failure::answer(format!("Webhook/Create: {made}")))
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, id: i64) -> Result<(), Failure> {
        self.ask("/api/Webhook/Delete", &json!({ "id": id }))
            .map(drop)
    }

    fn ask(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let headers = [
            ("apikey", self.key.as_str()),
            ("authorization", &self.bearer),
            ("content-type", "application/json"),
        ];
        let mut connection = Connection::open(self.address)?;
        let answer = connection.ask("POST", path, &headers, body.to_string().as_bytes())?;
        serde_json::from_str(&answer.text())
            .map_err(|error| Failure::answer(format!("{path}: {error}")))
    }

    /// Invites the next phone; the path of the link that its person gets.
    pub fn invite(&self, connection: &mut Connection, phones: &Phones) -> Result<String, Failure> {
        let mut request = Vec::new();
        self.write_invitation(&phones.next(), &mut request);
        let answer = connection.send(&request)?;
        let url = answer.session_url.as_deref();
        let path = url.and_then(|url| url.find("/session").and_then(|at| url.get(at..)));
        match path {
            Some(path) if answer.status == 200 => Ok(path.to_owned()),
            _ => Err(Failure::answer(format!(
                "CreateInvitation: {}",
                answer.text()
            ))),
        }
    }
}
