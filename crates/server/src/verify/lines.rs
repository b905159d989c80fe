//! The verdict for people: one line a fact, in Arabic or English.

use mithaq_domain::{
    place,
    time::{Instant, Span},
};
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_pades::{SignatureReport, Verdict};

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
            for (position, signature) in verdict.signatures.iter().enumerate() {
                lines.push(String::new());
                lines.extend(of_signature(position, signature, locale));
            }
            lines
        }
    }
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
    let number = i64::try_from(position)
        .unwrap_or(i64::MAX)
        .saturating_add(1);
    let arguments = [
        ("number", Argument::Number(number)),
        ("field", Argument::Text(&signature.field_name)),
    ];
    let mut lines = vec![text_with(locale, "verify-signature", &arguments)];
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
    if signature.is_test_chain {
        say("verify-test-chain", &text(locale, "verify-test-chain-what"));
    }
    let covered = format!("{} / {}", signature.covered_bytes, signature.total_bytes);
    say("verify-covered", &covered);
    say("verify-revision", &signature.revision.to_string());
    let claimed = signature.claimed_at_unix_seconds.map(utc);
    say(
        "verify-time",
        &claimed.unwrap_or_else(|| text(locale, "verify-unknown")),
    );
    let expires = signature.certificate_expires_unix_seconds.map(utc);
    say(
        "verify-expires",
        &expires.unwrap_or_else(|| text(locale, "verify-unknown")),
    );
    let problems = signature.problems.iter().map(|found| found.code());
    lines.extend(problems.map(|code| format!("  {}", problem(locale, code))));
    lines
}

fn labelled(locale: Locale, key: &str, value: &str) -> String {
    format!("{}: {value}", text(locale, key))
}

fn problem(locale: Locale, code: &str) -> String {
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
