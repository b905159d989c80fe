//! A test chain: root, issuing authority and seal, all P-256 (RFC 5280).
//!
//! What lives here: generation, and the words by which everyone recognises such
//! a chain. What does not: production keys; those are imported, never generated.

use crate::secret::SecretBytes;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName,
    DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    SerialNumber,
};
use time::{Duration, OffsetDateTime};

/// Stands in every subject of a generated chain; `verify` recognises it.
pub const TEST_MARK: &str = "TEST, not a licensed provider";

/// RFC 5280 A.1: `ub-organization-name`.
const MAX_ORGANIZATION_CHARACTERS: usize = 64;

/// A generated chain. The keys of root and issuing authority are thrown away:
/// nothing else can ever be issued under this root.
#[derive(Debug)]
pub struct TestChain {
    /// The self-signed root, DER. Never embedded in a seal; give it to verifiers.
    pub root_der: Vec<u8>,
    /// The issuing authority, DER; embedded in every seal.
    pub issuing_der: Vec<u8>,
    /// The seal's certificate, DER.
    pub seal_der: Vec<u8>,
    /// A CRL of the root and one of the issuing authority, DER, both empty and valid as
    /// long as their issuers: with the keys gone, nothing can be revoked any more.
    pub lists: Vec<Vec<u8>>,
    /// The seal's private key, PKCS#8 DER; wiped from memory when dropped.
    pub seal_key_pkcs8: SecretBytes,
}

/// Why no chain was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainError {
    /// The organisation is empty, longer than 64 characters or has control characters.
    Organization,
    /// The time lies outside the years that a certificate can express.
    Time,
    /// Key generation or signing failed.
    Generation,
}

impl std::fmt::Display for ChainError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Organization => {
                "the organisation must be 1 to 64 characters without control characters"
            }
            Self::Time => "the time does not fit a certificate",
            Self::Generation => "the test chain could not be generated",
        })
    }
}

impl std::error::Error for ChainError {}

/// Generates a test chain for an organisation, whose name may be Arabic.
/// `now_unix_seconds` is the issuance date: root 20 years, issuing authority 10,
/// seal 5, each valid from one day before.
pub fn generate_test_chain(
    organization: &str,
    now_unix_seconds: i64,
) -> Result<TestChain, ChainError> {
    let organization = organization.trim();
    let count = organization.chars().count();
    if count == 0
        || count > MAX_ORGANIZATION_CHARACTERS
        || organization.chars().any(char::is_control)
    {
        return Err(ChainError::Organization);
    }
    let now =
        OffsetDateTime::from_unix_timestamp(now_unix_seconds).map_err(|_| ChainError::Time)?;
    let subject = Subject { organization, now };
    build(&subject).map_err(|error| match error {
        BuildError::Time => ChainError::Time,
        BuildError::Crypto => ChainError::Generation,
    })
}

enum BuildError {
    Time,
    Crypto,
}

impl From<rcgen::Error> for BuildError {
    fn from(_: rcgen::Error) -> Self {
        Self::Crypto
    }
}

struct Subject<'a> {
    organization: &'a str,
    now: OffsetDateTime,
}

fn build(subject: &Subject<'_>) -> Result<TestChain, BuildError> {
    let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let root_params = subject.authority("Test root", 1, 20)?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_params, root_key);

    let issuing_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let issuing_params = subject.authority("Test issuing authority", 0, 10)?;
    let issuing = issuing_params.signed_by(&issuing_key, &root_issuer)?;
    let issuing_issuer = Issuer::new(issuing_params, issuing_key);

    let seal_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut seal_params = subject.certificate("Electronic seal", 5)?;
    // EN 319 412-2 4.3.2 type B: both bits; pyHanko insists on non-repudiation.
    seal_params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::ContentCommitment,
    ];
    let seal = seal_params.signed_by(&seal_key, &issuing_issuer)?;
    let lists = vec![
        subject.empty_list(&root_issuer, 20)?,
        subject.empty_list(&issuing_issuer, 10)?,
    ];
    Ok(TestChain {
        lists,
        root_der: root.der().to_vec(),
        issuing_der: issuing.der().to_vec(),
        seal_der: seal.der().to_vec(),
        seal_key_pkcs8: SecretBytes::new(seal_key.serialize_der()),
    })
}

impl Subject<'_> {
    fn certificate(&self, role: &str, years: i64) -> Result<CertificateParams, BuildError> {
        let mut params = CertificateParams::default();
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, self.organization);
        name.push(DnType::CommonName, format!("{role} ({TEST_MARK})"));
        params.distinguished_name = name;
        let from = self.now.checked_sub(Duration::days(1));
        params.not_before = from.ok_or(BuildError::Time)?;
        let until = self
            .now
            .checked_add(Duration::days(years.saturating_mul(365)));
        params.not_after = until.ok_or(BuildError::Time)?;
        // RFC 5280 4.1.2.5: years 1950 to 9999.
        if params.not_before.year() < 1950 || params.not_after.year() > 9999 {
            return Err(BuildError::Time);
        }
        params.serial_number = Some(random_serial()?);
        params.use_authority_key_identifier_extension = true;
        Ok(params)
    }

    /// RFC 5280 5.1; nothing is revoked.
    fn empty_list(&self, issuer: &Issuer<'_, KeyPair>, years: i64) -> Result<Vec<u8>, BuildError> {
        let until = self
            .now
            .checked_add(Duration::days(years.saturating_mul(365)));
        let params = CertificateRevocationListParams {
            this_update: self.now,
            next_update: until.ok_or(BuildError::Time)?,
            crl_number: SerialNumber::from(1u64),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(params.signed_by(issuer)?.der().to_vec())
    }

    fn authority(
        &self,
        role: &str,
        depth: u8,
        years: i64,
    ) -> Result<CertificateParams, BuildError> {
        let mut params = self.certificate(role, years)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(depth));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(params)
    }
}

/// RFC 5280 4.1.2.2: positive, at most 20 octets.
fn random_serial() -> Result<SerialNumber, BuildError> {
    let mut bytes = [0u8; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| BuildError::Crypto)?;
    if let Some(first) = bytes.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    Ok(SerialNumber::from_slice(&bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use der::Decode;
    use x509_cert::Certificate;

    const NOW: i64 = 1_795_000_000;

    #[test]
    fn every_subject_says_that_it_is_a_test_and_names_the_organisation_in_arabic() {
        let chain = generate_test_chain("شركة النيل للتمويل", NOW).unwrap();
        for der in [&chain.root_der, &chain.issuing_der, &chain.seal_der] {
            let certificate = Certificate::from_der(der).unwrap();
            let subject = certificate.tbs_certificate.subject.to_string();
            assert!(subject.contains("شركة النيل للتمويل"), "{subject}");
            assert!(subject.replace('\\', "").contains(TEST_MARK), "{subject}");
        }
    }

    #[test]
    fn the_private_key_is_not_printed() {
        let chain = generate_test_chain("Nile", NOW).unwrap();
        let printed = format!("{:?}", chain.seal_key_pkcs8);
        assert_eq!(printed, "SecretBytes(..)");
    }

    #[test]
    fn names_that_no_certificate_can_hold_are_refused() {
        for name in ["", "  ", "a\nb", "ن".repeat(65).as_str()] {
            let refused = generate_test_chain(name, NOW);
            assert_eq!(refused.err(), Some(ChainError::Organization), "{name:?}");
        }
        let late = generate_test_chain("Nile", i64::MAX);
        assert_eq!(late.err(), Some(ChainError::Time));
        let year_9998 = generate_test_chain("Nile", 253_370_764_800);
        assert_eq!(year_9998.err(), Some(ChainError::Time));
    }
}
