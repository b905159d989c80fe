//! What a sealed file needs so that it can be judged when its certificates have ended
//! (EN 319 142-1 5.4): issuers, and what they say of revocation.
//!
//! What lives here: finding out what is missing, and judging what comes in. What does
//! not: fetching; whoever calls asks the addresses of a [`Need`] and hands the bytes in.
//! Writing it into the file: `security_store`.

use crate::certificate::RawCertificate;
use crate::der::{CONTEXT_0, Element, SEQUENCE};
use crate::path;
use crate::pdf::partial::{self, Beyond};
use crate::pdf::{PdfError, Source, form};
use crate::revocation::{self, ocsp};
use crate::security_store::{self, ValidationMaterial};
use crate::timestamp::token::Token;
use crate::verify::located::{self, Kind, Located};
use crate::verify::signer::{Maker, Signer};
use const_oid::ObjectIdentifier;
use der::Decode;
use std::collections::BTreeSet;
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

/// RFC 5280 4.2.2.1: `id-ad-ocsp` and `id-ad-caIssuers`.
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// More would swell every contract.
const MAX_ANSWER: usize = 2 * 1024 * 1024;

/// Something that is missing, and where a certificate says that it can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// The certificate that issued another one.
    Issuer {
        /// The issued certificate, DER.
        certificate: Vec<u8>,
        /// Addresses of the issuer's certificate (RFC 5280 4.2.2.1), to be fetched.
        addresses: Vec<String>,
    },
    /// Whether a certificate was revoked.
    Statement {
        /// The certificate, DER.
        certificate: Vec<u8>,
        /// Its issuer, DER.
        issuer: Vec<u8>,
        /// The moment up to which it has to hold at the least, Unix seconds.
        at_unix_seconds: i64,
        /// Addresses of OCSP responders (RFC 6960), to be asked by POST.
        responders: Vec<String>,
        /// The body to ask them with, as `application/ocsp-request`.
        request: Vec<u8>,
        /// Addresses of CRLs (RFC 5280 4.2.1.13), to be fetched.
        lists: Vec<String>,
    },
}

/// Why an answer is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialError {
    /// Not what was asked for, not of this issuer, or badly signed.
    NotIt,
    /// It held no longer at the moment that counts.
    Stale,
    /// The certificate had been revoked.
    Revoked,
}

impl std::fmt::Display for MaterialError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::NotIt => "the answer is not what was asked for",
            Self::Stale => "the answer is too old",
            Self::Revoked => "the certificate has been revoked",
        })
    }
}

impl std::error::Error for MaterialError {}

/// A certificate whose whole path has to be provable.
struct Subject {
    leaf: Vec<u8>,
    at: i64,
}

/// Collects what a file needs, piece by piece.
pub struct Collection {
    subjects: Vec<Subject>,
    certificates: BTreeSet<Vec<u8>>,
    statements: ValidationMaterial,
    roots: Vec<Vec<u8>>,
    is_timestamped: bool,
}

impl Collection {
    /// Looks a sealed file through. `roots` are certificates, DER, in which paths may end;
    /// `known` is material that is at hand. What has no timestamp over it must hold at
    /// `now_unix_seconds`, all else at the time of the timestamp.
    pub fn of_file(
        pdf: &[u8],
        roots: &[Vec<u8>],
        known: &ValidationMaterial,
        now_unix_seconds: i64,
    ) -> Result<Self, PdfError> {
        let partial = partial::open_beyond(pdf, Beyond::Signatures);
        let source = match partial.filter(security_store::has_none) {
            Some(source) => source,
            None => Source::open(pdf)?,
        };
        let held = security_store::read(&source).map_err(|_| PdfError::Unreadable)?;
        let mut statements = held;
        statements.lists.extend(known.lists.iter().cloned());
        statements.answers.extend(known.answers.iter().cloned());
        let mut certificates = std::mem::take(&mut statements.certificates);
        certificates.extend(known.certificates.iter().cloned());
        certificates.extend(roots.iter().cloned());
        let mut collection = Self {
            subjects: Vec::new(),
            certificates,
            statements,
            roots: roots.to_vec(),
            is_timestamped: true,
        };
        let mut located: Vec<Located> = form::signature_fields(&source)?
            .into_iter()
            .filter(|field| field.value.is_some())
            .map(|field| Located::find(&source, field))
            .collect();
        located.sort_by_key(|signature| signature.end);
        // From the newest back: a timestamp settles the time for all before it.
        let mut at = now_unix_seconds;
        let mut under_timestamp = false;
        // What came with an upload is for those to prove who made it.
        let own = located.get(located::uploaded(&located)..);
        for item in own.unwrap_or_default().iter().rev() {
            let noted = collection.note(item, (at, under_timestamp));
            at = noted.ok_or(PdfError::Unreadable)?;
            under_timestamp |= item.kind == Kind::Timestamp;
        }
        Ok(collection)
    }

    /// Notes the certificates of one item; the moment at which older ones have to hold.
    fn note(&mut self, item: &Located, (at, under_timestamp): (i64, bool)) -> Option<i64> {
        if item.kind == Kind::Timestamp {
            let stamped = self.note_token(&item.cms, at)?;
            return Some(at.min(stamped));
        }
        if item.maker == Maker::Others {
            return Some(at);
        }
        let signer = Signer::read(&item.cms, item.maker).ok()?;
        let own = match signer.token {
            Some(token) => self.note_token(token, at)?,
            None => {
                self.is_timestamped &= under_timestamp;
                at
            }
        };
        self.subjects.push(Subject {
            leaf: signer.certificate.to_vec(),
            at: at.min(own),
        });
        let others = signer.others.iter().map(|other| other.to_vec());
        self.certificates.extend(others);
        Some(at)
    }

    fn note_token(&mut self, token: &[u8], at: i64) -> Option<i64> {
        let token = Token::read(token).ok()?;
        self.subjects.push(Subject {
            leaf: token.certificate.to_vec(),
            at,
        });
        let others = token.others.iter().map(|other| other.to_vec());
        self.certificates.extend(others);
        Some(token.info.at)
    }

    fn path<'a>(&'a self, subject: &'a Subject) -> Vec<&'a [u8]> {
        let pool: Vec<&[u8]> = self.certificates.iter().map(Vec::as_slice).collect();
        path::path(&subject.leaf, &pool)
    }

    /// Whether every signature of the file has a timestamp, in it or over the document.
    pub fn is_timestamped(&self) -> bool {
        self.is_timestamped
    }

    /// Everything that is missing now. What comes in may show that more is.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for subject in &self.subjects {
            let path = self.path(subject);
            if !path::ends_in_root(&path, &self.roots)
                && let Some(top) = path.last()
            {
                needs.push(Need::Issuer {
                    certificate: top.to_vec(),
                    addresses: access(top, ISSUERS),
                });
            }
            for pair in path.windows(2) {
                if let [certificate, issuer] = pair
                    && self.held(certificate, issuer, subject.at).is_none()
                    && let Some(request) = ocsp::request(certificate, issuer)
                {
                    needs.push(Need::Statement {
                        certificate: certificate.to_vec(),
                        issuer: issuer.to_vec(),
                        at_unix_seconds: subject.at,
                        responders: access(certificate, OCSP),
                        request,
                        lists: distribution_points(certificate),
                    });
                }
            }
        }
        distinct(needs)
    }

    /// The statement on a certificate that holds at a moment, as it lies at hand.
    fn held(&self, certificate: &[u8], issuer: &[u8], at: i64) -> Option<&[u8]> {
        self.statements.statements().find(|data| {
            revocation::statement(data, certificate, issuer)
                .is_some_and(|statement| statement.holds_at(at))
        })
    }

    /// Takes an answer to a need in, once it is shown to be one.
    pub fn accept(&mut self, need: &Need, answer: &[u8]) -> Result<(), MaterialError> {
        if answer.len() > MAX_ANSWER {
            return Err(MaterialError::NotIt);
        }
        match need {
            Need::Issuer { certificate, .. } => {
                let raw = RawCertificate::read(certificate).map_err(|_| MaterialError::NotIt)?;
                let found = certificates_of(answer)
                    .into_iter()
                    .find(|issuer| path::signed_by(&raw, issuer));
                self.certificates.insert(found.ok_or(MaterialError::NotIt)?);
            }
            Need::Statement {
                certificate,
                issuer,
                at_unix_seconds,
                ..
            } => {
                let statement = revocation::statement(answer, certificate, issuer);
                let statement = statement.ok_or(MaterialError::NotIt)?;
                if statement.is_revoked_at(*at_unix_seconds) {
                    return Err(MaterialError::Revoked);
                }
                if !statement.holds_at(*at_unix_seconds) {
                    return Err(MaterialError::Stale);
                }
                // An answer is an OCSPResponse, whose first part is no SEQUENCE.
                if ocsp::is_of(answer, issuer) {
                    self.statements.answers.insert(answer.to_vec());
                } else {
                    self.statements.lists.insert(answer.to_vec());
                }
            }
        }
        Ok(())
    }

    /// All that the file needs, and only that; the needs that are left where something is
    /// still missing.
    pub fn finish(&self) -> Result<ValidationMaterial, Vec<Need>> {
        let needs = self.needs();
        if !needs.is_empty() {
            return Err(needs);
        }
        let mut material = ValidationMaterial::default();
        for subject in &self.subjects {
            let path = self.path(subject);
            material
                .certificates
                .extend(path.iter().map(|certificate| certificate.to_vec()));
            for pair in path.windows(2) {
                let [certificate, issuer] = pair else {
                    continue;
                };
                let Some(held) = self.held(certificate, issuer, subject.at) else {
                    continue;
                };
                if self.statements.answers.contains(held) {
                    material.answers.insert(held.to_vec());
                } else {
                    material.lists.insert(held.to_vec());
                }
            }
        }
        Ok(material)
    }
}

/// One need for each certificate: the one that has to hold longest.
fn distinct(needs: Vec<Need>) -> Vec<Need> {
    let mut out: Vec<Need> = Vec::new();
    for need in needs {
        match out.iter_mut().find(|other| is_same(other, &need)) {
            None => out.push(need),
            Some(other) => {
                if until(&need) > until(other) {
                    *other = need;
                }
            }
        }
    }
    out
}

fn is_same(one: &Need, other: &Need) -> bool {
    match (one, other) {
        (Need::Issuer { certificate: a, .. }, Need::Issuer { certificate: b, .. })
        | (Need::Statement { certificate: a, .. }, Need::Statement { certificate: b, .. }) => {
            a == b
        }
        _ => false,
    }
}

fn until(need: &Need) -> i64 {
    match need {
        Need::Issuer { .. } => 0,
        Need::Statement {
            at_unix_seconds, ..
        } => *at_unix_seconds,
    }
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
        _ => None,
    }
}

/// Addresses of one kind in the authority information access.
fn access(certificate: &[u8], kind: ObjectIdentifier) -> Vec<String> {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return Vec::new();
    };
    let found = certificate
        .tbs_certificate
        .get::<AuthorityInfoAccessSyntax>();
    let entries = found.ok().flatten().map(|(_, access)| access.0);
    let entries = entries.unwrap_or_default().into_iter();
    entries
        .filter(|entry| entry.access_method == kind)
        .filter_map(|entry| address(&entry.access_location))
        .collect()
}

fn distribution_points(certificate: &[u8]) -> Vec<String> {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return Vec::new();
    };
    let found = certificate.tbs_certificate.get::<CrlDistributionPoints>();
    let points = found.ok().flatten().map(|(_, points)| points.0);
    let names =
        points
            .unwrap_or_default()
            .into_iter()
            .filter_map(|point| match point.distribution_point {
                Some(DistributionPointName::FullName(names)) => Some(names),
                _ => None,
            });
    names.flatten().filter_map(|name| address(&name)).collect()
}

/// One certificate in DER, PEM ones, or those of a `certs-only` message (RFC 5280
/// 4.2.2.1 allows DER and that).
fn certificates_of(answer: &[u8]) -> Vec<Vec<u8>> {
    if RawCertificate::read(answer).is_ok() {
        return vec![answer.to_vec()];
    }
    if let Ok(text) = std::str::from_utf8(answer)
        && let Ok(found) = crate::pem::pem_decode_certificates(text)
    {
        return found;
    }
    certificates_only(answer).unwrap_or_default()
}

fn certificates_only(answer: &[u8]) -> Option<Vec<Vec<u8>>> {
    let parts = Element::only(answer).ok()?.expect(SEQUENCE).ok()?;
    let parts = parts.children().ok()?;
    let content = parts.get(1)?.expect(CONTEXT_0).ok()?.content;
    let data = Element::only(content).ok()?.expect(SEQUENCE).ok()?;
    let pool = data.children().ok()?;
    let pool = pool.iter().find(|part| part.tag == CONTEXT_0)?;
    let pool = pool.children().ok()?.into_iter();
    Some(pool.map(|certificate| certificate.whole.to_vec()).collect())
}
