//! Whether each token is there now. Nobody logs in: a check never costs a try of a PIN.

use mithaq_service::app::TokenSettings;
use mithaq_token::list_tokens;

/// What is configured.
pub(super) fn settings(tokens: &[TokenSettings]) -> Option<(&'static str, String)> {
    let names: Vec<&str> = tokens.iter().map(|token| token.name.as_str()).collect();
    let meaning = format!(
        "{}: tokens that may hold keys of companies",
        names.join(", ")
    );
    (!tokens.is_empty()).then_some(("token", meaning))
}

/// The tokens that are not there, with the reason.
pub(super) fn warnings(tokens: &[TokenSettings]) -> Vec<String> {
    tokens.iter().filter_map(warning).collect()
}

fn warning(settings: &TokenSettings) -> Option<String> {
    let (name, label) = (&settings.name, &settings.token.label);
    match list_tokens(&settings.token.module) {
        Err(error) => Some(format!("token {name:?}: {error}")),
        Ok(shown) if shown.iter().any(|one| one.label == *label) => None,
        Ok(shown) => {
            let labels: Vec<&str> = shown.iter().map(|one| one.label.as_str()).collect();
            Some(format!(
                "token {name:?}: no token labelled {label:?} is there; its module shows {}",
                if labels.is_empty() {
                    "none".to_owned()
                } else {
                    labels.join(", ")
                }
            ))
        }
    }
}
