//! Old events are forgotten with what was delivered of them, after as many days as their company says.

use std::collections::HashMap;

use mithaq_domain::{
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_store::StoreError;

use crate::{App, Failure};

/// Events of one company that one step looks at: of those that something kept, and of the others.
const LOOK_AT: i64 = 500;
/// After a look at kept events of which none could go: what keeps them seldom ends.
const REST: Span = Span::minutes(10);

/// How far the looks at the events are that something kept. A new one begins with the oldest.
#[derive(Debug)]
pub struct EventSweep {
    most: i64,
    kept: HashMap<TenantId, Look>,
}

/// The next look at the kept events of a company.
#[derive(Clone, Copy, Debug)]
struct Look {
    from: i64,
    due: Instant,
}

impl Default for EventSweep {
    fn default() -> Self {
        Self::looking_at(LOOK_AT)
    }
}

impl EventSweep {
    /// One that looks at so many events of a company in a step, of the kept ones and of the others.
    pub fn looking_at(most: i64) -> Self {
        let kept = HashMap::new();
        Self { most, kept }
    }

    /// Forgets some old events of each company, each in a transaction of its own; how many.
    pub async fn step(&mut self, app: &App) -> Result<usize, Failure> {
        let (now, most) = (app.now(), self.most);
        let tenants = app.store().read(|tx| tx.everyone().list_tenants());
        let tenants = tenants
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let mut forgotten = 0;
        for tenant in tenants.into_iter().map(|row| row.tenant) {
            let id = tenant.id;
            let before = now.minus(Span::days(tenant.settings.event_days));
            let look = self.kept.get(&id).copied();
            let look = look.unwrap_or(Look { from: 1, due: now });
            let is_due = now >= look.due;
            let gone = app.store().write(move |tx| {
                let mut tx = tx.tenant(id);
                let kept = if is_due {
                    Some(tx.forget_kept_events(look.from, before, most)?)
                } else {
                    None
                };
                Ok((tx.forget_events(before, most)?, kept))
            });
            let (new, kept) = gone
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            forgotten += new;
            if let Some((gone, from)) = kept {
                forgotten += gone;
                let due = if gone > 0 { now } else { now.plus(REST) };
                self.kept.insert(id, Look { from, due });
            }
        }
        Ok(forgotten)
    }
}
