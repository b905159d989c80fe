//! The terminal: questions in the signer's language, a PIN that is not shown.

use std::{
    io::{IsTerminal, stdin},
    process::{Command, Stdio},
};

use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_token::Pin;

use crate::{arguments::LanguageArg, error::CommandError};

/// A sentence in the signer's language.
pub(super) fn sentence(
    language: LanguageArg,
    key: &str,
    arguments: &[(&str, Argument<'_>)],
) -> String {
    let locale = match language {
        LanguageArg::Ar => Locale::Ar,
        LanguageArg::En => Locale::En,
    };
    text_with(locale, key, arguments)
}

/// What was typed; nothing where the input has ended.
fn line() -> Result<Option<String>, CommandError> {
    let mut line = String::new();
    let read = stdin().read_line(&mut line);
    let read = read.map_err(CommandError::file("standard input"))?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// Whether the signer says yes, in either language; anything else is a no.
pub(super) fn consents(language: LanguageArg) -> Result<bool, CommandError> {
    say!("{}", sentence(language, "agent-ask-consent", &[]));
    let typed = line()?.unwrap_or_default();
    Ok(typed.eq_ignore_ascii_case("yes") || typed == "نعم")
}

/// The PIN, not shown while it is typed.
pub(super) fn pin(language: LanguageArg) -> Result<Pin, CommandError> {
    say!("{}", sentence(language, "agent-ask-pin", &[]));
    let hidden = stdin().is_terminal() && stty("-echo");
    let typed = line();
    if hidden {
        stty("echo");
    }
    Ok(Pin::new(typed?.unwrap_or_default()))
}

fn stty(argument: &str) -> bool {
    let mut command = Command::new("stty");
    command.arg(argument).stdin(Stdio::inherit());
    command.status().is_ok_and(|status| status.success())
}
