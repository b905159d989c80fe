//! Passwords: Argon2id (RFC 9106), on the pool, since it is slow by design.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};

use crate::Failure;

/// OWASP's second choice of parameters: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, Failure> {
    let params =
        Params::new(19_456, 2, 1, None).map_err(|error| Failure::Password(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a salt of its own, in PHC form. Slow: about 60 ms.
pub fn hash_password(password: &str) -> Result<String, Failure> {
    Ok(argon2()?.hash_password(password.as_bytes())?.to_string())
}

/// Whether a password is the one of a hash. Slow.
pub(crate) fn is_password(password: &str, hash: &str) -> Result<bool, Failure> {
    let hash = PasswordHash::new(hash).map_err(|error| Failure::Password(error.to_string()))?;
    Ok(argon2()?
        .verify_password(password.as_bytes(), &hash)
        .is_ok())
}
