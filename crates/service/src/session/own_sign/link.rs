//! The link for signing that a person's own app opens in a view of the web: `GenerateSignContractLink`
//! and `ViewContractPdf` (`wire.md` 6). It leads into the contract's session, where the phone's code
//! proves and signs as ever; holding it is not enough for either.
//!
//! Its hash is base64url(session ‖ until ‖ HMAC(token key, session ‖ contract ‖ generation ‖ until)):
//! nothing in the database opens it, a new link of the session voids it, and half an hour ends it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::User,
    evidence::{Act, Entry},
    id::{ContractId, EntryId, SessionId, TenantId},
    session::{Phase, SIGN_LINK_LIFE, Step, is_expired},
    time::{Instant, Span},
};
use mithaq_store::session::SessionRow;

use super::{Admitted, Case, SignAsk, SignRefusal};
use crate::{
    App, Failure,
    app::refused,
    contract::{DownloadRefusal, contract_pdf, fix_document},
    error::Answer,
    session::{
        GuestRefusal, LinkOutcome, confirm,
        link::{find_session, outcome},
    },
};

/// Life of the address that `ViewContractPdf` answers; it ends with the link's at the latest.
const VIEW_LIFE: Span = Span::minutes(5);

/// A link for signing.
struct SignLink {
    session: SessionId,
    contract: ContractId,
    generation: i64,
    until: Instant,
}

/// What the hash in an address says before it is proved.
struct Claim {
    session: SessionId,
    until: Instant,
    proof: Vec<u8>,
}

/// Why a contract is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewRefusal {
    /// The hash is none of this contract of this person.
    NotFound,
    /// Its half hour is over.
    Expired,
    /// The document does not exist yet.
    NotReady,
}

impl SignLink {
    fn parts(&self) -> [Vec<u8>; 4] {
        [
            self.session.as_bytes().to_vec(),
            self.contract.as_bytes().to_vec(),
            self.generation.to_be_bytes().to_vec(),
            self.until.unix_millis().to_be_bytes().to_vec(),
        ]
    }

    fn hash(&self, app: &App) -> String {
        let [session, contract, generation, until] = self.parts();
        let key = &app.keys().token;
        let proof = key.hash(&[b"sign", &session, &contract, &generation, &until]);
        URL_SAFE_NO_PAD.encode([session, until, proof.to_vec()].concat())
    }

    fn is_proved_by(&self, app: &App, proof: &[u8]) -> bool {
        let [session, contract, generation, until] = self.parts();
        let key = &app.keys().token;
        key.matches(&[b"sign", &session, &contract, &generation, &until], proof)
    }

    fn address(&self, app: &App) -> String {
        let (host, id) = (app.public_url(), self.contract);
        format!("{host}/sign?RequestId={id}&SecurityHash={}", self.hash(app))
    }
}

impl Claim {
    fn read(shown: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(shown).ok()?;
        let (session, rest) = bytes.split_first_chunk::<16>()?;
        let (until, proof) = rest.split_first_chunk::<8>()?;
        Some(Self {
            session: SessionId::from_slice(session)?,
            until: Instant::from_unix_millis(i64::from_be_bytes(*until)),
            proof: proof.to_vec(),
        })
    }

    /// The link, where its session stands as it did when the link was made.
    fn proved(&self, app: &App, row: &SessionRow, contract: ContractId) -> Option<SignLink> {
        let link = SignLink {
            session: row.id,
            contract,
            generation: row.generation,
            until: self.until,
        };
        link.is_proved_by(app, &self.proof).then_some(link)
    }
}

/// `GenerateSignContractLink`: an address for half an hour, for whom and where the app's own steps
/// would let sign.
pub async fn make_sign_link(app: &App, ask: SignAsk) -> Answer<String, SignRefusal> {
    fix_document(app, ask.user, ask.contract).await?;
    let case = Case::new(app, ask)?;
    let entry = EntryId::new(case.now, &app.random());
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(case.ask.user.tenant);
            let admitted = match case.admit(&mut tx)? {
                Ok(admitted) => admitted,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let guest = &admitted.0;
            if !matches!(guest.step, Step::Review | Step::Sign) {
                return Ok(Err(SignRefusal::Guest(GuestRefusal::WrongStep)));
            }
            tx.insert_entry(&link_entry(&case, &admitted, entry)?)?;
            let link = SignLink {
                session: guest.row.id,
                contract: case.ask.contract,
                generation: guest.row.generation,
                until: case.now.plus(SIGN_LINK_LIFE),
            };
            Ok(Ok(link.address(&case.app)))
        })
        .await
}

fn link_entry(case: &Case, (guest, proof): &Admitted, id: EntryId) -> Result<Entry, Failure> {
    let said = &case.ask.circumstances;
    let circumstances = said.detail(&guest.invitee, case.now);
    let detail = format!("{{{circumstances}{}}}", confirm::presence(*proof));
    let (at, contract) = ((id, case.now), Some(case.ask.contract));
    let under = (&guest.context.tenant.settings, &guest.key);
    Ok(Entry {
        sealed: Some(said.seal(&case.app, under, (id, None))?),
        ..guest.entry(at, Act::SignLinkMade, contract, detail)
    })
}

/// Follows a link for signing. Nothing is written: a view may load it ahead of its person.
pub async fn open_sign_link(app: &App, contract: &str, hash: &str) -> Result<LinkOutcome, Failure> {
    let Some((contract, claim)) = ContractId::parse(contract).zip(Claim::read(hash)) else {
        return Ok(LinkOutcome::Unknown);
    };
    let row = find_session(app, claim.session).await?;
    let proved = row.and_then(|row| claim.proved(app, &row, contract).map(|link| (row, link)));
    let Some((row, link)) = proved else {
        return Ok(LinkOutcome::Unknown);
    };
    if app.now() >= link.until {
        return Ok(LinkOutcome::SignLinkExpired);
    }
    Ok(outcome(app, &row, || sign_cookie(app, &row, link.until)))
}

/// What the cookie of a link for signing proves, and until when: as long as the link.
fn sign_cookie(app: &App, row: &SessionRow, until: Instant) -> String {
    let until = until.unix_millis().to_be_bytes();
    let proof = app.keys().cookie.hash(&cookie_parts(
        row.id.as_bytes(),
        &row.generation.to_be_bytes(),
        &until,
    ));
    URL_SAFE_NO_PAD.encode([until.as_slice(), &proof].concat())
}

/// Whether a cookie is that of a link for signing whose time is not over.
pub(in crate::session) fn is_sign_cookie(
    app: &App,
    row: &SessionRow,
    cookie: &str,
    now: Instant,
) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(cookie).unwrap_or_default();
    let Some((until, proof)) = bytes.split_first_chunk::<8>() else {
        return false;
    };
    let generation = row.generation.to_be_bytes();
    let parts = cookie_parts(row.id.as_bytes(), &generation, until);
    now.unix_millis() < i64::from_be_bytes(*until) && app.keys().cookie.matches(&parts, proof)
}

const fn cookie_parts<'a>(
    session: &'a [u8],
    generation: &'a [u8],
    until: &'a [u8],
) -> [&'a [u8]; 4] {
    [b"sign link", session, generation, until]
}

/// `ViewContractPdf`: the newest PDF of a contract and its number, for its person, by the hash of a
/// link for signing.
pub async fn view_by_sign_link(
    app: &App,
    user: User,
    of: (ContractId, &str),
) -> Answer<(String, Vec<u8>), ViewRefusal> {
    match admit_view(app, user, of).await? {
        Ok(link) => Ok(contract_pdf(app, user.tenant, link.contract)
            .await?
            .map_err(ViewRefusal::from)),
        Err(refusal) => refused(refusal),
    }
}

/// The same as an address that gives the PDF for five minutes, and no longer than the hash.
pub async fn view_link(
    app: &App,
    user: User,
    of: (ContractId, &str),
) -> Answer<String, ViewRefusal> {
    let link = match admit_view(app, user, of).await? {
        Ok(link) => link,
        Err(refusal) => return refused(refusal),
    };
    let until = app.now().plus(VIEW_LIFE).min(link.until);
    let until = until.unix_millis().to_be_bytes();
    let claim = [
        link.session.as_bytes().as_slice(),
        link.contract.as_bytes(),
        &until,
    ]
    .concat();
    let generation = link.generation.to_be_bytes();
    let proof = app.keys().token.hash(&[b"view", &claim, &generation]);
    let token = URL_SAFE_NO_PAD.encode([claim, proof.to_vec()].concat());
    Ok(Ok(format!("{}/download/{token}", app.public_url())))
}

async fn admit_view(
    app: &App,
    user: User,
    (contract, hash): (ContractId, &str),
) -> Answer<SignLink, ViewRefusal> {
    let Some(claim) = Claim::read(hash) else {
        return refused(ViewRefusal::NotFound);
    };
    let (session, now) = (claim.session, app.now());
    let found = app.store().read(move |tx| {
        let mut tx = tx.tenant(user.tenant);
        let own = tx.find_person_contract(user.person, contract)?;
        let signing = tx.find_signing_session(user.person, contract)?;
        let Some(own) = own.filter(|_| signing == Some(session)) else {
            return Ok(None);
        };
        let documents = tx.list_documents(contract)?;
        let row = tx.find_session(session)?;
        Ok::<_, Failure>(row.map(|row| (row, own.status.ending(), documents)))
    });
    let Some((row, ending, documents)) = found.await? else {
        return refused(ViewRefusal::NotFound);
    };
    let Some(link) = claim.proved(app, &row, contract) else {
        return refused(ViewRefusal::NotFound);
    };
    // Whether the end was noted in the rows by now makes no difference.
    let is_over = row.phase == Phase::Expired || is_expired(row.phase, row.expires_at, now);
    if now >= link.until || is_over {
        return refused(ViewRefusal::Expired);
    }
    if ending.is_some() || !is_open(&row) {
        return refused(ViewRefusal::NotFound);
    }
    if documents.is_empty() {
        return refused(ViewRefusal::NotReady);
    }
    Ok(Ok(link))
}

/// Whether a session did not end without effect.
fn is_open(row: &SessionRow) -> bool {
    row.wrapped_key.is_some() && (!row.phase.is_final() || row.phase == Phase::Completed)
}

/// The contract that an address of [`view_link`] leads to.
pub(crate) async fn follow_view(
    app: &App,
    shown: &str,
) -> Result<Option<(TenantId, ContractId)>, Failure> {
    let bytes = URL_SAFE_NO_PAD.decode(shown).unwrap_or_default();
    let Some((claim, proof)) = bytes.split_first_chunk::<40>() else {
        return Ok(None);
    };
    let Some((session, rest)) = claim.split_first_chunk::<16>() else {
        return Ok(None);
    };
    let Some((contract, until)) = rest.split_first_chunk::<16>() else {
        return Ok(None);
    };
    let until = <[u8; 8]>::try_from(until).map(i64::from_be_bytes);
    let (Some(session), Some(contract), Ok(until)) = (
        SessionId::from_slice(session),
        ContractId::from_slice(contract),
        until,
    ) else {
        return Ok(None);
    };
    let found = app.store().read(move |tx| {
        let Some(tenant) = tx.everyone().find_session_tenant(session)? else {
            return Ok(None);
        };
        let mut tx = tx.tenant(tenant);
        let shown = tx.find_contract(contract)?;
        if shown.is_none_or(|row| row.status.ending().is_some()) {
            return Ok(None);
        }
        let row = tx.find_session(session)?;
        Ok::<_, Failure>(row.map(|row| (tenant, row)))
    });
    let Some((tenant, row)) = found.await? else {
        return Ok(None);
    };
    let generation = row.generation.to_be_bytes();
    let key = &app.keys().token;
    let is_good = app.now().unix_millis() < until
        && is_open(&row)
        && key.matches(&[b"view", claim, &generation], proof);
    Ok(is_good.then_some((tenant, contract)))
}

impl From<DownloadRefusal> for ViewRefusal {
    fn from(refusal: DownloadRefusal) -> Self {
        match refusal {
            DownloadRefusal::NotFound => Self::NotFound,
            DownloadRefusal::NotReady => Self::NotReady,
        }
    }
}
