//! The development outbox as a test reads it.

use std::{fs, path::Path};

use serde::Deserialize;

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SentMessage {
    /// `sms` or `email`.
    pub channel: String,
    /// The number or address.
    pub to: String,
    /// Of an e-mail.
    pub subject: Option<String>,
    /// The whole text.
    pub text: String,
    /// The code alone, in ASCII digits.
    pub code: Option<String>,
    /// `phone`, `sign`…
    pub purpose: String,
    /// The session, if one sent it.
    pub session_id: Option<String>,
    /// ISO 8601.
    pub created_at: String,
}

/// Every message of an outbox, oldest first; none where there is no folder yet.
#[must_use]
pub fn read_outbox(folder: &Path) -> Vec<SentMessage> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    let read = |path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    paths.into_iter().map(read).collect()
}
