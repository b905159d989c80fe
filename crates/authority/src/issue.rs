//! The authority's own certificates and those that it issues.
//!
//! What does not live here: answers to requests.

use crate::asn1::{element, identifier, sequence};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint,
    CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RevokedCertParams, RsaKeySize,
    SerialNumber,
};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use time::{Duration, OffsetDateTime};

/// `id-kp-timeStamping` and `id-kp-OCSPSigning` (RFC 5280 4.2.1.12).
const TIMESTAMPING: &str = "1.3.6.1.5.5.7.3.8";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// A certificate with its key and what issued it.
pub struct Issued {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// Its issuers without the root, DER.
    pub chain: Vec<Vec<u8>>,
    /// The private key, PKCS#8 DER.
    pub key_pkcs8: Vec<u8>,
}

impl Issued {
    /// A signature by the key, an ECDSA-Sig-Value in DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key_pkcs8);
        let value = key.unwrap().sign(&SystemRandom::new(), message).unwrap();
        value.as_ref().to_vec()
    }

    /// A PKCS#12 file with the key, its certificate and `others`, DER, written by OpenSSL.
    pub fn pkcs12(&self, others: &[&[u8]], password: &str) -> Vec<u8> {
        use std::io::Write;
        let mut text = pem("PRIVATE KEY", &self.key_pkcs8);
        text.push_str(&pem("CERTIFICATE", &self.certificate));
        others
            .iter()
            .for_each(|other| text.push_str(&pem("CERTIFICATE", other)));
        let mut openssl = std::process::Command::new("openssl")
            .args(["pkcs12", "-export", "-passout"])
            .arg(format!("pass:{password}"))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = openssl.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        openssl.wait_with_output().unwrap().stdout
    }
}

/// One PEM block (RFC 7468).
pub fn pem(label: &str, der: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in der.chunks(3) {
        let at = |index: usize| u32::from(part.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= part.len() {
                char::from(ALPHABET[digit as usize])
            } else {
                '='
            });
        }
    }
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

pub(crate) struct Signing {
    pub(crate) certificate: Vec<u8>,
    key: EcdsaKeyPair,
}

impl Signing {
    fn new(certificate: Vec<u8>, key: &KeyPair) -> Self {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &key.serialize_der());
        Self {
            certificate,
            key: key.unwrap(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let value = self.key.sign(&SystemRandom::new(), message).unwrap();
        value.as_ref().to_vec()
    }
}

/// A test authority, all keys of its own P-256. Its certificates live long: root and issuing
/// authority 30 years, the one for timestamps as long as it is told.
pub struct Authority {
    /// The root, DER.
    pub root: Vec<u8>,
    /// The issuing authority, DER.
    pub issuing: Vec<u8>,
    pub(crate) timestamps: Signing,
    /// A certificate that may sign documents but no timestamps.
    pub(crate) stranger: Signing,
    pub(crate) responder: Signing,
    root_issuer: Issuer<'static, KeyPair>,
    issuing_issuer: Issuer<'static, KeyPair>,
    base: String,
    now: i64,
    revoked: Mutex<Vec<(Vec<u8>, i64)>>,
    pub(crate) serial: AtomicU64,
}

impl Authority {
    /// An authority whose addresses lie under `base`, `http://127.0.0.1:1234` for
    /// example; `now` is Unix seconds.
    pub fn new(base: &str, now: i64) -> Self {
        Self::with_timestamps_until(base, now, now + 20 * 365 * 86_400)
    }

    /// The same, with the end of the certificate for timestamps, Unix seconds.
    pub fn with_timestamps_until(base: &str, now: i64, until: i64) -> Self {
        let generate = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let root_key = generate();
        let root_params = authority("Authority root", 1, now);
        let root = root_params.self_signed(&root_key).unwrap().der().to_vec();
        let root_issuer = Issuer::new(root_params, root_key);
        let issuing_key = generate();
        let mut issuing_params = authority("Authority", 0, now);
        locate(&mut issuing_params, base, "root");
        let issuing = issuing_params.signed_by(&issuing_key, &root_issuer);
        let issuing = issuing.unwrap().der().to_vec();
        let issuing_issuer = Issuer::new(issuing_params, issuing_key);
        let leaf = |name: &str, shape: &dyn Fn(&mut CertificateParams)| {
            let key = generate();
            let mut params = certificate(name, now, 20 * 365);
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            shape(&mut params);
            let made = params.signed_by(&key, &issuing_issuer).unwrap();
            Signing::new(made.der().to_vec(), &key)
        };
        Self {
            timestamps: leaf("Authority timestamps", &|params| {
                locate(params, base, "issuing");
                params.not_after = at(until);
                params.custom_extensions.push(purpose(TIMESTAMPING));
            }),
            stranger: leaf("Authority stranger", &|params| {
                locate(params, base, "issuing");
            }),
            responder: leaf("Authority responder", &|params| {
                params.custom_extensions.push(purpose(OCSP_SIGNING));
                let no_check = [1, 3, 6, 1, 5, 5, 7, 48, 1, 5];
                let no_check = CustomExtension::from_oid_content(&no_check, vec![5, 0]);
                params.custom_extensions.push(no_check);
            }),
            root,
            issuing,
            root_issuer,
            issuing_issuer,
            base: base.to_owned(),
            now,
            revoked: Mutex::new(Vec::new()),
            serial: AtomicU64::new(1),
        }
    }

    /// A certificate for sealing, valid for `days`.
    pub fn issue_seal(&self, organization: &str, days: i64) -> Issued {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        self.issue(key, organization, days)
    }

    /// The same for an RSA key of 2048 bits.
    pub fn issue_rsa_seal(&self, organization: &str, days: i64) -> Issued {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        self.issue(key, organization, days)
    }

    fn issue(&self, key: KeyPair, organization: &str, days: i64) -> Issued {
        let mut params = certificate("Seal", self.now, days);
        let subject = &mut params.distinguished_name;
        subject.push(DnType::OrganizationName, organization);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ];
        locate(&mut params, &self.base, "issuing");
        let made = params.signed_by(&key, &self.issuing_issuer).unwrap();
        Issued {
            certificate: made.der().to_vec(),
            chain: vec![self.issuing.clone()],
            key_pkcs8: key.serialize_der(),
        }
    }

    /// Revokes a certificate of the issuing authority from a moment on.
    pub fn revoke(&self, certificate: &[u8], at: i64) {
        let (_, serial) = crate::asn1::issuer_and_serial(certificate);
        let mut revoked = self.revoked.lock().unwrap();
        revoked.push((crate::asn1::content(serial).to_vec(), at));
    }

    /// The certificate for timestamps, DER.
    pub fn timestamp_certificate(&self) -> &[u8] {
        &self.timestamps.certificate
    }

    pub(crate) fn revoked_at(&self, serial: &[u8]) -> Option<i64> {
        let revoked = self.revoked.lock().unwrap();
        let found = revoked.iter().find(|(revoked, _)| revoked == serial);
        found.map(|(_, at)| *at)
    }

    /// The list of revoked certificates of the root or the issuing authority, DER, made
    /// at a moment and valid for a week.
    pub fn list(&self, of_root: bool, now: i64) -> Vec<u8> {
        let revoked = self.revoked.lock().unwrap();
        let revoked = revoked.iter().filter(|_| !of_root);
        let revoked = revoked.map(|(serial, revoked_at)| RevokedCertParams {
            serial_number: SerialNumber::from_slice(serial),
            revocation_time: at(*revoked_at),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: at(now - 3600),
            next_update: at(now + 7 * 86_400),
            crl_number: self.serial.fetch_add(1, Ordering::Relaxed).into(),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let issuer = if of_root {
            &self.root_issuer
        } else {
            &self.issuing_issuer
        };
        params.signed_by(issuer).unwrap().der().to_vec()
    }
}

fn at(unix_seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(unix_seconds).unwrap()
}

fn certificate(name: &str, now: i64, days: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "EG");
    subject.push(DnType::OrganizationName, name);
    subject.push(DnType::CommonName, format!("{name} (for tests)"));
    params.distinguished_name = subject;
    params.not_before = at(now) - Duration::days(2);
    params.not_after = at(now) + Duration::days(days);
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority(name: &str, depth: u8, now: i64) -> CertificateParams {
    let mut params = certificate(name, now, 30 * 365);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(depth));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// RFC 3161 2.3 wants it critical; rcgen's own is not.
fn purpose(kind: &str) -> CustomExtension {
    let content = sequence(&[&identifier(kind)]);
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 37], content);
    extension.set_criticality(true);
    extension
}

/// Where the issuer's certificate, its responder and its list are to be had. The root
/// has no responder.
fn locate(params: &mut CertificateParams, base: &str, issuer: &str) {
    let entry = |kind: &str, path: &str| {
        let address = format!("{base}{path}");
        let address = element(0x86, &[address.as_bytes()]);
        sequence(&[&identifier(kind), &address])
    };
    let mut entries = vec![entry("1.3.6.1.5.5.7.48.2", &format!("/{issuer}.cer"))];
    if issuer == "issuing" {
        entries.push(entry("1.3.6.1.5.5.7.48.1", "/ocsp"));
    }
    let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    let access = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    let access = CustomExtension::from_oid_content(&access, sequence(&entries));
    params.custom_extensions.push(access);
    params.crl_distribution_points.push(CrlDistributionPoint {
        uris: vec![format!("{base}/{issuer}.crl")],
    });
}
