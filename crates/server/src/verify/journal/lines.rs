//! What was found of a journal, for people: one line a fact, in Arabic or English.

use mithaq_domain::place;
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_store::evidence::judge::ChainVerdict;

use super::{Judged, kind, places};
use crate::verify::hexadecimal;

/// The lines, the verdict first.
pub(super) fn write(judged: &Judged, locale: Locale) -> Vec<String> {
    let named = [("company", Argument::Text(&judged.name))];
    let key = format!("verify-journal-{}", judged.word());
    let mut lines = vec![text_with(locale, &key, &named)];
    match &judged.verdict {
        Ok(verdict) => lines.extend(facts(verdict, locale)),
        Err(error) => lines.push(fact(locale, "problem", &error.to_string())),
    }
    lines
}

fn facts(verdict: &ChainVerdict, locale: Locale) -> Vec<String> {
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

fn fact(locale: Locale, key: &str, value: &str) -> String {
    format!(
        "  {}: {value}",
        text(locale, &format!("verify-journal-{key}"))
    )
}
