//! A request for a timestamp, and the answer held against it (RFC 3161 2.4).
//!
//! What lives here: the questions of whoever asks: is it granted, is it ours, is it
//! of now, is it of one whom we trust. What does not: the token's own soundness,
//! see `token`.

use super::token::Token;
use crate::der::{
    BOOLEAN, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, element, sequence,
};
use crate::object_identifiers as oid;
use crate::verify::{SignatureProblem, authority_is_trusted};
use der::Encode;

/// How far the authority's time may lie from ours, in seconds.
const TIME_APART: i64 = 300;

/// An answer longer than this is no timestamp.
const MAX_ANSWER: usize = 64 * 1024;

/// Why there is no timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampError {
    /// The policy asked for is not a dotted object identifier.
    Policy,
    /// The answer is not a TimeStampResp in DER.
    Malformed,
    /// The authority refuses; its PKIStatus (RFC 3161 2.4.2).
    Refused(u8),
    /// The token is over another hash.
    OtherImprint,
    /// The token answers another request.
    OtherNonce,
    /// The token was made under another policy than the one asked for.
    OtherPolicy,
    /// The token's time lies more than five minutes from ours.
    TimeApart,
    /// The token is not sound, or its certificate is not one for timestamps.
    Unsound(SignatureProblem),
    /// The authority's certificate ends in none of the trusted roots.
    NotTrusted,
}

impl std::fmt::Display for TimestampError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Policy => out.write_str("the policy is no object identifier"),
            Self::Malformed => out.write_str("the answer is no timestamp response"),
            Self::Refused(status) => write!(out, "the authority refuses (status {status})"),
            Self::OtherImprint => out.write_str("the timestamp is over other bytes"),
            Self::OtherNonce => out.write_str("the timestamp answers another request"),
            Self::OtherPolicy => out.write_str("the timestamp is under another policy"),
            Self::TimeApart => out.write_str("the authority's time is not ours"),
            Self::Unsound(problem) => write!(out, "the timestamp is not sound: {problem}"),
            Self::NotTrusted => out.write_str("the authority ends in no trusted root"),
        }
    }
}

impl std::error::Error for TimestampError {}

/// A request for a timestamp over one hash.
#[derive(Debug, Clone)]
pub struct TimestampRequest {
    imprint: [u8; 32],
    nonce: Vec<u8>,
    policy: Option<Vec<u8>>,
    der: Vec<u8>,
}

/// A token that was asked for, checked, and is of a trusted authority.
#[derive(Debug, Clone)]
pub struct TimestampToken {
    pub(crate) imprint: [u8; 32],
    pub(crate) der: Vec<u8>,
    at_unix_seconds: i64,
    expires_unix_seconds: i64,
}

impl TimestampToken {
    /// The ContentInfo in DER, as the authority sent it.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The time that it proves (`genTime`), Unix seconds.
    pub fn at_unix_seconds(&self) -> i64 {
        self.at_unix_seconds
    }

    /// The end of the authority's certificate, Unix seconds: by then the file needs a
    /// further timestamp.
    pub fn expires_unix_seconds(&self) -> i64 {
        self.expires_unix_seconds
    }
}

impl TimestampRequest {
    /// Asks for a timestamp over a SHA-256 value; `nonce` is random, `policy` a dotted
    /// object identifier where the authority has several.
    pub fn new(
        imprint: [u8; 32],
        mut nonce: [u8; 16],
        policy: Option<&str>,
    ) -> Result<Self, TimestampError> {
        let policy = match policy {
            None => None,
            Some(policy) => Some(
                const_oid::ObjectIdentifier::new(policy)
                    .ok()
                    .and_then(|policy| policy.to_der().ok())
                    .ok_or(TimestampError::Policy)?,
            ),
        };
        // Positive and of one length, whatever was drawn.
        if let Some(first) = nonce.first_mut() {
            *first = (*first & 0x3f) | 0x40;
        }
        let hash = sequence(&[&element(OBJECT_IDENTIFIER, &[oid::SHA_256])]);
        let message_imprint = sequence(&[&hash, &element(OCTET_STRING, &[&imprint])]);
        let version = element(INTEGER, &[&[1]]);
        let number = element(INTEGER, &[&nonce]);
        // certReq: the chain is needed to judge the token, and stays in the file.
        let certificates = element(BOOLEAN, &[&[0xff]]);
        let der = sequence(&[
            &version,
            &message_imprint,
            policy.as_deref().unwrap_or_default(),
            &number,
            &certificates,
        ]);
        Ok(Self {
            imprint,
            nonce: nonce.to_vec(),
            policy,
            der,
        })
    }

    /// The body to send, as `application/timestamp-query`.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Judges an answer. `roots` are the certificates, DER, one of which the authority's
    /// chain has to end in; `now_unix_seconds` is the time of whoever asked.
    pub fn accept(
        &self,
        answer: &[u8],
        roots: &[Vec<u8>],
        now_unix_seconds: i64,
    ) -> Result<TimestampToken, TimestampError> {
        let bytes = granted(answer)?;
        let token = Token::read(bytes).map_err(TimestampError::Unsound)?;
        if token.info.imprint != self.imprint {
            return Err(TimestampError::OtherImprint);
        }
        if token.info.nonce != Some(self.nonce.as_slice()) {
            return Err(TimestampError::OtherNonce);
        }
        let is_other = |policy: &Vec<u8>| token.info.policy.whole != policy.as_slice();
        if self.policy.as_ref().is_some_and(is_other) {
            return Err(TimestampError::OtherPolicy);
        }
        if token.info.at.abs_diff(now_unix_seconds) > TIME_APART.unsigned_abs() {
            return Err(TimestampError::TimeApart);
        }
        token.check().map_err(TimestampError::Unsound)?;
        let expires = token.expires().ok_or(TimestampError::Malformed)?;
        match authority_is_trusted(&token, roots) {
            Ok(true) => Ok(TimestampToken {
                imprint: self.imprint,
                der: bytes.to_vec(),
                at_unix_seconds: token.info.at,
                expires_unix_seconds: expires,
            }),
            Ok(false) => Err(TimestampError::NotTrusted),
            Err(problem) => Err(TimestampError::Unsound(problem)),
        }
    }
}

/// The token of a TimeStampResp that grants one.
fn granted(answer: &[u8]) -> Result<&[u8], TimestampError> {
    let malformed = |_| TimestampError::Malformed;
    if answer.len() > MAX_ANSWER {
        return Err(TimestampError::Malformed);
    }
    let parts = Element::only(answer)
        .and_then(|answer| answer.expect(SEQUENCE)?.children())
        .map_err(malformed)?;
    let (status, token) = match parts.as_slice() {
        [status] => (status, None),
        [status, token] => (status, Some(token)),
        _ => return Err(TimestampError::Malformed),
    };
    let status = status
        .expect(SEQUENCE)
        .and_then(Element::children)
        .map_err(malformed)?;
    let status = status.first().ok_or(TimestampError::Malformed)?;
    match (status.whole, token) {
        // granted, grantedWithMods: whatever was modified is looked at.
        ([INTEGER, 1, 0 | 1], Some(token)) => Ok(token.whole),
        ([INTEGER, 1, status @ 2..=127], _) => Err(TimestampError::Refused(*status)),
        _ => Err(TimestampError::Malformed),
    }
}
