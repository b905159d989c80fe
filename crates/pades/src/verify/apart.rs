//! A timestamp that stands in no file.
//!
//! What does not live here: the token's own soundness and its chain, see `stamp`.

use super::report::{SignatureProblem, TimestampReport};
use super::stamp;
use super::timeline::CLOCK_SKEW;

/// Judges a token that stands in no file (RFC 3161 2.4.2): it should be over `imprint`, a SHA-256 value.
/// `roots` are trusted certificates, DER; `now_unix_seconds` is the verifier's time, by which its
/// authority's certificate may have ended.
pub fn verify_timestamp(
    token: &[u8],
    imprint: &[u8; 32],
    roots: &[Vec<u8>],
    now_unix_seconds: i64,
) -> TimestampReport {
    let mut report = stamp::judge(token, imprint, &[], roots).report;
    let has_ended = |until: i64| until < now_unix_seconds;
    report.is_lapsed = report.expires_unix_seconds.is_some_and(has_ended);
    let latest = now_unix_seconds.saturating_add(CLOCK_SKEW);
    if report.at_unix_seconds.is_some_and(|at| at > latest) {
        report.problems.push(SignatureProblem::ClaimedTimeInFuture);
    }
    report
}
