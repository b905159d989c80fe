//! The signer's certificate chain (RFC 5280), from the seal upwards.
//!
//! What lives here: the path among the certificates of the message, validity and
//! key usage, names. What does not: the root, see `anchor`; revocation, see `level`.

use super::anchor::{End, Purpose, end};
use super::report::{SignatureProblem, SignatureReport};
use super::signer::{Maker, Signer};
use crate::certificate::RawCertificate;
use crate::chain::TEST_MARK;
use crate::path;
use der::Decode;
use der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};
use x509_cert::name::Name;

/// What became of the chain.
pub(super) struct Trust {
    path: Vec<Certificate>,
    is_trusted: bool,
    problems: Vec<SignatureProblem>,
}

/// Builds and judges the path at a time, Unix seconds: a proven one, else the claimed.
pub(super) fn judge(signer: &Signer<'_>, roots: &[Vec<u8>], at: i64) -> Trust {
    let (ders, mut problems) = path(signer);
    let decoded: Result<Vec<_>, _> = ders.iter().map(|der| Certificate::from_der(der)).collect();
    let path = decoded.unwrap_or_else(|_| {
        problems.push(SignatureProblem::ChainRefused);
        Vec::new()
    });
    for (index, certificate) in path.iter().enumerate() {
        problems.extend(check_certificate(certificate, index == 0, at));
    }
    let is_trusted = match end(&ders, roots, (Purpose::Documents, at)) {
        End::Root => true,
        End::Unknown => false,
        End::Broken => {
            problems.push(SignatureProblem::ChainBroken);
            false
        }
        End::Refused => {
            problems.push(SignatureProblem::ChainRefused);
            false
        }
    };
    problems.sort_unstable();
    problems.dedup();
    Trust {
        path,
        is_trusted,
        problems,
    }
}

/// From the signer upwards through the certificates of the message, each
/// verified by the next; whatever is left over is not of the chain.
fn path<'a>(signer: &Signer<'a>) -> (Vec<&'a [u8]>, Vec<SignatureProblem>) {
    let path = path::path(signer.certificate, &signer.others);
    let mut problems = Vec::new();
    let top = path.last().and_then(|top| RawCertificate::read(top).ok());
    let named = |der: &&&[u8]| {
        let above = RawCertificate::read(der).ok();
        above.is_some_and(|above| {
            top.is_some_and(|top| top.issuer == above.subject && top.issuer != top.subject)
        })
    };
    let mut left = signer.others.iter().filter(|other| !path.contains(other));
    if left.clone().any(|other| named(&other)) {
        problems.push(SignatureProblem::ChainBroken);
    }
    if left.next().is_some() && signer.maker == Maker::Ours {
        problems.push(SignatureProblem::UnrelatedCertificate);
    }
    (path, problems)
}

/// Validity and key usage, which hold whether or not a root is known.
fn check_certificate(certificate: &Certificate, is_signer: bool, at: i64) -> Vec<SignatureProblem> {
    let mut problems = Vec::new();
    let fields = &certificate.tbs_certificate;
    let from = fields.validity.not_before.to_unix_duration().as_secs();
    let until = fields.validity.not_after.to_unix_duration().as_secs();
    if !u64::try_from(at).is_ok_and(|at| (from..=until).contains(&at)) {
        problems.push(SignatureProblem::OutsideValidity);
    }
    let Ok(usage) = fields.get::<KeyUsage>() else {
        problems.push(SignatureProblem::ChainRefused);
        return problems;
    };
    let allows = |wanted: &[KeyUsages]| match &usage {
        Some((_, usage)) => wanted.iter().any(|bit| usage.0.contains(*bit)),
        None => true,
    };
    if is_signer {
        if !allows(&[KeyUsages::DigitalSignature, KeyUsages::NonRepudiation]) {
            problems.push(SignatureProblem::KeyUsage);
        }
        return problems;
    }
    if !may_issue(certificate) {
        problems.push(SignatureProblem::ChainRefused);
    }
    problems
}

/// An authority by its constraints and its key usage.
fn may_issue(certificate: &Certificate) -> bool {
    let fields = &certificate.tbs_certificate;
    let usage = fields.get::<KeyUsage>().ok();
    let signs = usage.is_some_and(|usage| {
        usage.is_none_or(|(_, usage)| usage.0.contains(KeyUsages::KeyCertSign))
    });
    matches!(fields.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca) && signs
}

/// Whether a certificate, DER, may issue others; `None` where it cannot be read.
pub(super) fn check_authority(der: &[u8]) -> Option<bool> {
    Some(may_issue(&Certificate::from_der(der).ok()?))
}

/// From when until when a certificate, DER, is valid; Unix seconds.
pub fn validity(der: &[u8]) -> Option<(i64, i64)> {
    let validity = Certificate::from_der(der).ok()?.tbs_certificate.validity;
    let from = i64::try_from(validity.not_before.to_unix_duration().as_secs()).ok()?;
    let until = i64::try_from(validity.not_after.to_unix_duration().as_secs()).ok()?;
    Some((from, until))
}

/// Common name and organisation.
pub(super) fn names(name: &Name) -> (Option<String>, Option<String>) {
    (
        part(name, const_oid::db::rfc4519::CN),
        part(name, const_oid::db::rfc4519::O),
    )
}

/// Common name and organisation of a certificate's subject.
pub(crate) fn subject_names(certificate: &Certificate) -> (Option<String>, Option<String>) {
    names(&certificate.tbs_certificate.subject)
}

/// Whether a root vouches for the first certificate of a path that signs documents, at a moment.
pub(crate) fn is_vouched_for(path: &[&[u8]], root: &[u8], at: i64) -> bool {
    let roots = [root.to_vec()];
    matches!(end(path, &roots, (Purpose::Documents, at)), End::Root)
}

/// Whether a certificate, DER, or its issuer says that it is a test.
pub(super) fn is_test(der: &[u8]) -> bool {
    Certificate::from_der(der).is_ok_and(|certificate| bears_mark(&certificate))
}

fn bears_mark(certificate: &Certificate) -> bool {
    let fields = &certificate.tbs_certificate;
    let marked = |name: &Name| names(name).0.is_some_and(|text| text.contains(TEST_MARK));
    marked(&fields.subject) || marked(&fields.issuer)
}

impl Trust {
    /// Enters names, dates and problems in the report.
    pub(super) fn describe(self, report: &mut SignatureReport) {
        report.is_trusted = self.is_trusted;
        report.problems.extend(self.problems);
        let Some(signer) = self.path.first().map(|signer| &signer.tbs_certificate) else {
            return;
        };
        report.signer_subject = signer.subject.to_string();
        report.issuer_subject = signer.issuer.to_string();
        (report.signer_common_name, report.signer_organization) = names(&signer.subject);
        let until = signer.validity.not_after.to_unix_duration().as_secs();
        report.certificate_expires_unix_seconds = i64::try_from(until).ok();
        report.is_test_chain = self.path.iter().any(bears_mark);
    }
}

/// One attribute of a name, as text.
fn part(name: &Name, kind: const_oid::ObjectIdentifier) -> Option<String> {
    let mut attributes = name.0.iter().flat_map(|set| set.0.iter());
    let value = &attributes.find(|attribute| attribute.oid == kind)?.value;
    let text = Utf8StringRef::try_from(value).map(|text| text.as_str().to_owned());
    text.or_else(|_| PrintableStringRef::try_from(value).map(|text| text.as_str().to_owned()))
        .ok()
}
