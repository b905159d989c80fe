//! The terminal: questions in the signer's language, a PIN that is not shown.

use std::{
    io::{IsTerminal, stdin},
    process::{Command, Stdio},
};

use mithaq_i18n::{Argument, text_with};
use mithaq_token::{Pin, TokenError};

use crate::{arguments::LanguageArg, error::CommandError};

/// A sentence in the signer's language.
pub(super) fn sentence(
    language: LanguageArg,
    key: &str,
    arguments: &[(&str, Argument<'_>)],
) -> String {
    text_with(language.into(), key, arguments)
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

/// Why a token did not sign, in the signer's language.
pub(super) fn not_by_token(language: LanguageArg, error: &TokenError) -> String {
    let key = format!("agent-token-{}", error.code());
    let why = sentence(
        language,
        &key,
        &[("detail", Argument::Text(error.detail()))],
    );
    sentence(
        language,
        "agent-not-by-token",
        &[("why", Argument::Text(&why))],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_i18n::{Locale, has};

    #[test]
    fn whatever_a_token_says_has_its_sentence_in_both_languages() {
        let detail = || "CKR_GENERAL_ERROR".to_owned();
        for error in [
            TokenError::Module(detail()),
            TokenError::Away,
            TokenError::SeveralTokens,
            TokenError::PinRefused,
            TokenError::PinAtRisk,
            TokenError::NoKey,
            TokenError::SeveralKeys,
            TokenError::UnsupportedKey,
            TokenError::Failed(detail()),
        ] {
            let key = format!("agent-token-{}", error.code());
            for locale in Locale::ALL {
                assert!(has(locale, &key), "{key}");
            }
            let said = not_by_token(LanguageArg::Ar, &error);
            assert_eq!(said.contains("CKR_"), !error.detail().is_empty(), "{said}");
        }
    }
}
