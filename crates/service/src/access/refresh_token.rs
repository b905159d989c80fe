//! `credentials/RefreshToken`, for members of staff and registered persons alike: a refresh token is
//! exchanged once for a new pair; shown twice, it ends its whole family, access tokens included (RFC 9700, 4.14.2).

use mithaq_domain::{
    access::{ApiClient, Holder, REFRESH_TOKEN_LIFE, RefreshDecision},
    id::FamilyId,
};
use mithaq_store::StoreError;

use super::{TokenPair, login::new_pair, sha256, token::Bearer};
use crate::{App, Failure, app::refused, error::Answer};

/// The refresh token is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshRefusal;

enum Exchange {
    Rotated,
    Revoked(FamilyId),
    Refused,
}

/// Exchanges a refresh token.
pub async fn refresh_token(
    app: &App,
    client: &ApiClient,
    shown: &str,
) -> Answer<TokenPair, RefreshRefusal> {
    let now = app.now();
    let (tenant, hash) = (client.tenant, sha256(shown.as_bytes()));
    let found = app
        .store()
        .read(move |tx| tx.tenant(tenant).find_refresh_token(&hash))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let Some((token, holder)) = found else {
        return refused(RefreshRefusal);
    };
    if matches!(holder, Holder::Member(_)) && !client.may_call_as_secret() {
        // A member's token in an app is a mistake or a theft (`wire.md` 1.2, section 2).
        return refused(RefreshRefusal);
    }
    let bearer = Bearer {
        tenant,
        holder,
        family: token.family,
    };
    let (pair, new_hash) = new_pair(app, bearer, now)?;
    let exchange = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some((token, _)) = tx.find_refresh_token(&hash)? else {
                return Ok(Exchange::Refused);
            };
            let decision = token.judge(now);
            if decision == RefreshDecision::Rotate && tx.use_refresh_token(&hash, now)? {
                tx.insert_refresh_token(&new_hash, token.family, now.plus(REFRESH_TOKEN_LIFE))?;
                return Ok(Exchange::Rotated);
            }
            if decision == RefreshDecision::Refuse {
                return Ok(Exchange::Refused);
            }
            tx.revoke_family(token.family, now)?;
            Ok(Exchange::Revoked(token.family))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    match exchange {
        Exchange::Rotated => Ok(Ok(pair)),
        Exchange::Refused => refused(RefreshRefusal),
        Exchange::Revoked(family) => {
            app.tokens().revoke(family);
            refused(RefreshRefusal)
        }
    }
}
