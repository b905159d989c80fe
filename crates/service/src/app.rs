//! What every use case is given: the store, the keys, the clock, randomness, a pool for slow work,
//! and what is kept in memory of tenants and tokens.

mod authorities;
mod counts;
mod gateways;
mod keys;
mod pages;
mod pool;
mod tenants;
mod tokens;
mod totals;

use std::{path::PathBuf, sync::Arc};

use mithaq_courier::Targets;
use mithaq_domain::{id::TenantId, job::Lane, time::Instant};
use mithaq_store::{
    Durability, Nodes, Store, StoreError, StoreOptions,
    vault::{Entropy, MasterKey},
};
use tokio::sync::Notify;

pub use authorities::{Authorities, AuthorityLine, SealPolicy, TimestampAuthority};
pub(crate) use counts::Counts;
pub use gateways::{Gateways, WaysOut};
pub use keys::Keys;
pub(crate) use keys::is_due as is_token_key_due;
pub(crate) use pages::Pages;
pub use pool::Pool;
pub use tenants::{Forms, TenantContext};
pub use tokens::{TokenSettings, Tokens};
pub(crate) use totals::{Counted, Totals, total};

use crate::{
    Failure,
    access::{RateLimiter, TokenCache, Turns},
    error::Answer,
    oidc::KeySets,
};
use tenants::Tenants;

/// Where `now` comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// How an [`App`] is opened.
pub struct AppOptions {
    /// The data folder.
    pub data: PathBuf,
    /// The address that links are built from, without a slash at its end.
    pub public_url: String,
    /// Where messages go in development, whatever `gateways` says.
    pub outbox: Option<PathBuf>,
    /// Where they go otherwise; without any they wait, encrypted.
    pub gateways: Gateways,
    /// How seals are made.
    pub seals: SealPolicy,
    /// Codes that one network address may ask for within an hour.
    pub codes_per_address: i64,
    /// Threads for rendering, drawing, sealing and passwords.
    pub workers: usize,
    /// Whether webhooks may lead to private networks, and without TLS.
    pub private_webhook_targets: bool,
    /// Whether an answer waits for the disk; switched off only to prove that the test notices.
    pub durability: Durability,
}

/// What every use case is given. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    keys: Keys,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    pool: Pool,
    tenants: Tenants,
    tokens: TokenCache,
    limiter: RateLimiter,
    turns: Turns,
    totals: Totals,
    counts: Counts,
    pages: Pages,
    key_sets: KeySets,
    ways_out: WaysOut,
    authorities: Authorities,
    seal_tokens: Tokens,
    jobs: [Notify; 2],
    asked: Notify,
    options: AppOptions,
}

/// Why an application cannot be opened, as its operator reads it.
#[derive(Debug)]
pub struct OpenError(
    /// What is wrong.
    pub String,
);

impl std::fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}

impl App {
    /// Opens the data folder, makes its master key at first start, and loads tenants and keys.
    /// Blocks; to be called before serving.
    pub fn open(
        options: AppOptions,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, OpenError> {
        Self::open_as(Nodes::One, options, (clock, entropy))
    }

    /// Opens it as one of several nodes, for tests of what they do to each other; see [`Nodes::Several`].
    pub fn open_beside_others(
        options: AppOptions,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, OpenError> {
        Self::open_as(Nodes::Several, options, (clock, entropy))
    }

    fn open_as(
        nodes: Nodes,
        mut options: AppOptions,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
    ) -> Result<Self, OpenError> {
        let failed = |error: &dyn std::fmt::Display| OpenError(error.to_string());
        let store_options = StoreOptions {
            durability: options.durability,
            nodes,
            ..StoreOptions::default()
        };
        let store = Store::open(&options.data, store_options).map_err(|error| failed(&error))?;
        let master = MasterKey::load_or_create(&options.data.join("master.key"), entropy.as_ref())
            .map_err(|error| failed(&error))?;
        keys::check_master(&store, &master).map_err(|error| failed(&error))?;
        let keys =
            Keys::load(&store, master, clock.now(), &entropy).map_err(|error| failed(&error))?;
        let tenants = Tenants::load(&store, &keys).map_err(|error| failed(&error))?;
        let now = clock.now();
        // What another node is working on is not given back.
        if nodes == Nodes::One {
            store
                .write_blocking(move |tx| tx.everyone().release_jobs(now))
                .map_err(|error: StoreError| failed(&error))?;
        }
        let gateways = std::mem::take(&mut options.gateways);
        Ok(Self(Arc::new(Inner {
            ways_out: WaysOut::new(options.outbox.take(), gateways),
            seal_tokens: Tokens::new(std::mem::take(&mut options.seals.tokens)),
            authorities: Authorities::new(std::mem::take(&mut options.seals)),
            store,
            keys,
            clock,
            entropy,
            pool: Pool::start(options.workers).map_err(|error| failed(&error))?,
            tenants,
            tokens: TokenCache::default(),
            limiter: RateLimiter::default(),
            turns: Turns::default(),
            totals: Totals::default(),
            counts: Counts::default(),
            pages: Pages::default(),
            key_sets: KeySets::default(),
            jobs: [Notify::new(), Notify::new()],
            asked: Notify::new(),
            options,
        })))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Whose turn it is to log in.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// How many rows there are, as far as that was counted before.
    pub(crate) fn totals(&self) -> &Totals {
        &self.0.totals
    }

    /// How many contracts the listings asked for lately have.
    pub(crate) fn counts(&self) -> &Counts {
        &self.0.counts
    }

    /// Pictures of pages that were drawn before they are asked for.
    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    /// Lets go pictures of pages that nobody has asked for in time.
    pub fn forget_pages(&self) {
        self.0.pages.forget(self.now());
    }

    /// The keys under the master key.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// The source of randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.0.entropy.as_ref()
    }

    /// Random bytes.
    pub fn random<const LENGTH: usize>(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        self.0.entropy.fill(&mut bytes);
        bytes
    }

    /// Threads for slow work.
    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Verified access tokens and ApiKeys.
    pub fn tokens(&self) -> &TokenCache {
        &self.0.tokens
    }

    /// How many calls each caller has left.
    pub fn limiter(&self) -> &RateLimiter {
        &self.0.limiter
    }

    /// Whether any tenant lets pages of this origin call.
    pub fn is_origin_of_any_tenant(&self, origin: &str) -> bool {
        let found = self.find_tenant(|context| {
            let origins = &context.tenant.settings.allowed_origins;
            origins.iter().any(|allowed| allowed == origin)
        });
        found.is_some()
    }

    /// The published keys of identity providers.
    pub fn key_sets(&self) -> &KeySets {
        &self.0.key_sets
    }

    /// The address that links are built from.
    pub fn public_url(&self) -> &str {
        &self.0.options.public_url
    }

    /// How messages leave.
    pub fn ways_out(&self) -> &WaysOut {
        &self.0.ways_out
    }

    /// Timestamp authorities, and what certificates name.
    pub fn authorities(&self) -> &Authorities {
        &self.0.authorities
    }

    /// PKCS#11 tokens that hold keys of this server.
    pub fn seal_tokens(&self) -> &Tokens {
        &self.0.seal_tokens
    }

    /// Where webhooks may lead.
    pub fn webhook_targets(&self) -> Targets {
        if self.0.options.private_webhook_targets {
            Targets::Any
        } else {
            Targets::Public
        }
    }

    /// Codes that one network address may ask for within an hour.
    pub fn codes_per_address(&self) -> i64 {
        self.0.options.codes_per_address
    }

    /// A tenant with its key and forms.
    pub fn tenant(&self, id: TenantId) -> Result<Arc<TenantContext>, Failure> {
        self.0
            .tenants
            .get(id)
            .ok_or(Failure::Inconsistent("a tenant without a row"))
    }

    /// The tenant of a name.
    pub fn tenant_by_name(&self, name: &str) -> Option<Arc<TenantContext>> {
        self.0.tenants.by_name(name)
    }

    /// A tenant of which this holds.
    pub(crate) fn find_tenant(
        &self,
        holds: impl Fn(&TenantContext) -> bool,
    ) -> Option<Arc<TenantContext>> {
        self.0.tenants.find(holds)
    }

    /// The tenants there are, in the order of their ids.
    pub fn tenant_ids(&self) -> Vec<TenantId> {
        self.0.tenants.ids()
    }

    /// How many tenants there are.
    pub fn tenant_count(&self) -> usize {
        self.0.tenants.count()
    }

    /// Loads tenants and forms again after one changed.
    pub(crate) async fn reload_tenants(&self) -> Result<(), Failure> {
        self.0.tenants.reload(&self.0.store, &self.0.keys).await
    }

    /// Tells the workers that a job was queued.
    pub fn wake_worker(&self) {
        self.0.jobs.iter().for_each(Notify::notify_one);
    }

    /// Tells the worker of a lane, where what was queued is of that lane alone.
    pub(crate) fn wake_lane(&self, lane: Lane) {
        self.lane(lane).notify_one();
    }

    fn lane(&self, lane: Lane) -> &Notify {
        let [work, messages] = &self.0.jobs;
        match lane {
            Lane::Work => work,
            Lane::Messages => messages,
        }
    }

    /// Tells those who wait on behalf of agents that one was asked.
    pub(crate) fn wake_agents(&self) {
        self.0.asked.notify_waiters();
    }

    /// Waits until some agent may have been asked.
    pub(crate) async fn agent_asked(&self) {
        self.0.asked.notified().await;
    }

    /// Waits until a job of a lane may have been queued.
    pub async fn job_queued(&self, lane: Lane) {
        self.lane(lane).notified().await;
    }

    /// Finishes what was accepted and lets go of the data folder. Blocks.
    pub fn close(&self) -> Result<(), Failure> {
        Ok(self.0.store.close()?)
    }
}

/// Wraps what a rule refused, for the end of a use case.
pub(crate) fn refused<T, R>(refusal: R) -> Answer<T, R> {
    Ok(Err(refusal))
}
