//! Answers of calls that only read, kept while nothing is written and for a second at most:
//! programs and dashboards ask the same again and again, mostly for what did not change. What
//! depends on the time of day, such as the end of a session, is so at most a second late.
//!
//! Not here: who may ask. A handler comes here when its extractors have let the caller in, so that
//! a revoked key or token is refused at once.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Mutex, PoisonError},
};

use axum::{body::Bytes, response::Response};
use mithaq_domain::{
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_i18n::Locale;
use mithaq_service::App;
use mithaq_wire::Envelope;

use crate::{answer::respond_with, extract::Query};

/// So long an answer may be given again.
const HOLDS: Span = Span::seconds(1);
/// Bytes of all answers that are kept.
const ROOM: usize = 8 * 1024 * 1024;
/// Bytes of one answer that is kept.
const LARGEST: usize = 256 * 1024;

/// All that an answer depends on beside what is stored and the time.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Of which company.
    tenant: TenantId,
    /// Which call, and for which kind of caller.
    call: &'static str,
    /// Its query, as sent.
    pairs: Vec<(String, String)>,
    /// In which language.
    locale: Locale,
}

impl Asked {
    /// A call, named so that no other call and no other kind of caller has its name.
    pub fn new(tenant: TenantId, call: &'static str, query: &Query, locale: Locale) -> Self {
        Self {
            tenant,
            call,
            pairs: query.pairs().to_vec(),
            locale,
        }
    }
}

/// The answers between two changes.
struct Answers {
    changes: u64,
    from: Instant,
    room: usize,
    by_call: HashMap<Asked, Bytes>,
}

/// What is remembered.
#[derive(Default)]
pub struct Remembered(Mutex<Option<Answers>>);

impl Remembered {
    /// Answers as before where nothing changed since, else by reading. Refusals are not kept.
    pub async fn answer(
        &self,
        app: &App,
        asked: Asked,
        read: impl Future<Output = Result<Envelope, Response>>,
    ) -> Response {
        // Before the reading: what changes meanwhile makes the figure grow.
        let (changes, now) = (app.store().changes(), app.now());
        if let Some(body) = self.find(&asked, changes, now) {
            return respond_with(200, body);
        }
        let envelope = match read.await {
            Ok(envelope) => envelope,
            Err(response) => return response,
        };
        let body = Bytes::from(envelope.text());
        if envelope.status == 200 {
            self.keep(asked, &body, changes, now);
        }
        respond_with(envelope.status, body)
    }

    fn find(&self, asked: &Asked, changes: u64, now: Instant) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = kept.as_ref().filter(|kept| kept.hold(changes, now))?;
        answers.by_call.get(asked).cloned()
    }

    /// Keeps an answer beside the others of its time, and forgets those of any other.
    fn keep(&self, asked: Asked, body: &Bytes, changes: u64, now: Instant) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = match &mut *kept {
            Some(answers) if answers.hold(changes, now) => answers,
            other => other.insert(Answers {
                changes,
                from: now,
                room: ROOM,
                by_call: HashMap::new(),
            }),
        };
        if body.len() <= LARGEST.min(answers.room) {
            answers.room -= body.len();
            answers.by_call.insert(asked, body.clone());
        }
    }
}

impl Answers {
    fn hold(&self, changes: u64, now: Instant) -> bool {
        self.changes == changes && self.from <= now && now < self.from.plus(HOLDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tenant: i64, call: &'static str, value: &str) -> Asked {
        Asked {
            tenant: TenantId::new(tenant),
            call,
            pairs: vec![("id".to_owned(), value.to_owned())],
            locale: Locale::En,
        }
    }

    fn at(millis: i64) -> Instant {
        Instant::from_unix_millis(millis)
    }

    #[test]
    fn an_answer_holds_for_a_second_and_until_something_is_written() {
        let (kept, body) = (Remembered::default(), Bytes::from_static(b"{}"));
        kept.keep(asked(1, "Get", "a"), &body, 5, at(10_000));
        let find = |asked: &Asked, changes, now| kept.find(asked, changes, at(now));
        assert_eq!(find(&asked(1, "Get", "a"), 5, 10_999), Some(body));
        assert_eq!(find(&asked(1, "Get", "a"), 6, 10_001), None);
        assert_eq!(find(&asked(1, "Get", "a"), 5, 11_000), None);
        assert_eq!(
            find(&asked(1, "Get", "a"), 5, 9_999),
            None,
            "the clock was set back"
        );
    }

    #[test]
    fn nobody_is_given_what_another_asked_for() {
        let (kept, body) = (Remembered::default(), Bytes::from_static(b"{}"));
        kept.keep(asked(1, "Get", "a"), &body, 5, at(0));
        let arabic = Asked {
            locale: Locale::Ar,
            ..asked(1, "Get", "a")
        };
        let others = [
            asked(2, "Get", "a"),
            asked(1, "List", "a"),
            asked(1, "Get", "b"),
            arabic,
        ];
        for other in others {
            assert_eq!(kept.find(&other, 5, at(0)), None, "{other:?}");
        }
    }

    #[test]
    fn what_an_earlier_reading_found_takes_no_place_among_newer_answers() {
        let (kept, body) = (Remembered::default(), Bytes::from_static(b"{}"));
        kept.keep(asked(1, "Get", "new"), &body, 6, at(0));
        kept.keep(asked(1, "Get", "old"), &body, 5, at(0));
        assert_eq!(kept.find(&asked(1, "Get", "old"), 6, at(0)), None);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Remembered::default();
        let large = Bytes::from(vec![b' '; LARGEST]);
        for number in 0..64 {
            kept.keep(asked(1, "Get", &number.to_string()), &large, 1, at(0));
        }
        let too_large = Bytes::from(vec![b' '; LARGEST + 1]);
        kept.keep(asked(1, "List", ""), &too_large, 1, at(0));
        let answers = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held: Option<usize> = answers
            .as_ref()
            .map(|kept| kept.by_call.values().map(Bytes::len).sum());
        assert_eq!(held, Some(ROOM));
    }
}
