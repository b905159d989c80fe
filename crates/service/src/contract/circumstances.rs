//! Under which circumstances a person's app acted: where the device said it was, and what its clock
//! said. The clock is evidence and never a reason to refuse: cheap phones are set by hand
//! (`wire.md` 1.4).

use mithaq_domain::{id::EntryId, person::Location, tenant::Settings, time::Instant};
use serde::Serialize;

use crate::{
    App, Failure,
    session::{Invitee, seal},
};
use mithaq_store::vault::PersonKey;

/// What an app says of its device, and where its call came from.
#[derive(Clone)]
pub struct Circumstances {
    /// Where the device was.
    pub location: Option<Location>,
    /// What its clock said.
    pub device_time: Option<Instant>,
    /// The network address.
    pub address: String,
    /// What the app says it is.
    pub user_agent: String,
}

/// What lies sealed beside a journal entry, and opens the hash in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    location: Option<mithaq_domain::place::location::Location>,
    address: &'a str,
    /// The person's own words, where the act has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a str>,
}

impl Circumstances {
    /// What the journal says: the device's time with its drift from the server's in milliseconds,
    /// and whether a place was given, with a hash that only what lies sealed can open.
    pub(crate) fn detail(&self, invitee: &Invitee, now: Instant) -> String {
        let clock = match clock_detail(self.device_time, now).strip_prefix(',') {
            Some(clock) => clock.to_owned(),
            None => "\"deviceTime\":\"not given\"".to_owned(),
        };
        let place = match self.location {
            Some(location) => format!(
                "\"location\":\"given\",\"locationCommitment\":\"{}\"",
                invitee.location_commitment(&location.rounded())
            ),
            None => "\"location\":\"not given\"".to_owned(),
        };
        format!("{clock},{place}")
    }

    /// What lies sealed beside the entry of this id, with the person's own words where there are any.
    pub(crate) fn seal(
        &self,
        app: &App,
        (settings, key): (&Settings, &PersonKey),
        (entry, words): (EntryId, Option<&str>),
    ) -> Result<Vec<u8>, Failure> {
        let kept = Kept {
            location: self.location.map(Location::rounded),
            address: settings.kept_of_caller(&self.address),
            words,
        };
        seal(
            key,
            "journal.sealed",
            &entry.to_string(),
            &kept,
            app.entropy(),
        )
    }
}

/// What a journal entry says last of a device's clock, where an app tells what it showed: evidence,
/// and never a reason to refuse (`wire.md` 1.4).
pub(crate) fn clock_detail(device_time: Option<Instant>, now: Instant) -> String {
    device_time.map_or_else(String::new, |at| {
        let drift = at.since(now).as_millis();
        format!(
            ",\"deviceTime\":\"{}\",\"deviceDriftMillis\":{drift}",
            at.to_iso()
        )
    })
}
