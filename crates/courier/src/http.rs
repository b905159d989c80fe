//! Requests to others' servers: one exchange within a time limit, an answer cut at a length,
//! connections kept for the next request. No redirect is followed and no proxy asked: what is
//! dialled is what was judged.
//!
//! The guard against forged targets works on the very address that is dialled, in `connect`; what
//! a name resolved to earlier does not count.

mod connect;

use std::{fmt, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, Uri,
    body::{Bytes, Incoming},
    header::{HeaderName, HeaderValue, USER_AGENT},
};
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use tokio_rustls::rustls::ClientConfig;

use connect::Connector;
pub use connect::Refused;

/// Connections kept for one host, and for how long.
const IDLE_CONNECTIONS: usize = 16;
const IDLE_TIME: Duration = Duration::from_secs(30);
/// Longest head of an answer.
const HEAD_LIMIT: usize = 64 << 10;

/// Which addresses may be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Targets {
    /// Those of the public internet, over TLS: the target was named by somebody else.
    Public,
    /// Those of the public internet, also without TLS: what comes back is signed by itself.
    PublicSigned,
    /// Any, also without TLS: the operator named the target or allowed it.
    Any,
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// `GET`, `POST`…
    pub method: String,
    /// The absolute address, `http` or `https`.
    pub url: String,
    /// Header fields but `host` and `content-length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// How long an exchange may take, and how much of the answer's body is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From resolving the name to the last kept byte.
    pub time: Duration,
    /// Bytes; what is longer is cut, and the connection closed.
    pub body: usize,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The body, perhaps cut.
    pub body: Vec<u8>,
    /// Whether it was cut.
    pub is_cut: bool,
}

/// Why there is no answer. The text names no part of the address: it may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The request cannot be written: no such method, header or absolute address.
    Malformed(&'static str),
    /// The target is not allowed.
    Refused(Refused),
    /// No connection, or a connection that broke.
    Broken(String),
    /// The time was over.
    TimedOut,
}

impl fmt::Display for HttpError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(out, "not a request: {what}"),
            Self::Refused(refused) => refused.fmt(out),
            Self::Broken(why) => out.write_str(why),
            Self::TimedOut => out.write_str("no answer in time"),
        }
    }
}

impl std::error::Error for HttpError {}

/// A client. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct HttpClient {
    client: Client<Connector, Full<Bytes>>,
    targets: Targets,
}

impl HttpClient {
    /// A client that trusts the machine's authorities.
    #[must_use]
    pub fn new(targets: Targets) -> Self {
        Self::with(targets, None)
    }

    /// A client that trusts others.
    fn with(targets: Targets, tls: Option<Arc<ClientConfig>>) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIME)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .http1_max_buf_size(HEAD_LIMIT)
            .build(Connector { targets, tls });
        Self { client, targets }
    }

    /// Sends a request and reads the answer, whatever its status.
    ///
    /// # Errors
    /// [`HttpError`]; after [`HttpError::Broken`] and [`HttpError::TimedOut`] the request may have
    /// been carried out.
    pub async fn send(&self, ask: &HttpRequest, limits: Limits) -> Result<HttpAnswer, HttpError> {
        let request = written(ask)?;
        connect::judge(request.uri(), self.targets).map_err(HttpError::Refused)?;
        let exchange = async {
            let response = self.client.request(request).await.map_err(broken)?;
            read(response, limits.body).await
        };
        let answered = tokio::time::timeout(limits.time, exchange).await;
        answered.unwrap_or(Err(HttpError::TimedOut))
    }
}

/// Judges an address before anything is sent: its form, and, if it resolves within `time`, where
/// it leads. A name that does not resolve now is judged when it is dialled.
///
/// # Errors
/// [`HttpError::Malformed`] or [`HttpError::Refused`].
pub async fn check_target(url: &str, targets: Targets, time: Duration) -> Result<(), HttpError> {
    let uri = address(url)?;
    connect::judge(&uri, targets).map_err(HttpError::Refused)?;
    match tokio::time::timeout(time, connect::resolve(&uri, targets)).await {
        Ok(Err(connect::Failed::Refused(refused))) => Err(HttpError::Refused(refused)),
        _ => Ok(()),
    }
}

/// The scheme, host and port that an address leads to; nothing where it is no absolute address.
#[must_use]
pub fn origin(url: &str) -> Option<String> {
    let uri = address(url).ok()?;
    let host = uri.host()?.to_ascii_lowercase();
    Some(format!(
        "{}://{host}:{}",
        uri.scheme_str()?,
        connect::port(&uri)
    ))
}

fn address(url: &str) -> Result<Uri, HttpError> {
    const NO_ADDRESS: HttpError = HttpError::Malformed("no absolute http or https address");
    let uri: Uri = url.parse().map_err(|_| NO_ADDRESS)?;
    let named = uri.host().is_some_and(|host| !host.is_empty());
    if !named || !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(NO_ADDRESS);
    }
    // A name and password in an address would end up in logs; nobody would send them anyway.
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(HttpError::Malformed("an address with a user"));
    }
    Ok(uri)
}

fn written(ask: &HttpRequest) -> Result<Request<Full<Bytes>>, HttpError> {
    let method = Method::from_bytes(ask.method.as_bytes());
    let mut request = Request::new(Full::new(Bytes::from(ask.body.clone())));
    *request.method_mut() = method.map_err(|_| HttpError::Malformed("method"))?;
    *request.uri_mut() = address(&ask.url)?;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static("Mithaq"));
    for (name, value) in &ask.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        let name = name.map_err(|_| HttpError::Malformed("header name"))?;
        let value = HeaderValue::from_str(value);
        headers.insert(
            name,
            value.map_err(|_| HttpError::Malformed("header value"))?,
        );
    }
    Ok(request)
}

async fn read(response: Response<Incoming>, limit: usize) -> Result<HttpAnswer, HttpError> {
    let status = response.status().as_u16();
    let (mut body, mut kept) = (response.into_body(), Vec::new());
    let mut is_cut = false;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| HttpError::Broken(error.to_string()))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        let room = limit.saturating_sub(kept.len());
        kept.extend_from_slice(data.get(..room).unwrap_or(data));
        if data.len() > room {
            is_cut = true;
            break;
        }
    }
    Ok(HttpAnswer {
        status,
        body: kept,
        is_cut,
    })
}

/// The innermost cause says what happened; ours among them are refusals.
fn broken(error: hyper_util::client::legacy::Error) -> HttpError {
    let mut cause: &(dyn std::error::Error + 'static) = &error;
    loop {
        if let Some(connect::Failed::Refused(refused)) = cause.downcast_ref() {
            return HttpError::Refused(*refused);
        }
        match cause.source() {
            Some(source) => cause = source,
            None => return HttpError::Broken(cause.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
