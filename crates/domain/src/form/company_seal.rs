//! Whether the company's seal countersigns by itself (docs/decisions/0022).

use serde::{Deserialize, Serialize};

/// What the company's electronic seal (Regulation (EU) 910/2014, Article 3(25)) does beside attesting what customers
/// confirm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CompanySeal {
    /// Nothing: the members who are listed countersign, or nobody does.
    #[default]
    None,
    /// It countersigns by itself, as the last: no natural person does anything.
    Countersigns,
}

impl CompanySeal {
    /// Its word on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Countersigns => "countersigns",
        }
    }

    pub(super) const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}
