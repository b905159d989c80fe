//! `mithaq contract-type import`: a contract type from a file into a data folder that no server is
//! using. The demo brings its own type by the same way.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
    template, tenant,
};

/// What can be done with contract types.
#[derive(Debug, Subcommand)]
pub enum ContractTypeCommand {
    /// Check a contract type and store it as a new version
    Import(ImportArgs),
}

/// The file and whose it is.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The contract type (JSON); its documents may be files beside it: {"file": "loan.md"}
    file: PathBuf,
    /// The company that it is for
    #[arg(long, value_name = "NAME")]
    tenant: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Does what was asked.
pub fn run(command: ContractTypeCommand) -> Result<ExitCode, CommandError> {
    let ContractTypeCommand::Import(args) = command;
    let text = template::file::whole_type(&args.file)
        .map_err(|refusal| CommandError::Refused(refusal.to_string()))?;
    let app = tenant::open(&args.data)?;
    let tenant = tenant::find(&app, &args.tenant)?;
    let imported = arguments::block_on(tenant::import_type(&app, tenant, &text));
    app.close()?;
    let imported = imported?;
    say!(
        "Contract type {}, version {}",
        imported.id,
        imported.version
    );
    Ok(ExitCode::SUCCESS)
}
