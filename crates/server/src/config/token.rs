//! `[[token]]`: PKCS#11 tokens of this server, each with the library that speaks to it and its PIN.
//!
//! Not here: opening them; see `check/token` and `service`.

use std::path::PathBuf;

use mithaq_service::app::TokenSettings;
use mithaq_token::{Pin, Token};
use serde::Deserialize;

use super::messages::Secret;

/// A token, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawToken {
    name: String,
    module: PathBuf,
    label: String,
    pin: Secret,
}

/// What it means; everything that is wrong is noted.
pub fn judge(tokens: Vec<RawToken>, note: &mut impl FnMut(String)) -> Vec<TokenSettings> {
    let mut judged: Vec<TokenSettings> = Vec::new();
    for raw in tokens {
        let mut wrong = |key: &str, why: &str| {
            note(format!("`token.{key}` of {:?}: {why}", raw.name));
        };
        if raw.name.is_empty() || raw.name.chars().any(char::is_whitespace) {
            wrong("name", "it must be one word");
        }
        if judged.iter().any(|other| other.name == raw.name) {
            wrong("name", "it is there twice");
        }
        // One PIN is one token's: two that share a label would cost each other attempts.
        if judged.iter().any(|other| other.token.label == raw.label) {
            wrong("label", "another [[token]] has the same");
        }
        if !raw.module.is_absolute() {
            wrong("module", "it must be the whole path of the library");
        }
        if raw.pin.is_plain() {
            wrong(
                "pin",
                "it may not stand here: name it by { file = \"…\" } or { env = \"MITHAQ_SECRET_…\" }",
            );
            continue;
        }
        match raw.pin.read() {
            Err(why) => wrong("pin", &why),
            Ok(pin) => judged.push(TokenSettings {
                name: raw.name,
                token: Token {
                    module: raw.module,
                    label: raw.label,
                },
                pin: Pin::new(pin),
            }),
        }
    }
    judged
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use figment::providers::Format;

    fn judged(text: &str) -> (Vec<TokenSettings>, Vec<String>) {
        #[derive(Deserialize)]
        struct Whole {
            token: Vec<RawToken>,
        }
        let whole = figment::Figment::from(figment::providers::Toml::string(text));
        let whole: Whole = whole.extract().unwrap();
        let mut problems = Vec::new();
        let tokens = judge(whole.token, &mut |problem| problems.push(problem));
        (tokens, problems)
    }

    #[test]
    fn a_pin_in_plain_sight_is_refused_and_not_repeated() {
        let text =
            "[[token]]\nname = \"hsm\"\nmodule = \"/a.so\"\nlabel = \"Seals\"\npin = \"4321\"";
        let (tokens, problems) = judged(text);
        assert!(tokens.is_empty());
        assert!(problems[0].starts_with("`token.pin` of \"hsm\"") && !problems[0].contains("4321"));
    }

    #[test]
    fn everything_wrong_with_a_token_is_named() {
        let text = "[[token]]\nname = \"h s m\"\nmodule = \"a.so\"\nlabel = \"S\"\npin = { file = \"/nowhere\" }";
        let (_, problems) = judged(text);
        for key in ["name", "module", "pin"] {
            let start = format!("`token.{key}`");
            assert!(problems.iter().any(|one| one.starts_with(&start)), "{key}");
        }
    }
}
