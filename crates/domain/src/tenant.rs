//! A tenant: one company on this server, and the settings that shape its sessions.

use serde::{Deserialize, Serialize};

use crate::{
    access::RateLimits,
    id::TenantId,
    place::Country,
    text::{Bilingual, Language},
};

/// One company on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its number on this server.
    pub id: TenantId,
    /// Its unique name, as sent in `TenancyName`; compared without regard to letter case.
    pub name: TenancyName,
    /// What it may be changed about.
    pub settings: Settings,
}

/// The settings of a tenant, stored as one JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The company's name as people read it.
    pub display: Bilingual,
    /// Whose rules for phones, national numbers and money hold.
    #[serde(default)]
    pub country: Country,
    /// IANA time zone of the dates in its documents.
    pub time_zone: String,
    /// Language of a session that names none and whose browser asks for none.
    pub language: Language,
    /// A production tenant never seals with a test chain.
    #[serde(default)]
    pub production: bool,
    /// Answers 200 instead of 4xx for enveloped refusals.
    #[serde(default)]
    pub always_ok: bool,
    /// A tenant to try things out: codes are answered as well as sent. Visibly marked everywhere.
    #[serde(default)]
    pub sandbox: bool,
    /// Whether a person needs a confirmed mailbox to sign.
    #[serde(default)]
    pub email_required: bool,
    /// How many calls are taken in a minute.
    #[serde(default)]
    pub rate_limits: RateLimits,
    /// Origins whose pages may call with a publishable key.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}

/// Whether a text is an origin as browsers send it (RFC 6454, 6.2): scheme, host, perhaps a port,
/// in lower case, nothing behind.
pub fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(plain))
}

impl Settings {
    /// The settings of a company that changed nothing else; it seals with a test chain.
    pub fn new(display: Bilingual, time_zone: String, language: Language) -> Self {
        Self {
            display,
            country: Country::default(),
            time_zone,
            language,
            production: false,
            always_ok: false,
            sandbox: false,
            email_required: false,
            rate_limits: RateLimits::default(),
            allowed_origins: Vec::new(),
        }
    }
}

/// The unique name of a tenant: 1 to 64 letters, digits, `-`, `_` or `.`; kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TenancyName(String);

/// The text is no tenancy name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATenancyName;

impl TenancyName {
    /// Reads a name in any letter case.
    pub fn parse(text: &str) -> Result<Self, NotATenancyName> {
        let name = text.trim().to_ascii_lowercase();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name))
        } else {
            Err(NotATenancyName)
        }
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_nothing_behind_its_host() {
        for right in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://[::1]:80",
        ] {
            assert!(is_origin(right), "{right}");
        }
        for wrong in [
            "",
            "*",
            "null",
            "https://",
            "app.example.com",
            "https://a.b/",
            "https://A.b",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }

    #[test]
    fn tenancy_names_are_plain_and_compare_in_any_case() {
        assert_eq!(TenancyName::parse(" Nile "), TenancyName::parse("nile"));
        for wrong in ["", "a b", "ن", "a/b", &"x".repeat(65)] {
            assert_eq!(TenancyName::parse(wrong), Err(NotATenancyName), "{wrong}");
        }
    }
}
