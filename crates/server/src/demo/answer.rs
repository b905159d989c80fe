//! What the server answered, and what the transcript keeps of it.

use hyper::{
    body::Bytes,
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
};
use serde_json::{Value, json};

use super::html::Page;

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
    pub fn kept(&self) -> Value {
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
