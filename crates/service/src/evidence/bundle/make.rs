//! Making a bundle from the rows: what is personal in it is what the document shows, and no more.

use std::{collections::BTreeSet, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    contract::SignatureLevel,
    evidence::chain::BEFORE_FIRST,
    id::{ContractId, SessionId, TenantId},
    seal::SealStanding,
};
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, completion::CompletionRow, document::DocumentRow},
    evidence::walk::ChainedRow,
    member_key::MemberKeyRow,
    seal::SealKeyRow,
    vault::PersonKey,
};

use super::{
    pack::Bundle,
    part::{
        CommitmentPart, CommitmentsPart, CompanyPart, CompletionPart, ContractPart, DocumentPart,
        EntryPart, HeadPart, JournalPart, SealsPart, SignerPart, SignerSide,
    },
    renewal::renewals,
};
use crate::{
    App, Failure,
    access::sha256,
    app::{TenantContext, refused},
    contract::{By, Given, certify_completion, list_given, read_certificates, read_file},
    error::Answer,
    evidence::{chain::chain, stamp::stamp_up_to},
    session::session_key,
};

/// Why there is no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleRefusal {
    /// This tenant has no such contract.
    NotFound,
    /// There is no sealed file yet, or its key was destroyed.
    NotSealed,
}

/// What one snapshot holds of a contract.
struct Gathered {
    contract: ContractRow,
    document: DocumentRow,
    key: PersonKey,
    given: Vec<Given>,
    keys: Vec<SealKeyRow>,
    member_keys: Vec<MemberKeyRow>,
    journal: JournalPart,
    completion: Option<CompletionRow>,
}

/// The number of a contract and its evidence bundle.
pub async fn evidence_bundle(
    app: &App,
    tenant: TenantId,
    id: ContractId,
) -> Answer<(String, Vec<u8>), BundleRefusal> {
    // Made when it is asked for first, and then part of the evidence too.
    certify_completion(app, tenant, id).await?;
    // What was done a moment ago is part of the evidence, and somebody outside should know of it.
    chain(app, tenant).await?;
    if let Some(last) = last_entry(app, tenant, id).await? {
        stamp_up_to(app, tenant, last).await?;
    }
    let (context, reading) = (app.tenant(tenant)?, app.tenant(tenant)?);
    let gathered = app
        .store()
        .read(move |tx| gather(&mut tx.tenant(tenant), &reading, id))
        .await?;
    let gathered = match gathered {
        Ok(gathered) => gathered,
        Err(refusal) => return refused(refusal),
    };
    let (inner, number) = (app.clone(), gathered.contract.request_number.clone());
    let now = app.now().unix_seconds();
    let made = app
        .pool()
        .run(move || bundle(&inner, &context, gathered, now)?.pack())
        .await?;
    Ok(Ok((number, made)))
}

fn gather(
    tx: &mut TenantTx<'_>,
    context: &Arc<TenantContext>,
    id: ContractId,
) -> Answer<Gathered, BundleRefusal> {
    let Some(contract) = tx.find_contract(id)? else {
        return refused(BundleRefusal::NotFound);
    };
    let document = tx.list_documents(id)?.into_iter().next();
    let Some(document) = document.filter(|document| document.sealed_file.is_some()) else {
        return refused(BundleRefusal::NotSealed);
    };
    let sessions = sessions(tx, &contract)?;
    let mut key = None;
    for session in &sessions {
        let row = tx
            .find_session(*session)?
            .ok_or(Failure::Inconsistent("a contract without a session"))?;
        if row.wrapped_key.is_none() {
            return refused(BundleRefusal::NotSealed);
        }
        if row.id == contract.session {
            key = Some(session_key(&context.key, &row)?);
        }
    }
    Ok(Ok(Gathered {
        given: list_given(tx, context, &contract, true)?,
        keys: tx.list_seal_keys()?,
        member_keys: tx.list_member_keys()?,
        completion: tx.find_completion(id)?,
        journal: journal(tx, &sessions, id)?,
        key: key.ok_or(Failure::Inconsistent("a contract without a session"))?,
        document,
        contract,
    }))
}

/// The entries of a contract and of its sessions, in the order of the chain.
fn journal(
    tx: &mut TenantTx<'_>,
    sessions: &BTreeSet<SessionId>,
    id: ContractId,
) -> Result<JournalPart, Failure> {
    let rows = rows(tx, sessions, id)?;
    let last = rows.last().map_or(1, |row| row.sequence);
    let (head, token, renewed) = match tx.find_first_stamped_head(last)? {
        Some(stamped) => (Some(stamped.head), Some(stamped.token), stamped.renewed),
        None => (tx.find_head()?, None, None),
    };
    let head = head.ok_or(Failure::Inconsistent("a contract without a journal"))?;
    let entries: Result<Vec<EntryPart>, Failure> = rows
        .into_iter()
        .map(|row| entry(tx, row, head.size))
        .collect();
    Ok(JournalPart {
        head: HeadPart {
            size: head.size,
            at: head.at.unix_millis(),
            link: head.link,
            root: head.root,
            timestamp: token.map(|token| STANDARD.encode(token)),
            renewals: renewals(tx, renewed)?,
        },
        entries: entries?,
    })
}

fn rows(
    tx: &mut TenantTx<'_>,
    sessions: &BTreeSet<SessionId>,
    id: ContractId,
) -> Result<Vec<ChainedRow>, Failure> {
    let mut rows = Vec::new();
    for session in sessions {
        rows.extend(tx.list_chained_of(*session)?);
    }
    rows.retain(|row| row.contract.is_none_or(|contract| contract == id));
    rows.sort_by_key(|row| row.sequence);
    Ok(rows)
}

/// The place of the last entry of a contract that is known.
async fn last_entry(app: &App, tenant: TenantId, id: ContractId) -> Result<Option<i64>, Failure> {
    let read = app.store().read(move |tx| {
        let mut tx = tx.tenant(tenant);
        let Some(contract) = tx.find_contract(id)? else {
            return Ok(None);
        };
        let sessions = sessions(&mut tx, &contract)?;
        let rows = rows(&mut tx, &sessions, id)?;
        Ok(rows.last().map(|row| row.sequence))
    });
    read.await
}

/// The sessions in which something was done about a contract.
fn sessions(tx: &mut TenantTx<'_>, contract: &ContractRow) -> Result<BTreeSet<SessionId>, Failure> {
    let signers = tx.list_signers(contract.id)?;
    let own = std::iter::once(contract.session);
    Ok(own
        .chain(signers.iter().map(|signer| signer.session))
        .collect())
}

fn entry(tx: &mut TenantTx<'_>, row: ChainedRow, size: i64) -> Result<EntryPart, Failure> {
    let unproved = Failure::Inconsistent("a journal entry without its proof");
    let before = match row.sequence {
        1 => Some(BEFORE_FIRST),
        sequence => tx.find_link(sequence.saturating_sub(1))?,
    };
    let path = tx.prove_inclusion(row.sequence, size)?;
    let (Some(before), Some(path)) = (before, path) else {
        return Err(unproved);
    };
    Ok(EntryPart {
        sequence: row.sequence,
        id: row.id,
        at: row.at.unix_millis(),
        act: row.act,
        actor: row.actor,
        session: row.session,
        contract: row.contract,
        detail: row.detail,
        before,
        path,
    })
}

fn bundle(
    app: &App,
    context: &TenantContext,
    gathered: Gathered,
    now: i64,
) -> Result<Bundle, Failure> {
    let sealed = gathered.document.sealed_file.as_deref().unwrap_or_default();
    let pdf = read_file(app, &gathered.key, sealed)?;
    let reviewed = read_file(app, &gathered.key, &gathered.document.reviewed_file)?;
    let facts = ContractPart {
        company: company(context),
        contract: gathered.contract.id,
        session: gathered.contract.session,
        request_number: gathered.contract.request_number.clone(),
        contract_type: gathered.contract.form.get(),
        version: gathered.contract.version,
        status: gathered.contract.status.name().to_owned(),
        created_at: gathered.contract.created_at.to_iso(),
        signature_level: SignatureLevel::SealedConsent,
        seals: gathered
            .document
            .seal
            .map(|standing| seals(app, context, standing)),
        document: DocumentPart {
            short_code: gathered.document.short_code.clone(),
            pages: gathered.document.page_count,
            reviewed_bytes: reviewed.len() as u64,
            reviewed_sha256: sha256(&reviewed),
            sealed_sha256: sha256(&pdf),
            frozen_at: gathered.document.frozen_at.to_iso(),
        },
        signers: gathered
            .given
            .iter()
            .map(signer)
            .collect::<Result<_, _>>()?,
        completion: gathered.completion.as_ref().map(completion).transpose()?,
    };
    let certificate = gathered.completion.as_ref();
    let certificate = certificate.map(|row| read_file(app, &gathered.key, &row.file));
    Ok(Bundle {
        completion: certificate.transpose()?,
        commitments: commitments(&pdf, &gathered.given, now),
        certificates: certificates(&gathered)?,
        readme_ar: readme(Locale::Ar, &facts),
        readme_en: readme(Locale::En, &facts),
        contract: pdf,
        journal: gathered.journal,
        facts,
    })
}

fn completion(row: &CompletionRow) -> Result<CompletionPart, Failure> {
    let broken = || Failure::Inconsistent("a certificate of completion without hashes");
    let hash = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).map_err(|_| broken());
    Ok(CompletionPart {
        certificate_sha256: hash(&row.sha256)?,
        contract_bytes: u64::try_from(row.contract_bytes).map_err(|_| broken())?,
        contract_sha256: hash(&row.contract_sha256)?,
        certified_at: row.certified_at.to_iso(),
    })
}

fn seals(app: &App, context: &TenantContext, standing: SealStanding) -> SealsPart {
    let settings = &context.tenant.settings;
    let upgrade = app.authorities().upgrade(settings, standing);
    SealsPart {
        level: standing.level.code().to_owned(),
        wanted: upgrade.map(|upgrade| upgrade.wanted.code().to_owned()),
        waits_for: upgrade.map(|upgrade| upgrade.waits_for.code().to_owned()),
    }
}

fn company(context: &TenantContext) -> CompanyPart {
    let display = &context.tenant.settings.display;
    CompanyPart {
        number: context.tenant.id.get(),
        name: context.tenant.name.as_str().to_owned(),
        display_en: display.en.clone(),
        display_ar: display.ar.clone(),
    }
}

fn signer(given: &Given) -> Result<SignerPart, Failure> {
    let hash = given.document_sha256.as_deref().unwrap_or_default();
    let hash = <[u8; 32]>::try_from(hash);
    let (name, contact, certificate) = match &given.by {
        By::Customer(facts) => (facts.name.clone(), Some(facts.masked.clone()), None),
        By::Member(facts) => (Some(facts.name.clone()), None, facts.certificate.clone()),
        By::Seal(facts) => (None, None, facts.certificate.clone()),
    };
    Ok(SignerPart {
        field: given.field.clone(),
        side: match given.by {
            By::Customer(_) => SignerSide::Customer,
            By::Member(_) | By::Seal(_) => SignerSide::Company,
        },
        signature_level: Some(given.level()),
        name,
        contact,
        certificate,
        session: given.session,
        signed_at: given.signed_at.to_iso(),
        document_sha256: hash
            .map_err(|_| Failure::Inconsistent("a signature without a document"))?,
    })
}

/// What opens the commitments that the signatures have; those of an older program have none.
fn commitments(pdf: &[u8], given: &[Given], now: i64) -> CommitmentsPart {
    let signatures = mithaq_pades::verify(pdf, &[], now).map(|verdict| verdict.signatures);
    let signatures = signatures.unwrap_or_default();
    let opened = |given: &&Given| {
        let mut signatures = signatures.iter();
        let signature = signatures.find(|found| found.field_name == given.field);
        let stated = signature.and_then(|signature| signature.evidence_commitment);
        stated == Some(given.opening.commitment())
    };
    let part = |given: &Given| CommitmentPart {
        field: given.field.clone(),
        salt: given.opening.salt,
        statement: given.opening.statement.clone(),
    };
    CommitmentsPart {
        commitments: given.iter().filter(opened).map(part).collect(),
    }
}

/// The chains of the company's keys that the journal says sealed, and of the members' that signed, each from
/// the sealing certificate to the root.
fn certificates(gathered: &Gathered) -> Result<String, Failure> {
    let broken = || Failure::Inconsistent("a seal key without certificates");
    let entries = &gathered.journal.entries;
    let sealed = |key: &&SealKeyRow| {
        let sealed = format!("\"sealKey\":{},", key.id);
        entries.iter().any(|entry| entry.detail.contains(&sealed))
    };
    let signed = |key: &&MemberKeyRow| {
        let mut given = gathered.given.iter();
        given.any(|given| given.member_key == Some(key.id))
    };
    let companys = gathered.keys.iter().filter(sealed);
    let companys = companys.map(|key| (&key.certificates, &key.root_certificate));
    let members = gathered.member_keys.iter().filter(signed);
    let members = members.map(|key| (&key.certificates, &key.root_certificate));
    let mut seen = BTreeSet::new();
    let mut text = String::new();
    for (chain, root) in companys.chain(members) {
        let chain = read_certificates(chain).ok_or_else(broken)?;
        for certificate in chain.into_iter().chain([root.clone()]) {
            if seen.insert(certificate.clone()) {
                let pem = mithaq_pades::pem_encode("CERTIFICATE", &certificate);
                text.push_str(&pem.map_err(|_| broken())?);
            }
        }
    }
    Ok(text)
}

fn readme(locale: Locale, facts: &ContractPart) -> String {
    let company = match locale {
        Locale::Ar => &facts.company.display_ar,
        Locale::En => &facts.company.display_en,
    };
    let arguments = [
        ("company", Argument::Text(company)),
        ("number", Argument::Text(&facts.request_number)),
    ];
    let mut text = text_with(locale, "evidence-readme", &arguments);
    text.push('\n');
    text
}
