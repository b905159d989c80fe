//! `mithaq sign-agent pair`.

use std::{fs, path::PathBuf, process::ExitCode};

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::Args;
use mithaq_i18n::Argument;
use mithaq_pades::{SealIdentity, SignatureValue, pem_decode_certificates};
use mithaq_service::agent::pairing_message;
use mithaq_token::{KeyName, Pin, Token, TokenError, list_tokens};
use serde_json::{Value, json};

use super::{
    CommonArgs, ask,
    server::{Server, Told},
    store::{self, Stored},
};
use crate::{arguments, arguments::LanguageArg, error::CommandError, tenant::seal_key::key_name};

/// Issuers that are shown.
const MOST_ISSUERS: usize = 7;

/// With which server, by which code, with which key.
#[derive(Debug, Args)]
pub struct PairArgs {
    /// The server's address
    #[arg(long, value_name = "URL")]
    server: String,
    /// The code that it gave
    #[arg(long)]
    code: String,
    /// The token's PKCS#11 library, from its maker
    #[arg(long, value_name = "FILE")]
    module: PathBuf,
    /// The token's label, where the library shows several
    #[arg(long, value_name = "LABEL")]
    token: Option<String>,
    /// The key in it: its label, or `id:` and its id in hexadecimal
    #[arg(long, value_parser = key_name)]
    key: KeyName,
    /// Certificates (PEM) that the token has not: the key's own, or issuers
    #[arg(long, value_name = "FILE")]
    certificates: Option<PathBuf>,
    #[command(flatten)]
    common: CommonArgs,
}

fn refused(args: &PairArgs, error: &TokenError) -> CommandError {
    CommandError::Refused(ask::not_by_token(args.common.language, error))
}

pub(super) fn run(args: &PairArgs) -> Result<ExitCode, CommandError> {
    let language = args.common.language;
    let server = Server::new(&args.server, code_of(language))?;
    let path = store::path(&args.common)?;
    let token = Token {
        label: label(args)?,
        module: args.module.clone(),
    };
    let pin = ask::pin(language)?;
    let shown = Shown::of(args, &token, &pin)?;
    token.log_out().map_err(|error| refused(args, &error))?;
    let body = shown.body(&args.code);
    let answer =
        arguments::block_on(async { Ok(server.call("/api/SignAgent/Pair", &body).await) })?;
    let paired = answer.map_err(|told| match told {
        Told::Silence(why) => CommandError::Refused(why),
        Told::Refusal(_, sentence) => CommandError::Refused(sentence),
    })?;
    let text = |key: &str| {
        let found = paired.get(key).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let address = args.server.trim_end_matches('/').to_owned();
    let whose = (text("company"), text("member"));
    let key = (&token, &args.key);
    let stored = Stored::new((address, text("agent")), whose, key, &shown.certificate);
    stored.write(&path)?;
    let arguments = [
        ("member", Argument::Text(&stored.member)),
        ("company", Argument::Text(&stored.company)),
    ];
    say!("{}", ask::sentence(language, "agent-paired", &arguments));
    Ok(ExitCode::SUCCESS)
}

/// The language as requests say it.
pub(super) const fn code_of(language: LanguageArg) -> &'static str {
    match language {
        LanguageArg::Ar => "ar",
        LanguageArg::En => "en",
    }
}

fn label(args: &PairArgs) -> Result<String, CommandError> {
    if let Some(label) = &args.token {
        return Ok(label.clone());
    }
    let shown = list_tokens(&args.module).map_err(|error| refused(args, &error))?;
    match shown.as_slice() {
        [only] => Ok(only.label.clone()),
        [] => Err(refused(args, &TokenError::Away)),
        several => {
            let labels: Vec<&str> = several.iter().map(|one| one.label.as_str()).collect();
            Err(CommandError::Refused(format!(
                "there are several tokens ({}): name one by --token",
                labels.join(", ")
            )))
        }
    }
}

/// What is shown to the server.
struct Shown {
    certificate: Vec<u8>,
    issuers: Vec<Vec<u8>>,
    value: Vec<u8>,
}

impl Shown {
    fn of(args: &PairArgs, token: &Token, pin: &Pin) -> Result<Self, CommandError> {
        let message = pairing_message(&args.code);
        let value = token
            .sign(pin, &args.key, &message)
            .map_err(|error| refused(args, &error))?;
        let mut pool: Vec<Vec<u8>> = Vec::new();
        if let Some(file) = &args.certificates {
            let text = fs::read_to_string(file).map_err(CommandError::file(file))?;
            let read = pem_decode_certificates(&text);
            pool = read.map_err(|error| CommandError::Refused(error.to_string()))?;
        }
        let held = token
            .list_certificates(pin)
            .map_err(|error| refused(args, &error))?;
        pool.extend(held.into_iter().map(|one| one.der));
        let signed = SignatureValue::new(value.clone());
        let is_its = |der: &&Vec<u8>| {
            let identity = SealIdentity::new(der, Vec::new());
            identity.is_ok_and(|identity| identity.verifies(&message, &signed))
        };
        let certificate = pool.iter().find(is_its).cloned();
        let certificate = certificate.ok_or_else(|| refused(args, &TokenError::NoKey))?;
        pool.retain(|der| *der != certificate);
        pool.truncate(MOST_ISSUERS);
        Ok(Self {
            certificate,
            issuers: pool,
            value,
        })
    }

    fn body(&self, code: &str) -> Value {
        let issuers: Vec<String> = self
            .issuers
            .iter()
            .map(|der| STANDARD.encode(der))
            .collect();
        json!({
            "code": code,
            "certificate": STANDARD.encode(&self.certificate),
            "issuers": issuers.join(" "),
            "signature": STANDARD.encode(&self.value),
        })
    }
}
