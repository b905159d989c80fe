//! `mithaq message`: a test message by the very way that real ones take, and the addresses that
//! gateways send receipts to. Needs no data folder but for the master key, and disturbs no server.

use std::process::ExitCode;

use clap::Subcommand;
use mithaq_courier::{HttpClient, Letter, Mailer, Targets, segment::segments, sms::Sms};
use mithaq_domain::{id::JobId, place::phone::Phone, text::Email, time::Instant};
use mithaq_i18n::{Locale, text};
use mithaq_service::{Clock, Entropy, notice::receipt_address};
use mithaq_store::vault::{MasterKey, OsEntropy, Purpose};

use crate::{
    arguments::{self, ConfigArgs, LanguageArg},
    clock::SystemClock,
    config::Config,
    error::CommandError,
};

/// What can be done with messages.
#[derive(Debug, Subcommand)]
pub enum MessageCommand {
    /// Send a test message as real ones are sent
    Test(TestArgs),
    /// Print where each SMS gateway must send its receipts
    Receipts(ConfigArgs),
}

/// The test message.
#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// An e-mail address, or a phone number such as +201234567890
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    /// By this SMS gateway alone, instead of one after the other
    #[arg(long, value_name = "NAME")]
    gateway: Option<String>,
    /// The language of its text
    #[arg(long, value_enum, default_value_t = LanguageArg::Ar)]
    language: LanguageArg,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Does what was asked.
pub fn run(command: MessageCommand) -> Result<ExitCode, CommandError> {
    match command {
        MessageCommand::Test(args) => {
            let config = Config::load(args.config.config.as_deref())?;
            arguments::block_on(test(&config, &args))
        }
        MessageCommand::Receipts(args) => receipts(&Config::load(args.config.as_deref())?),
    }
}

async fn test(config: &Config, args: &TestArgs) -> Result<ExitCode, CommandError> {
    let now = SystemClock.now();
    let mut random = [0; 10];
    OsEntropy.fill(&mut random);
    let id = JobId::new(now, &random).to_string();
    let locale = args.language.into();
    if let Ok(email) = Email::parse(&args.to) {
        return mail(
            config,
            letter(locale, email.as_str(), "email", now),
            &id,
            now,
        )
        .await;
    }
    let phone = Phone::parse(&args.to).map_err(|_| {
        let to = &args.to;
        CommandError::Refused(format!(
            "{to:?} is neither an e-mail address nor a phone number"
        ))
    })?;
    let letter = letter(locale, phone.as_str(), "sms", now);
    sms(config, args, &letter, &id).await
}

fn letter(locale: Locale, to: &str, channel: &str, now: Instant) -> Letter {
    Letter {
        channel: channel.to_owned(),
        to: to.to_owned(),
        subject: Some(text(locale, "message-test-subject")),
        text: text(locale, "message-test"),
        code: None,
        purpose: "test".to_owned(),
        session_id: None,
        created_at: now.to_iso(),
        attachments: Vec::new(),
    }
}

async fn mail(
    config: &Config,
    letter: Letter,
    id: &str,
    now: Instant,
) -> Result<ExitCode, CommandError> {
    let Some(settings) = config.gateways.mail.clone() else {
        return Err(CommandError::Refused(
            "there is no [smtp] in the configuration".to_owned(),
        ));
    };
    let place = format!("{}:{}", settings.host, settings.port);
    let sent = Mailer::new(settings)
        .send(id, &letter, now.unix_seconds())
        .await;
    match sent {
        Ok(()) => {
            say!("{place} took the message {id}.");
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => Err(CommandError::Refused(format!("{place}: {why}"))),
    }
}

async fn sms(
    config: &Config,
    args: &TestArgs,
    letter: &Letter,
    id: &str,
) -> Result<ExitCode, CommandError> {
    let wanted = |name: &str| {
        args.gateway
            .as_ref()
            .is_none_or(|wish| wish.eq_ignore_ascii_case(name))
    };
    let gateways = config.gateways.sms.iter().map(|(gateway, _)| gateway);
    let client = HttpClient::new(Targets::Any);
    let mut reasons = Vec::new();
    for gateway in gateways.filter(|gateway| wanted(&gateway.name)) {
        let sms = Sms {
            id,
            to: &letter.to,
            text: &letter.text,
            // Its receipt would be of no message that the server knows.
            receipt_url: &config.public_url,
        };
        match gateway.send(&client, &sms).await {
            Ok(reference) => {
                let parts = segments(&letter.text);
                say!(
                    "{} took the message, as {reference:?}; parts: {parts}.",
                    gateway.name
                );
                return Ok(ExitCode::SUCCESS);
            }
            Err(why) => reasons.push(format!("{}: {why}", gateway.name)),
        }
    }
    if reasons.is_empty() {
        reasons.push("there is no such [[sms]] in the configuration".to_owned());
    }
    Err(CommandError::Refused(reasons.join("\n")))
}

fn receipts(config: &Config) -> Result<ExitCode, CommandError> {
    let path = config.data.join("master.key");
    let failed = |error: mithaq_store::vault::VaultError| CommandError::Refused(error.to_string());
    let Some(master) = MasterKey::load(&path).map_err(failed)? else {
        let path = path.display();
        return Err(CommandError::Refused(format!(
            "{path} is not there yet: start the server once"
        )));
    };
    let key = master.hash_key(Purpose::Token).map_err(failed)?;
    for (gateway, _) in &config.gateways.sms {
        match gateway.receipt {
            Some(_) => say!(
                "{:<16} {}",
                gateway.name,
                receipt_address(&config.public_url, &key, &gateway.name)
            ),
            None => say!(
                "{:<16} no receipts: there is no [sms.receipt]",
                gateway.name
            ),
        }
    }
    Ok(ExitCode::SUCCESS)
}
