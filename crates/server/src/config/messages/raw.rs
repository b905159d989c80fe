//! `[smtp]` and `[[sms]]`, word for word.

use std::{collections::BTreeMap, path::PathBuf};

use figment::{
    Figment,
    providers::{Format, Toml},
};
use mithaq_courier::{
    SmtpTls,
    sms::{Escape, ReceiptRule, Rule, preset::Preset},
};
use serde::Deserialize;

use super::secret::Secret;

/// The mail server as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSmtp {
    pub host: Option<String>,
    pub port: Option<u16>,
    #[serde(default)]
    pub tls: RawTls,
    pub user: Option<String>,
    pub password: Option<Secret>,
    pub from: Option<String>,
    pub authorities: Option<PathBuf>,
    pub timeout_seconds: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawTls {
    Tls,
    #[default]
    StartTls,
    None,
}

impl From<RawTls> for SmtpTls {
    fn from(raw: RawTls) -> Self {
        match raw {
            RawTls::Tls => Self::Implicit,
            RawTls::StartTls => Self::StartTls,
            RawTls::None => Self::Plain,
        }
    }
}

/// A gateway as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSms {
    pub name: Option<String>,
    pub preset: Option<String>,
    pub method: Option<String>,
    pub url: Option<String>,
    pub headers: BTreeMap<String, String>,
    pub body: Option<String>,
    pub format: Option<RawFormat>,
    pub values: BTreeMap<String, Secret>,
    pub languages: Option<[String; 2]>,
    pub signature: Option<RawSignature>,
    pub success: Option<RawRule>,
    pub refused: Option<RawRule>,
    pub reference: Option<String>,
    pub receipt: Option<RawReceipt>,
    pub timeout_seconds: Option<u64>,
}

/// Values whose name says that they are secret.
const SECRET: &[&str] = &["password", "key", "token", "secret"];

impl RawSms {
    /// Names of secret values that stand in the file itself.
    pub fn plain_secrets(&self) -> Vec<String> {
        let secret = |name: &str| {
            SECRET
                .iter()
                .any(|word| name.to_ascii_lowercase().contains(word))
        };
        let plain = self
            .values
            .iter()
            .filter(|(name, value)| secret(name) && value.is_plain());
        plain.map(|(name, _)| name.clone()).collect()
    }

    /// What is not said here, the preset says.
    pub fn completed_by(self, preset: Self) -> Self {
        let mut headers = preset.headers;
        headers.extend(self.headers);
        let mut values = preset.values;
        values.extend(self.values);
        Self {
            name: self.name,
            preset: self.preset,
            method: self.method.or(preset.method),
            url: self.url.or(preset.url),
            headers,
            body: self.body.or(preset.body),
            format: self.format.or(preset.format),
            values,
            languages: self.languages.or(preset.languages),
            signature: self.signature.or(preset.signature),
            success: self.success.or(preset.success),
            refused: self.refused.or(preset.refused),
            reference: self.reference.or(preset.reference),
            receipt: self.receipt.or(preset.receipt),
            timeout_seconds: self.timeout_seconds.or(preset.timeout_seconds),
        }
    }
}

/// A preset, read as if an operator had written it.
pub fn read_preset(preset: Preset) -> Result<RawSms, String> {
    let read = Figment::from(Toml::string(preset.toml)).extract();
    read.map_err(|error| format!("the preset {:?} cannot be read: {error}", preset.name))
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawFormat {
    #[default]
    Json,
    Form,
    Xml,
    Text,
}

impl From<RawFormat> for Escape {
    fn from(raw: RawFormat) -> Self {
        match raw {
            RawFormat::Json => Self::Json,
            RawFormat::Form => Self::Form,
            RawFormat::Xml => Self::Xml,
            RawFormat::Text => Self::Text,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSignature {
    pub over: String,
    pub key: String,
    pub encoding: RawEncoding,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawEncoding {
    Hex,
    HexUpper,
    Base64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawRule {
    pub status: Vec<u16>,
    pub json: Option<String>,
    pub equals: Vec<String>,
    pub contains: Option<String>,
}

impl From<RawRule> for Rule {
    fn from(raw: RawRule) -> Self {
        Self {
            status: raw.status,
            json: raw.json,
            equals: raw.equals,
            contains: raw.contains,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawReceipt {
    pub list: Option<String>,
    pub id: String,
    pub status: String,
    pub delivered: Vec<String>,
    pub failed: Vec<String>,
}

impl From<RawReceipt> for ReceiptRule {
    fn from(raw: RawReceipt) -> Self {
        Self {
            list: raw.list,
            id: raw.id,
            status: raw.status,
            delivered: raw.delivered,
            failed: raw.failed,
        }
    }
}
