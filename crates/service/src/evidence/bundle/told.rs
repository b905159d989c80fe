//! What single entries and signatures tell of a signer.
//!
//! Not here: the verdict; see `judge`.

use mithaq_domain::{contract::SignatureLevel, evidence::Actor, time::Instant};
use mithaq_pades::{SignatureReport, Verdict};
use serde_json::Value;

use super::part::{ContractPart, EntryPart, SignerPart, SignerSide};
use crate::{access::sha256, session::hex};

/// Whether a signature is by the certificate that the facts name for it, where they name one.
pub(super) fn is_by_its_own(seal: Option<&Verdict>, signer: &SignerPart) -> bool {
    let Some(named) = &signer.certificate else {
        return true;
    };
    signature_of(seal, signer).is_some_and(|found| {
        let name = found.signer_common_name.as_ref();
        name.or(found.signer_organization.as_ref()) == Some(named)
    })
}

fn signature_of<'a>(seal: Option<&'a Verdict>, signer: &SignerPart) -> Option<&'a SignatureReport> {
    let signatures = seal.into_iter().flat_map(|seal| &seal.signatures);
    let mut signatures = signatures.filter(|found| found.field_name == signer.field);
    signatures.next()
}

/// Whether a signature is of the kind that the facts say: a customer's is a confirmation under the company's seal, and a
/// certificate is named exactly where the signature is by nothing else.
pub(super) fn is_of_its_kind(signer: &SignerPart) -> bool {
    match (signer.side, signer.level(), &signer.certificate) {
        (_, SignatureLevel::SealedConsent, None) => true,
        (SignerSide::Company, SignatureLevel::OwnCertificate, Some(_)) => true,
        // No natural person signs there, so that none may be named.
        (SignerSide::Company, SignatureLevel::CompanySeal, _) => {
            signer.name.is_none() && signer.contact.is_none() && signer.session.is_none()
        }
        _ => false,
    }
}

/// Whether a signature that is by no member's own certificate is by the company's seal: by the certificate that sealed what
/// the first customer confirmed, or by one of the same whole name. A root is not enough, since a licensed one vouches for
/// others, too.
pub(super) fn is_by_companys_seal(
    seal: Option<&Verdict>,
    facts: &ContractPart,
    signer: &SignerPart,
) -> bool {
    if signer.level() == SignatureLevel::OwnCertificate {
        return true;
    }
    let mut signers = facts.signers.iter();
    let customer = signers.find(|other| other.side == SignerSide::Customer);
    let companys = customer.and_then(|customer| signature_of(seal, customer));
    let (Some(companys), Some(found)) = (companys, signature_of(seal, signer)) else {
        return false;
    };
    let is_same_name =
        !found.signer_subject.is_empty() && found.signer_subject == companys.signer_subject;
    found.certificate == companys.certificate || is_same_name
}

/// Whether an entry tells of a countersignature by the company's seal itself, and by this very certificate.
pub(super) fn tells_of_seal(
    seal: Option<&Verdict>,
    entry: &EntryPart,
    signer: &SignerPart,
) -> bool {
    let certificate = signature_of(seal, signer).map(|found| sha256(&found.certificate));
    entry.actor == Actor::Server.name()
        && said(entry, "field").as_ref() == Some(&signer.field)
        && certificate.is_some_and(|hash| said(entry, "certificateSha256") == Some(hex(&hash)))
}

/// What an entry says under a key, where that is a text.
pub(super) fn said(entry: &EntryPart, key: &str) -> Option<String> {
    let detail: Value = serde_json::from_str(&entry.detail).ok()?;
    detail.get(key)?.as_str().map(str::to_owned)
}

/// Whether an entry tells of a signature.
pub(super) fn tells_of(entry: &EntryPart, signer: &SignerPart) -> bool {
    let at = Instant::from_unix_millis(entry.at).to_iso();
    let is_his = signer.session.is_none() || entry.session == signer.session;
    // What an agent signed claims the time at which it was made ready.
    let is_then =
        at == signer.signed_at || said(entry, "preparedAt").as_ref() == Some(&signer.signed_at);
    is_his && is_then && said(entry, "documentSha256") == Some(hex(&signer.document_sha256))
}

/// Whether the journal tells the facts that no signature covers: which type and version, how many pages, and when it
/// was made, frozen and certified.
pub(super) fn are_facts_told(entries: &[EntryPart], facts: &ContractPart) -> bool {
    let of_it = |act: &'static str| {
        let ours = entries.iter().filter(move |entry| entry.act == act);
        ours.filter(|entry| entry.contract == Some(facts.contract))
    };
    let at = |entry: &EntryPart| Instant::from_unix_millis(entry.at).to_iso();
    let document = &facts.document;
    let is_frozen = of_it("document_frozen").any(|entry| {
        at(entry) == document.frozen_at
            && said(entry, "documentSha256") == Some(hex(&document.reviewed_sha256))
            && number(entry, "pages") == Some(document.pages)
            && number(entry, "version") == Some(facts.version)
    });
    let is_certified = facts.completion.as_ref().is_none_or(|part| {
        of_it("completion_certified").any(|entry| at(entry) == part.certified_at)
    });
    let is_of_type = entries.iter().any(|entry| {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        let several = detail.get("contractTypes").and_then(Value::as_array);
        let mut types = several
            .into_iter()
            .flatten()
            .chain(detail.get("contractType"));
        types.any(|form| form.as_i64() == Some(facts.contract_type))
    });
    is_frozen && is_certified && is_of_type && facts.contract.made_at().to_iso() == facts.created_at
}

fn number(entry: &EntryPart, key: &str) -> Option<i64> {
    let detail: Value = serde_json::from_str(&entry.detail).ok()?;
    detail.get(key)?.as_i64()
}
