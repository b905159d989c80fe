//! Delivery receipts: the address that a gateway sends them to, which nobody can guess, and what
//! they change.

use mithaq_store::{StoreError, vault::HashKey};

use crate::{App, Failure, error::Answer, session::hex};

/// No gateway has this address, or it takes no receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchReceiver;

/// Where a gateway's receipts go. The key in it comes from the master key: it is nowhere stored.
pub fn receipt_address(public_url: &str, key: &HashKey, gateway: &str) -> String {
    format!(
        "{public_url}/receipts/sms/{gateway}/{}",
        receipt_key(key, gateway)
    )
}

/// Where a gateway's receipts go.
pub fn receipt_url(app: &App, gateway: &str) -> String {
    receipt_address(app.public_url(), &app.keys().token, gateway)
}

fn receipt_key(key: &HashKey, gateway: &str) -> String {
    let name = gateway.to_ascii_lowercase();
    hex(&key.hash(&[b"sms receipts", name.as_bytes()]))
}

/// Takes the receipts of a request to a gateway's address; how many messages they were about.
pub async fn take_receipts(
    app: &App,
    (gateway, key): (&str, &str),
    query: &str,
    body: &str,
) -> Answer<usize, NoSuchReceiver> {
    let Some(known) = app.ways_out().find(gateway) else {
        return Ok(Err(NoSuchReceiver));
    };
    let expected = receipt_key(&app.keys().token, gateway);
    if !mithaq_store::vault::equal(expected.as_bytes(), key.as_bytes()) {
        return Ok(Err(NoSuchReceiver));
    }
    let Some(rule) = &known.receipt else {
        return Ok(Err(NoSuchReceiver));
    };
    let (receipts, name, now) = (rule.read(query, body), known.name.clone(), app.now());
    if receipts.is_empty() {
        return Ok(Ok(0));
    }
    let taken = receipts.clone();
    let changed = app.store().write(move |tx| {
        let mut changed = Vec::with_capacity(taken.len());
        for receipt in &taken {
            let message = (name.as_str(), receipt.reference.as_str());
            changed.push(
                tx.everyone()
                    .receive_receipt(message, receipt.delivered, now)?
                    > 0,
            );
        }
        Ok::<_, StoreError>(changed)
    });
    let changed = changed.await.map_err(Failure::from)?;
    for (receipt, changed) in receipts.iter().zip(&changed) {
        let outcome = if receipt.delivered {
            "delivered"
        } else {
            "failed"
        };
        tracing::info!(gateway, outcome, known = changed, "receipt");
    }
    Ok(Ok(changed.iter().filter(|changed| **changed).count()))
}
