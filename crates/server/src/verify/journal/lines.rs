//! What was found of a journal, for people: one line a fact, in Arabic or English.

use mithaq_domain::place;
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_service::evidence::{HeadTime, JournalVerdict};

use super::{Judged, kind, places};
use crate::verify::{hexadecimal, lines as seal_lines};

/// The lines, the verdict first.
pub(super) fn write(judged: &Judged, locale: Locale) -> Vec<String> {
    let named = [("company", Argument::Text(&judged.name))];
    let key = format!("verify-journal-{}", judged.word());
    let mut lines = vec![text_with(locale, &key, &named)];
    match &judged.verdict {
        Ok(verdict) => {
            lines.extend(facts(verdict, locale));
            if judged.kept > 0 && verdict.chain.broken.is_none() {
                lines.push(fact(locale, "kept", &judged.kept.to_string()));
            }
            lines.extend(times(verdict, locale));
        }
        Err(error) => lines.push(fact(locale, "problem", &error.to_string())),
    }
    lines
}

fn facts(verdict: &JournalVerdict, locale: Locale) -> Vec<String> {
    let verdict = &verdict.chain;
    let facts = &verdict.facts;
    let utc = |at| place::local_time(at, "UTC");
    let mut lines = Vec::new();
    if let Some(broken) = &verdict.broken {
        let (place, entry, now_at) = places(broken);
        let (place, entry) = (place.to_string(), entry.unwrap_or_default());
        let now_at = now_at.map(|now_at| now_at.to_string()).unwrap_or_default();
        let named = [
            ("place", Argument::Text(&place)),
            ("entry", Argument::Text(&entry)),
            ("nowAt", Argument::Text(&now_at)),
        ];
        let key = format!("verify-journal-broken-{}", kind(broken));
        lines.push(format!("  {}", text_with(locale, &key, &named)));
    }
    lines.push(fact(locale, "entries", &facts.walked.to_string()));
    lines.push(fact(locale, "heads", &facts.heads.to_string()));
    if let Some(head) = &facts.head {
        lines.push(fact(
            locale,
            "head",
            &format!("{}:{}", head.size, hexadecimal(&head.root)),
        ));
        lines.push(fact(locale, "head-at", &utc(head.at)));
    }
    if let Some(oldest) = facts.oldest_unchained {
        lines.push(fact(locale, "unchained", &facts.unchained.to_string()));
        lines.push(fact(locale, "oldest", &utc(oldest)));
    }
    lines
}

/// What outside timestamps over heads prove, each one named that has something wrong.
fn times(verdict: &JournalVerdict, locale: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    for time in verdict.times.iter().filter(|time| !time.is_sound()) {
        let size = time.size.to_string();
        let named = [("size", Argument::Text(&size))];
        let what = text_with(locale, "verify-journal-timestamp-wrong", &named);
        lines.push(format!("  {what}"));
        let codes = time.problems().into_iter();
        lines.extend(codes.map(|code| format!("    {}", seal_lines::problem(locale, code))));
    }
    if verdict.times.is_empty() {
        let none = text(locale, "verify-journal-by-issuer");
        return [lines, vec![fact(locale, "timestamps", &none)]].concat();
    }
    let count = verdict.times.len().to_string();
    lines.push(fact(locale, "timestamps", &count));
    lines.extend(proven(verdict, locale));
    lines
}

/// Until when the entries are proved to have existed, or why no time is proved.
fn proven(verdict: &JournalVerdict, locale: Locale) -> Vec<String> {
    let Some((time, at)) = verdict.newest_proven() else {
        let is_known = |time: &HeadTime| time.is_sound() && time.token.is_trusted;
        let why = match verdict.times.iter().any(is_known) {
            true => "lapsed",
            false => "unknown",
        };
        let why = text(locale, &format!("verify-journal-proven-{why}"));
        return vec![fact(locale, "proven", &why)];
    };
    let (size, at) = (time.size.to_string(), place::local_time(at, "UTC"));
    let authority = &time.token.authority_subject;
    let named = [
        ("size", Argument::Text(&size)),
        ("at", Argument::Text(&at)),
        ("authority", Argument::Text(authority)),
    ];
    let what = text_with(locale, "verify-journal-proven-what", &named);
    let later = verdict.chain.facts.walked.saturating_sub(time.size);
    let mut lines = vec![fact(locale, "proven", &what)];
    if later > 0 {
        lines.push(fact(locale, "later", &later.to_string()));
    }
    lines
}

fn fact(locale: Locale, key: &str, value: &str) -> String {
    format!(
        "  {}: {value}",
        text(locale, &format!("verify-journal-{key}"))
    )
}
