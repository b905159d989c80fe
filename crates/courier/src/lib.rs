//! What leaves for others: e-mail by SMTP, text messages through HTTP gateways, in development a
//! folder with one JSON file each, and requests to others' servers (`http`), guarded against forged
//! targets (`address`) and signed where they are webhooks (`standard_webhook`). It knows nothing of sessions or people, keeps nothing and logs nothing.
//!
//! Map: [`Mailer`] SMTP · [`sms`] gateways, told what to send by configuration · [`segment`] what a
//! text message costs · [`NotSent`] why something did not leave.

mod address;
mod authority;
mod http;
mod mail;
mod outcome;
pub mod segment;
pub mod sms;
mod standard_webhook;
mod tls;

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub use address::is_public;
pub use authority::trusting_pem;
pub use http::{
    HttpAnswer, HttpClient, HttpError, HttpRequest, Limits, Refused, Targets, check_target, origin,
};
pub use mail::{Mailer, SmtpSettings, SmtpTls};
pub use outcome::NotSent;
pub use standard_webhook::{webhook_headers, webhook_secret};
pub use tls::client_config;

/// A message as it leaves, and as it stands in the outbox. Its `Debug` is not for logs: it holds a
/// code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
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
    /// What it is for: `phone`, `sign`, `invite`…
    pub purpose: String,
    /// In which session, if in one.
    pub session_id: Option<String>,
    /// ISO 8601.
    pub created_at: String,
    /// Files of an e-mail; an SMS has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A file that goes with an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its name, in ASCII letters.
    pub name: String,
    /// Such as `application/pdf`.
    pub content_type: String,
    /// Its bytes; in JSON as base64 (RFC 4648, 4).
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub content: Vec<u8>,
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(D::Error::custom)
}

/// Writes a message as `<name>.json`, renamed into place so that no reader sees half of it. The
/// folder is 0700 and the file 0600: it holds codes. Writing the same name again replaces it. It outlives the
/// server, not a power cut: this is for development, where whoever asked can ask again.
///
/// # Errors
/// What the file system says.
pub fn write_to_outbox(folder: &Path, name: &str, letter: &Letter) -> io::Result<()> {
    if !folder.is_dir() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let text = serde_json::to_vec_pretty(letter)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(&text)?;
    fs::rename(&unfinished, folder.join(format!("{name}.json")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_message_is_whole_private_and_alone_under_its_name() {
        let folder = std::env::temp_dir().join(format!("mithaq-outbox-{}", std::process::id()));
        let letter = Letter {
            channel: "sms".to_owned(),
            to: "+201234567890".to_owned(),
            subject: None,
            text: "code 123456".to_owned(),
            code: Some("123456".to_owned()),
            purpose: "phone".to_owned(),
            session_id: Some("s".to_owned()),
            created_at: "2026-11-22T10:00:00.000Z".to_owned(),
            attachments: Vec::new(),
        };
        write_to_outbox(&folder, "1", &letter).unwrap();
        write_to_outbox(&folder, "1", &letter).unwrap();
        let names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["1.json"]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&folder), mode(&folder.join("1.json"))),
            (0o700, 0o600)
        );
        let read: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("1.json")).unwrap()).unwrap();
        assert_eq!(read["subject"], serde_json::Value::Null);
        assert_eq!(read["code"], "123456");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_survives_the_outbox_and_a_message_without_one_does_not_mention_any() {
        let mut letter: Letter = serde_json::from_value(serde_json::json!({
            "channel": "email", "to": "a@example.com", "subject": "s", "text": "t", "code": null,
            "purpose": "copy", "sessionId": "s", "createdAt": "2026-11-22T10:00:00.000Z",
        }))
        .unwrap();
        let plain = serde_json::to_value(&letter).unwrap();
        assert!(plain.get("attachments").is_none());
        letter.attachments.push(Attachment {
            name: "REQ-2026-00001.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            content: b"%PDF\xff\x00".to_vec(),
        });
        let written = serde_json::to_value(&letter).unwrap();
        assert_eq!(written["attachments"][0]["content"], "JVBERv8A");
        let read: Letter = serde_json::from_value(written).unwrap();
        assert_eq!(read.attachments, letter.attachments);
    }
}
