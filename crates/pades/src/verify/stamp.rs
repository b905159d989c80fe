//! A timestamp in the file: what it is over, who made it, whether to trust that one.
//!
//! What lives here: the token against the bytes that it should be over, its chain, and
//! how long it proves anything. What does not: its inner soundness, see
//! `timestamp::token`.

use super::anchor::{End, Purpose, end};
use super::report::{SignatureProblem, TimestampReport};
use super::trust::{check_authority, is_test, names, validity};
use crate::certificate::RawCertificate;
use crate::path;
use crate::timestamp::token::Token;
use der::Decode;
use x509_cert::Certificate;

/// A timestamp as judged.
pub(super) struct Stamp {
    pub(super) report: TimestampReport,
    /// From the authority upwards, DER.
    pub(super) path: Vec<Vec<u8>>,
}

impl Stamp {
    /// The proven time of a timestamp that has nothing wrong with it.
    pub(super) fn sound_at(&self) -> Option<i64> {
        let report = &self.report;
        (report.problems.is_empty() && !report.is_lapsed)
            .then_some(report.at_unix_seconds)
            .flatten()
    }

    /// The same, of an authority that is trusted.
    pub(super) fn trusted_at(&self) -> Option<i64> {
        self.sound_at().filter(|_| self.report.is_trusted)
    }
}

/// Judges a token that should be over `imprint`; `pool` are certificates that the file
/// holds beside it.
pub(super) fn judge(token: &[u8], imprint: &[u8; 32], pool: &[&[u8]], roots: &[Vec<u8>]) -> Stamp {
    let mut report = TimestampReport::default();
    let token = match Token::read(token) {
        Ok(token) => token,
        Err(problem) => {
            report.problems.push(problem);
            return Stamp {
                report,
                path: Vec::new(),
            };
        }
    };
    report.at_unix_seconds = Some(token.info.at);
    if token.info.imprint != imprint {
        report.problems.push(SignatureProblem::TokenOverOtherBytes);
    }
    report.problems.extend(token.check().err());
    report.expires_unix_seconds = token.expires();
    let (path, trusted) = chain(&token, pool, roots);
    match trusted {
        Ok(is_trusted) => report.is_trusted = is_trusted,
        Err(problem) => report.problems.push(problem),
    }
    if let Ok(authority) = Certificate::from_der(token.certificate) {
        let fields = &authority.tbs_certificate;
        report.authority_subject = fields.subject.to_string();
        report.authority_common_name = names(&fields.subject).0;
        report.issuer_subject = fields.issuer.to_string();
    }
    report.is_test_chain = path.iter().any(|certificate| is_test(certificate));
    let path = path.into_iter().map(<[u8]>::to_vec).collect();
    Stamp { report, path }
}

/// The authority's path, and whether it ends in a given root by the rules.
fn chain<'a>(
    token: &Token<'a>,
    pool: &[&'a [u8]],
    roots: &[Vec<u8>],
) -> (Vec<&'a [u8]>, Result<bool, SignatureProblem>) {
    let mut all = token.others.clone();
    all.extend_from_slice(pool);
    let path = path::path(token.certificate, &all);
    // What comes along unsigned must at least be of the chain, and not a spoiled twin of
    // what stands in the file otherwise.
    if token
        .others
        .iter()
        .any(|other| is_spoiled(other, pool, roots))
    {
        return (path, Err(SignatureProblem::ChainBroken));
    }
    if token.others.iter().any(|other| !path.contains(other)) {
        return (path, Err(SignatureProblem::UnrelatedCertificate));
    }
    let at = token.info.at;
    for (index, certificate) in path.iter().enumerate() {
        if !validity(certificate).is_some_and(|(from, until)| (from..=until).contains(&at)) {
            return (path, Err(SignatureProblem::OutsideValidity));
        }
        if index > 0 && check_authority(certificate) != Some(true) {
            return (path, Err(SignatureProblem::ChainRefused));
        }
    }
    // A root that came along is looked up among the given ones, not believed.
    let below = match path.as_slice() {
        [below @ .., top] if !below.is_empty() && path::ends_in_root(&[*top], &[]) => below,
        whole => whole,
    };
    let trusted = match end(below, roots, (Purpose::Timestamps, at)) {
        End::Root => Ok(true),
        End::Unknown => Ok(false),
        End::Broken => Err(SignatureProblem::ChainBroken),
        End::Refused => Err(SignatureProblem::ChainRefused),
    };
    (path, trusted)
}

/// A certificate that nobody has signed, with the key of another one that is.
fn is_spoiled(certificate: &[u8], pool: &[&[u8]], roots: &[Vec<u8>]) -> bool {
    let Ok(raw) = RawCertificate::read(certificate) else {
        return true;
    };
    let mut known = pool.to_vec();
    known.extend(roots.iter().map(Vec::as_slice));
    let twin = |other: &&[u8]| {
        RawCertificate::read(other).is_ok_and(|other| {
            other.public_key.whole == raw.public_key.whole && other.signed != raw.signed
        })
    };
    !raw.is_self_signed()
        && path::issuer(certificate, &known).is_none()
        && known
            .iter()
            .any(|other| twin(other) && path::issuer(other, &known).is_some())
}

/// For whoever asked for the token: whether its authority ends in a given root.
pub(crate) fn authority_is_trusted(
    token: &Token<'_>,
    roots: &[Vec<u8>],
) -> Result<bool, SignatureProblem> {
    chain(token, &[], roots).1
}
