//! The demo's own client: plain HTTP to its own door, with cookies and without redirects being
//! followed behind its back. Each exchange is recorded.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{CONTENT_TYPE, COOKIE, HOST},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::{
    answer::Answer,
    cookies::CookieJar,
    transcript::{Step, Transcript},
};
use crate::error::CommandError;

/// No call takes longer (`wire.md` 1.1), with some room for a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is sent.
pub enum Sent<'a> {
    /// Nothing.
    Nothing,
    /// JSON, byte for byte.
    Json(&'a str),
    /// A form's fields.
    Form(&'a [(String, String)]),
}

/// A caller: a company's server, or a person's browser.
pub struct Client {
    address: SocketAddr,
    headers: Vec<(&'static str, String)>,
    cookies: CookieJar,
    /// What was asked and answered.
    pub transcript: Transcript,
}

impl Client {
    /// A caller of a server at an address.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            headers: Vec::new(),
            cookies: CookieJar::default(),
            transcript: Transcript::default(),
        }
    }

    /// Sends these headers with each call of the API from now on.
    pub fn say(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
    }

    /// One exchange, recorded and shown as a line.
    pub async fn call(
        &mut self,
        step: &'static str,
        method: Method,
        path: &str,
        sent: Sent<'_>,
    ) -> Result<Answer, CommandError> {
        let began = Instant::now();
        let answer = self
            .exchange(method.clone(), path, &sent)
            .await
            .map_err(|why| CommandError::Step { step, why })?;
        let took = began.elapsed();
        self.cookies.keep(&answer.headers, path);
        for secret in self.cookies.values() {
            self.transcript.keep_secret(secret);
        }
        let record = Step {
            step: step.to_owned(),
            method: method.to_string(),
            path: path.to_owned(),
            status: answer.status,
            request_body: recorded(&sent),
            response_body: answer.kept(),
        };
        let shown = path.split_once('?').map_or(path, |(path, _)| path);
        let good = if answer.status < 400 { '✓' } else { '✗' };
        say!(
            "{good} {step:<20} {:<4} {shown:<64} {} {:>5} ms",
            method.as_str(),
            answer.status,
            took.as_millis()
        );
        self.transcript.add(record);
        Ok(answer)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        sent: &Sent<'_>,
    ) -> Result<Answer, String> {
        let exchange = async {
            let stream = TcpStream::connect(self.address)
                .await
                .map_err(|error| error.to_string())?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
                .await
                .map_err(|error| error.to_string())?;
            let connection = tokio::spawn(connection);
            let request = self.request(method, path, sent)?;
            let response = sender
                .send_request(request)
                .await
                .map_err(|error| error.to_string())?;
            let answer = whole(response).await;
            drop(sender);
            connection.abort();
            answer
        };
        let patient = tokio::time::timeout(PATIENCE, exchange).await;
        patient.unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        sent: &Sent<'_>,
    ) -> Result<Request<Full<Bytes>>, String> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string());
        if path.starts_with("/api/") {
            for (name, value) in &self.headers {
                request = request.header(*name, value);
            }
        }
        let cookies = self.cookies.header(path);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        let body = match sent {
            Sent::Nothing => Bytes::new(),
            Sent::Json(text) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Bytes::copy_from_slice(text.as_bytes())
            }
            Sent::Form(fields) => {
                // As a browser sends a form of our own page.
                request = request
                    .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header("sec-fetch-site", "same-origin")
                    .header("origin", "null");
                Bytes::from(form_text(fields))
            }
        };
        request
            .body(Full::new(body))
            .map_err(|error| error.to_string())
    }
}

/// Waits until the door at an address answers, whatever it answers.
pub async fn wait_until_answering(address: SocketAddr) -> Result<(), CommandError> {
    let client = Client::new(address);
    let answer = client
        .exchange(Method::GET, "/session", &Sent::Nothing)
        .await;
    answer.map(|_| ()).map_err(|why| CommandError::Step {
        step: "listen",
        why,
    })
}

async fn whole(response: Response<Incoming>) -> Result<Answer, String> {
    let (parts, body) = response.into_parts();
    let body = body
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    })
}

fn recorded(sent: &Sent<'_>) -> Value {
    match sent {
        Sent::Nothing => Value::Null,
        Sent::Json(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        Sent::Form(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value.clone())))
            .collect(),
    }
}

/// `application/x-www-form-urlencoded`.
fn form_text(fields: &[(String, String)]) -> String {
    let pairs = fields
        .iter()
        .map(|(key, value)| format!("{}={}", escaped(key), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_escaped_byte_by_byte() {
        let fields = [("a b".to_owned(), "ن&=+".to_owned())];
        assert_eq!(form_text(&fields), "a%20b=%D9%86%26%3D%2B");
    }
}
