//! `mithaq tenant seal-key`: gives a company a seal key of its own, from a PKCS#12 file.

use std::{fs, path::PathBuf, process::ExitCode};

use mithaq_domain::{
    place,
    time::{Instant, Span},
};
use mithaq_service::tenant::{ImportSealKey, SealKeyRefusal, import_seal_key};

use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
};

/// The key to be imported.
#[derive(Debug, clap::Args)]
pub struct SealKeyArgs {
    /// The company's unique name
    name: String,
    /// The PKCS#12 file (.p12, .pfx) with the key, its certificate and its issuers
    #[arg(long, value_name = "FILE")]
    import: PathBuf,
    /// A file that holds its password, and nothing else
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// Certificates (PEM) that it lacks: the root, perhaps issuers
    #[arg(long, value_name = "FILE")]
    certificates: Option<PathBuf>,
    /// The company is in production from now on: it never seals with a test chain again
    #[arg(long)]
    production: bool,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn run(args: SealKeyArgs) -> Result<ExitCode, CommandError> {
    let text = |path: &PathBuf| fs::read_to_string(path).map_err(CommandError::file(path));
    let password = text(&args.password_file)?;
    let ask = ImportSealKey {
        pkcs12: fs::read(&args.import).map_err(CommandError::file(&args.import))?,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        certificates: args.certificates.as_ref().map(text).transpose()?,
        production: args.production,
    };
    let app = super::open(&args.data)?;
    let tenant = super::find(&app, &args.name)?;
    let done = arguments::block_on(async { Ok(import_seal_key(&app, tenant, ask).await?) });
    app.close()?;
    let until = done?.map_err(|refusal| CommandError::Refused(in_words(refusal)))?;
    let until = Instant::from_unix_millis(0).plus(Span::seconds(until));
    say!(
        "{} seals with this key from now on; its certificate is valid until {}.",
        args.name,
        place::local_time(until, "UTC")
    );
    Ok(ExitCode::SUCCESS)
}

fn in_words(refusal: SealKeyRefusal) -> String {
    match refusal {
        SealKeyRefusal::File(error) => error.to_string(),
        SealKeyRefusal::Certificates => {
            "the file of certificates is no PEM that can be read".to_owned()
        }
        SealKeyRefusal::NoRoot => {
            "the root certificate is missing: name it with --certificates".to_owned()
        }
        SealKeyRefusal::NotValid => "the certificate is not valid now".to_owned(),
        SealKeyRefusal::Test => {
            "a certificate says that it is a test: a company in production needs another".to_owned()
        }
    }
}
