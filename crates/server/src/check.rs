//! `mithaq check`: reads the configuration as `serve` would and says what each setting means.
//! Nothing is made or changed; timestamp authorities are asked whether they answer, and tokens whether
//! they are there. Where the data folder has a database, it is read for what waits for a seal.

mod messages;
mod seal;
mod token;
mod waiting;

use std::process::ExitCode;

use crate::{
    arguments::{ConfigArgs, LanguageArg},
    config::Config,
    telemetry::LogFormat,
};

/// What is checked.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// The language in which it is said what waits for a seal
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
}

/// Prints the settings, the warnings, and whether a server could start with them.
pub fn run(args: &CheckArgs) -> ExitCode {
    match Config::load(args.config.config.as_deref()) {
        Ok(config) => {
            settings(&config)
                .iter()
                .for_each(|(key, meaning)| say!("{key:<27} {meaning}"));
            warnings(&config)
                .iter()
                .for_each(|warning| say!("warning: {warning}"));
            waiting::warnings(&config.data, args.language.into())
                .iter()
                .for_each(|warning| say!("{warning}"));
            say!("The configuration can be used.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn settings(config: &Config) -> Vec<(&'static str, String)> {
    let mut settings = places(config);
    settings.extend(measures(config));
    settings.extend(seal::settings(&config.seals));
    settings.extend(token::settings(&config.seals.tokens));
    settings.extend(messages::settings(&config.gateways));
    settings
}

/// Addresses and folders.
fn places(config: &Config) -> Vec<(&'static str, String)> {
    let file = config.file.as_ref();
    let file = file.map_or("the environment alone".to_owned(), |file| {
        file.display().to_string()
    });
    let proxies: Vec<String> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    let proxies = match proxies.as_slice() {
        [] => "none: X-Forwarded-For is ignored".to_owned(),
        _ => format!(
            "{}: what these say in X-Forwarded-For is believed",
            proxies.join(", ")
        ),
    };
    let outbox = match &config.development_outbox {
        None => "none: messages leave by smtp and sms".to_owned(),
        Some(folder) => format!(
            "{}: messages are written here and sent to nobody",
            folder.display()
        ),
    };
    let data = config.data.display();
    vec![
        ("configuration", file),
        (
            "listen",
            format!(
                "{}: the address that connections are accepted on",
                config.listen
            ),
        ),
        (
            "data",
            format!("{data}: everything is kept in this folder, the master key too"),
        ),
        (
            "public_url",
            format!("{}: every link begins with it", config.public_url),
        ),
        ("trusted_proxies", proxies),
        ("development_outbox", outbox),
    ]
}

/// Numbers and the log.
fn measures(config: &Config) -> Vec<(&'static str, String)> {
    let codes = config.codes_per_address_per_hour;
    let format = match config.log_format {
        LogFormat::Human => "human: log lines for people",
        LogFormat::Json => "json: one JSON object a line",
    };
    vec![
        (
            "workers",
            format!(
                "{} threads render, seal and check passwords",
                config.workers
            ),
        ),
        (
            "codes_per_address_per_hour",
            format!("{codes} codes at most are sent for one network address within an hour"),
        ),
        (
            "webhooks",
            if config.private_webhook_targets {
                "may lead to private networks, also without TLS".to_owned()
            } else {
                "lead to the public internet over https only".to_owned()
            },
        ),
        (
            "log",
            format!("{:?}: which log lines are written", config.log),
        ),
        ("log_format", format.to_owned()),
    ]
}

fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(folder) = &config.development_outbox {
        warnings.push(format!(
            "development_outbox: whoever reads {} can sign in anybody's name. Never in production.",
            folder.display()
        ));
    }
    if config.public_url.starts_with("http://") {
        warnings.push(
            "public_url: over http, links, cookies and codes can be read on the way. Put TLS in front and use https."
                .to_owned(),
        );
    }
    if config.private_webhook_targets {
        warnings.push(
            "webhooks: whoever manages a company's webhooks can have this server send requests to machines \
             that only it can reach. For development only."
                .to_owned(),
        );
    }
    if !config.listen.ip().is_loopback() && config.trusted_proxies.is_empty() {
        warnings.push(
            "listen: this server speaks no TLS and can be reached from other machines.".to_owned(),
        );
    }
    warnings.extend(messages::warnings(config));
    warnings.extend(seal::warnings(&config.seals));
    warnings.extend(token::warnings(&config.seals.tokens));
    warnings.push(
        "seals: a company without a key of its own (`mithaq tenant seal-key`) seals with a generated test chain; \
         its certificates say TEST and no licensed provider stands behind them."
            .to_owned(),
    );
    warnings
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::messages::Messages;
    use std::path::PathBuf;

    fn config() -> Config {
        Config {
            file: None,
            listen: "127.0.0.1:8080".parse().unwrap(),
            data: PathBuf::from("data"),
            public_url: "https://sign.example.com".to_owned(),
            trusted_proxies: [].into(),
            development_outbox: None,
            workers: 2,
            codes_per_address_per_hour: 60,
            private_webhook_targets: false,
            log: "info".to_owned(),
            log_format: LogFormat::Human,
            seals: Default::default(),
            gateways: Messages::default(),
        }
    }

    #[test]
    fn each_danger_has_its_warning_and_a_careful_configuration_only_the_test_chain() {
        let kinds = |config: &Config| -> Vec<String> {
            let kind = |warning: &String| warning.split(':').next().unwrap_or_default().to_owned();
            warnings(config).iter().map(kind).collect()
        };
        assert_eq!(kinds(&config()), ["seals"]);
        let careless = Config {
            development_outbox: Some(PathBuf::from("outbox")),
            public_url: "http://sign.example.com".to_owned(),
            listen: "0.0.0.0:80".parse().unwrap(),
            private_webhook_targets: true,
            ..config()
        };
        assert_eq!(
            kinds(&careless),
            [
                "development_outbox",
                "public_url",
                "webhooks",
                "listen",
                "seals"
            ]
        );
    }
}
