//! `credentials/Login` and `credentials/RefreshToken` (`wire.md` 2), and the key set.

use serde_json::{Value, json};

use crate::{
    json::Json,
    read::{FieldError, Reader},
};

/// `credentials/Login`.
#[derive(Clone)]
pub struct Login {
    /// The tenancy of the body.
    pub tenancy_name: String,
    /// User name or e-mail address.
    pub user: String,
    /// The password.
    pub password: String,
    /// The code of the second factor.
    pub two_factor_code: Option<String>,
    /// A key under which the access token is given encrypted as well.
    pub user_public_key: Option<String>,
}

/// Reads `credentials/Login`.
pub fn read_login(body: &Json) -> Result<Login, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let login = Login {
        tenancy_name: reader.required_text("tenancyName", 256),
        user: reader.required_text("userNameOrEmailAddress", 256),
        password: reader.required_text("password", 1_024),
        two_factor_code: reader
            .text("twoFactorCode", 16)
            .filter(|code| !code.trim().is_empty()),
        user_public_key: reader.text("userPublicKey", 8_192),
    };
    reader.finish(login)
}

/// Reads `credentials/RefreshToken`.
pub fn read_refresh(body: &Json) -> Result<String, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let token = reader.required_text("refreshToken", 1_024);
    reader.finish(token)
}

/// A pair of tokens, in seconds and texts.
pub struct Tokens<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// Its life in seconds.
    pub expire_in_seconds: i64,
    /// The refresh token.
    pub refresh_token: &'a str,
    /// Its life in seconds.
    pub refresh_expire_in_seconds: i64,
    /// Whose.
    pub user_id: i64,
}

/// The answer of `credentials/Login` to a right password without a code of the second factor.
pub fn second_factor_answer(user_id: i64) -> Value {
    json!({
        "accessToken": null,
        "encryptedAccessToken": null,
        "expireInSeconds": 0,
        "refreshToken": null,
        "refreshTokenExpireInSeconds": 0,
        "userId": user_id,
        "requiresTwoFactorVerification": true,
        "twoFactorAuthProviders": ["Authenticator"],
        "shouldResetPassword": false,
    })
}

/// The answer of `credentials/Login`.
pub fn login_answer(tokens: &Tokens<'_>, encrypted: Option<&str>) -> Value {
    json!({
        "accessToken": tokens.access_token,
        "encryptedAccessToken": encrypted,
        "expireInSeconds": tokens.expire_in_seconds,
        "refreshToken": tokens.refresh_token,
        "refreshTokenExpireInSeconds": tokens.refresh_expire_in_seconds,
        "userId": tokens.user_id,
        "requiresTwoFactorVerification": false,
        "twoFactorAuthProviders": null,
        "shouldResetPassword": false,
    })
}

/// The answer of `credentials/RefreshToken`: both keys carry the new token.
pub fn refresh_answer(tokens: &Tokens<'_>) -> Value {
    json!({
        "accessToken": tokens.access_token,
        "encryptedAccessToken": null,
        "expireInSeconds": tokens.expire_in_seconds,
        "refreshToken": tokens.refresh_token,
        "newRefreshToken": tokens.refresh_token,
    })
}

/// A key of `/.well-known/jwks.json` (RFC 7517, RFC 7518 6.2).
pub fn json_web_key(id: &str, x: &str, y: &str) -> Value {
    json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": id, "x": x, "y": y })
}
