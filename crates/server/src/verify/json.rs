//! The verdict for programs. Keys and words are stable; times are ISO 8601 in UTC.

use mithaq_domain::time::{Instant, Span};
use mithaq_pades::{Level, Outcome, SignatureReport, TimestampReport, Verdict};
use mithaq_service::evidence::HeadTime;
use serde_json::{Value, json};

use super::Judged;

/// One JSON object.
pub(super) fn write(judged: &Judged) -> String {
    let mut object = match &judged.verdict {
        Ok(verdict) => of_verdict(verdict),
        Err(why) => json!({ "verdict": "unreadable", "problems": [why.code()] }),
    };
    if let Some(object) = object.as_object_mut() {
        object.insert("file".to_owned(), json!(judged.file));
        object.insert("exitCode".to_owned(), json!(judged.exit_code()));
    }
    format!("{object:#}")
}

/// The verdict in one word.
pub(super) fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Intact => "intact",
        Outcome::Invalid => "invalid",
        Outcome::UnknownIssuer => "unknown-issuer",
    }
}

/// The verdict alone.
pub(super) fn of_verdict(verdict: &Verdict) -> Value {
    let problems: Vec<&str> = verdict
        .problems
        .iter()
        .map(|problem| problem.code())
        .collect();
    json!({
        "verdict": word(verdict.outcome()),
        "totalBytes": verdict.total_bytes,
        "revisions": verdict.revision_count,
        "level": verdict.level().map(Level::code),
        "problems": problems,
        "signatures": verdict.signatures.iter().map(of_signature).collect::<Vec<_>>(),
        "timestamps": verdict.timestamps.iter().map(of_timestamp).collect::<Vec<_>>(),
    })
}

/// What a timestamp over a journal's head is worth.
pub(super) fn of_head_time(time: &HeadTime) -> Value {
    let mut object = of_timestamp(&time.token);
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|key, _| !["field", "coveredBytes", "revision"].contains(&key.as_str()));
        fields.insert("size".to_owned(), json!(time.size));
        fields.insert(
            "provenAt".to_owned(),
            json!(time.proven_at().map(Instant::to_iso)),
        );
        let renewed_at = time.renewed_at.map(Instant::to_iso);
        fields.insert("renewedAt".to_owned(), json!(renewed_at));
        fields.insert("problems".to_owned(), json!(time.problems()));
    }
    object
}

fn of_timestamp(timestamp: &TimestampReport) -> Value {
    let problems: Vec<&str> = timestamp
        .problems
        .iter()
        .map(|problem| problem.code())
        .collect();
    json!({
        "field": timestamp.field_name,
        "authority": {
            "subject": timestamp.authority_subject,
            "commonName": timestamp.authority_common_name,
        },
        "issuer": timestamp.issuer_subject,
        "testChain": timestamp.is_test_chain,
        "trusted": timestamp.is_trusted,
        "at": timestamp.at_unix_seconds.map(iso),
        "certificateExpiresAt": timestamp.expires_unix_seconds.map(iso),
        "lapsed": timestamp.is_lapsed,
        "coveredBytes": timestamp.covered_bytes,
        "revision": timestamp.revision,
        "problems": problems,
    })
}

fn of_signature(signature: &SignatureReport) -> Value {
    let problems: Vec<&str> = signature
        .problems
        .iter()
        .map(|problem| problem.code())
        .collect();
    json!({
        "field": signature.field_name,
        "signer": {
            "subject": signature.signer_subject,
            "commonName": signature.signer_common_name,
            "organization": signature.signer_organization,
        },
        "issuer": signature.issuer_subject,
        "testChain": signature.is_test_chain,
        "trusted": signature.is_trusted,
        "level": signature.level.code(),
        "claimedAt": signature.claimed_at_unix_seconds.map(iso),
        "provenAt": signature.proven_at_unix_seconds.map(iso),
        "timestamp": signature.timestamp.as_ref().map(of_timestamp),
        "certificateExpiresAt": signature.certificate_expires_unix_seconds.map(iso),
        "endedUnproven": signature.is_ended_unproven,
        "coveredBytes": signature.covered_bytes,
        "totalBytes": signature.total_bytes,
        "coversWholeFile": signature.covers_whole_file,
        "revision": signature.revision,
        "certification": signature.certification,
        "ofOthers": signature.is_others,
        "ofUpload": signature.is_of_upload,
        "filledAfter": signature.filled,
        "problems": problems,
    })
}

fn iso(seconds: i64) -> String {
    Instant::from_unix_millis(0)
        .plus(Span::seconds(seconds))
        .to_iso()
}
