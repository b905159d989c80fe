//! The key that seals a tenant's documents: how it lies in its row, and how it is taken out, or who
//! signs with it where it cannot be taken out.

use std::sync::Arc;

use mithaq_domain::id::TenantId;
use mithaq_pades::{Cms, Prepared, SealIdentity, SealKey, SignatureValue, TEST_MARK};
use mithaq_store::{
    member_key::MemberKeyRow,
    seal::{SealKeyRow, TokenKey},
    vault::Context,
};
use mithaq_token::KeyName;
use x509_cert::{Certificate, der::Decode};

use crate::{App, Failure};

/// What a sealed private key is bound to.
pub(crate) fn seal_context(tenant: TenantId, record: &str) -> Context<'_> {
    Context {
        purpose: "seal key",
        tenant: Some(tenant),
        record,
    }
}

/// What a sealed private key of a member's is bound to.
pub(crate) fn member_key_context(tenant: TenantId, record: &str) -> Context<'_> {
    Context {
        purpose: "member key",
        tenant: Some(tenant),
        record,
    }
}

/// Certificates one after the other, each preceded by its length in four bytes.
pub(crate) fn write_certificates(certificates: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for certificate in certificates {
        let length = u32::try_from(certificate.len()).unwrap_or(u32::MAX);
        bytes.extend(length.to_be_bytes());
        bytes.extend(certificate);
    }
    bytes
}

/// Reads [`write_certificates`].
pub(crate) fn read_certificates(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut certificates = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (certificate, rest) = rest.split_at_checked(length)?;
        certificates.push(certificate.to_vec());
        bytes = rest;
    }
    Some(certificates)
}

/// Whether a certificate says that it is a test: its bytes bear the mark of generated chains.
pub(crate) fn is_test_certificate(der: &[u8]) -> bool {
    let mark = TEST_MARK.as_bytes();
    der.windows(mark.len()).any(|part| part == mark)
}

/// Whoever makes the signatures of a file.
#[derive(Clone)]
pub(crate) enum Signer {
    /// A key in this process.
    Here(Arc<SealKey>),
    /// A key that stays in a token of this server.
    Token {
        /// Its certificate and the chain.
        identity: SealIdentity,
        /// Which one.
        key: TokenKey,
    },
}

impl Signer {
    /// The certificate and chain that go into its signatures.
    pub(crate) fn identity(&self) -> &SealIdentity {
        match self {
            Self::Here(key) => key.identity(),
            Self::Token { identity, .. } => identity,
        }
    }

    /// The signature, where the key is at hand; slow work.
    pub(crate) fn sign_here(&self, prepared: &Prepared) -> Result<Option<Cms>, Failure> {
        let Self::Here(key) = self else {
            return Ok(None);
        };
        let attributes = prepared.attributes();
        let value = key.sign(&attributes)?;
        Ok(Some(attributes.into_cms(&value)))
    }

    /// The signature, from wherever the key is; checked where that is not here.
    pub(crate) async fn sign(
        &self,
        app: &App,
        prepared: &Prepared,
        made: Option<Cms>,
    ) -> Result<Cms, Failure> {
        let (Self::Token { key, .. }, None) = (self, made.as_ref()) else {
            return made.ok_or(Failure::Inconsistent("a key that did not sign"));
        };
        let name = KeyName::parse(&key.key).ok_or(Failure::Inconsistent("a key without a name"))?;
        let attributes = prepared.attributes();
        let message = attributes.to_be_signed().to_vec();
        let value = app.seal_tokens().sign(&key.token, name, message).await?;
        let cms = attributes.into_checked_cms(&SignatureValue::new(value));
        cms.ok_or_else(|| Failure::Seal("a token signed with another key".to_owned()))
    }
}

/// Unwraps a key for sealing, or says which token has it.
pub(super) fn open_seal_key(
    app: &App,
    tenant: TenantId,
    row: &SealKeyRow,
) -> Result<Signer, Failure> {
    let record = row.id.to_string();
    let place = match &row.token {
        Some(key) => Place::Token(key),
        None => Place::Here(seal_context(tenant, &record), &row.sealed),
    };
    open(app, &place, &row.certificates)
}

/// Unwraps a key of a member's own. Those that lie with the member sign by agents alone.
pub(super) fn open_member_key(
    app: &App,
    tenant: TenantId,
    row: &MemberKeyRow,
) -> Result<Signer, Failure> {
    let record = row.id.to_string();
    let place = match (&row.token, &row.sealed) {
        (Some(key), _) => Place::Token(key),
        (None, Some(sealed)) => Place::Here(member_key_context(tenant, &record), sealed),
        (None, None) => return Err(Failure::Inconsistent("a member's key that is not here")),
    };
    open(app, &place, &row.certificates)
}

/// Where the private half of a key is.
enum Place<'a> {
    Token(&'a TokenKey),
    Here(Context<'a>, &'a [u8]),
}

fn open(app: &App, place: &Place<'_>, certificates: &[u8]) -> Result<Signer, Failure> {
    let (certificate, chain) = identity(certificates)?;
    match place {
        Place::Token(key) => Ok(Signer::Token {
            identity: SealIdentity::new(&certificate, chain)?,
            key: (*key).clone(),
        }),
        Place::Here(context, sealed) => {
            let private = app.keys().seal_wrap.open(context, sealed)?;
            let key = SealKey::from_pkcs8(&private, &certificate, chain)?;
            Ok(Signer::Here(Arc::new(key)))
        }
    }
}

/// The origin of a key that lies with the member, who signs by an agent.
pub(crate) const AGENT: &str = "agent";

/// The certificate and chain of a member's key.
pub(crate) fn member_identity(row: &MemberKeyRow) -> Result<SealIdentity, Failure> {
    let (certificate, chain) = identity(&row.certificates)?;
    Ok(SealIdentity::new(&certificate, chain)?)
}

/// Whose the certificate of a row is, for people.
pub(crate) fn certificate_name(certificates: &[u8]) -> Option<String> {
    let (certificate, _) = identity(certificates).ok()?;
    mithaq_pades::subject_name(&certificate)
}

/// The whole subject of the certificate of a row, as verification compares it; nothing where it has none.
pub(crate) fn whole_subject(certificates: &[u8]) -> Option<String> {
    let (own, _) = identity(certificates).ok()?;
    let subject = Certificate::from_der(&own).ok()?.tbs_certificate.subject;
    Some(subject.to_string()).filter(|subject| !subject.is_empty())
}

/// The certificate of a row itself, without the chain above it.
pub(crate) fn own_certificate(certificates: &[u8]) -> Option<Vec<u8>> {
    identity(certificates).ok().map(|(own, _)| own)
}

/// A certificate and the chain above it, as they lie in a row.
fn identity(certificates: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure> {
    let broken = Failure::Inconsistent("a key without certificates");
    let mut held = read_certificates(certificates)
        .unwrap_or_default()
        .into_iter();
    let first = held.next().ok_or(broken)?;
    Ok((first, held.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_read_back_and_a_cut_list_is_refused() {
        let written = write_certificates(&[vec![1, 2, 3], vec![], vec![4]]);
        assert_eq!(
            read_certificates(&written),
            Some(vec![vec![1, 2, 3], vec![], vec![4]])
        );
        for cut in 1..3 {
            assert_eq!(
                read_certificates(written.get(..cut).unwrap_or_default()),
                None
            );
        }
    }
}
