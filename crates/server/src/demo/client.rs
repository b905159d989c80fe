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
    header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, LOCATION, SET_COOKIE},
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{
    html::Page,
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

/// What came back.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON, `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as a page of ours.
    pub fn page(&self) -> Page {
        Page::read(&String::from_utf8_lossy(&self.body))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// What the transcript keeps of the body: JSON as it is, of a page its hooks, of a file its
    /// size and hash.
    fn kept(&self) -> Value {
        let kind = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        if kind.starts_with("application/json") {
            return self.json();
        }
        if let Some(location) = self.location() {
            return json!({ "location": location });
        }
        if kind.starts_with("text/html") {
            let page = self.page();
            let forms: Vec<&str> = page.forms.iter().map(|form| form.action.as_str()).collect();
            let documents: Vec<&String> = page.documents.keys().collect();
            return json!({
                "contentType": kind, "bytes": self.body.len(), "step": page.step, "forms": forms,
                "documents": documents, "errors": page.errors,
            });
        }
        json!({ "contentType": kind, "bytes": self.body.len(), "sha256": sha256(&self.body) })
    }
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

struct Cookie {
    name: String,
    value: String,
    path: String,
}

/// A caller: a company's server, or a person's browser.
pub struct Client {
    address: SocketAddr,
    headers: Vec<(&'static str, String)>,
    cookies: Vec<Cookie>,
    /// What was asked and answered.
    pub transcript: Transcript,
}

impl Client {
    /// A caller of a server at an address.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            headers: Vec::new(),
            cookies: Vec::new(),
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
        self.keep_cookies(&answer, path);
        for cookie in &self.cookies {
            self.transcript.keep_secret(&cookie.value);
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
        println!(
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
        let cookies = self.cookies_for(path);
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

    /// RFC 6265, 5.4, as far as one host and paths go.
    fn cookies_for(&self, path: &str) -> String {
        let path = path.split('?').next().unwrap_or(path);
        let fits = |cookie: &&Cookie| {
            path.strip_prefix(cookie.path.as_str()).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || cookie.path.ends_with('/')
            })
        };
        let pairs = self
            .cookies
            .iter()
            .filter(fits)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer, path: &str) {
        for line in answer
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
        {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let mut cookie = Cookie {
                name: name.to_owned(),
                value: value.to_owned(),
                path: path.to_owned(),
            };
            let mut ended = false;
            for (key, value) in parts.filter_map(|part| part.split_once('=')) {
                match key.to_ascii_lowercase().as_str() {
                    "path" => cookie.path = value.to_owned(),
                    "max-age" => ended = value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
                    _ => {}
                }
            }
            self.cookies
                .retain(|known| known.name != cookie.name || known.path != cookie.path);
            if !ended {
                self.cookies.push(cookie);
            }
        }
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
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn answer(cookies: &[&str]) -> Answer {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, cookie.parse().unwrap());
        }
        Answer {
            status: 200,
            headers,
            body: Bytes::new(),
        }
    }

    #[test]
    fn cookies_go_back_under_their_path_only_and_end_when_told() {
        let mut client = Client::new("127.0.0.1:1".parse().unwrap());
        client.keep_cookies(
            &answer(&["a=1; Path=/session/x; HttpOnly", "b=2; Path=/"]),
            "/session",
        );
        assert_eq!(client.cookies_for("/session/x/page?q=1"), "a=1; b=2");
        assert_eq!(client.cookies_for("/session/xy"), "b=2");
        client.keep_cookies(&answer(&["a=; Path=/session/x; Max-Age=0"]), "/session");
        assert_eq!(client.cookies_for("/session/x"), "b=2");
    }

    #[test]
    fn forms_are_escaped_byte_by_byte() {
        let fields = [("a b".to_owned(), "ن&=+".to_owned())];
        assert_eq!(form_text(&fields), "a%20b=%D9%86%26%3D%2B");
    }
}
