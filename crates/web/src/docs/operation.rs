//! One operation of the API: its address and needs as the router has them, with what is said of
//! its call.

use axum::http::Method;
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_wire::{
    Code, code,
    reference::{self, Call, Group},
};

use crate::{
    endpoint::{KeyNeed, Needs, TokenNeed},
    routes::endpoints,
};

/// One address of the API, with everything that is known of it.
pub struct Operation {
    /// `GET` or `POST`.
    pub method: Method,
    /// Its path, as published.
    pub path: &'static str,
    /// What a caller must bring.
    pub needs: Needs,
    /// What is said of its call.
    pub call: &'static Call,
    /// The group that the call stands in.
    pub group: &'static Group,
}

/// Every operation, in the order of the documentation; other paths of a call directly after it.
pub fn all() -> Vec<Operation> {
    let endpoints = endpoints();
    let named = |path: &str| endpoints.iter().find(|endpoint| endpoint.path == path);
    let mut all = Vec::new();
    for group in reference::GROUPS {
        for call in group.calls {
            for endpoint in call.paths().filter_map(named) {
                all.push(Operation {
                    method: endpoint.method.clone(),
                    path: endpoint.path,
                    needs: endpoint.needs,
                    call,
                    group,
                });
            }
        }
    }
    all
}

impl Operation {
    /// Whether this path is another one of a call that has its own.
    pub fn is_alias(&self) -> bool {
        self.path != self.call.path
    }

    /// A name that is unique and stays: the path in letters, digits and `_`.
    pub fn id(&self) -> String {
        id_of(self.path)
    }

    /// Every code that it may answer: its own, and those that follow from what it reads and needs.
    pub fn codes(&self) -> Vec<Code> {
        let mut codes = self.call.codes.to_vec();
        if self.needs.body {
            codes.extend(OF_BODIES);
        }
        if !self.call.parameters.is_empty() {
            codes.extend([code::REQUIRED, code::WRONG_TYPE]);
        }
        if self.needs.key != KeyNeed::Nothing {
            codes.extend([
                code::BAD_API_KEY,
                code::ADDRESS_NOT_ALLOWED,
                code::OTHER_TENANCY,
                code::TOO_MANY,
            ]);
        }
        if self.needs.key == KeyNeed::Secret {
            codes.push(code::SECRET_KEY_NEEDED);
        }
        if self.needs.token != TokenNeed::Nothing {
            codes.push(code::BAD_BEARER);
        }
        match self.needs.token {
            TokenNeed::Nothing | TokenNeed::User => {}
            TokenNeed::Admin(_) => codes.push(code::NOT_ALLOWED),
            TokenNeed::AdminOrUser(_) => {
                codes.extend([code::NOT_ALLOWED, code::SECRET_KEY_NEEDED]);
            }
        }
        if self.needs.creates {
            codes.extend([code::BAD_IDEMPOTENCY_KEY, code::IDEMPOTENCY_KEY_REUSED]);
        }
        codes.extend([code::INTERNAL, code::OVERLOADED]);
        codes.sort_unstable_by_key(|code| code.number);
        codes.dedup();
        codes
    }

    /// Who may call it, in a sentence.
    pub fn who(&self, locale: Locale) -> String {
        let key = match self.needs.key {
            KeyNeed::Nothing => return text(locale, "docs-who-anyone"),
            KeyNeed::Any => "docs-who-any",
            KeyNeed::Secret => "docs-who-secret",
        };
        match self.needs.token {
            TokenNeed::Nothing => text(locale, key),
            TokenNeed::User => text(locale, &format!("{key}-user")),
            TokenNeed::Admin(permission) => {
                let permission = Argument::Text(permission.name());
                let key = format!("{key}-admin");
                text_with(locale, &key, &[("permission", permission)])
            }
            TokenNeed::AdminOrUser(permission) => {
                let permission = Argument::Text(permission.name());
                let key = format!("{key}-admin-or-user");
                text_with(locale, &key, &[("permission", permission)])
            }
        }
    }

    /// The call's title in a language.
    pub fn title(&self, locale: Locale) -> String {
        text(locale, &self.title_key())
    }

    /// The key of the call's title in `locales/`.
    pub fn title_key(&self) -> String {
        format!(
            "call-{}",
            id_of(self.call.path).to_ascii_lowercase().replace('_', "-")
        )
    }

    /// The group's name in a language.
    pub fn group_name(&self, locale: Locale) -> String {
        text(locale, &self.group_key())
    }

    /// The key of the group's name in `locales/`.
    pub fn group_key(&self) -> String {
        let letter = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        };
        let name: String = self.group.name.chars().map(letter).collect();
        format!("group-{}", name.to_ascii_lowercase())
    }
}

/// A path in letters, digits and `_`.
fn id_of(path: &str) -> String {
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("api/").unwrap_or(path);
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let id: String = path.chars().map(letter).collect();
    id.trim_matches('_').to_owned()
}

/// What reading a JSON body may answer.
const OF_BODIES: [Code; 7] = [
    code::NOT_JSON,
    code::TOO_LARGE,
    code::UNSUPPORTED_TYPE,
    code::REQUIRED,
    code::WRONG_TYPE,
    code::DUPLICATE,
    code::TOO_LONG,
];
