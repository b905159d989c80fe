//! `mithaq api-key …`: the keys of a company's client programs. A key is shown here, once.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use mithaq_domain::{
    access::{AddressList, KeyKind},
    id::ApiKeyId,
};
use mithaq_service::access::{KeyRefusal, KeyWish, create_api_key, list_api_keys, revoke_api_key};

use crate::{
    arguments::{self, DataArgs},
    error::CommandError,
    tenant::{find, open},
};

/// What can be done with ApiKeys.
#[derive(Debug, Subcommand)]
pub enum ApiKeyCommand {
    /// Make a key and show it, once
    Create(CreateArgs),
    /// Show the keys of a company, though not their secrets
    List(ListArgs),
    /// Make a key worthless, at once
    Revoke(RevokeArgs),
}

/// The key to be made.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    /// secret: for the company's servers alone; publishable: ships inside apps, so it is public
    #[arg(long, value_enum)]
    kind: KindArg,
    /// What people call it, for example "mobile app"
    #[arg(long, default_value = "")]
    name: String,
    /// Take a secret key from these addresses alone: 203.0.113.7 or 203.0.113.0/24; may be repeated
    #[arg(long = "address", value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Answer 200 instead of 4xx where a call is refused, for clients that look at error_code alone
    #[arg(long)]
    always_ok: bool,
    /// Let a publishable key do what secret ones do. Whoever takes the app apart has it
    #[arg(long)]
    widen: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Whose keys.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Which key.
#[derive(Debug, Args)]
pub struct RevokeArgs {
    /// The key's id, as `api-key list` shows it
    id: String,
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: DataArgs,
}

/// The two kinds of key.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindArg {
    Secret,
    Publishable,
}

const WARNING: &str = "Warning: this publishable key may now do everything that a secret one may: log administrators in, \
invite people, call as administrators do. Whoever takes your app or page apart has it. Prefer a small server of \
your own between the app and this API, and revoke the key when you can.";

/// Does what was asked.
pub fn run(command: ApiKeyCommand) -> Result<ExitCode, CommandError> {
    match command {
        ApiKeyCommand::Create(args) => create(args)?,
        ApiKeyCommand::List(args) => list(&args)?,
        ApiKeyCommand::Revoke(args) => revoke(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn create(args: CreateArgs) -> Result<(), CommandError> {
    let wish = KeyWish {
        kind: match args.kind {
            KindArg::Secret => KeyKind::Secret,
            KindArg::Publishable => KeyKind::Publishable,
        },
        name: args.name,
        widened: args.widen,
        always_ok: args.always_ok,
        addresses: addresses(&args.addresses)?,
    };
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let made = arguments::block_on(async { Ok(create_api_key(&app, tenant, wish).await?) })?;
    app.close()?;
    let (key, id) = made.map_err(|refusal| {
        CommandError::Refused(
            match refusal {
                KeyRefusal::AddressesOfPublishable => {
                    "a publishable key is used from everywhere: it takes no --address"
                }
                KeyRefusal::WidenedSecret => "a secret key needs no --widen: it may do everything",
            }
            .to_owned(),
        )
    })?;
    if args.widen {
        complain!("{WARNING}");
    }
    say!("Id       {id}");
    say!("ApiKey   {key}");
    say!("The key is stored hashed and shown only now.");
    Ok(())
}

/// Reads addresses, or says which one is none.
pub fn addresses(words: &[String]) -> Result<AddressList, CommandError> {
    AddressList::parse(&words.join(" ")).map_err(|wrong| {
        CommandError::Refused(format!(
            "{:?} is no address: for example 203.0.113.7 or 203.0.113.0/24",
            wrong.0
        ))
    })
}

fn list(args: &ListArgs) -> Result<(), CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let keys = arguments::block_on(async { Ok(list_api_keys(&app, tenant).await?) })?;
    app.close()?;
    for key in keys {
        let mut line = format!("{}  {:<11}", key.client.key, key.client.kind.name());
        let addresses = key.client.addresses.to_text();
        for (holds, word) in [
            (true, format!("made {}", key.created_at.to_iso())),
            (!key.name.is_empty(), format!("{:?}", key.name)),
            (key.client.widened, "widened".to_owned()),
            (key.client.always_ok, "always-ok".to_owned()),
            (!addresses.is_empty(), format!("from {addresses}")),
        ] {
            if holds {
                line.push_str("  ");
                line.push_str(&word);
            }
        }
        if let Some(at) = key.revoked_at {
            line.push_str(&format!("  revoked {}", at.to_iso()));
        }
        say!("{line}");
    }
    Ok(())
}

fn revoke(args: &RevokeArgs) -> Result<(), CommandError> {
    let unknown = || CommandError::Refused(format!("there is no live key {:?}", args.id));
    let id = ApiKeyId::parse(&args.id).ok_or_else(unknown)?;
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let revoked = arguments::block_on(async { Ok(revoke_api_key(&app, tenant, id).await?) })?;
    app.close()?;
    if !revoked {
        return Err(unknown());
    }
    say!("Revoked  {id}");
    Ok(())
}
