//! What the check says of `[smtp]` and `[[sms]]`.

use mithaq_courier::{SmtpSettings, SmtpTls, sms::Gateway, sms::preset::Preset};

use crate::config::{
    Config,
    messages::{Messages, is_here},
};

/// One line for the mail server, one for each gateway.
pub(super) fn settings(messages: &Messages) -> Vec<(&'static str, String)> {
    let mail = match &messages.mail {
        None => "none: e-mail waits, encrypted, in the queue".to_owned(),
        Some(mail) => describe(mail),
    };
    let mut settings = vec![("smtp", mail)];
    if messages.sms.is_empty() {
        let none = "none: text messages wait, encrypted, in the queue";
        settings.push(("sms", none.to_owned()));
    }
    for (place, gateway) in messages.sms.iter().enumerate() {
        settings.push(("sms", line(place, gateway)));
    }
    settings
}

fn describe(mail: &SmtpSettings) -> String {
    let how = match mail.tls {
        SmtpTls::Implicit => "TLS from the first byte",
        SmtpTls::StartTls => "STARTTLS, never without",
        SmtpTls::Plain => "in plain text",
    };
    let who = if mail.credentials.is_some() {
        "with a password"
    } else {
        "without a password"
    };
    format!(
        "{}:{}, {how}, {who}, from {}, at most {} s a message",
        mail.host,
        mail.port,
        mail.from_address,
        mail.timeout.as_secs()
    )
}

fn line(place: usize, (gateway, preset): &(Gateway, Option<Preset>)) -> String {
    let turn = if place == 0 {
        "tried first"
    } else {
        "tried when those before it fail"
    };
    let made = preset.map_or(
        "own template",
        |_| "preset, not tried against the real gateway",
    );
    let receipts = if gateway.receipt.is_some() {
        "receipts are read"
    } else {
        "no receipts"
    };
    format!("{}: {made}, {turn}, {receipts}", gateway.name)
}

/// What is dangerous, and what will not leave.
pub(super) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    let messages = &config.gateways;
    if let Some(mail) = &messages.mail
        && mail.tls == SmtpTls::Plain
        && !is_here(&mail.host)
    {
        warnings.push("smtp: codes and contracts travel in plain text to another machine. Use \"starttls\" or \"tls\".".to_owned());
    }
    for (gateway, _) in &messages.sms {
        if gateway.is_plain() {
            warnings.push(format!(
                "sms: {} is spoken to over http; password and codes can be read on the way.",
                gateway.name
            ));
        }
    }
    for place in &messages.plain_secrets {
        warnings.push(format!(
            "secrets: {place} stands in the configuration. Name a file or a variable: {{ file = \"…\" }}, {{ env = \"MITHAQ_SECRET_…\" }}."
        ));
    }
    if config.development_outbox.is_some() && (messages.mail.is_some() || !messages.sms.is_empty())
    {
        warnings.push(
            "development_outbox: it takes every message; smtp and sms are not used.".to_owned(),
        );
    }
    warnings
}
