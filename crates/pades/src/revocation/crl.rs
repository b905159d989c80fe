//! Certificate revocation lists (RFC 5280 5), complete ones of the issuer itself.
//!
//! What does not live here: delta lists, indirect lists and lists of some reasons
//! only; those are refused, since they do not say everything.

use super::Statement;
use crate::certificate::{PublicKey, RawCertificate, whole_octets};
use crate::der::{BOOLEAN, CONTEXT_0, Element, INTEGER, NotDer, OCTET_STRING, SEQUENCE};
use crate::{der_time, vouched};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{BasicConstraints, CrlDistributionPoints, KeyUsage, KeyUsages};

/// 2.5.29.28 (RFC 5280 5.2.5).
const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 0x1c];

/// A list taken apart, its signature not yet checked.
struct List<'a> {
    signed: &'a [u8],
    issuer: &'a [u8],
    from: i64,
    until: Option<i64>,
    revoked: Vec<(&'a [u8], i64)>,
    /// The content of the issuing distribution point, where there is one.
    scope: Option<&'a [u8]>,
    algorithm: &'a [u8],
    signature: &'a [u8],
}

/// What a list says of a certificate.
pub(crate) fn statement(data: &[u8], certificate: &[u8], issuer: &[u8]) -> Option<Statement> {
    let raw = RawCertificate::read(certificate).ok()?;
    let list = List::read(data).ok()?;
    if list.issuer != raw.issuer || !list.is_signed_by(issuer) {
        return None;
    }
    if let Some(scope) = list.scope
        && !covers(scope, certificate)
    {
        return None;
    }
    let entry = list
        .revoked
        .iter()
        .find(|(serial, _)| *serial == raw.serial);
    Some(Statement {
        from: list.from,
        until: list.until,
        revoked_at: entry.map(|(_, at)| *at),
    })
}

/// Whether `issuer`, DER, is the issuer that signed this list.
pub(crate) fn is_of(data: &[u8], issuer: &[u8]) -> bool {
    List::read(data).is_ok_and(|list| list.is_signed_by(issuer))
}

impl<'a> List<'a> {
    fn read(data: &'a [u8]) -> Result<Self, NotDer> {
        let outer = Element::only(data)?.expect(SEQUENCE)?.children()?;
        let [signed, algorithm, signature] = outer.as_slice() else {
            return Err(NotDer);
        };
        let fields = signed.expect(SEQUENCE)?.children()?;
        let fields = match fields.as_slice() {
            [version, rest @ ..] if version.whole == [INTEGER, 1, 1] => rest,
            rest => rest,
        };
        let [inner, issuer, from, rest @ ..] = fields else {
            return Err(NotDer);
        };
        if inner.whole != algorithm.whole {
            return Err(NotDer);
        }
        let (until, rest) = match rest {
            [until, rest @ ..] if der_time::read(*until).is_some() => {
                (der_time::read(*until), rest)
            }
            rest => (None, rest),
        };
        let (revoked, rest) = match rest {
            [revoked, rest @ ..] if revoked.tag == SEQUENCE => (entries(*revoked)?, rest),
            rest => (Vec::new(), rest),
        };
        let scope = match rest {
            [] => None,
            [extensions] => scope(*extensions)?,
            _ => return Err(NotDer),
        };
        Ok(Self {
            signed: signed.whole,
            issuer: issuer.expect(SEQUENCE)?.whole,
            from: der_time::read(*from).ok_or(NotDer)?,
            until,
            revoked,
            scope,
            algorithm: algorithm.whole,
            signature: whole_octets(*signature)?,
        })
    }

    fn is_signed_by(&self, issuer: &[u8]) -> bool {
        let Ok(raw) = RawCertificate::read(issuer) else {
            return false;
        };
        let key = PublicKey::read(raw.public_key);
        raw.subject == self.issuer
            && may_sign_lists(issuer) == Some(true)
            && key.is_some_and(|key| {
                vouched::verifies(&key, self.algorithm, self.signed, self.signature)
            })
    }
}

/// Serial numbers with the times of their revocation.
fn entries<'a>(revoked: Element<'a>) -> Result<Vec<(&'a [u8], i64)>, NotDer> {
    let mut out = Vec::new();
    for entry in revoked.children()? {
        let parts = entry.expect(SEQUENCE)?.children()?;
        let [serial, at, rest @ ..] = parts.as_slice() else {
            return Err(NotDer);
        };
        // A critical entry extension might name another issuer.
        if let [extensions] = rest {
            for extension in extensions.expect(SEQUENCE)?.children()? {
                if is_critical(extension)? {
                    return Err(NotDer);
                }
            }
        }
        let at = der_time::read(*at).ok_or(NotDer)?;
        out.push((serial.expect(INTEGER)?.whole, at));
    }
    Ok(out)
}

fn is_critical(extension: Element<'_>) -> Result<bool, NotDer> {
    let parts = extension.expect(SEQUENCE)?.children()?;
    Ok(matches!(parts.as_slice(), [_, critical, _] if critical.whole == [BOOLEAN, 1, 0xff]))
}

/// The issuing distribution point; any other critical extension is not understood.
fn scope<'a>(extensions: Element<'a>) -> Result<Option<&'a [u8]>, NotDer> {
    let list = Element::only(extensions.expect(CONTEXT_0)?.content)?;
    let mut scope = None;
    for extension in list.expect(SEQUENCE)?.children()? {
        let parts = extension.expect(SEQUENCE)?.children()?;
        let (Some(name), Some(value)) = (parts.first(), parts.last()) else {
            return Err(NotDer);
        };
        if name.content == ISSUING_DISTRIBUTION_POINT {
            scope = Some(value.expect(OCTET_STRING)?.content);
        } else if is_critical(extension)? {
            return Err(NotDer);
        }
    }
    Ok(scope)
}

/// Whether a list of this scope says everything of the certificate.
fn covers(scope: &[u8], certificate: &[u8]) -> bool {
    let (Ok(scope), Ok(certificate)) = (
        IssuingDistributionPoint::from_der(scope),
        Certificate::from_der(certificate),
    ) else {
        return false;
    };
    let fields = &certificate.tbs_certificate;
    let is_authority = matches!(fields.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca);
    if scope.indirect_crl
        || scope.only_contains_attribute_certs
        || scope.only_some_reasons.is_some()
        || (scope.only_contains_user_certs && is_authority)
        || (scope.only_contains_ca_certs && !is_authority)
    {
        return false;
    }
    match &scope.distribution_point {
        None => true,
        Some(DistributionPointName::FullName(names)) => {
            let own = distribution_names(&certificate);
            let same = |name: &GeneralName| name.to_der().is_ok_and(|name| own.contains(&name));
            names.iter().any(same)
        }
        Some(DistributionPointName::NameRelativeToCRLIssuer(_)) => false,
    }
}

fn distribution_names(certificate: &Certificate) -> Vec<Vec<u8>> {
    let found = certificate
        .tbs_certificate
        .get::<CrlDistributionPoints>()
        .ok()
        .flatten();
    let points = found.map(|(_, points)| points.0).unwrap_or_default();
    let names = points
        .into_iter()
        .filter_map(|point| match point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        });
    names
        .flatten()
        .filter_map(|name| name.to_der().ok())
        .collect()
}

/// RFC 5280 4.2.1.3: cRLSign, where there is a key usage.
fn may_sign_lists(issuer: &[u8]) -> Option<bool> {
    let issuer = Certificate::from_der(issuer).ok()?;
    let usage = issuer.tbs_certificate.get::<KeyUsage>().ok()?;
    Some(usage.is_none_or(|(_, usage)| usage.0.contains(KeyUsages::CRLSign)))
}
