//! Text messages through HTTP gateways. A gateway is a request to fill in and a rule to judge its
//! answer by: all of it configuration, so that a gateway that we never heard of needs no new
//! version. What is sent is made here without any network; who sends it is `http`.

pub mod preset;
mod read;
mod receipt;
mod template;

use std::{collections::BTreeMap, time::Duration};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    HttpClient, HttpRequest, Limits, NotSent,
    segment::{Alphabet, segments},
};
pub use read::Rule;
pub use receipt::{Receipt, ReceiptRule};
pub use template::{Escape, Template, UnknownName};

/// Names that a template may use besides the gateway's own values.
pub const NAMES: &[&str] = &[
    "to",
    "to_digits",
    "text",
    "id",
    "receipt_url",
    "language",
    "basic",
    "signature",
];

/// A gateway as configured.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its name, by which companies and callers choose it.
    pub name: String,
    /// `POST`, `GET` or `PUT`.
    pub method: String,
    /// Where to.
    pub url: Template,
    /// With which headers.
    pub headers: Vec<(String, Template)>,
    /// What is sent; nothing with `GET`.
    pub body: Template,
    /// How values are written in the body.
    pub format: Escape,
    /// Own values of the templates: user, password, sender.
    pub values: BTreeMap<String, String>,
    /// What `${language}` is for a text in the GSM alphabet, and for any other.
    pub languages: (String, String),
    /// How `${signature}` is made.
    pub signature: Option<Signature>,
    /// The message is taken.
    pub success: Rule,
    /// The message will never be taken.
    pub refused: Option<Rule>,
    /// Where the gateway's own name of the message stands in a JSON answer; without it, it is
    /// ours.
    pub reference: Option<String>,
    /// How its delivery receipts are read.
    pub receipt: Option<ReceiptRule>,
    /// How long one attempt may take.
    pub timeout: Duration,
}

/// An HMAC-SHA-256 over a text, as some gateways want beside the password.
#[derive(Clone, Debug)]
pub struct Signature {
    /// What is signed.
    pub over: Template,
    /// The name of the value that holds the key.
    pub key: String,
    /// How the signature is written.
    pub encoding: SignatureEncoding,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// Lower-case hexadecimal.
    Hex,
    /// Upper-case hexadecimal.
    HexUpper,
    /// Base64 with padding.
    Base64,
}

/// A text message.
#[derive(Clone, Copy)]
pub struct Sms<'a> {
    /// Our name of it.
    pub id: &'a str,
    /// E.164.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Where its receipt may be sent.
    pub receipt_url: &'a str,
}

impl Sms<'_> {
    /// How many parts it costs.
    #[must_use]
    pub fn segments(&self) -> usize {
        segments(self.text)
    }
}

/// Longest answer of a gateway that is read, in bytes.
const ANSWER: usize = 64 << 10;

impl Gateway {
    /// Hands a message to the gateway; the name by which its receipts will come.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn send(&self, client: &HttpClient, sms: &Sms<'_>) -> Result<String, NotSent> {
        let limits = Limits {
            time: self.timeout,
            body: ANSWER,
        };
        let answered = client.send(&self.request(sms), limits).await;
        let answer = answered.map_err(|error| NotSent::Later(error.to_string()))?;
        self.judge(
            answer.status,
            &String::from_utf8_lossy(&answer.body),
            sms.id,
        )
    }

    /// The request for a message. Its `Debug` is not for logs.
    #[must_use]
    pub fn request(&self, sms: &Sms<'_>) -> HttpRequest {
        let names = self.names(sms);
        let fill = |template: &Template, escape| template.fill(&names, escape);
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), fill(value, Escape::Header)))
            .collect();
        let body = fill(&self.body, self.format);
        let said = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !said && !body.is_empty() {
            headers.push((
                "Content-Type".to_owned(),
                self.format.content_type().to_owned(),
            ));
        }
        HttpRequest {
            method: self.method.clone(),
            url: fill(&self.url, Escape::Url),
            headers,
            body: body.into_bytes(),
        }
    }

    /// What an answer means: taken, under the name by which its receipts will come, or not.
    ///
    /// # Errors
    /// [`NotSent`], whose reason quotes of the answer only its status and a short word that the
    /// rule looks at.
    pub fn judge(&self, status: u16, body: &str, id: &str) -> Result<String, NotSent> {
        if self.success.holds(status, body) {
            let own = self.reference.as_deref();
            let named = own.and_then(|path| read::text_at(&read::json(body)?, path));
            return Ok(named.unwrap_or_else(|| id.to_owned()));
        }
        let why = self.success.describe(status, body);
        match &self.refused {
            Some(rule) if rule.holds(status, body) => Err(NotSent::Never(why)),
            _ => Err(NotSent::Later(why)),
        }
    }

    fn names(&self, sms: &Sms<'_>) -> BTreeMap<String, String> {
        let mut names = self.values.clone();
        let mut set = |name: &str, value: String| names.insert(name.to_owned(), value);
        set("to", sms.to.to_owned());
        set("to_digits", sms.to.trim_start_matches('+').to_owned());
        set("text", sms.text.to_owned());
        set("id", sms.id.to_owned());
        set("receipt_url", sms.receipt_url.to_owned());
        let language = match Alphabet::of(sms.text) {
            Alphabet::Gsm7 => &self.languages.0,
            Alphabet::Ucs2 => &self.languages.1,
        };
        set("language", language.clone());
        let value = |name: &str| self.values.get(name).map_or("", String::as_str);
        let basic = STANDARD.encode(format!("{}:{}", value("user"), value("password")));
        set("basic", basic);
        if let Some(signature) = &self.signature {
            let signed = signature.over.fill(&names, Escape::Text);
            let made = signature.make(value(&signature.key), &signed);
            names.insert("signature".to_owned(), made);
        }
        names
    }

    /// Whether it is spoken to without TLS.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let url = self.url.fill(&BTreeMap::new(), Escape::Url);
        url.starts_with("http://")
    }

    /// What is wrong with its templates: names that are neither ours nor among its values.
    #[must_use]
    pub fn unknown_names(&self) -> Vec<String> {
        let mut templates = vec![&self.url, &self.body];
        templates.extend(self.headers.iter().map(|(_, value)| value));
        templates.extend(self.signature.as_ref().map(|signature| &signature.over));
        let known = |name: &&str| NAMES.contains(name) || self.values.contains_key(*name);
        let used = templates.iter().flat_map(|template| template.names());
        let mut unknown: Vec<String> = used
            .filter(|name| !known(name))
            .map(str::to_owned)
            .collect();
        if let Some(signature) = &self.signature
            && !self.values.contains_key(&signature.key)
        {
            unknown.push(signature.key.clone());
        }
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }
}

impl Signature {
    fn make(&self, key: &str, text: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        let tag = hmac::sign(&key, text.as_bytes());
        let hex = || -> String {
            tag.as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect()
        };
        match self.encoding {
            SignatureEncoding::Hex => hex(),
            SignatureEncoding::HexUpper => hex().to_ascii_uppercase(),
            SignatureEncoding::Base64 => STANDARD.encode(tag.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests;
