//! `mithaq tenant settings`: all that a company may be changed about, printed, or replaced by a file.

use std::{fs, path::PathBuf, process::ExitCode};

use mithaq_domain::{seal::SealLevel, webhook::EVENT_DAYS_RANGE};
use mithaq_service::tenant::{SettingsRefusal, change_settings, show_settings};

use super::{UNKNOWN_TIME_ZONE, find, open};
use crate::{
    arguments::{self, DataArgs},
    config::Config,
    error::CommandError,
};

/// Whose settings.
#[derive(Debug, clap::Args)]
pub struct SettingsArgs {
    /// The company's unique name
    name: String,
    /// JSON in the form in which they are printed; what it does not name has its default
    #[arg(long, value_name = "FILE")]
    replace: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// Prints the settings, replaced before where that was asked for.
pub(super) fn run(args: &SettingsArgs) -> Result<ExitCode, CommandError> {
    let text = args
        .replace
        .as_ref()
        .map(|path| fs::read_to_string(path).map_err(CommandError::file(path)));
    let (text, app) = (text.transpose()?, open(&args.data)?);
    let tenant = find(&app, &args.name)?;
    if let Some(text) = text {
        let done = arguments::block_on(async { Ok(change_settings(&app, tenant, &text).await?) })?;
        done.map_err(|refusal| CommandError::Refused(in_words(&refusal)))?;
    }
    let settings = show_settings(&app, tenant)?;
    let wanted = app.tenant(tenant)?.tenant.settings.seal_level;
    app.close()?;
    if let Some(level) = wanted.filter(|level| *level > SealLevel::BB) {
        warn_of(level, &args.data);
    }
    say!("{settings}");
    Ok(ExitCode::SUCCESS)
}

/// A level that the server's configuration has no authority for is said at once; where that configuration
/// cannot be read the server says so at its start.
fn warn_of(level: SealLevel, data: &DataArgs) {
    let config = Config::load(data.config.config.as_deref());
    if config.is_ok_and(|config| !config.seals.authorities.is_empty()) {
        return;
    }
    complain!(
        "note: seals of {} need a timestamp authority ([[timestamp]]) in the server's configuration; without one \
         contracts are sealed B-B, said so everywhere, and raised once there is one",
        level.code()
    );
}

fn in_words(refusal: &SettingsRefusal) -> String {
    match refusal {
        SettingsRefusal::Malformed(why) => format!("these are no settings: {why}"),
        SettingsRefusal::Unknown(path) => format!("there is no setting {path:?}"),
        SettingsRefusal::UnknownTimeZone => UNKNOWN_TIME_ZONE.to_owned(),
        SettingsRefusal::NotAnOrigin(text) => {
            format!("{text:?} is no origin: for example https://app.example.com")
        }
        SettingsRefusal::EventDays => {
            let (least, most) = (EVENT_DAYS_RANGE.start(), EVENT_DAYS_RANGE.end());
            format!("event_days is a number from {least} to {most}")
        }
        SettingsRefusal::SandboxProvider => {
            "magic inputs prove nothing: they are for companies made with --sandbox".to_owned()
        }
        SettingsRefusal::Production => {
            "whether a company is in production cannot be changed here".to_owned()
        }
        SettingsRefusal::PublicAccess => {
            "a company is made with --public-sandbox or never is one: leave public_access as it is printed".to_owned()
        }
    }
}
