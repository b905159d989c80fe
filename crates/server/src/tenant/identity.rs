//! `mithaq tenant identity`: who decides whether pictures of card and face prove an identity.

use std::process::ExitCode;

use clap::ValueEnum;
use mithaq_domain::transaction::provider::IdentityProvider;
use mithaq_service::tenant::set_identity_provider;

use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
};

/// The provider to be set; without one, it is only shown.
#[derive(Debug, clap::Args)]
pub struct IdentityArgs {
    /// The company's unique name
    name: String,
    /// Who decides
    #[arg(long, value_enum)]
    provider: Option<ProviderArg>,
    #[command(flatten)]
    data: DataArgs,
}

/// Who decides.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProviderArg {
    /// A member of staff looks at every transaction
    Manual,
    /// Documented magic inputs; only in a company made with --sandbox
    Sandbox,
}

/// Shows or sets who decides.
pub(super) fn run(args: &IdentityArgs) -> Result<ExitCode, CommandError> {
    let app = super::open(&args.data)?;
    let tenant = super::find(&app, &args.name)?;
    if let Some(provider) = args.provider {
        let provider = match provider {
            ProviderArg::Manual => IdentityProvider::Manual,
            ProviderArg::Sandbox => IdentityProvider::Sandbox,
        };
        let set = async { Ok(set_identity_provider(&app, tenant, provider).await?) };
        arguments::block_on(set)?.map_err(|_| {
            let why = "magic inputs prove nothing: they are for companies made with --sandbox";
            CommandError::Refused(why.to_owned())
        })?;
    }
    let decides = app.tenant(tenant)?.tenant.settings.deciding_provider();
    app.close()?;
    say!("Identity        {}", decides.name());
    Ok(ExitCode::SUCCESS)
}
