//! `mithaq tenant provider`: which identity provider's tokens prove a mailbox to a company.

use std::process::ExitCode;

use mithaq_domain::oidc::{Provider, ProviderName};
use mithaq_service::tenant::set_provider;

use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
};

/// The provider to be accepted.
#[derive(Debug, clap::Args)]
pub struct ProviderArgs {
    /// The company's unique name
    name: String,
    /// `google` or `microsoft`
    #[arg(long)]
    provider: String,
    /// The company's own id at the provider; may be given several times
    #[arg(long = "client-id", required = true, value_name = "ID")]
    client_ids: Vec<String>,
    /// The issuer, where it is not the usual one: for Microsoft the one directory that is trusted
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Where the keys are published, where that is not the usual place
    #[arg(long, value_name = "URL")]
    key_set_url: Option<String>,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn run(args: ProviderArgs) -> Result<ExitCode, CommandError> {
    let Some(name) = ProviderName::parse(&args.provider) else {
        return Err(CommandError::Refused(format!(
            "{:?} is no provider: google or microsoft",
            args.provider
        )));
    };
    let app = super::open(&args.data)?;
    let tenant = super::find(&app, &args.name)?;
    let provider = Provider {
        name,
        client_ids: args.client_ids,
        issuer: args.issuer,
        key_set_url: args.key_set_url,
    };
    arguments::block_on(async { Ok(set_provider(&app, tenant, provider).await?) })?;
    app.close()?;
    say!("{} accepts tokens of {}.", args.name, args.provider);
    Ok(ExitCode::SUCCESS)
}
