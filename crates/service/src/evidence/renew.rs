//! Timestamps over heads are stamped again before the certificate of their authority ends (RFC 4998 5.2): one further
//! token over many, as soon as an authority gives one that ends later. What has ended is beyond renewal.

use mithaq_domain::{
    evidence::{
        merkle::Hash,
        renewal::{Covered, Proof, Renewal, due_until, token_leaf, tree},
    },
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_pades::verify_timestamp;
use mithaq_store::{StoreError, evidence::renewal::DueToken};

use crate::{App, Failure, contract::stamp};

/// Tokens that one renewal covers at the most: they are hashed and written at once.
const MOST: i64 = 1000;
/// Whoever has no certificate yet that ends later is asked again after this long.
const ASK_AGAIN: Span = Span::days(1);

/// Has every company's timestamps renewed that are due; how many renewals there were.
pub async fn renew_head_timestamps(app: &App) -> Result<usize, Failure> {
    let (mut renewals, mut failure) = (0, None);
    for tenant in app.tenant_ids() {
        // One company's trouble must not hold up the others'.
        loop {
            match renew(app, tenant).await {
                Ok(true) => renewals += 1,
                Ok(false) => break,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
    }
    failure.map_or(Ok(renewals), Err)
}

/// Makes one renewal; false where none is due, or none can be had now.
async fn renew(app: &App, tenant: TenantId) -> Result<bool, Failure> {
    let (authorities, now) = (app.authorities(), app.now());
    let may_ask = authorities.ready(now).next().is_some() && authorities.may_renew(tenant, now);
    if authorities.heads_every().is_none() || !may_ask {
        return Ok(false);
    }
    note_ends(app, tenant).await?;
    let read = app.store().read(move |tx| {
        let mut tx = tx.tenant(tenant);
        let due = tx.list_due_tokens((now, due_until(now)), MOST)?;
        Ok((due, tx.next_renewal()?))
    });
    let (due, number) = read
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let Some(latest) = due.iter().map(|due| due.expires_at).max() else {
        return Ok(false);
    };
    let plant = move || Ok(planted(tenant, number, &due));
    let (renewal, covered) = app.pool().run(plant).await?;
    let Some(token) = stamp(app, renewal.imprint()).await? else {
        return Ok(false);
    };
    let expires_at = instant(token.expires_unix_seconds());
    // One by the same certificate proves nothing for longer.
    if expires_at <= latest {
        authorities.put_off_renewal(tenant, now.plus(ASK_AGAIN));
        return Ok(false);
    }
    let write = move |tx: &mut mithaq_store::Tx<'_>| {
        let mut tx = tx.tenant(tenant);
        tx.insert_renewal(&renewal, (token.der(), expires_at), &covered)
    };
    let kept = app.store().write(write).await;
    kept.map_err(|error: StoreError| error.into())
}

/// The renewal of these tokens, and the proof of each.
fn planted(tenant: TenantId, number: i64, due: &[DueToken]) -> (Renewal, Vec<(Covered, Proof)>) {
    let leaf = |due: &DueToken| token_leaf(tenant, due.covered, &due.token);
    let leaves: Vec<Hash> = due.iter().map(leaf).collect();
    let (root, proofs) = tree(&leaves);
    let renewal = Renewal {
        tenant,
        number,
        size: i64::try_from(leaves.len()).unwrap_or(i64::MAX),
        root,
    };
    let covered = due.iter().map(|due| due.covered).zip(proofs);
    (renewal, covered.collect())
}

/// Notes when the certificates end of timestamps that an older program kept.
async fn note_ends(app: &App, tenant: TenantId) -> Result<(), Failure> {
    loop {
        let read = app
            .store()
            .read(move |tx| tx.tenant(tenant).list_endless_tokens(MOST));
        let endless = read
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        if endless.is_empty() {
            return Ok(());
        }
        // What cannot be read has nothing to be renewed.
        let end = |token: &[u8]| {
            let report = verify_timestamp(token, &[0; 32], &[], 0);
            instant(report.expires_unix_seconds.unwrap_or_default())
        };
        let ends: Vec<(i64, Instant)> = endless
            .iter()
            .map(|(size, token)| (*size, end(token)))
            .collect();
        let write = app.store().write(move |tx| {
            let mut tx = tx.tenant(tenant);
            ends.iter()
                .try_for_each(|(size, end)| tx.set_token_end(*size, *end))
        });
        write
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
    }
}

/// A moment in whole seconds.
pub(super) const fn instant(unix_seconds: i64) -> Instant {
    Instant::from_unix_millis(unix_seconds.saturating_mul(1000))
}
