//! Access tokens: JWTs signed with ES256 (RFC 7518, 3.4), bound to tenant and kind.

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use mithaq_domain::{
    access::{ACCESS_TOKEN_LIFE, Holder},
    id::{FamilyId, TenantId},
    time::{Instant, Span},
};
use serde::{Deserialize, Serialize};

use crate::{App, Failure, app::is_token_key_due};

const ISSUER: &str = "mithaq";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    /// The tenant's number on this server.
    tenant: i64,
    /// `admin` or `user`: a token of one kind is none of the other.
    kind: String,
    family: FamilyId,
    jti: String,
    iat: i64,
    exp: i64,
}

/// Whose token it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bearer {
    /// Of which tenant.
    pub tenant: TenantId,
    /// Whom it speaks for.
    pub holder: Holder,
    /// From which log-in.
    pub family: FamilyId,
}

/// A public key, as the key set publishes it (RFC 7517).
#[derive(Clone, Debug)]
pub struct PublicKey {
    /// `kid`.
    pub id: String,
    /// `x` of the P-256 point, base64url.
    pub x: String,
    /// `y` of the P-256 point, base64url.
    pub y: String,
}

/// The public keys whose tokens may be shown now.
pub fn public_keys(app: &App) -> Vec<PublicKey> {
    let keys = app.keys().verifying(app.now());
    keys.iter()
        .map(|key| PublicKey {
            id: key.id.clone(),
            x: key.public.0.clone(),
            y: key.public.1.clone(),
        })
        .collect()
}

/// Makes a new key when the one that signs is old. Nobody is logged out: earlier keys verify until
/// their last token has died.
pub async fn rotate_token_key(app: &App) -> Result<(), Failure> {
    let now = app.now();
    if !app.keys().is_rotation_due(now) {
        return Ok(());
    }
    let row = app.keys().new_token_key(now, app.entropy())?;
    let stored = row.clone();
    // Of several workers that see the same, one makes the key.
    let is_first = app
        .store()
        .write(move |tx| {
            let mut tx = tx.everyone();
            let keys = tx.list_token_keys()?;
            let is_first = is_token_key_due(keys.first().map(|key| key.created_at), now);
            if is_first {
                tx.insert_token_key(&stored)?;
            }
            Ok(is_first)
        })
        .await
        .map_err(|error: mithaq_store::StoreError| Failure::from(error))?;
    if is_first {
        app.keys().take_over(&row)?;
    }
    Ok(())
}

pub(super) fn issue(app: &App, bearer: Bearer, now: Instant) -> Result<String, Failure> {
    let key = app.keys().signing()?;
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.id.clone());
    let id: [u8; 10] = app.random();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        sub: bearer.holder.number().to_string(),
        tenant: bearer.tenant.get(),
        kind: bearer.holder.kind().to_owned(),
        family: bearer.family,
        jti: FamilyId::new(now, &id).to_string(),
        iat: now.unix_seconds(),
        exp: now.plus(ACCESS_TOKEN_LIFE).unix_seconds(),
    };
    Ok(encode(&header, &claims, &key.encoding)?)
}

/// The bearer of a token whose signature and time are right, and the end of its life. Whether it was
/// revoked since is not known here; of which kind it must be is the caller's business.
pub(super) fn verify(app: &App, token: &str, now: Instant) -> Option<(Bearer, Instant)> {
    let kid = decode_header(token).ok()?.kid?;
    let keys = app.keys().verifying(now);
    let key = keys.iter().find(|key| key.id == kid)?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_issuer(&[ISSUER]);
    // The clock is an argument: expiry is judged below, not by the library's own clock.
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, &key.decoding, &validation)
        .ok()?
        .claims;
    let expires_at = Instant::from_unix_millis(0).plus(Span::seconds(claims.exp));
    if now >= expires_at {
        return None;
    }
    let bearer = Bearer {
        tenant: TenantId::new(claims.tenant),
        holder: Holder::parse(&claims.kind, claims.sub.parse().ok()?)?,
        family: claims.family,
    };
    Some((bearer, expires_at))
}
