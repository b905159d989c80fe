//! `[smtp]` and `[[sms]]`: how messages leave. What may be written is in `messages/raw`; here it is
//! completed by presets, judged, and made into what the courier takes.

mod raw;
mod secret;

use std::{collections::BTreeMap, fs, time::Duration};

use mithaq_courier::{
    Mailer, SmtpSettings, SmtpTls, client_config,
    sms::{
        Gateway, ReceiptRule, Rule, Signature, SignatureEncoding, Template,
        preset::{self, Preset},
    },
    trusting_pem,
};
use mithaq_domain::text::Email;
use mithaq_service::app::Gateways;

pub(super) use raw::{RawSms, RawSmtp};
pub(super) use secret::Secret;

/// Text messages are short; a gateway that needs longer is as good as down.
const SMS_SECONDS: (u64, u64) = (10, 15);
const SMTP_SECONDS: (u64, u64) = (20, 45);

/// How messages leave.
#[derive(Clone, Default)]
pub struct Messages {
    /// The mail server.
    pub mail: Option<SmtpSettings>,
    /// SMS gateways in the operator's order, each with the preset that it was made from.
    pub sms: Vec<(Gateway, Option<Preset>)>,
    /// Settings that hold a secret in plain sight.
    pub plain_secrets: Vec<String>,
}

impl Messages {
    /// What the application takes.
    pub fn gateways(&self) -> Gateways {
        Gateways {
            mail: self.mail.clone().map(Mailer::new),
            sms: self
                .sms
                .iter()
                .map(|(gateway, _)| gateway.clone())
                .collect(),
        }
    }
}

/// Judges both sections; everything that is wrong is noted.
pub(super) fn judge(
    smtp: Option<RawSmtp>,
    sms: Vec<RawSms>,
    note: &mut impl FnMut(String),
) -> Messages {
    let mut messages = Messages::default();
    if let Some(raw) = smtp {
        if raw.password.as_ref().is_some_and(Secret::is_plain) {
            messages.plain_secrets.push("smtp.password".to_owned());
        }
        match mail(raw) {
            Ok(mail) => messages.mail = Some(mail),
            Err(problem) => note(problem),
        }
    }
    for raw in sms {
        let plain = raw.plain_secrets();
        match gateway(raw) {
            Ok((gateway, _)) if messages.has(&gateway.name) => {
                note(format!("`sms` {:?} is there twice", gateway.name));
            }
            Ok(made) => {
                let place = |value| format!("sms {:?} values.{value}", made.0.name);
                messages.plain_secrets.extend(plain.into_iter().map(place));
                messages.sms.push(made);
            }
            Err(problem) => note(problem),
        }
    }
    messages
}

impl Messages {
    fn has(&self, name: &str) -> bool {
        self.sms
            .iter()
            .any(|(gateway, _)| gateway.name.eq_ignore_ascii_case(name))
    }
}

fn mail(raw: RawSmtp) -> Result<SmtpSettings, String> {
    let host = raw
        .host
        .ok_or("`smtp.host` is missing: the mail server's name")?;
    let from = raw.from.ok_or(
        "`smtp.from` is missing: the sender, for example \"Nile <no-reply@nile.example>\"",
    )?;
    let (from_name, from_address) = sender(&from)?;
    let tls: SmtpTls = raw.tls.into();
    let credentials = match (raw.user, raw.password) {
        (None, None) => None,
        (Some(user), Some(password)) => {
            let password = password
                .read()
                .map_err(|why| format!("`smtp.password`: {why}"))?;
            Some((user, password))
        }
        _ => return Err("`smtp.user` and `smtp.password` belong together".to_owned()),
    };
    if tls == SmtpTls::Plain && credentials.is_some() && !is_here(&host) {
        return Err(
            "`smtp.tls` is \"none\": a password is never sent in plain text to another machine"
                .to_owned(),
        );
    }
    let trust = match raw.authorities {
        None => client_config(),
        Some(path) => match fs::read(&path) {
            Ok(pem) => trusting_pem(&pem),
            Err(error) => Err(format!("{}: {error}", path.display())),
        },
    };
    let usual_port = match tls {
        SmtpTls::Implicit => 465,
        SmtpTls::StartTls => 587,
        SmtpTls::Plain => 25,
    };
    Ok(SmtpSettings {
        host,
        port: raw.port.unwrap_or(usual_port),
        tls,
        credentials,
        from_name,
        from_address,
        timeout: seconds("smtp.timeout_seconds", raw.timeout_seconds, SMTP_SECONDS)?,
        trust: trust.map_err(|why| format!("`smtp.authorities`: {why}"))?,
    })
}

/// Whether a host is this machine.
pub fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `Name <address>`, or the address alone.
fn sender(text: &str) -> Result<(String, String), String> {
    let (name, address) = match text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim().trim_matches('"'), address),
        None => ("", text.trim()),
    };
    let address = Email::parse(address)
        .ok()
        .filter(|email| email.as_str().is_ascii());
    let address = address.ok_or_else(|| format!("`smtp.from` is {text:?}: no address in it"))?;
    if name.chars().any(char::is_control) {
        return Err("`smtp.from`: a name without control characters".to_owned());
    }
    Ok((name.to_owned(), address.as_str().to_owned()))
}

fn seconds(key: &str, given: Option<u64>, (usual, most): (u64, u64)) -> Result<Duration, String> {
    let seconds = given.unwrap_or(usual);
    if (1..=most).contains(&seconds) {
        Ok(Duration::from_secs(seconds))
    } else {
        Err(format!("`{key}` is {seconds}; it may be 1 to {most}"))
    }
}

fn gateway(raw: RawSms) -> Result<(Gateway, Option<Preset>), String> {
    let preset = match &raw.preset {
        None => None,
        Some(name) => Some(preset::find(name).ok_or_else(|| no_preset(name))?),
    };
    let name = raw
        .name
        .clone()
        .or(preset.map(|preset| preset.name.to_owned()));
    let name = name.ok_or("`sms.name` is missing: how companies choose the gateway")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !(1..=32).contains(&name.len()) || !name.bytes().all(plain) {
        return Err(format!(
            "`sms.name` is {name:?}: 1 to 32 letters, digits, `-` or `_`"
        ));
    }
    let at = |key: &str| format!("`sms` {name:?} {key}");
    let raw = match preset {
        None => raw,
        Some(preset) => raw.completed_by(raw::read_preset(preset)?),
    };
    let made = complete(name.clone(), raw).map_err(|(key, why)| format!("{}: {why}", at(&key)))?;
    let unknown = made.unknown_names();
    if !unknown.is_empty() {
        let missing: Vec<String> = unknown
            .iter()
            .map(|name| format!("values.{name}"))
            .collect();
        return Err(format!("{}: missing", at(&missing.join(", "))));
    }
    Ok((made, preset))
}

fn no_preset(name: &str) -> String {
    let known = preset::ALL.map(|preset| preset.name).join(", ");
    format!("`sms.preset` is {name:?}; there are {known}")
}

/// A problem with its key.
type Problem = (String, String);

fn template(key: &str, text: &str) -> Result<Template, Problem> {
    let parsed = Template::parse(text);
    parsed.map_err(|wrong| (key.to_owned(), format!("${{{} is no name", wrong.0)))
}

fn target(url: String) -> Result<Template, Problem> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        let why = "it must begin with https:// (or http://)";
        return Err(("url".to_owned(), why.to_owned()));
    }
    template("url", &url)
}

fn method(given: Option<String>) -> Result<String, Problem> {
    let method = given
        .unwrap_or_else(|| "POST".to_owned())
        .to_ascii_uppercase();
    if matches!(method.as_str(), "POST" | "GET" | "PUT") {
        Ok(method)
    } else {
        Err(("method".to_owned(), "POST, GET or PUT".to_owned()))
    }
}

fn signature(raw: raw::RawSignature) -> Result<Signature, Problem> {
    Ok(Signature {
        over: template("signature.over", &raw.over)?,
        key: raw.key,
        encoding: match raw.encoding {
            raw::RawEncoding::Hex => SignatureEncoding::Hex,
            raw::RawEncoding::HexUpper => SignatureEncoding::HexUpper,
            raw::RawEncoding::Base64 => SignatureEncoding::Base64,
        },
    })
}

fn complete(name: String, raw: RawSms) -> Result<Gateway, Problem> {
    let missing = |key: &str| (key.to_owned(), "missing".to_owned());
    let url = target(raw.url.ok_or_else(|| missing("url"))?)?;
    let method = method(raw.method)?;
    let mut values = BTreeMap::new();
    for (key, secret) in raw.values {
        let read = secret
            .read()
            .map_err(|why| (format!("values.{key}"), why))?;
        values.insert(key, read);
    }
    let mut headers = Vec::new();
    for (key, value) in raw.headers {
        let value = template(&format!("headers.{key}"), &value)?;
        headers.push((key, value));
    }
    let [latin, other] = raw
        .languages
        .unwrap_or_else(|| ["en".to_owned(), "ar".to_owned()]);
    let timeout = seconds("timeout_seconds", raw.timeout_seconds, SMS_SECONDS);
    Ok(Gateway {
        name,
        method,
        url,
        headers,
        body: template("body", &raw.body.unwrap_or_default())?,
        format: raw.format.unwrap_or_default().into(),
        values,
        languages: (latin, other),
        signature: raw.signature.map(signature).transpose()?,
        success: raw
            .success
            .map(Rule::from)
            .ok_or_else(|| missing("success"))?,
        refused: raw.refused.map(Rule::from),
        reference: raw.reference,
        receipt: raw.receipt.map(ReceiptRule::from),
        timeout: timeout.map_err(|why| ("timeout_seconds".to_owned(), why))?,
    })
}

#[cfg(test)]
mod tests;
