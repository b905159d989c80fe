//! The second factor: one-time passwords by time (TOTP, RFC 6238, with HMAC-SHA-1, six digits and
//! steps of 30 seconds, which every authenticator app takes). Some twenty lines over the HMAC that
//! is here anyway; a crate would bring its own.

use aws_lc_rs::hmac;
use mithaq_domain::{
    access::MemberKind,
    id::{MemberId, TenantId},
    time::Instant,
};
use mithaq_store::{StoreError, vault::equal};

use super::member::{MemberRefusal, index};
use crate::{App, Failure, app::TenantContext, app::refused, error::Answer};

/// Seconds of a time step (RFC 6238, 4.1: X).
const STEP: i64 = 30;
/// Length of the secret: that of the hash (RFC 4226, 4: R6).
const SECRET: usize = 20;

/// Gives a person a second factor, in place of an earlier one. What is answered is the address for
/// an authenticator app, which holds the secret: it is shown once.
pub async fn enrol_second_factor(
    app: &App,
    tenant: TenantId,
    user: &str,
) -> Answer<String, MemberRefusal> {
    let context = app.tenant(tenant)?;
    let member = match find(app, tenant, user).await? {
        Ok(member) => member,
        Err(refusal) => return refused(refusal),
    };
    let secret: [u8; SECRET] = app.random();
    let record = member.to_string();
    let sealed = context.key.seal("totp", &record, &secret, app.entropy())?;
    app.store()
        .write(move |tx| tx.tenant(tenant).set_member_totp(member, Some(&sealed)))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let company = &context.tenant.settings.display.en;
    Ok(Ok(address(company, user, &secret)))
}

/// Lets a person log in without a second factor again.
pub async fn remove_second_factor(
    app: &App,
    tenant: TenantId,
    user: &str,
) -> Answer<(), MemberRefusal> {
    let member = match find(app, tenant, user).await? {
        Ok(member) => member,
        Err(refusal) => return refused(refusal),
    };
    app.store()
        .write(move |tx| tx.tenant(tenant).set_member_totp(member, None))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(Ok(()))
}

async fn find(app: &App, tenant: TenantId, user: &str) -> Answer<MemberId, MemberRefusal> {
    let index = index(app, tenant, user)?;
    let found = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(id) = tx.find_member_id(&index)? else {
                return Ok(None);
            };
            Ok(tx.list_members()?.into_iter().find(|row| row.id == id))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(match found {
        None => Err(MemberRefusal::NotFound),
        Some(row) if row.grant.kind == MemberKind::Service => Err(MemberRefusal::NotForServices),
        Some(row) => Ok(row.id),
    })
}

/// The time step whose code was shown: this one, the one before or the next, since clocks differ
/// (RFC 6238, 5.2); none that is not later than `used`.
pub(super) fn step_of(
    context: &TenantContext,
    member: MemberId,
    (sealed, used): (&[u8], i64),
    (shown, now): (&str, Instant),
) -> Result<Option<i64>, Failure> {
    let secret = context.key.open("totp", &member.to_string(), sealed)?;
    let shown: String = shown
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let present = now.unix_seconds() / STEP;
    let mut found = None;
    // Every code is compared: the time taken says nothing of which one was right.
    for step in [present - 1, present, present + 1] {
        if equal(code(&secret, step).as_bytes(), shown.as_bytes()) && step > used {
            found = Some(step);
        }
    }
    Ok(found)
}

/// The code of a time step (RFC 4226, 5.3).
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or(0) & 0x0f);
    let four = bytes.get(offset..).and_then(<[u8]>::first_chunk::<4>);
    let number = u32::from_be_bytes(four.copied().unwrap_or_default()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The address that authenticator apps read, mostly as a QR code ("Key Uri Format").
fn address(company: &str, user: &str, secret: &[u8]) -> String {
    let (company, user) = (percent(company), percent(user.trim()));
    format!(
        "otpauth://totp/{company}:{user}?secret={}&issuer={company}&algorithm=SHA1&digits=6&period={STEP}",
        base32(secret)
    )
}

/// Everything but unreserved characters encoded (RFC 3986, 2.3).
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Base32 without padding (RFC 4648, 6).
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().skip(3).zip(chunk) {
            *to = *from;
        }
        let word = u64::from_be_bytes(word);
        let letters = (chunk.len() * 8).div_ceil(5);
        for place in 0..letters {
            let index = usize::try_from(word >> (35 - 5 * place) & 31).unwrap_or(0);
            text.push(char::from(LETTERS.get(index).copied().unwrap_or(b'A')));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of its eight digits.
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, seconds / STEP), expected);
        }
    }

    #[test]
    fn base32_is_that_of_the_standard_and_labels_are_encoded() {
        // RFC 4648, 10.
        for (plain, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), expected);
        }
        assert_eq!(percent("Nile & Co:ن"), "Nile%20%26%20Co%3A%D9%86");
    }
}
