//! `mithaq sign-agent`: countersigns on the signer's own computer with a key in a PKCS#11 token. It asks the server what there
//! is to sign and listens on nothing, so that no page of the web can reach it. What is signed it makes from the file itself;
//! it shows the signer what that is, and asks for consent and the PIN each time.
//!
//! Map: `store` what it keeps · `server` talking to it · `request` reading what is asked · `ask` the terminal.

mod ask;
mod pair;
mod request;
mod run;
mod server;
mod store;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use crate::{arguments::LanguageArg, error::CommandError};

/// What can be done with an agent.
#[derive(Debug, Subcommand)]
pub enum SignAgentCommand {
    /// Pair this computer by a code that `ContractSigner/PairAgent` gave
    Pair(pair::PairArgs),
    /// Wait for what is to be signed, and ask before each signature
    Run(run::RunArgs),
}

/// What both take.
#[derive(Debug, Args)]
pub struct CommonArgs {
    /// The file that holds the pairing, for its owner alone; without it `.mithaq-sign-agent.json` in the home folder
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// The language of questions
    #[arg(long, value_enum, default_value_t = LanguageArg::Ar)]
    language: LanguageArg,
}

/// Does what was asked.
pub fn run(command: SignAgentCommand) -> Result<ExitCode, CommandError> {
    match command {
        SignAgentCommand::Pair(args) => pair::run(&args),
        SignAgentCommand::Run(args) => run::run(&args),
    }
}
