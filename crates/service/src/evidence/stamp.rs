//! Outside timestamps over the heads of the chain (RFC 3161): asked for now and then, where the head has
//! moved, from the authorities that seals take theirs from. What no authority stamps stays without a
//! timestamp until the next look.

use mithaq_domain::{evidence::chain::Head, id::TenantId, time::Instant};
use mithaq_store::{StoreError, evidence::timestamp::Stamped};

use super::renew::instant;
use crate::{App, Failure, contract::stamp};

/// Has every company's newest head stamped that is due; how many were.
pub async fn stamp_heads(app: &App) -> Result<usize, Failure> {
    let (mut stamped, mut failure) = (0, None);
    for tenant in app.tenant_ids() {
        // One company's trouble must not hold up the others'.
        match stamp_due(app, tenant).await {
            Ok(is_stamped) => stamped += usize::from(is_stamped),
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(stamped), Err)
}

async fn stamp_due(app: &App, tenant: TenantId) -> Result<bool, Failure> {
    let Some(every) = app.authorities().heads_every() else {
        return Ok(false);
    };
    if app.authorities().ready(app.now()).next().is_none() {
        return Ok(false);
    }
    let (head, last) = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            Ok((tx.find_head()?, tx.find_stamped_head()?))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let latest = app.now().minus(every);
    match head.filter(|head| is_due(head, last.as_ref(), latest)) {
        Some(head) => stamp_head(app, &head).await,
        None => Ok(false),
    }
}

/// Whether a head counts more than the last one that was stamped, and that one is old enough.
fn is_due(head: &Head, last: Option<&Stamped>, latest: Instant) -> bool {
    last.is_none_or(|last| head.size > last.head.size && last.head.at <= latest)
}

/// Has the newest head stamped unless one bears a timestamp that counts as many entries; nothing is done
/// where no head is to be stamped, and an authority that gives nothing is no failure.
pub(crate) async fn stamp_up_to(app: &App, tenant: TenantId, size: i64) -> Result<(), Failure> {
    if app.authorities().heads_every().is_none() {
        return Ok(());
    }
    let (head, stamped) = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            Ok((tx.find_head()?, tx.find_first_stamped_head(size)?))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if let (Some(head), None) = (head, stamped) {
        stamp_head(app, &head).await?;
    }
    Ok(())
}

/// Asks the authorities in their order; false where none gives a timestamp, or another was first.
async fn stamp_head(app: &App, head: &Head) -> Result<bool, Failure> {
    let Some(token) = stamp(app, head.imprint()).await? else {
        return Ok(false);
    };
    let (tenant, size) = (head.tenant, head.size);
    let expires_at = instant(token.expires_unix_seconds());
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            tx.insert_head_timestamp(size, (token.der(), expires_at))
        })
        .await
        .map_err(|error: StoreError| error.into())
}

#[cfg(test)]
mod tests {
    use mithaq_domain::time::Span;

    use super::*;

    const NOW: Instant = Instant::from_unix_millis(1_800_000_000_000);

    fn head(size: i64, at: Instant) -> Head {
        Head {
            tenant: TenantId::new(1),
            size,
            at,
            link: [1; 32],
            root: [2; 32],
        }
    }

    #[test]
    fn a_head_is_stamped_when_it_moved_and_the_last_timestamp_is_old_enough() {
        let every = Span::hours(1);
        let latest = NOW.minus(every);
        let last = |size, at| Stamped {
            head: head(size, at),
            token: vec![0],
            renewed: None,
        };
        let newest = head(9, NOW);
        assert!(is_due(&newest, None, latest));
        assert!(is_due(&newest, Some(&last(8, latest)), latest));
        let young = latest.plus(Span::millis(1));
        assert!(!is_due(&newest, Some(&last(8, young)), latest));
        let unmoved = last(9, latest.minus(every));
        assert!(!is_due(&newest, Some(&unmoved), latest));
    }
}
