//! Pairing a member's agent: the member asks for a code, and the agent shows it together with the certificate of the
//! token's key and a signature by that key.
//!
//! A code has two halves of 40 bits: one finds it, the other is stored under a keyed hash and guessed five times at most.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{Admin, Permission},
    evidence::{Act, Actor, Entry},
    id::{EntryId, MemberId, TenantId},
    time::{Instant, Span},
};
use mithaq_pades::{SealIdentity, SignatureValue, find_issuers, may_sign};
use mithaq_store::{StoreError, TenantTx, Tx, agent::PairingRow, member_key::MemberKeyRow};

use crate::{
    App, Failure,
    access::{find_named_member, member_name, sha256},
    app::refused,
    contract::{AGENT, is_test_certificate, write_certificates},
    error::Answer,
    session::hex,
};

/// How long a code is good.
const LIFE: Span = Span::minutes(10);
/// Wrong second halves that are counted before the code is dead.
const ATTEMPTS: i64 = 5;
/// Crockford's alphabet: nothing in it looks like something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of each half.
const HALF: usize = 8;
/// Certificates that an agent shows at most.
const MOST_CERTIFICATES: usize = 8;

/// A code that pairs an agent.
#[derive(Clone)]
pub struct Pairing {
    /// The code, in four groups.
    pub code: String,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// What an agent shows.
pub struct PairAgent {
    /// The code as typed.
    pub code: String,
    /// Its certificate first, then issuers; DER.
    pub certificates: Vec<Vec<u8>>,
    /// The key's signature over [`pairing_message`].
    pub value: Vec<u8>,
}

/// An agent that is paired.
#[derive(Clone)]
pub struct PairedAgent {
    /// What it shows from now on, once.
    pub secret: String,
    /// The company's name, in English.
    pub company: String,
    /// Whose agent it is.
    pub member: String,
}

/// Why an agent is not paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairRefusal {
    /// There is no such code, or it was used, guessed too often, or is too old.
    Code,
    /// The certificate cannot be used here: unreadable, not valid now, not meant for signing, of an issuer whom this
    /// company does not trust, a test in production, or not that of the key which signed.
    Certificate,
}

/// What a token's key signs to show that it belongs to its certificate: it cannot pass for signed attributes, and is
/// worth nothing without the code.
pub fn pairing_message(code: &str) -> Vec<u8> {
    let mut message = b"mithaq-sign-agent-pairing-v1\0".to_vec();
    message.extend(characters(code));
    message
}

/// The characters of a code, whatever stands between them and however it was typed.
fn characters(code: &str) -> Vec<u8> {
    let typed = code.bytes().filter(u8::is_ascii_alphanumeric);
    let read = typed.map(|byte| match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    });
    read.take(2 * HALF + 1).collect()
}

/// Draws a code for the agent of the member who asks; an earlier one is good no more.
pub async fn pairing_code(app: &App, admin: Admin) -> Result<Pairing, Failure> {
    let drawn: [u8; 2 * HALF] = app.random();
    let letter = |byte: &u8| {
        ALPHABET
            .get(usize::from(byte & 31))
            .copied()
            .unwrap_or(b'0')
    };
    let letters: Vec<u8> = drawn.iter().map(letter).collect();
    let (name, _) = letters.split_at(HALF);
    let (name, hash) = (name.to_vec(), hash(app, &letters));
    let expires_at = app.now().plus(LIFE);
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            tx.replace_pairing(admin.member, (&name, &hash), expires_at)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    Ok(Pairing {
        code: groups.join("-"),
        expires_at,
    })
}

fn hash(app: &App, letters: &[u8]) -> [u8; 32] {
    app.keys().code.hash(&[b"agent pairing", letters])
}

/// Pairs an agent. A wrong code is counted; a right one is good once, whatever becomes of it.
pub async fn pair_agent(app: &App, ask: PairAgent) -> Answer<PairedAgent, PairRefusal> {
    let letters = characters(&ask.code);
    if letters.len() != 2 * HALF {
        return refused(PairRefusal::Code);
    }
    let pairing = match take(app, &letters).await? {
        Ok(pairing) => pairing,
        Err(refusal) => return refused(refusal),
    };
    let (inner, tenant) = (app.clone(), pairing.tenant);
    let roots = app
        .store()
        .read(move |tx| roots(&mut tx.tenant(tenant)))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let judge = move || Ok(judge(&inner, tenant, (&ask, &letters), roots));
    let Some((certificates, root)) = app.pool().run(judge).await? else {
        return refused(PairRefusal::Certificate);
    };
    store(app, (tenant, pairing.member), certificates, root).await
}

/// The pairing of a code, which is good no more after this.
async fn take(app: &App, letters: &[u8]) -> Answer<PairingRow, PairRefusal> {
    let (name, _) = letters.split_at(HALF);
    let (name, shown, now) = (name.to_vec(), hash(app, letters), app.now());
    app.store()
        .write(move |tx| -> Answer<PairingRow, PairRefusal> {
            let Some(pairing) = tx.everyone().find_pairing(&name)? else {
                return refused(PairRefusal::Code);
            };
            let mut tx = tx.tenant(pairing.tenant);
            if pairing.attempts >= ATTEMPTS || pairing.expires_at <= now {
                return refused(PairRefusal::Code);
            }
            let same =
                aws_lc_rs::constant_time::verify_slices_are_equal(&shown, &pairing.code_hash);
            if same.is_err() {
                tx.count_pairing_attempt(pairing.member)?;
                return refused(PairRefusal::Code);
            }
            tx.forget_pairing(pairing.member)?;
            let member = tx.find_member_by_id(pairing.member)?;
            let may_sign = member.is_some_and(|member| {
                let needed = Permission::BusinessRequestContractSigner;
                !member.is_disabled && member.grant.permissions().contains(needed)
            });
            if !may_sign {
                return refused(PairRefusal::Code);
            }
            Ok(Ok(pairing))
        })
        .await
}

/// The roots that a company's documents are judged by already.
fn roots(tx: &mut TenantTx<'_>) -> Result<Vec<Vec<u8>>, StoreError> {
    let seals = tx.list_seal_keys()?.into_iter();
    let mut roots: Vec<_> = seals.map(|key| key.root_certificate).collect();
    let members = tx.list_member_keys()?.into_iter();
    roots.extend(members.map(|key| key.root_certificate));
    Ok(roots)
}

/// The certificate with its issuers, and the root that vouches for it.
fn judge(
    app: &App,
    tenant: TenantId,
    (ask, letters): (&PairAgent, &[u8]),
    mut roots: Vec<Vec<u8>>,
) -> Option<(Vec<Vec<u8>>, Vec<u8>)> {
    roots.extend(app.authorities().signer_roots().iter().cloned());
    let [own, more @ ..] = ask.certificates.as_slice() else {
        return None;
    };
    if ask.certificates.len() > MOST_CERTIFICATES || !may_sign(own) {
        return None;
    }
    let now = app.now().unix_seconds();
    let (from, until) = mithaq_pades::validity(own)?;
    let issuers = find_issuers(own, more, &roots, now)?;
    let identity = SealIdentity::new(own, issuers.chain.clone()).ok()?;
    let letters = String::from_utf8_lossy(letters);
    let value = SignatureValue::new(ask.value.clone());
    let is_its_own = identity.verifies(&pairing_message(&letters), &value);
    let production = app.tenant(tenant).ok()?.tenant.settings.production;
    let is_test = is_test_certificate(own) || is_test_certificate(&issuers.root);
    if !(from..=until).contains(&now) || !is_its_own || production && is_test {
        return None;
    }
    let certificates = [own.clone()].into_iter().chain(issuers.chain).collect();
    Some((certificates, issuers.root))
}

/// Stores the agent and the key that it stands for, in place of those before.
async fn store(
    app: &App,
    (tenant, member): (TenantId, MemberId),
    certificates: Vec<Vec<u8>>,
    root: Vec<u8>,
) -> Answer<PairedAgent, PairRefusal> {
    let secret = format!("msa_{}", URL_SAFE_NO_PAD.encode(app.random::<32>()));
    let (hash, context, now) = (sha256(secret.as_bytes()), app.tenant(tenant)?, app.now());
    let company = context.tenant.settings.display.en.clone();
    let entry = EntryId::new(now, &app.random());
    let write = move |tx: &mut Tx<'_>| -> Result<String, Failure> {
        let mut tx = tx.tenant(tenant);
        tx.revoke_agents(member, now)?;
        tx.retire_member_key(member, now)?;
        let id = tx.next_member_key_id()?;
        let row = MemberKeyRow {
            id,
            member,
            origin: AGENT.to_owned(),
            sealed: None,
            token: None,
            certificates: write_certificates(&certificates),
            root_certificate: root.clone(),
            retired_at: None,
        };
        tx.insert_member_key(&row, now)?;
        let agent = tx.insert_agent((member, id), &hash, now)?;
        let certificate = certificates.first().map(|one| hex(&sha256(one)));
        tx.insert_entry(&Entry {
            id: entry,
            tenant,
            at: now,
            act: Act::AgentPaired,
            actor: Actor::Member(member),
            session: None,
            contract: None,
            detail: format!(
                "{{\"agent\":{agent},\"certificateSha256\":\"{}\",\"memberKey\":{id}}}",
                certificate.unwrap_or_default()
            ),
            sealed: None,
        })?;
        member_name(&mut tx, &context.key, member)
    };
    let member = app.store().write(write).await?;
    Ok(Ok(PairedAgent {
        secret,
        company,
        member,
    }))
}

/// Revokes a member's agent, and with it the key that it stands for; whether there was one. None where there is no
/// such member.
pub async fn revoke_agent(
    app: &App,
    tenant: TenantId,
    user: &str,
) -> Result<Option<bool>, Failure> {
    let (context, user, now) = (app.tenant(tenant)?, user.to_owned(), app.now());
    let revoked = app
        .store()
        .write(move |tx| -> Result<Option<bool>, Failure> {
            let mut tx = tx.tenant(tenant);
            let Some(member) = find_named_member(&mut tx, &context.key, &user)? else {
                return Ok(None);
            };
            let key = tx.find_key_of_member(member.id)?;
            if key.is_some_and(|key| key.origin == AGENT) {
                tx.retire_member_key(member.id, now)?;
            }
            Ok(Some(tx.revoke_agents(member.id, now)?))
        });
    revoked.await
}
