//! `mithaq tenant`: `create` makes a new company in a data folder that no server is using. Its secrets are
//! shown here, once.

mod identity;
mod messages;
mod provider;
pub(crate) mod seal_key;
mod settings;

use std::{process::ExitCode, sync::Arc};

use clap::Subcommand;
use mithaq_domain::{
    id::TenantId,
    place::Country,
    tenant::Settings,
    text::{Bilingual, Language},
};
use mithaq_service::{
    App, AppOptions,
    app::{Gateways, SealPolicy},
    contract::root_certificate,
    tenant::{
        CreateTenant, CreateTenantRefusal, Imported, NewTenant, create_tenant, import_contract_type,
    },
};
use mithaq_store::vault::OsEntropy;

use crate::{
    arguments::{self, DataArgs, LanguageArg},
    clock::SystemClock,
    config::{self, Config},
    error::CommandError,
};

/// The contract type of the demo and of the documentation's examples, imported as any other.
pub const SAMPLE_TYPE: &str = include_str!("../assets/demo/contract-type-414.json");

const UNKNOWN_TIME_ZONE: &str = "the time zone is unknown; for example Africa/Cairo";

/// What can be done with companies.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Make a company, with its administrator and its ApiKey
    Create(CreateArgs),
    /// Print its settings (limits, origins of pages, days of events), or replace them by a file's
    Settings(settings::SettingsArgs),
    /// Print the root certificate of its seals: what `verify --trust` is given
    Root(RootArgs),
    /// Accept the ID tokens of Google or Microsoft as proofs of a mailbox
    Provider(provider::ProviderArgs),
    /// Say who decides whether pictures of card and face prove an identity
    Identity(identity::IdentityArgs),
    /// Give it a seal key of its own, from a PKCS#12 file or in a PKCS#11 token
    SealKey(seal_key::SealKeyArgs),
    /// Show or change its rules for messages
    Messages(messages::MessagesArgs),
}

/// Whose root certificate.
#[derive(Debug, clap::Args)]
pub struct RootArgs {
    /// The company's unique name
    name: String,
    #[command(flatten)]
    data: DataArgs,
}

/// The company to be made.
#[derive(Debug, clap::Args)]
pub struct CreateArgs {
    /// Its unique name, as sent in TenancyName: letters, digits, `-`, `_`, `.`
    name: String,
    /// Its name as people read it, in English
    #[arg(long)]
    display_en: String,
    /// Its name as people read it, in Arabic
    #[arg(long)]
    display_ar: String,
    /// User name or e-mail address of its administrator
    #[arg(long, default_value = "admin", value_name = "USER")]
    admin: String,
    /// IANA time zone of the dates in its documents
    #[arg(long, default_value = Country::Egypt.time_zone())]
    time_zone: String,
    /// Language where neither the invitation nor the browser names one
    #[arg(long, value_enum, default_value_t = LanguageArg::Ar)]
    language: LanguageArg,
    /// A company to try things out: codes are answered as well as sent
    #[arg(long)]
    sandbox: bool,
    /// A sandbox that is open to whoever reads the documentation, where calls can be tried: everyone
    /// may see what everyone did there, and no message leaves it
    #[arg(long, conflicts_with = "sandbox")]
    public_sandbox: bool,
    /// Nobody signs without a confirmed mailbox
    #[arg(long)]
    email_required: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Does what was asked.
pub fn run(command: TenantCommand) -> Result<ExitCode, CommandError> {
    match command {
        TenantCommand::Create(args) => run_create(args),
        TenantCommand::Settings(args) => settings::run(&args),
        TenantCommand::Root(args) => run_root(&args),
        TenantCommand::Provider(args) => provider::run(args),
        TenantCommand::Identity(args) => identity::run(&args),
        TenantCommand::SealKey(args) => seal_key::run(args),
        TenantCommand::Messages(args) => messages::run(&args),
    }
}

fn run_root(args: &RootArgs) -> Result<ExitCode, CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.name)?;
    let root = arguments::block_on(async { Ok(root_certificate(&app, tenant).await?) })?;
    app.close()?;
    let root =
        root.ok_or_else(|| CommandError::Refused("this company has no seal key".to_owned()))?;
    let pem = mithaq_pades::pem_encode("CERTIFICATE", &root)
        .map_err(|error| CommandError::Refused(error.to_string()))?;
    say!("{}", pem.trim_end());
    Ok(ExitCode::SUCCESS)
}

fn run_create(args: CreateArgs) -> Result<ExitCode, CommandError> {
    let app = open(&args.data)?;
    let settings = Settings {
        sandbox: args.sandbox,
        email_required: args.email_required,
        ..settings(
            args.display_en,
            args.display_ar,
            args.time_zone,
            args.language.into(),
        )
    };
    let ask = CreateTenant {
        name: args.name,
        settings,
        admin: args.admin.clone(),
        password: None,
        is_public: args.public_sandbox,
    };
    let made = arguments::block_on(async { create(&app, ask).await });
    app.close()?;
    let made = made?;
    say!("Company         {}", made.tenant.name.as_str());
    say!("Administrator   {}", args.admin);
    say!("Password        {}", made.password);
    say!("ApiKey          {}", made.api_key);
    say!("Password and ApiKey are stored hashed and shown only now.");
    if args.public_sandbox {
        say!(
            "Pages of calls at /docs offer to try them in this company, to everyone who can read them."
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The settings of an Egyptian company that seals with a test chain.
pub fn settings(en: String, ar: String, time_zone: String, language: Language) -> Settings {
    Settings::new(Bilingual { en, ar }, time_zone, language)
}

/// Makes a company; a refusal in words. A public sandbox has the contract type of the documentation's
/// examples.
pub async fn create(app: &App, ask: CreateTenant) -> Result<NewTenant, CommandError> {
    let (name, is_public) = (ask.name.clone(), ask.is_public);
    let made = create_tenant(app, ask).await?;
    let made = made.map_err(|refusal| refused(&name, refusal))?;
    if is_public {
        import_type(app, made.tenant.id, SAMPLE_TYPE).await?;
    }
    Ok(made)
}

/// Checks and stores a contract type of a company; a refusal in words.
pub async fn import_type(
    app: &App,
    tenant: TenantId,
    text: &str,
) -> Result<Imported, CommandError> {
    let imported = import_contract_type(app, tenant, text).await?;
    imported.map_err(|refusal| CommandError::Refused(refusal.to_string()))
}

fn refused(name: &str, refusal: CreateTenantRefusal) -> CommandError {
    CommandError::Refused(match refusal {
        CreateTenantRefusal::BadName => {
            format!("{name:?} is no tenancy name: 1 to 64 letters, digits, `-`, `_` or `.`")
        }
        CreateTenantRefusal::NameTaken => format!("there is a company named {name:?} already"),
        CreateTenantRefusal::UnknownTimeZone => UNKNOWN_TIME_ZONE.to_owned(),
        CreateTenantRefusal::NoProductionKey => {
            "a production company needs a seal key of its own".to_owned()
        }
    })
}

/// Opens the data folder for a command; refused while a server is using it.
pub fn open(args: &DataArgs) -> Result<App, CommandError> {
    open_with(args, SealPolicy::default())
}

/// The same, for a command that uses tokens.
pub fn open_with(args: &DataArgs, seals: SealPolicy) -> Result<App, CommandError> {
    let data = match &args.data {
        Some(data) => data.clone(),
        None => Config::data_folder(args.config.config.as_deref())?,
    };
    let options = AppOptions {
        data,
        // Commands send no links.
        public_url: String::new(),
        outbox: None,
        gateways: Gateways::default(),
        seals,
        codes_per_address: 0,
        private_webhook_targets: false,
        workers: 1,
        durability: config::durability(),
    };
    Ok(App::open(
        options,
        Arc::new(SystemClock),
        Arc::new(OsEntropy),
    )?)
}

/// The company of a name.
pub fn find(app: &App, name: &str) -> Result<TenantId, CommandError> {
    let found = app.tenant_by_name(name).map(|context| context.tenant.id);
    found.ok_or_else(|| CommandError::Refused(format!("there is no company named {name:?}")))
}
