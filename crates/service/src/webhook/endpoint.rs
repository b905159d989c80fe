//! What is sealed of a subscription: its address, which may hold a password of the company's, and
//! the secrets that sign.

use mithaq_domain::{time::Instant, webhook::SECRET_OVERLAP};
use mithaq_store::{
    vault::{Entropy, TenantKey, VaultError},
    webhook::SubscriptionRow,
};
use serde::{Deserialize, Serialize};

use crate::Failure;

const COLUMN: &str = "webhook_subscription.sealed";

/// Where a subscription leads, and under which secrets.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) secret: String,
    /// The former secret, for as long as it signs too.
    #[serde(default)]
    pub(super) former: Option<Former>,
}

/// A secret that was replaced.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Former {
    secret: String,
    pub(super) until: Instant,
}

impl Endpoint {
    pub(super) fn seal(
        &self,
        key: &TenantKey,
        record: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Failure> {
        let plain = serde_json::to_vec(self).map_err(|_| Failure::Vault(VaultError::Malformed))?;
        Ok(key.seal(COLUMN, &crate::session::hex(record), &plain, entropy)?)
    }

    pub(super) fn open(key: &TenantKey, row: &SubscriptionRow) -> Result<Self, Failure> {
        let plain = key.open(COLUMN, &crate::session::hex(&row.record), &row.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Failure::Vault(VaultError::Malformed))
    }

    /// With a new secret; the present one signs beside it for a while, an older one no longer.
    pub(super) fn rotated(self, secret: String, now: Instant) -> Self {
        Self {
            former: Some(Former {
                secret: self.secret,
                until: now.plus(SECRET_OVERLAP),
            }),
            secret,
            url: self.url,
        }
    }

    /// The secrets that sign at a moment, the newest first.
    pub(super) fn secrets(&self, now: Instant) -> Vec<&str> {
        let former = self.former.as_ref().filter(|former| now < former.until);
        let former = former.map(|former| former.secret.as_str());
        std::iter::once(self.secret.as_str())
            .chain(former)
            .collect()
    }
}
