//! Giving entries their places in their company's chain, in batches and apart from the acts that
//! wrote them: a head that every act locked would have all of a company's acts wait for each other.

use mithaq_domain::{evidence::chain::CHAINED_WITHIN, id::TenantId, time::Instant};
use mithaq_store::StoreError;

use crate::{App, Failure};

/// Entries that get their places in one transaction: a few milliseconds for whoever writes meanwhile.
const BATCH: i64 = 256;

/// Chains what was written. One runs in each server.
#[derive(Default)]
pub struct Chainer {
    /// What the store's figure of changes was before the last look that failed nowhere.
    seen: Option<u64>,
}

impl Chainer {
    /// Chains every entry that has no place; how many there were. While nothing was written since the
    /// last step it reads nothing.
    pub async fn step(&mut self, app: &App) -> Result<usize, Failure> {
        let changes = app.store().changes();
        if self.seen == Some(changes) {
            return Ok(0);
        }
        let (mut chained, mut failure) = (0, None);
        for waiting in find_unchained(app).await? {
            // What is wrong with one company's chain must not hold up the others'.
            match chain(app, waiting.tenant).await {
                Ok(count) => chained += count,
                Err(error) => failure = Some(error),
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        self.seen = Some(changes);
        Ok(chained)
    }
}

/// Chains every entry of a company that has no place; how many there were.
pub(crate) async fn chain(app: &App, tenant: TenantId) -> Result<usize, Failure> {
    let mut chained = 0;
    loop {
        let now = app.now();
        let count = app
            .store()
            .write(move |tx| tx.tenant(tenant).chain_entries(BATCH, now))
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        chained += count;
        if i64::try_from(count).is_ok_and(|count| count < BATCH) {
            return Ok(chained);
        }
    }
}

/// A company whose entries wait for their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The company.
    pub tenant: TenantId,
    /// When the oldest of them was written.
    pub since: Instant,
}

/// The companies whose entries have waited for their places for so long that somebody must look.
pub async fn find_waiting(app: &App) -> Result<Vec<Waiting>, Failure> {
    let before = app.now().minus(CHAINED_WITHIN);
    let mut waiting = find_unchained(app).await?;
    waiting.retain(|waiting| waiting.since < before);
    Ok(waiting)
}

async fn find_unchained(app: &App) -> Result<Vec<Waiting>, Failure> {
    let tenants = app.tenant_ids();
    let found = app.store().read(move |tx| {
        let mut waiting = Vec::new();
        for tenant in tenants {
            if let Some(since) = tx.tenant(tenant).find_oldest_unchained()? {
                waiting.push(Waiting { tenant, since });
            }
        }
        Ok(waiting)
    });
    found.await.map_err(|error: StoreError| error.into())
}
