//! Talking to the server: only out, only over https but for this machine, and what it answers is judged before use.

use std::time::Duration;

use mithaq_courier::{HttpClient, HttpRequest, Limits, Targets, origin};
use serde_json::Value;

use crate::error::CommandError;

/// Longest answer: a file of 64 MiB in Base64.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(60),
    body: 96 << 20,
};

/// Why a call came to nothing.
pub(super) enum Told {
    /// The server did not answer, or not as it should: to be tried again.
    Silence(String),
    /// It refused, with a code and its sentence.
    Refusal(i64, String),
}

/// A server that was judged.
pub(super) struct Server {
    address: String,
    client: HttpClient,
    language: &'static str,
}

impl Server {
    /// One at an address. Without TLS only this machine may be: what is to be signed and the agent's secret would be open.
    pub(super) fn new(address: &str, language: &'static str) -> Result<Self, CommandError> {
        let refused = |why: &str| {
            Err(CommandError::Refused(format!(
                "--server {address:?}: {why}"
            )))
        };
        let address = address.trim_end_matches('/');
        let Some(found) = origin(address) else {
            return refused("this is no https address");
        };
        let host = found.strip_prefix("http://").map(|host| {
            let bare = host.rsplit_once(':').map_or(host, |(bare, _)| bare);
            bare.trim_matches(['[', ']']).to_owned()
        });
        if host.is_some_and(|host| !crate::config::messages::is_here(&host)) {
            return refused("it must begin with https://");
        }
        Ok(Self {
            address: address.to_owned(),
            client: HttpClient::new(Targets::Any),
            language,
        })
    }

    /// A call; the `data` of its answer.
    pub(super) async fn call(&self, path: &str, body: &Value) -> Result<Value, Told> {
        let request = HttpRequest {
            method: "POST".to_owned(),
            url: format!("{}{path}", self.address),
            headers: [
                ("content-type", "application/json"),
                ("accept-language", self.language),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            body: body.to_string().into_bytes(),
        };
        let answer = self.client.send(&request, LIMITS).await;
        let answer = answer.map_err(|error| Told::Silence(error.to_string()))?;
        let status = answer.status;
        let strange = || Told::Silence(format!("it answered with status {status}"));
        if answer.is_cut {
            return Err(Told::Silence("its answer is too long".to_owned()));
        }
        let mut envelope: Value = serde_json::from_slice(&answer.body).map_err(|_| strange())?;
        if let Some(code) = envelope.get("error_code").and_then(Value::as_i64) {
            let message = envelope.get("error_message").and_then(Value::as_str);
            return Err(Told::Refusal(code, message.unwrap_or_default().to_owned()));
        }
        match envelope.get_mut("data") {
            Some(data) if status == 200 => Ok(data.take()),
            _ => Err(strange()),
        }
    }
}
