//! `mithaq verify` on an evidence bundle: what was found, for people and for programs. Exit codes: 0 whole
//! and the issuer trusted · 1 altered, or no bundle as the server makes it · 2 unreadable · 3 whole, but
//! an issuer is not among the given roots.

use mithaq_domain::{contract::SignatureLevel, id::TenantId, place, time::Instant};
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_service::evidence::{
    Bundle, BundleVerdict, Check, HeadPart, NotABundle, SealsPart, judge_bundle,
};
use serde_json::{Value, json};

use super::{hexadecimal, json as seal_json, lines};

/// What is to be told of a bundle.
pub(super) struct Judged {
    file: String,
    found: Result<(Bundle, BundleVerdict), NotABundle>,
}

impl Judged {
    /// Judges the bytes of a file.
    pub(super) fn of(file: String, bytes: &[u8], roots: &[Vec<u8>], now: i64) -> Self {
        let found = Bundle::unpack(bytes).map(|bundle| {
            let verdict = judge_bundle(&bundle, roots, now);
            (bundle, verdict)
        });
        Self { file, found }
    }

    /// See the head of this file.
    pub(super) fn exit_code(&self) -> u8 {
        match &self.found {
            Ok((_, verdict)) => verdict.exit_code(),
            Err(NotABundle::NotZip | NotABundle::TooLarge) => 2,
            Err(_) => 1,
        }
    }

    /// The lines for people, the verdict first.
    pub(super) fn lines(&self, locale: Locale) -> Vec<String> {
        let file = lines::labelled(locale, "verify-file", &self.file);
        match &self.found {
            Err(why) => vec![text(locale, &format!("verify-bundle-{}", why.code())), file],
            Ok((bundle, verdict)) => {
                let word = seal_json::word(verdict.outcome());
                let mut lines = vec![text(locale, &format!("verify-bundle-{word}")), file];
                lines.extend(facts(bundle, verdict, locale));
                if let Ok(seal) = &verdict.seal {
                    lines.extend(lines::of_signatures(seal, locale));
                }
                lines
            }
        }
    }

    /// One JSON object for programs.
    pub(super) fn json(&self) -> String {
        let mut object = match &self.found {
            Err(why) => {
                json!({ "kind": "bundle", "verdict": "unreadable", "problems": [why.code()] })
            }
            Ok((bundle, verdict)) => object(bundle, verdict),
        };
        if let Some(object) = object.as_object_mut() {
            object.insert("file".to_owned(), json!(self.file));
            object.insert("exitCode".to_owned(), json!(self.exit_code()));
        }
        format!("{object:#}")
    }
}

fn facts(bundle: &Bundle, verdict: &BundleVerdict, locale: Locale) -> Vec<String> {
    let good = text(locale, "verify-bundle-parts-good");
    let mut lines = vec![lines::labelled(locale, "verify-bundle-parts", &good)];
    for check in Check::ALL {
        let label = format!("verify-bundle-check-{}", check.code());
        let found = verdict
            .problems
            .iter()
            .filter(|problem| problem.check() == check);
        let wrong: Vec<String> = found.map(|problem| wrong(locale, problem.code())).collect();
        match wrong.is_empty() {
            true => {
                let is_none = match check {
                    Check::Completion => bundle.completion.is_none(),
                    Check::Time => verdict.time.is_none(),
                    _ => false,
                };
                let found = if is_none { "none" } else { "good" };
                let good = text(locale, &format!("{label}-{found}"));
                lines.push(lines::labelled(locale, &label, &good));
            }
            false => lines.extend(wrong),
        }
    }
    let head = &bundle.journal.head;
    let at = place::local_time(Instant::from_unix_millis(head.at), "UTC");
    let whose = text(
        locale,
        &format!("verify-bundle-head-{}", head_time(verdict)),
    );
    let mut say = |key: &str, value: &str| lines.push(lines::labelled(locale, key, value));
    say("verify-bundle-entries", &verdict.proved.to_string());
    say(
        "verify-bundle-head",
        &format!("{}:{}", head.size, hexadecimal(&head.root)),
    );
    say("verify-bundle-head-at", &format!("{at} · {whose}"));
    say(
        "verify-bundle-level",
        &text(locale, "verify-bundle-level-what"),
    );
    if let Some(seals) = &bundle.facts.seals {
        lines.push(lines::labelled(
            locale,
            "verify-bundle-seals",
            &seals_said(seals, locale),
        ));
    }
    if let Some(time) = &verdict.time {
        lines.push(format!("{}:", text(locale, "verify-head-timestamp")));
        lines.extend(lines::of_timestamp(&time.token, locale));
        if let Some(at) = time.renewed_at {
            let at = place::local_time(at, "UTC");
            let said = lines::labelled(locale, "verify-head-renewed", &at);
            lines.push(format!("  {said}"));
        }
    }
    lines.extend(statements(verdict, locale));
    lines
}

/// How far the seals go by the issuer's word, and what they have not reached.
fn seals_said(seals: &SealsPart, locale: Locale) -> String {
    let level = ("level", Argument::Text(&seals.level));
    let Some(wanted) = &seals.wanted else {
        return seals.level.clone();
    };
    let why = match seals.waits_for.as_deref() {
        Some("configuration") => "configuration",
        _ => "answer",
    };
    let named = [level, ("wanted", Argument::Text(wanted))];
    text_with(locale, &format!("verify-bundle-seals-{why}"), &named)
}

/// What each signature committed itself to.
fn statements(verdict: &BundleVerdict, locale: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in &verdict.statements {
        let named = [
            ("field", Argument::Text(&statement.field)),
            ("number", Argument::Text(&statement.request_number)),
            ("at", Argument::Text(&statement.confirmed_at)),
        ];
        let key = match statement.signature_level {
            Some(SignatureLevel::CompanySeal) => "verify-bundle-statement-seal",
            _ => "verify-bundle-statement",
        };
        lines.push(text_with(locale, key, &named));
        for (key, value) in [("name", &statement.name), ("contact", &statement.contact)] {
            let key = format!("verify-bundle-statement-{key}");
            let said = value
                .iter()
                .map(|value| lines::labelled(locale, &key, value));
            lines.extend(said.map(|line| format!("  {line}")));
        }
    }
    lines
}

/// By whom the time of the head is stated, as the end of a key.
fn head_time(verdict: &BundleVerdict) -> &'static str {
    match &verdict.time {
        None => "by-issuer",
        Some(time) if time.proven_at().is_some() => "timestamped",
        Some(time) if time.is_sound() && time.token.is_lapsed => "lapsed",
        Some(time) if time.is_sound() => "by-unknown",
        Some(_) => "not-timestamped",
    }
}

fn wrong(locale: Locale, code: &str) -> String {
    let what = text(locale, &format!("verify-bundle-problem-{code}"));
    let named = [
        ("what", Argument::Text(&what)),
        ("code", Argument::Text(code)),
    ];
    text_with(locale, "verify-problem", &named)
}

fn object(bundle: &Bundle, verdict: &BundleVerdict) -> Value {
    let problems: Vec<&str> = verdict
        .problems
        .iter()
        .map(|problem| problem.code())
        .collect();
    let seal = match &verdict.seal {
        Ok(seal) => seal_json::of_verdict(seal),
        Err(_) => Value::Null,
    };
    json!({
        "kind": "bundle",
        "verdict": seal_json::word(verdict.outcome()),
        "problems": problems,
        "provedEntries": verdict.proved,
        "head": head(bundle.facts.company.number, &bundle.journal.head),
        "headTime": verdict.time.as_ref().map(seal_json::of_head_time),
        "signatureLevel": bundle.facts.signature_level,
        "statements": verdict.statements,
        "contract": bundle.facts,
        "seal": seal,
    })
}

fn head(tenant: i64, part: &HeadPart) -> Value {
    let head = part.head(TenantId::new(tenant));
    json!({
        "size": head.size,
        "at": head.at.to_iso(),
        "link": hexadecimal(&head.link),
        "root": hexadecimal(&head.root),
        "imprint": hexadecimal(&head.imprint()),
        "timestamp": part.timestamp,
    })
}
