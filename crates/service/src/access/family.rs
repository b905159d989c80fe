//! A family of tokens that is about to begin: everything random is drawn before the unit that
//! stores it, and the access token is signed behind the unit, when it is known whose it is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{ACCESS_TOKEN_LIFE, Holder, REFRESH_TOKEN_LIFE},
    id::{FamilyId, TenantId},
    time::Instant,
};
use mithaq_store::{StoreError, TenantTx};

use super::{
    TokenPair, sha256,
    token::{self, Bearer},
};
use crate::{App, Failure};

/// A family that was drawn.
#[derive(Clone)]
pub(crate) struct NewFamily {
    id: FamilyId,
    refresh_token: String,
    now: Instant,
}

impl NewFamily {
    /// Draws one.
    pub(crate) fn draw(app: &App, now: Instant) -> Self {
        Self {
            id: FamilyId::new(now, &app.random()),
            refresh_token: URL_SAFE_NO_PAD.encode(app.random::<32>()),
            now,
        }
    }

    /// Stores it as a holder's.
    pub(crate) fn store(&self, tx: &mut TenantTx<'_>, holder: Holder) -> Result<(), StoreError> {
        tx.insert_family(self.id, holder, self.now)?;
        let hash = sha256(self.refresh_token.as_bytes());
        tx.insert_refresh_token(&hash, self.id, self.now.plus(REFRESH_TOKEN_LIFE))
    }

    /// Its first pair of tokens.
    pub(crate) fn pair(
        self,
        app: &App,
        tenant: TenantId,
        holder: Holder,
    ) -> Result<TokenPair, Failure> {
        let bearer = Bearer {
            tenant,
            holder,
            family: self.id,
        };
        Ok(TokenPair {
            holder,
            access_token: token::issue(app, bearer, self.now)?,
            access_life: ACCESS_TOKEN_LIFE,
            refresh_token: self.refresh_token,
            refresh_life: REFRESH_TOKEN_LIFE,
        })
    }
}
