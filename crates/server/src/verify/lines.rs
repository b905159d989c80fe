//! The verdict for people: one line a fact, in Arabic or English.

use mithaq_domain::{
    place,
    time::{Instant, Span},
};
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_pades::{SignatureReport, TimestampReport, Verdict};

use super::{Judged, json::word};

/// The lines, the verdict first.
pub(super) fn write(judged: &Judged, locale: Locale) -> Vec<String> {
    match &judged.verdict {
        Err(why) => vec![
            text(locale, &format!("verify-{}", why.code())),
            labelled(locale, "verify-file", &judged.file),
        ],
        Ok(verdict) => {
            let mut lines = vec![
                text(locale, &format!("verify-{}", word(verdict.outcome()))),
                labelled(locale, "verify-file", &judged.file),
            ];
            lines.extend(of_file(verdict, locale));
            lines.extend(of_signatures(verdict, locale));
            lines
        }
    }
}

/// Each signature and document timestamp, after an empty line.
pub(super) fn of_signatures(verdict: &Verdict, locale: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    for (position, signature) in verdict.signatures.iter().enumerate() {
        lines.push(String::new());
        lines.extend(of_signature(position, signature, locale));
    }
    for (position, timestamp) in verdict.timestamps.iter().enumerate() {
        let field = timestamp.field_name.as_deref().unwrap_or_default();
        let title = numbered(locale, "verify-document-timestamp", (position, field));
        lines.extend([String::new(), title]);
        lines.extend(of_timestamp(timestamp, locale));
    }
    lines
}

fn of_file(verdict: &Verdict, locale: Locale) -> Vec<String> {
    let mut lines = vec![
        labelled(locale, "verify-size", &verdict.total_bytes.to_string()),
        labelled(
            locale,
            "verify-revisions",
            &verdict.revision_count.to_string(),
        ),
    ];
    let problems = verdict.problems.iter().map(|problem| problem.code());
    lines.extend(problems.map(|code| problem(locale, code)));
    lines
}

fn of_signature(position: usize, signature: &SignatureReport, locale: Locale) -> Vec<String> {
    let title = (position, signature.field_name.as_str());
    let mut lines = vec![numbered(locale, "verify-signature", title)];
    let mut say =
        |key: &str, value: &str| lines.push(format!("  {}", labelled(locale, key, value)));
    say(
        "verify-signer",
        or_unknown(locale, &signature.signer_subject).as_str(),
    );
    say(
        "verify-issuer",
        or_unknown(locale, &signature.issuer_subject).as_str(),
    );
    let trusted = if signature.is_trusted {
        "verify-trusted"
    } else {
        "verify-not-trusted"
    };
    say("verify-root", &text(locale, trusted));
    if signature.is_others {
        let which = match signature.is_of_upload {
            true => "verify-others-before",
            false => "verify-others-what",
        };
        say("verify-others", &text(locale, which));
    }
    if !signature.filled.is_empty() {
        say("verify-filled", &signature.filled.join(", "));
    }
    if signature.is_test_chain {
        say("verify-test-chain", &text(locale, "verify-test-chain-what"));
    }
    let level = format!("verify-level-{}", signature.level.code().to_lowercase());
    say("verify-level", &text(locale, &level));
    let covered = format!("{} / {}", signature.covered_bytes, signature.total_bytes);
    say("verify-covered", &covered);
    say("verify-revision", &signature.revision.to_string());
    for (key, value) in times(signature, locale) {
        say(key, &value);
    }
    let problems = signature.problems.iter().map(|found| found.code());
    lines.extend(problems.map(|code| format!("  {}", problem(locale, code))));
    if let Some(timestamp) = &signature.timestamp {
        lines.push(format!("  {}:", text(locale, "verify-timestamp")));
        let inner = of_timestamp(timestamp, locale);
        lines.extend(inner.iter().map(|line| format!("  {line}")));
    }
    lines
}

/// When it says that it was made, how long its certificate lasts, and what of that is proved.
fn times(signature: &SignatureReport, locale: Locale) -> Vec<(&'static str, String)> {
    let unknown = || text(locale, "verify-unknown");
    let claimed = signature.claimed_at_unix_seconds.map(utc);
    let expires = signature.certificate_expires_unix_seconds.map(utc);
    let mut times = vec![
        ("verify-time", claimed.unwrap_or_else(unknown)),
        ("verify-expires", expires.unwrap_or_else(unknown)),
    ];
    if signature.is_ended_unproven {
        times.push(("verify-ended", text(locale, "verify-ended-what")));
    }
    times.extend(
        signature
            .proven_at_unix_seconds
            .map(|at| ("verify-proven", utc(at))),
    );
    times
}

/// A timestamp: its authority, its time, what is wrong with it.
pub(super) fn of_timestamp(timestamp: &TimestampReport, locale: Locale) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say =
        |key: &str, value: &str| lines.push(format!("  {}", labelled(locale, key, value)));
    let authority = or_unknown(locale, &timestamp.authority_subject);
    say("verify-authority", &authority);
    say(
        "verify-issuer",
        &or_unknown(locale, &timestamp.issuer_subject),
    );
    let trusted = if timestamp.is_trusted {
        "verify-trusted"
    } else {
        "verify-not-trusted"
    };
    say("verify-root", &text(locale, trusted));
    if timestamp.is_test_chain {
        say("verify-test-chain", &text(locale, "verify-test-chain-what"));
    }
    let unknown = || text(locale, "verify-unknown");
    let at = timestamp.at_unix_seconds.map(utc);
    say("verify-timestamp-time", &at.unwrap_or_else(unknown));
    let expires = timestamp.expires_unix_seconds.map(utc);
    say("verify-expires", &expires.unwrap_or_else(unknown));
    if timestamp.is_lapsed {
        say("verify-lapsed", &text(locale, "verify-lapsed-what"));
    }
    let problems = timestamp.problems.iter().map(|found| found.code());
    lines.extend(problems.map(|code| format!("  {}", problem(locale, code))));
    lines
}

/// A heading with a number counted from 1, and the field.
fn numbered(locale: Locale, key: &str, (position, field): (usize, &str)) -> String {
    let number = i64::try_from(position)
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    let arguments = [
        ("number", Argument::Number(number)),
        ("field", Argument::Text(field)),
    ];
    text_with(locale, key, &arguments)
}

/// A label and its value.
pub(super) fn labelled(locale: Locale, key: &str, value: &str) -> String {
    format!("{}: {value}", text(locale, key))
}

/// What is wrong, in words and by its code.
pub(super) fn problem(locale: Locale, code: &str) -> String {
    let what = text(locale, &format!("verify-problem-{code}"));
    text_with(
        locale,
        "verify-problem",
        &[
            ("what", Argument::Text(&what)),
            ("code", Argument::Text(code)),
        ],
    )
}

fn or_unknown(locale: Locale, value: &str) -> String {
    if value.is_empty() {
        text(locale, "verify-unknown")
    } else {
        value.to_owned()
    }
}

fn utc(seconds: i64) -> String {
    place::local_time(
        Instant::from_unix_millis(0).plus(Span::seconds(seconds)),
        "UTC",
    )
}
