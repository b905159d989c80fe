//! ApiKeys of client programs. A publishable one ships inside apps, so it is public and opens
//! only what an end user may do; a secret one stays on a server (`wire.md` 1.2).

use super::AddressList;
use crate::id::{ApiKeyId, TenantId};

/// The two kinds of ApiKey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Ships inside apps and pages.
    Publishable,
    /// Known to the company's servers alone.
    Secret,
}

impl KeyKind {
    /// How every key of this kind begins, so that people and scanners tell them apart. What a key
    /// may do is decided by its row: keys from before the two kinds (`mk_`) are secret.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Publishable => "mpk_",
            Self::Secret => "msk_",
        }
    }

    /// The name in the database and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publishable => "publishable",
            Self::Secret => "secret",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::Publishable, Self::Secret].into_iter();
        all.find(|kind| kind.name() == name)
    }
}

/// A client program that showed a valid ApiKey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiClient {
    /// The tenant whose key it is.
    pub tenant: TenantId,
    /// The key itself, for rate limits and journals.
    pub key: ApiKeyId,
    /// Whether the key is public.
    pub kind: KeyKind,
    /// A publishable key that its tenant, after a warning, lets do what secret ones do.
    pub widened: bool,
    /// Answers 200 instead of 4xx for enveloped refusals.
    pub always_ok: bool,
    /// Where it may call from.
    pub addresses: AddressList,
}

impl ApiClient {
    /// Whether it may make the calls that need a secret key.
    pub const fn may_call_as_secret(&self) -> bool {
        matches!(self.kind, KeyKind::Secret) || self.widened
    }
}
