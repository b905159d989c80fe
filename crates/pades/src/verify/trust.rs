//! The signer's certificate chain (RFC 5280), from the seal upwards.
//!
//! What lives here: the path among the certificates of the message, validity and
//! key usage, names. What does not: the root, see `anchor`; revocation, which B-B
//! does not carry.

use super::anchor::{End, end, signed_by};
use super::report::{SignatureProblem, SignatureReport};
use super::signer::Signer;
use crate::certificate::RawCertificate;
use crate::chain::TEST_MARK;
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

/// Builds and judges the path at the claimed time, Unix seconds.
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
    let is_trusted = match end(&ders, roots, at) {
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
    let mut pool = signer.others.clone();
    let mut path = vec![signer.certificate];
    let mut problems = Vec::new();
    let mut current = signer.certificate;
    while let Ok(raw) = RawCertificate::read(current) {
        if raw.issuer == raw.subject {
            break;
        }
        let named =
            |der: &&[u8]| RawCertificate::read(der).is_ok_and(|above| above.subject == raw.issuer);
        match pool
            .iter()
            .position(|der| named(der) && signed_by(&raw, der))
        {
            Some(index) => {
                current = pool.swap_remove(index);
                path.push(current);
            }
            None => {
                if pool.iter().any(named) {
                    problems.push(SignatureProblem::ChainBroken);
                }
                break;
            }
        }
    }
    if !pool.is_empty() {
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
    let is_authority = matches!(fields.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca);
    if !is_authority || !allows(&[KeyUsages::KeyCertSign]) {
        problems.push(SignatureProblem::ChainRefused);
    }
    problems
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
        report.signer_common_name = part(&signer.subject, const_oid::db::rfc4519::CN);
        report.signer_organization = part(&signer.subject, const_oid::db::rfc4519::O);
        let until = signer.validity.not_after.to_unix_duration().as_secs();
        report.certificate_expires_unix_seconds = i64::try_from(until).ok();
        let marked = |name: &Name| {
            part(name, const_oid::db::rfc4519::CN).is_some_and(|text| text.contains(TEST_MARK))
        };
        report.is_test_chain = self.path.iter().any(|certificate| {
            marked(&certificate.tbs_certificate.subject)
                || marked(&certificate.tbs_certificate.issuer)
        });
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
