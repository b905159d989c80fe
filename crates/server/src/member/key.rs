//! `mithaq member key`: a key of a member's own, with which it countersigns.

use std::path::PathBuf;

use clap::Args;
use mithaq_domain::{
    place,
    time::{Instant, Span},
};
use mithaq_i18n::Locale;
use mithaq_service::tenant::{
    ImportSealKey, MemberKeyRefusal, give_member_key, list_member_keys, retire_member_key,
};

use super::WhichArgs;
use crate::{
    arguments,
    error::CommandError,
    tenant::{
        find, open, open_with,
        seal_key::{SourceArgs, in_words},
    },
};

/// Whose key, and where it is.
#[derive(Debug, Args)]
pub struct KeyArgs {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    from: SourceArgs,
    /// Certificates (PEM) that are not beside the key: the root, perhaps issuers
    #[arg(long, value_name = "FILE")]
    certificates: Option<PathBuf>,
    /// Take it back: it signs no more and its private half is destroyed; what it signed stays valid
    #[arg(long, conflicts_with_all = ["import", "token"])]
    remove: bool,
}

pub(super) fn run(args: KeyArgs) -> Result<(), CommandError> {
    let which = &args.which;
    let app = open_with(&which.data, args.from.seals(&which.data)?)?;
    let tenant = find(&app, &which.tenant)?;
    if args.remove {
        let done =
            arguments::block_on(async { Ok(retire_member_key(&app, tenant, &which.user).await?) });
        app.close()?;
        done?.map_err(|refusal| refused(refusal, &which.user))?;
        say!(
            "{} countersigns with the company's seal from now on.",
            which.user
        );
        return Ok(());
    }
    if args.from.is_none() {
        let shown = arguments::block_on(async { Ok(list_member_keys(&app, tenant).await?) });
        app.close()?;
        for (member, name) in shown? {
            say!("{member:>4}  {name}");
        }
        return Ok(());
    }
    let ask = ImportSealKey {
        from: args.from.read()?,
        certificates: args
            .certificates
            .as_ref()
            .map(crate::tenant::seal_key::text)
            .transpose()?,
        production: false,
        other_name: false,
    };
    let done =
        arguments::block_on(async { Ok(give_member_key(&app, tenant, &which.user, ask).await?) });
    app.close()?;
    let until = done?.map_err(|refusal| refused(refusal, &which.user))?;
    let until = Instant::from_unix_millis(0).plus(Span::seconds(until));
    say!(
        "{} countersigns with this key from now on; its certificate is valid until {}.",
        which.user,
        place::local_time(until, "UTC")
    );
    Ok(())
}

/// Revokes a member's agent.
pub(super) fn revoke_agent(which: &WhichArgs) -> Result<(), CommandError> {
    let app = open(&which.data)?;
    let tenant = find(&app, &which.tenant)?;
    let done = arguments::block_on(async {
        Ok(mithaq_service::agent::revoke_agent(&app, tenant, &which.user).await?)
    });
    app.close()?;
    match done? {
        None => Err(refused(MemberKeyRefusal::NotFound, &which.user)),
        Some(true) => {
            say!("The agent of {} signs no more.", which.user);
            Ok(())
        }
        Some(false) => Err(CommandError::Refused(format!(
            "{:?} has no agent",
            which.user
        ))),
    }
}

fn refused(refusal: MemberKeyRefusal, user: &str) -> CommandError {
    CommandError::Refused(match refusal {
        MemberKeyRefusal::NotFound => format!("there is no member named {user:?}"),
        MemberKeyRefusal::Key(refusal) => in_words(refusal, Locale::En),
        MemberKeyRefusal::NoKey => format!("{user:?} has no key of its own"),
        MemberKeyRefusal::StillOwed => {
            "contracts that were signed with this key are not sealed yet: start the server, and try again when they are".to_owned()
        }
    })
}
