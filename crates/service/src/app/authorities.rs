//! Timestamp authorities in the operator's order, which of them failed a moment ago, and what
//! certificate authorities said of revocation lately.
//!
//! Not here: what is asked and what an answer is worth; see `contract::seal`.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use mithaq_courier::{HttpClient, Targets};
use mithaq_domain::{
    id::TenantId,
    seal::{SealLevel, SealStanding, SealUpgrade, WaitsFor},
    tenant::Settings,
    time::{Instant, Span},
};

/// An authority that failed is not asked for this long, so that not every contract waits for it.
const AILING: Span = Span::seconds(60);
/// What was said of a certificate is asked for again after this long.
const REMEMBERED: Span = Span::hours(1);
/// Certificates of which that is kept.
const MOST_ANSWERS: usize = 256;

/// An authority as configured.
#[derive(Clone, Debug)]
pub struct TimestampAuthority {
    /// Its address; secrets may be in it.
    pub url: String,
    /// How long it may take.
    pub time: Duration,
    /// The policy to ask for, a dotted object identifier.
    pub policy: Option<String>,
    /// Certificates, DER, one of which its chain has to end in.
    pub roots: Vec<Vec<u8>>,
}

/// How seals are made.
#[derive(Clone, Debug, Default)]
pub struct SealPolicy {
    /// The level that seals are to reach where a company does not say.
    pub level: SealLevel,
    /// The first to be asked first.
    pub authorities: Vec<TimestampAuthority>,
    /// Whether what certificates name may lead to private networks.
    pub private_sources: bool,
    /// Roots, DER, one of which the certificate of a member's agent has to end in, besides those that the company's
    /// own keys end in.
    pub signer_roots: Vec<Vec<u8>>,
    /// Tokens that hold keys.
    pub tokens: Vec<super::TokenSettings>,
    /// How long the newest head of a journal that has moved may be without a timestamp; none where heads
    /// get no timestamps.
    pub heads_every: Option<Span>,
}

/// One authority and how it does.
pub struct AuthorityLine {
    /// As configured.
    pub authority: TimestampAuthority,
    ailing_until: AtomicI64,
}

impl AuthorityLine {
    /// Notes that it failed.
    pub fn ail(&self, now: Instant) {
        self.ailing_until
            .store(now.plus(AILING).unix_millis(), Ordering::Relaxed);
    }
}

/// An answer, and when it came.
type Kept = (Instant, Vec<u8>);

/// Every authority.
pub struct Authorities {
    level: SealLevel,
    heads_every: Option<Span>,
    lines: Vec<AuthorityLine>,
    asking: HttpClient,
    fetching: HttpClient,
    answers: Mutex<BTreeMap<[u8; 32], Kept>>,
    signer_roots: Vec<Vec<u8>>,
    /// When each company's journal may be stamped again, where a try came to nothing.
    renewals_from: Mutex<BTreeMap<i64, Instant>>,
}

impl Authorities {
    pub(super) fn new(policy: SealPolicy) -> Self {
        let line = |authority| AuthorityLine {
            authority,
            ailing_until: AtomicI64::new(0),
        };
        // A certificate names its sources over plain HTTP (RFC 5280 4.2.1.13): the answers are signed.
        let sources = match policy.private_sources {
            true => Targets::Any,
            false => Targets::PublicSigned,
        };
        Self {
            level: policy.level,
            heads_every: policy.heads_every,
            signer_roots: policy.signer_roots,
            lines: policy.authorities.into_iter().map(line).collect(),
            // The operator names the authorities, also within the house.
            asking: HttpClient::new(Targets::Any),
            fetching: HttpClient::new(sources),
            answers: Mutex::default(),
            renewals_from: Mutex::default(),
        }
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The level that a company's seals are to reach, whether or not there is an authority for it.
    pub fn wanted(&self, settings: &Settings) -> SealLevel {
        settings.seal_level.unwrap_or(self.level)
    }

    /// How much of that can be had: without an authority there is only one level.
    pub fn attainable(&self, settings: &Settings) -> SealLevel {
        if self.lines.is_empty() {
            SealLevel::BB
        } else {
            self.wanted(settings)
        }
    }

    /// What a file is still to reach that stands like this, if anything.
    pub fn upgrade(&self, settings: &Settings, standing: SealStanding) -> Option<SealUpgrade> {
        let wanted = self.wanted(settings);
        let is_due = standing.is_upgrade_pending && standing.level < wanted;
        is_due.then_some(SealUpgrade {
            wanted,
            waits_for: match self.lines.is_empty() {
                true => WaitsFor::Configuration,
                false => WaitsFor::Answer,
            },
        })
    }

    /// How often the heads of journals get a timestamp; none where they get none, as without an
    /// authority.
    pub fn heads_every(&self) -> Option<Span> {
        self.heads_every.filter(|_| !self.lines.is_empty())
    }

    /// Whether a company's timestamps may be renewed now, as far as nobody put that off.
    pub fn may_renew(&self, tenant: TenantId, now: Instant) -> bool {
        let from = self
            .renewals_from
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        from.get(&tenant.get()).is_none_or(|from| now >= *from)
    }

    /// Puts that off.
    pub fn put_off_renewal(&self, tenant: TenantId, from: Instant) {
        let mut all = self
            .renewals_from
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.insert(tenant.get(), from);
    }

    /// Those that may be asked now, in order.
    pub fn ready(&self, now: Instant) -> impl Iterator<Item = &AuthorityLine> {
        let now = now.unix_millis();
        self.lines
            .iter()
            .filter(move |line| now >= line.ailing_until.load(Ordering::Relaxed))
    }

    /// When the first of them may be asked again.
    pub fn ready_at(&self) -> Option<Instant> {
        let times = self.lines.iter();
        let times = times.map(|line| line.ailing_until.load(Ordering::Relaxed));
        times.min().map(Instant::from_unix_millis)
    }

    /// The roots that authorities may end in.
    pub fn roots(&self) -> Vec<Vec<u8>> {
        let all = self.lines.iter().flat_map(|line| &line.authority.roots);
        all.cloned().collect()
    }

    /// The roots that the certificates of members' agents may end in.
    pub fn signer_roots(&self) -> &[Vec<u8>] {
        &self.signer_roots
    }

    /// For requests to authorities.
    pub fn asking(&self) -> &HttpClient {
        &self.asking
    }

    /// For what certificates name.
    pub fn fetching(&self) -> &HttpClient {
        &self.fetching
    }

    /// What was said of a certificate, by its SHA-256, not long ago.
    pub fn remembered(&self, certificate: &[u8; 32], now: Instant) -> Option<Vec<u8>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, answer) = answers.get(certificate)?;
        (now < at.plus(REMEMBERED)).then(|| answer.clone())
    }

    /// Remembers what was said of a certificate.
    pub fn remember(&self, certificate: [u8; 32], answer: Vec<u8>, now: Instant) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST_ANSWERS {
            answers.clear();
        }
        answers.insert(certificate, (now, answer));
    }
}
