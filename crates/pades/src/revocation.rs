//! What issuers say of revoked certificates: CRLs (RFC 5280 5) and OCSP (RFC 6960).
//!
//! What lives here: what such a statement says of one certificate, its signature
//! checked. What does not: fetching it, and how old it may be; see `long_term`.

pub(crate) mod crl;
pub(crate) mod ocsp;

use crate::certificate::RawCertificate;

/// A statement without an end is taken to hold this long, in seconds.
const WITHOUT_END: i64 = 86_400;

/// What an issuer says of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Unix seconds.
    pub(crate) from: i64,
    /// Unix seconds.
    pub(crate) until: Option<i64>,
    /// When the certificate was revoked, Unix seconds.
    pub(crate) revoked_at: Option<i64>,
}

impl Statement {
    /// Whether it still held at a moment, or was made after it.
    pub(crate) fn holds_at(&self, at: i64) -> bool {
        let until = self.until.unwrap_or(self.from.saturating_add(WITHOUT_END));
        until >= at
    }

    /// Whether the certificate was revoked by then.
    pub(crate) fn is_revoked_at(&self, at: i64) -> bool {
        self.revoked_at.is_some_and(|revoked| revoked <= at)
    }
}

/// What a CRL or an OCSP answer, DER, says of a certificate whose issuer's certificate
/// is `issuer`; `None` where it says nothing of it, or is not soundly signed.
pub(crate) fn statement(data: &[u8], certificate: &[u8], issuer: &[u8]) -> Option<Statement> {
    let raw = RawCertificate::read(certificate).ok()?;
    ocsp::statement(data, &raw, issuer).or_else(|| crl::statement(data, certificate, issuer))
}
