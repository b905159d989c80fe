//! Whether a message may be sent at all: the country, the day's cap, and blocks of numbers that
//! codes are pumped to. Asked before a code is stored; the answer is a permit without which nothing
//! can be queued.

use mithaq_domain::{
    message::{MessageRefusal, PUMPING_WINDOW, RANGE, SERIES},
    otp::Destination,
    place::{local_date, phone::Phone},
    session::Contact,
    time::Instant,
};
use mithaq_store::{TenantTx, vault::TenantKey};

use crate::{Failure, app::TenantContext, error::Answer};

/// Where codes of a contact go: the phone where there is one.
pub(crate) fn destination_of(contact: Contact) -> Option<Destination> {
    match (contact.phone, contact.email) {
        (Some(phone), _) => Some(Destination::Phone(phone)),
        (None, Some(email)) => Some(Destination::Email(email)),
        (None, None) => None,
    }
}

/// The blind index of a destination, the same for messages and for codes.
pub(crate) fn destination_index(key: &TenantKey, destination: &Destination) -> [u8; 32] {
    key.blind_index("destination", &destination.normalised())
}

/// That a message may be queued. Only [`permit`] makes one.
pub(crate) struct Permit {
    pub(super) destination_index: [u8; 32],
    pub(super) blocks: Option<([u8; 32], [u8; 32])>,
}

/// Asks the company's rules. `is_code` says whether the message carries a code: only those are
/// worth pumping. A refusal is logged here, without the number.
pub(crate) fn permit(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    destination: &Destination,
    is_code: bool,
    now: Instant,
) -> Answer<Permit, MessageRefusal> {
    let destination_index = destination_index(&context.key, destination);
    let Destination::Phone(phone) = destination else {
        return Ok(Ok(Permit {
            destination_index,
            blocks: None,
        }));
    };
    let index = |kind, beginning| context.key.blind_index(kind, beginning);
    let range = index("range of numbers", RANGE.beginning(phone.as_str()));
    let series = index("series of numbers", SERIES.beginning(phone.as_str()));
    let asked = Permit {
        destination_index,
        blocks: is_code.then_some((range, series)),
    };
    let answer = judge(tx, context, phone, asked, now)?;
    if let Err(refusal) = &answer {
        tracing::warn!(tenant = %context.tenant.id, reason = refusal.name(), "a text message was refused");
    }
    Ok(answer)
}

fn judge(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    phone: &Phone,
    permit: Permit,
    now: Instant,
) -> Answer<Permit, MessageRefusal> {
    let settings = &context.tenant.settings;
    if !settings.messages.allows(phone.as_str()) {
        return Ok(Err(MessageRefusal::CountryNotAllowed));
    }
    // What never leaves costs nobody anything, and readers would only stop each other.
    if !settings.sends_messages() {
        return Ok(Ok(permit));
    }
    if let Some(blocks) = &permit.blocks {
        let (range, series) = tx.get_block_traffic(blocks, now.minus(PUMPING_WINDOW))?;
        let is_stopped = RANGE.is_stopped(range) || SERIES.is_stopped(series);
        // Whoever has typed a code in before is no invention of a pumper.
        if is_stopped && !tx.was_destination_proved(&permit.destination_index)? {
            return Ok(Err(MessageRefusal::Pumping));
        }
    }
    if tx.count_up(&day_counter(context, now))? > settings.messages.sms_per_day {
        return Ok(Err(MessageRefusal::DailyCap));
    }
    Ok(Ok(permit))
}

/// Text messages that may still leave today; counts nothing.
pub(crate) fn texts_left(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    now: Instant,
) -> Result<i64, Failure> {
    let sent = tx.find_count(&day_counter(context, now))?;
    let most = context.tenant.settings.messages.sms_per_day;
    Ok(most.saturating_sub(sent).max(0))
}

fn day_counter(context: &TenantContext, now: Instant) -> String {
    let zone = &context.tenant.settings.time_zone;
    format!("sms on {}", local_date(now, zone))
}
