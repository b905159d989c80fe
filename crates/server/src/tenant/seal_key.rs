//! `mithaq tenant seal-key`: gives a company a seal key of its own, from a PKCS#12 file or in a PKCS#11 token.

use std::{fs, path::PathBuf, process::ExitCode};

use mithaq_domain::{
    place,
    time::{Instant, Span},
};
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_service::{
    app::SealPolicy,
    tenant::{ImportSealKey, OtherName, SealKeyRefusal, SealKeySource, import_seal_key},
};
use mithaq_token::KeyName;

use crate::{
    arguments::{self, DataArgs, LanguageArg},
    config::Config,
    error::CommandError,
};

/// The key to be imported.
#[derive(Debug, clap::Args)]
pub struct SealKeyArgs {
    /// The company's unique name
    name: String,
    #[command(flatten)]
    from: SourceArgs,
    /// Certificates (PEM) that are not beside the key: the root, perhaps issuers
    #[arg(long, value_name = "FILE")]
    certificates: Option<PathBuf>,
    /// The company is in production from now on: it never seals with a test chain again
    #[arg(long)]
    production: bool,
    /// Take a certificate of another name although contracts are begun under an earlier one: `verify` will
    /// refuse their evidence
    #[arg(long)]
    other_name: bool,
    /// The language of a refusal for the sake of the name
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
    #[command(flatten)]
    data: DataArgs,
}

/// Where a key is.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceArgs {
    /// The PKCS#12 file (.p12, .pfx) with the key, its certificate and its issuers
    #[arg(
        long,
        value_name = "FILE",
        requires = "password_file",
        required_unless_present = "token"
    )]
    import: Option<PathBuf>,
    /// A file that holds its password, and nothing else
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The name of a [[token]] of the configuration, which holds the key and keeps it
    #[arg(long, value_name = "NAME", requires = "key", conflicts_with = "import")]
    token: Option<String>,
    /// The key in it: its label, or `id:` and its id in hexadecimal
    #[arg(long, value_name = "KEY", value_parser = key_name, requires = "token")]
    key: Option<KeyName>,
}

impl SourceArgs {
    /// Whether nothing was named.
    pub(crate) fn is_none(&self) -> bool {
        self.import.is_none() && self.token.is_none()
    }

    /// What an application needs to reach it.
    pub(crate) fn seals(&self, data: &DataArgs) -> Result<SealPolicy, CommandError> {
        let mut seals = SealPolicy::default();
        if self.token.is_some() {
            seals.tokens = Config::tokens(data.config.config.as_deref())?;
        }
        Ok(seals)
    }

    /// Reads the file, or names the token.
    pub(crate) fn read(&self) -> Result<SealKeySource, CommandError> {
        match (&self.token, &self.key, &self.import, &self.password_file) {
            (Some(token), Some(key), ..) => Ok(SealKeySource::Token {
                token: token.clone(),
                key: key.clone(),
            }),
            (_, _, Some(file), Some(password)) => Ok(SealKeySource::Pkcs12 {
                file: fs::read(file).map_err(CommandError::file(file))?,
                password: text(password)?.trim_end_matches(['\r', '\n']).to_owned(),
            }),
            _ => Err(CommandError::Refused(
                "name a file by --import and --password-file, or a token by --token and --key"
                    .to_owned(),
            )),
        }
    }
}

/// Reads the name of a key in a token.
pub(crate) fn key_name(text: &str) -> Result<KeyName, String> {
    KeyName::parse(text).ok_or_else(|| "a label, or id: and hexadecimal digits".to_owned())
}

pub(super) fn run(args: SealKeyArgs) -> Result<ExitCode, CommandError> {
    let seals = args.from.seals(&args.data)?;
    let ask = ImportSealKey {
        from: args.from.read()?,
        certificates: args.certificates.as_ref().map(text).transpose()?,
        production: args.production,
        other_name: args.other_name,
    };
    let app = super::open_with(&args.data, seals)?;
    let tenant = super::find(&app, &args.name)?;
    let done = arguments::block_on(async { Ok(import_seal_key(&app, tenant, ask).await?) });
    app.close()?;
    let locale = args.language.into();
    let until = done?.map_err(|refusal| CommandError::Refused(in_words(refusal, locale)))?;
    let until = Instant::from_unix_millis(0).plus(Span::seconds(until));
    say!(
        "{} seals with this key from now on; its certificate is valid until {}.",
        args.name,
        place::local_time(until, "UTC")
    );
    Ok(ExitCode::SUCCESS)
}

/// The text of a file.
pub(crate) fn text(path: &PathBuf) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(CommandError::file(path))
}

/// Why a key is refused, as an operator reads it.
pub(crate) fn in_words(refusal: SealKeyRefusal, locale: Locale) -> String {
    match refusal {
        SealKeyRefusal::File(error) => error.to_string(),
        SealKeyRefusal::Token(why) => why,
        SealKeyRefusal::NoCertificate => {
            "the token holds no certificate of this key: name it with --certificates".to_owned()
        }
        SealKeyRefusal::Certificates => {
            "the file of certificates is no PEM that can be read".to_owned()
        }
        SealKeyRefusal::NoRoot => {
            "the root certificate is missing: name it with --certificates".to_owned()
        }
        SealKeyRefusal::NotValid => "the certificate is not valid now".to_owned(),
        SealKeyRefusal::KeyUsage => {
            "the certificate is not meant for signing documents (its key usage)".to_owned()
        }
        SealKeyRefusal::Test => {
            "a certificate says that it is a test: a company in production needs another".to_owned()
        }
        SealKeyRefusal::OtherName(names) => of_other_name(&names, locale),
    }
}

fn of_other_name(names: &OtherName, locale: Locale) -> String {
    let contract = names.oldest.to_string();
    let since = place::local_time(names.since, "UTC");
    let count = ("count", Argument::Number(names.count));
    let counted = match names.is_cut {
        true => text_with(locale, "seal-key-at-least", &[count]),
        false => names.count.to_string(),
    };
    let named = [
        ("begun", Argument::Text(&names.begun)),
        ("new", Argument::Text(&names.new)),
        count,
        ("counted", Argument::Text(&counted)),
        ("contract", Argument::Text(&contract)),
        ("since", Argument::Text(&since)),
    ];
    text_with(locale, "seal-key-other-name", &named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_domain::id::ContractId;

    #[test]
    fn a_refusal_for_the_sake_of_the_name_says_both_names_what_is_begun_and_the_way_out() {
        for locale in Locale::ALL {
            let at = Instant::from_unix_millis(1_800_000_000_000);
            let names = OtherName {
                begun: "CN=Nile,C=EG".to_owned(),
                new: "CN=Nile Crescent,C=EG".to_owned(),
                count: 12,
                is_cut: false,
                oldest: ContractId::new(at, &[7; 10]),
                since: at,
            };
            let contract = names.oldest.to_string();
            let more = OtherName {
                count: 10_000,
                is_cut: true,
                ..names.clone()
            };
            let more = in_words(SealKeyRefusal::OtherName(Box::new(more)), locale);
            let least = ["ما لا يقل عن 10000 عقد", "at least 10000 contracts"];
            assert!(least.iter().any(|least| more.contains(least)), "{more}");
            let said = in_words(SealKeyRefusal::OtherName(Box::new(names)), locale);
            for part in [
                "CN=Nile,C=EG",
                "CN=Nile Crescent,C=EG",
                "12",
                contract.as_str(),
                "2027/01/15 08:00:00",
                "--other-name",
            ] {
                assert!(said.contains(part), "{part} in {said}");
            }
        }
    }
}
