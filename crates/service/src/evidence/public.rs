//! What anybody is told of a document: by the code that is printed on it, only who issued it, on which
//! day, how many pages and its fingerprint; by the sealed file itself, also who signed and when. The
//! file is judged in memory and kept nowhere.

use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use mithaq_domain::{
    contract::{Status, parse_short_code},
    place,
    text::Bilingual,
    time::Instant,
};
use mithaq_pades::{Outcome, SignatureReport, Unreadable, Verdict};
use mithaq_store::{TenantTx, contract::document::FoundDocument};

use crate::{
    App, Failure, Held,
    app::TenantContext,
    contract::{By, COMPANY_SEAL, COMPANYS, Given, list_given, read_certificates},
    session::hex,
};

/// Revisions after which a reviewed file is looked for to end; a contract has a few.
const MOST_ENDS: usize = 64;

/// What a printed code answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFacts {
    /// Who issued the document.
    pub company: Bilingual,
    /// The day on which it was sealed last, in the company's time zone.
    pub day: String,
    /// Its pages.
    pub pages: i64,
    /// SHA-256 of the document that was confirmed, in hexadecimal; its end stood in the message with
    /// the code.
    pub fingerprint: String,
    /// Whether a test chain sealed it.
    pub is_test: bool,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileVerdict {
    /// Sealed here, and nothing was changed since.
    Genuine(Box<Genuine>),
    /// It was changed after it was sealed, or its seal is broken.
    Altered,
    /// Whole, but sealed by somebody else, or by a company here for something that is not its own.
    NotOurs,
    /// It bears no seal.
    Unsealed,
    /// It is no PDF that could be judged.
    Unreadable,
}

/// A sealed file of a company here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// Who issued it.
    pub company: Bilingual,
    /// The number that people call it by.
    pub request_number: String,
    /// Its pages.
    pub pages: i64,
    /// SHA-256 of the document that was confirmed, in hexadecimal.
    pub fingerprint: String,
    /// The signatures in this file, in the order of signing.
    pub signatures: Vec<PublicSignature>,
    /// How the contract stands now.
    pub standing: Standing,
    /// The authority that timestamped it, where one did; whether it is to be trusted is not judged.
    pub timestamped_by: Option<String>,
    /// Whether a test chain sealed it.
    pub is_test: bool,
}

/// How the contract of a genuine file stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everybody signed.
    Completed,
    /// Somebody has not signed yet.
    Open,
    /// It has ended without effect.
    Ended,
}

/// Whose a signature in a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatory {
    /// A customer's.
    Customer,
    /// That of a member, for the company.
    Member,
    /// That of the company's seal by itself: no person signed.
    Seal,
}

impl Signatory {
    /// As the rows have it, else as our own fields are called.
    fn of(signature: &SignatureReport, given: Option<&Given>) -> Self {
        let name = &signature.field_name;
        match given.map(|given| &given.by) {
            Some(By::Customer(_)) => Self::Customer,
            Some(By::Member(_)) => Self::Member,
            Some(By::Seal(_)) => Self::Seal,
            None if name == COMPANY_SEAL => Self::Seal,
            None if name.starts_with(COMPANYS) => Self::Member,
            None => Self::Customer,
        }
    }
}

/// A signature in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicSignature {
    /// Whose it is.
    pub by: Signatory,
    /// The name that stands in its block, if any.
    pub name: Option<String>,
    /// When, in the company's time zone, by its clock.
    pub at: String,
}

/// What the code that somebody typed answers; nothing where it is on no sealed document.
pub async fn check_code(app: &App, typed: &str) -> Result<Option<CodeFacts>, Failure> {
    let Some(code) = parse_short_code(typed) else {
        return Ok(None);
    };
    let found = app
        .store()
        .read(move |tx| tx.everyone().find_document_by_code(&code))
        .await
        .map_err(|error: mithaq_store::StoreError| Failure::from(error))?;
    let Some(found) = found else { return Ok(None) };
    let context = app.tenant(found.tenant)?;
    let settings = &context.tenant.settings;
    Ok(Some(CodeFacts {
        company: settings.display.clone(),
        day: place::local_date(found.sealed_at, &settings.time_zone),
        pages: found.page_count,
        fingerprint: hex(&found.reviewed_sha256),
        is_test: !settings.production,
    }))
}

/// What a file is that somebody handed in. `held` is kept from others until the file is out of memory, also
/// where whoever handed it in has gone.
pub async fn check_file(app: &App, bytes: Vec<u8>, held: Held) -> Result<FileVerdict, Failure> {
    let (bytes, now) = (Arc::new((bytes, held)), app.now().unix_seconds());
    let of_it = Arc::clone(&bytes);
    let beginnings = app.pool().run(move || Ok(beginnings(&of_it.0))).await?;
    let found = app.store().read(move |tx| {
        for hash in &beginnings {
            if let Some(found) = tx.everyone().find_document_by_reviewed(hash)? {
                let keys = Keys::of(&mut tx.tenant(found.tenant))?;
                return Ok::<_, Failure>((Some(found), keys));
            }
        }
        let roots = tx.everyone().list_seal_roots()?;
        Ok((
            None,
            Keys {
                roots,
                ..Keys::default()
            },
        ))
    });
    let (found, keys): (Option<FoundDocument>, Keys) = found.await?;
    let judge = move || Ok((mithaq_pades::verify(&bytes.0, &keys.roots, now), keys));
    let (verdict, keys) = app.pool().run(judge).await?;
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(Unreadable::Unsigned) => return Ok(FileVerdict::Unsealed),
        Err(Unreadable::NotReadable | Unreadable::Encrypted) => {
            return Ok(FileVerdict::Unreadable);
        }
    };
    match (verdict.outcome(), found) {
        (Outcome::Invalid, _) => Ok(FileVerdict::Altered),
        (_, Some(found)) => genuine(app, found, (verdict, keys)).await,
        _ => Ok(FileVerdict::NotOurs),
    }
}

/// The keys of one company.
#[derive(Default)]
struct Keys {
    roots: Vec<Vec<u8>>,
    /// The certificates by which it seals, or did.
    company: Vec<Vec<u8>>,
    /// Those by which its members sign for it, or did.
    members: Vec<Vec<u8>>,
}

impl Keys {
    fn of(tx: &mut TenantTx<'_>) -> Result<Self, Failure> {
        let broken = || Failure::Inconsistent("a key without certificates");
        let own = |chain: &[u8]| {
            let chain = read_certificates(chain).into_iter().flatten();
            chain.into_iter().next().ok_or_else(broken)
        };
        let mut keys = Self::default();
        for key in tx.list_seal_keys()? {
            keys.company.push(own(&key.certificates)?);
            keys.roots.push(key.root_certificate);
        }
        for key in tx.list_member_keys()? {
            keys.members.push(own(&key.certificates)?);
            keys.roots.push(key.root_certificate);
        }
        Ok(keys)
    }

    /// Whether one of them made a signature. A root is not enough: a licensed one vouches for others, too, who
    /// could close a document that they were shown with a seal of their own. Whose timestamps it has says nothing of
    /// that.
    fn made(&self, signature: &SignatureReport, by: Signatory) -> bool {
        let is_among = |own: &[Vec<u8>]| own.contains(&signature.certificate);
        let is_members = by == Signatory::Member && is_among(&self.members);
        signature.is_trusted && (is_members || is_among(&self.company))
    }
}

fn given_for<'a>(signature: &SignatureReport, given: &'a [Given]) -> Option<&'a Given> {
    let mut given = given.iter();
    given.find(|given| given.field == signature.field_name)
}

/// SHA-256 of every beginning of a file that ends as a PDF does: one of them may be the reviewed file.
fn beginnings(bytes: &[u8]) -> Vec<[u8; 32]> {
    const END: &[u8] = b"%%EOF";
    let (mut context, mut hashed, mut hashes) = (Context::new(&SHA256), 0, Vec::new());
    let ends = bytes
        .windows(END.len())
        .enumerate()
        .filter(|(_, window)| *window == END)
        .map(|(at, _)| at + END.len());
    for end in ends.take(MOST_ENDS) {
        let rest = bytes.get(end..).unwrap_or_default();
        let line_end = [b"\r\n".as_slice(), b"\n", b"\r"];
        let line_end = line_end.iter().find(|line_end| rest.starts_with(line_end));
        let with_line_end = end + line_end.map_or(0, |line_end| line_end.len());
        for end in [end, with_line_end] {
            context.update(bytes.get(hashed..end).unwrap_or_default());
            hashed = end;
            let mut hash = [0; 32];
            hash.copy_from_slice(context.clone().finish().as_ref());
            hashes.push(hash);
        }
    }
    hashes
}

async fn genuine(
    app: &App,
    found: FoundDocument,
    (verdict, keys): (Verdict, Keys),
) -> Result<FileVerdict, Failure> {
    let (tenant, contract) = (found.tenant, found.contract);
    let (context, reading) = (app.tenant(tenant)?, app.tenant(tenant)?);
    let told = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(contract) = tx.find_contract(contract)? else {
                return Ok(None);
            };
            let mut is_erased = false;
            for signer in tx.list_signers(contract.id)? {
                let session = tx.find_session(signer.session)?;
                is_erased |= session.is_none_or(|session| session.wrapped_key.is_none());
            }
            let given = match is_erased {
                true => Vec::new(),
                false => list_given(&mut tx, &reading, &contract, true)?,
            };
            Ok::<_, Failure>(Some((contract, given)))
        })
        .await?;
    let Some((contract, given)) = told else {
        return Ok(FileVerdict::NotOurs);
    };
    let mut signatures = verdict.own();
    let is_ours = signatures.all(|signature| {
        let given = given_for(signature, &given);
        keys.made(signature, Signatory::of(signature, given))
    });
    if !is_ours {
        return Ok(FileVerdict::NotOurs);
    }
    let signatures = verdict.own();
    Ok(FileVerdict::Genuine(Box::new(Genuine {
        company: context.tenant.settings.display.clone(),
        request_number: contract.request_number,
        pages: found.page_count,
        fingerprint: hex(&found.reviewed_sha256),
        is_test: verdict.own().any(|signature| signature.is_test_chain),
        timestamped_by: timestamped_by(&verdict),
        standing: match contract.status {
            Status::Completed => Standing::Completed,
            Status::Rejected(_) => Standing::Ended,
            _ => Standing::Open,
        },
        signatures: signatures
            .map(|signature| told_of(&context, signature, &given))
            .collect(),
    })))
}

/// The authority of the last timestamp, in a signature or over the document; not what came with an upload.
fn timestamped_by(verdict: &Verdict) -> Option<String> {
    let inner = verdict.own();
    let inner = inner.filter_map(|signature| signature.timestamp.as_ref());
    let over = verdict.timestamps.iter();
    let last = inner
        .chain(over.filter(|stamp| !stamp.is_of_upload))
        .last()?;
    let name = last.authority_common_name.as_ref();
    Some(name.unwrap_or(&last.authority_subject).clone())
}

/// What is told of a signature: as the rows have it, else as the seal claims.
fn told_of(
    context: &TenantContext,
    signature: &SignatureReport,
    given: &[Given],
) -> PublicSignature {
    let zone = &context.tenant.settings.time_zone;
    let given = given_for(signature, given);
    let claimed = signature.claimed_at_unix_seconds.unwrap_or_default();
    let claimed = Instant::from_unix_millis(claimed.saturating_mul(1000));
    PublicSignature {
        by: Signatory::of(signature, given),
        name: given.and_then(|given| match &given.by {
            By::Customer(facts) => facts.name.clone(),
            By::Member(facts) => Some(facts.name.clone()),
            By::Seal(_) => None,
        }),
        at: place::local_time(given.map_or(claimed, |given| given.signed_at), zone),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::access::sha256;

    #[test]
    fn a_root_that_vouches_for_others_too_makes_nothing_ours_and_members_close_nothing_for_customers()
     {
        let root = include_bytes!("../../../../fuzz/given/root.der").to_vec();
        let pdf = include_bytes!("../../../../fuzz/seeds/verify/b");
        let verdict = mithaq_pades::verify(pdf, std::slice::from_ref(&root), 1_795_000_060);
        let mut signature = verdict.unwrap().signatures.remove(0);
        let certificate = signature.certificate.clone();
        let keys = |company: &[Vec<u8>], members: &[Vec<u8>]| Keys {
            roots: vec![root.clone()],
            company: company.to_vec(),
            members: members.to_vec(),
        };
        let ours = std::slice::from_ref(&certificate);
        for (field, by_company, by_member) in [
            ("Customer1", true, false),
            ("Company1", true, true),
            ("CompanySeal", true, false),
        ] {
            signature.field_name = field.to_owned();
            assert!(signature.is_trusted);
            let made = |keys: Keys| keys.made(&signature, Signatory::of(&signature, None));
            assert!(!made(keys(&[], &[])), "{field}");
            assert_eq!(made(keys(ours, &[])), by_company, "{field}");
            assert_eq!(made(keys(&[], ours)), by_member, "{field}");
        }
        signature.is_trusted = false;
        assert!(!keys(ours, ours).made(&signature, Signatory::Member));
    }

    #[test]
    fn every_beginning_that_could_be_a_whole_file_is_hashed_and_no_more_than_there_is_time_for() {
        let file = b"a%%EOF\nb%%EOF\r\nc";
        let hashes = beginnings(file);
        for beginning in [&file[..6], &file[..7], &file[..13], &file[..15]] {
            assert!(hashes.contains(&sha256(beginning)));
        }
        assert_eq!(hashes.len(), 4);
        assert_eq!(beginnings(&b"%%EOF".repeat(1000)).len(), 2 * MOST_ENDS);
        assert!(beginnings(b"").is_empty());
    }
}
