//! What waits for the seal of a company, as the data folder says; beside a server or without one.

use std::{collections::HashMap, path::Path};

use mithaq_domain::{id::TenantId, place, time::Instant};
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_service::{
    Clock,
    contract::{AllWaiting, Awaited, Waiting, list_waiting},
    jobs::HELD_BACK,
};
use mithaq_store::{Inspection, StoreError};

use crate::clock::SystemClock;

/// A line for each company and what it waits for; none where there is no database yet.
pub(super) fn warnings(data: &Path, locale: Locale) -> Vec<String> {
    // Where it cannot be said whether there is one, opening says why.
    if matches!(data.join("mithaq.db").try_exists(), Ok(false)) {
        return Vec::new();
    }
    let warnings = match read(data, SystemClock.now()) {
        Ok((all, names)) => sentences(&all, &names, locale),
        Err(error) => {
            let why = error.to_string();
            vec![text_with(
                locale,
                "waiting-unread",
                &[("why", Argument::Text(&why))],
            )]
        }
    };
    let warning = |what: String| {
        let what = [("what", Argument::Text(what.trim_end()))];
        text_with(locale, "waiting-warning", &what)
    };
    warnings.into_iter().map(warning).collect()
}

/// The unique names of companies.
type Names = HashMap<TenantId, String>;

fn read(data: &Path, now: Instant) -> Result<(AllWaiting, Names), StoreError> {
    let inspection = Inspection::open(data)?;
    inspection.read(|tx| {
        let tenants = tx.everyone().list_tenants()?.into_iter();
        let names = tenants.map(|row| (row.tenant.id, row.tenant.name.as_str().to_owned()));
        Ok((list_waiting(tx, now)?, names.collect()))
    })
}

fn sentences(all: &AllWaiting, names: &Names, locale: Locale) -> Vec<String> {
    let mut sentences: Vec<String> = all
        .waiting
        .iter()
        .map(|waiting| sentence(waiting, names, locale))
        .collect();
    if all.is_cut {
        sentences.push(text(locale, "waiting-cut"));
    }
    sentences
}

fn sentence(waiting: &Waiting, names: &Names, locale: Locale) -> String {
    let key = match waiting.awaited {
        Awaited::Countersignature => "waiting-countersignature",
        Awaited::Signature => "waiting-signature",
        Awaited::Level => "waiting-level",
        Awaited::Authority => "waiting-authority",
    };
    let company = names.get(&waiting.tenant).map(String::as_str);
    let contract = waiting.oldest.to_string();
    let since = place::local_time(waiting.since, "UTC");
    let why = match (waiting.awaited, &waiting.why) {
        // Nothing failed: what has not come from outside is in the sentence.
        (Awaited::Level, None) => String::new(),
        (Awaited::Level, Some(why)) if why == HELD_BACK => String::new(),
        _ => why(waiting, locale),
    };
    let named = [
        ("company", Argument::Text(company.unwrap_or_default())),
        ("count", Argument::Number(waiting.count)),
        ("contract", Argument::Text(&contract)),
        ("since", Argument::Text(&since)),
        ("why", Argument::Text(&why)),
    ];
    text_with(locale, key, &named)
}

fn why(waiting: &Waiting, locale: Locale) -> String {
    let attempts = waiting.attempts.to_string();
    match (&waiting.why, waiting.attempts) {
        (None, 0) => text(locale, "waiting-untried"),
        (None, _) => text(locale, "waiting-under-way"),
        (Some(why), _) => {
            let named = [
                ("attempts", Argument::Text(&attempts)),
                ("why", Argument::Text(why)),
            ];
            text_with(locale, "waiting-failed", &named)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_domain::id::ContractId;

    fn waiting(awaited: Awaited, count: i64) -> Waiting {
        Waiting {
            tenant: TenantId::new(1),
            awaited,
            count,
            oldest: ContractId::new(Instant::from_unix_millis(0), &[7; 10]),
            since: Instant::from_unix_millis(1_800_000_000_000),
            attempts: 6,
            why: Some("seal: the token \"hsm\" is not there".to_owned()),
        }
    }

    fn said(waiting: Waiting, locale: Locale) -> String {
        let names = HashMap::from([(TenantId::new(1), "nile".to_owned())]);
        let all = AllWaiting {
            waiting: vec![waiting],
            is_cut: false,
        };
        sentences(&all, &names, locale).concat()
    }

    #[test]
    fn each_wait_says_whose_how_many_which_since_when_and_why_in_both_languages() {
        for locale in Locale::ALL {
            for awaited in [
                Awaited::Countersignature,
                Awaited::Signature,
                Awaited::Level,
                Awaited::Authority,
            ] {
                let text = said(waiting(awaited, 12), locale);
                let contract = waiting(awaited, 12).oldest.to_string();
                for part in ["nile", "12", contract.as_str(), "2027/01/15 08:00:00"] {
                    assert!(text.contains(part), "{part} in {text}");
                }
                let is_of_job = awaited != Awaited::Authority;
                assert_eq!(text.contains("the token \"hsm\""), is_of_job, "{text}");
                assert!(!text.contains("$"), "{text}");
            }
        }
    }

    #[test]
    fn what_nobody_has_tried_is_said_so() {
        let untried = Waiting {
            attempts: 0,
            why: None,
            ..waiting(Awaited::Countersignature, 1)
        };
        let text = said(untried.clone(), Locale::En);
        assert!(text.contains("1 contract waits for"), "{text}");
        assert!(text.ends_with("does a server run on this data?"), "{text}");
        assert!(said(untried, Locale::Ar).contains("عقد واحد ينتظر"));
    }

    #[test]
    fn a_file_whose_authorities_have_not_answered_has_no_other_reason() {
        for why in [None, Some(HELD_BACK.to_owned())] {
            let held = Waiting {
                why,
                ..waiting(Awaited::Level, 1)
            };
            let text = said(held, Locale::En);
            let end = "since 2027/01/15 08:00:00 (UTC+00:00).";
            assert!(text.trim_end().ends_with(end), "{text}");
        }
    }

    #[test]
    fn a_queue_that_is_longer_than_is_looked_at_is_said_so() {
        let all = AllWaiting {
            waiting: Vec::new(),
            is_cut: true,
        };
        assert_eq!(sentences(&all, &Names::new(), Locale::En).len(), 1);
    }
}
