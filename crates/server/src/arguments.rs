//! What several commands take, and how a command's asynchronous part is run.

use std::{future::Future, path::PathBuf};

use clap::{Args, ValueEnum};
use mithaq_domain::text::Language;
use mithaq_i18n::Locale;

use crate::error::CommandError;

/// Where the configuration is.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// The configuration; without it `mithaq.toml` in this folder, where there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Where the data is, for commands that work on it while no server runs.
#[derive(Debug, Args)]
pub struct DataArgs {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The data folder, instead of the configuration's
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
}

/// The two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// Arabic
    Ar,
    /// English
    En,
}

impl From<LanguageArg> for Language {
    fn from(language: LanguageArg) -> Self {
        match language {
            LanguageArg::Ar => Self::Ar,
            LanguageArg::En => Self::En,
        }
    }
}

impl From<LanguageArg> for Locale {
    fn from(language: LanguageArg) -> Self {
        match language {
            LanguageArg::Ar => Self::Ar,
            LanguageArg::En => Self::En,
        }
    }
}

/// Runs a command's asynchronous part on all processors.
pub fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.map_err(CommandError::Runtime)?.block_on(work)
}
