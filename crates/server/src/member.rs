//! `mithaq member …`: a company's staff and its service members. Passwords, secrets and the second
//! factor are shown here, once.

mod key;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use mithaq_domain::access::{Permission, Permissions, Role};
use mithaq_service::access::{
    MemberRefusal, MemberShown, MemberWish, create_member, enrol_second_factor, list_members,
    remove_second_factor, renew_member_password, set_member_disabled,
};

use crate::{
    api_key::addresses,
    arguments::{self, DataArgs},
    error::CommandError,
    tenant::{find, open},
};

/// What can be done with members.
#[derive(Debug, Subcommand)]
pub enum MemberCommand {
    /// Make a person with a role, or a service with scopes
    Create(CreateArgs),
    /// Show the members of a company
    List(ListArgs),
    /// Shut a member out, at once
    Disable(WhichArgs),
    /// Let a member in again
    Enable(WhichArgs),
    /// Give a member a new password or secret; its log-ins end
    Renew(WhichArgs),
    /// Give a person a second factor (TOTP), or take it away
    Totp(TotpArgs),
    /// Give a member a key of its own to countersign with, or take it back
    Key(key::KeyArgs),
    /// Revoke a member's signing agent: it signs no more, and what it was asked is forgotten
    RevokeAgent(WhichArgs),
}

/// The member to be made.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// User name or e-mail address
    user: String,
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    /// What a person is employed for: administrator, operator, signer, developer or viewer
    #[arg(long, value_parser = role, required_unless_present = "scopes", conflicts_with = "scopes")]
    role: Option<Role>,
    /// Make a service that may do this and nothing else; may be repeated
    #[arg(long = "scope", value_name = "PERMISSION", value_parser = scope)]
    scopes: Vec<Permission>,
    /// Take a service from these addresses alone: 203.0.113.7 or 203.0.113.0/24; may be repeated
    #[arg(long = "address", value_name = "ADDRESS", requires = "scopes")]
    addresses: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
}

/// Whose members.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Which member.
#[derive(Debug, Args)]
pub struct WhichArgs {
    /// User name
    user: String,
    /// The company's unique name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Whose second factor.
#[derive(Debug, Args)]
pub struct TotpArgs {
    #[command(flatten)]
    which: WhichArgs,
    /// Take it away
    #[arg(long)]
    remove: bool,
}

fn role(name: &str) -> Result<Role, String> {
    let names = Role::ALL.map(Role::name).join(", ");
    Role::parse(name).ok_or_else(|| format!("one of {names}"))
}

fn scope(name: &str) -> Result<Permission, String> {
    let names = Permission::ALL.map(Permission::name).join(", ");
    Permission::parse(name).ok_or_else(|| format!("one of {names}"))
}

/// Does what was asked.
pub fn run(command: MemberCommand) -> Result<ExitCode, CommandError> {
    match command {
        MemberCommand::Create(args) => create(args)?,
        MemberCommand::List(args) => list(&args)?,
        MemberCommand::Disable(args) => set_disabled(&args, true)?,
        MemberCommand::Enable(args) => set_disabled(&args, false)?,
        MemberCommand::Renew(args) => renew(&args)?,
        MemberCommand::Totp(args) => totp(&args)?,
        MemberCommand::Key(args) => key::run(args)?,
        MemberCommand::RevokeAgent(args) => key::revoke_agent(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn create(args: CreateArgs) -> Result<(), CommandError> {
    let wish = match args.role {
        Some(role) => MemberWish::Person(role),
        None => MemberWish::Service {
            scopes: Permissions::of(&args.scopes),
            addresses: addresses(&args.addresses)?,
        },
    };
    let (app, user) = (open(&args.data)?, args.user);
    let tenant = find(&app, &args.tenant)?;
    let made = arguments::block_on(async { Ok(create_member(&app, tenant, &user, wish).await?) })?;
    app.close()?;
    let password = made.map_err(|refusal| refused(refusal, &user))?;
    say!("Member     {user}");
    say!("Password   {password}");
    say!("The password is stored hashed and shown only now.");
    Ok(())
}

fn list(args: &ListArgs) -> Result<(), CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let members = arguments::block_on(async { Ok(list_members(&app, tenant).await?) })?;
    app.close()?;
    for member in members {
        say!("{}", line(&member));
    }
    Ok(())
}

fn line(member: &MemberShown) -> String {
    let grant = &member.row.grant;
    let does = match grant.role {
        Some(role) => role.name().to_owned(),
        None => format!("service: {}", grant.scopes.to_names()),
    };
    let addresses = grant.addresses.to_text();
    let mut line = format!("{:>4}  {:<24}  {does}", member.row.id, member.user_name);
    for (holds, word) in [
        (!addresses.is_empty(), format!("from {addresses}")),
        (member.row.has_totp, "second factor".to_owned()),
        (member.row.disabled_at.is_some(), "shut out".to_owned()),
    ] {
        if holds {
            line.push_str("  ");
            line.push_str(&word);
        }
    }
    line
}

fn set_disabled(args: &WhichArgs, disabled: bool) -> Result<(), CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let done = arguments::block_on(async {
        Ok(set_member_disabled(&app, tenant, &args.user, disabled).await?)
    })?;
    app.close()?;
    let awaited = done.map_err(|refusal| refused(refusal, &args.user))?;
    let what = if disabled { "Shut out" } else { "Let in" };
    say!("{what}   {}", args.user);
    if disabled && awaited > 0 {
        say!("Contracts that wait for this member's signature: {awaited}. List another member in");
        say!("contractSigners of their types, who then signs in this one's place, or void them.");
    }
    Ok(())
}

fn renew(args: &WhichArgs) -> Result<(), CommandError> {
    let app = open(&args.data)?;
    let tenant = find(&app, &args.tenant)?;
    let done =
        arguments::block_on(async { Ok(renew_member_password(&app, tenant, &args.user).await?) })?;
    app.close()?;
    let password = done.map_err(|refusal| refused(refusal, &args.user))?;
    say!("Member     {}", args.user);
    say!("Password   {password}");
    say!("The password is stored hashed and shown only now; earlier log-ins have ended.");
    Ok(())
}

fn totp(args: &TotpArgs) -> Result<(), CommandError> {
    let (which, app) = (&args.which, open(&args.which.data)?);
    let tenant = find(&app, &which.tenant)?;
    if args.remove {
        let done = arguments::block_on(async {
            Ok(remove_second_factor(&app, tenant, &which.user).await?)
        })?;
        app.close()?;
        done.map_err(|refusal| refused(refusal, &which.user))?;
        say!(
            "{} logs in without a second factor from now on.",
            which.user
        );
        return Ok(());
    }
    let done =
        arguments::block_on(async { Ok(enrol_second_factor(&app, tenant, &which.user).await?) })?;
    app.close()?;
    let address = done.map_err(|refusal| refused(refusal, &which.user))?;
    say!("{address}");
    say!(
        "Enter this address in an authenticator app, for example as a QR code. It is shown only now;"
    );
    say!(
        "from now on {} logs in with a code of the app as well.",
        which.user
    );
    Ok(())
}

fn refused(refusal: MemberRefusal, user: &str) -> CommandError {
    CommandError::Refused(match refusal {
        MemberRefusal::NameTaken => format!("there is a member named {user:?} already"),
        MemberRefusal::BadName => "a user name has 1 to 256 characters".to_owned(),
        MemberRefusal::NotFound => format!("there is no member named {user:?}"),
        MemberRefusal::NotForServices => {
            "a service logs in by its secret alone: it takes no second factor".to_owned()
        }
    })
}
