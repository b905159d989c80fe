//! Old events are forgotten with what was delivered of them, after as many days as their company says.

use mithaq_domain::time::Span;
use mithaq_store::StoreError;

use crate::{App, Failure};

/// Events of one company that one transaction looks at.
const LOOK_AT: i64 = 500;

/// Forgets some old events of each company, each in a transaction of its own; how many.
pub async fn forget_events(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let tenants = app.store().read(|tx| tx.everyone().list_tenants());
    let tenants = tenants
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let mut forgotten = 0;
    for tenant in tenants.into_iter().map(|row| row.tenant) {
        let before = now.minus(Span::days(tenant.settings.event_days));
        let gone = app
            .store()
            .write(move |tx| tx.tenant(tenant.id).forget_events(before, LOOK_AT));
        forgotten += gone
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
    }
    Ok(forgotten)
}
