//! Verifying a sealed PDF, strictly: what is not provably as it should be is a
//! problem with a name.
//!
//! What lives here: the order of the checks. What does not: the checks, each in
//! its own file (`located`, `signer`, `trust`, `changes`), and their wording for
//! people in their language, which belongs to the front doors.

mod anchor;
mod changes;
mod compare;
mod located;
mod report;
mod signer;
mod trust;

pub use report::{Outcome, Problem, SignatureProblem, SignatureReport, Unreadable, Verdict};

use crate::pdf::form::{self, SignatureFieldNode};
use crate::pdf::{PdfError, Source};
use crate::seal::cms::sha_256;
use located::Located;
use lopdf::{Object, ObjectId};
use std::collections::BTreeSet;

/// A file that holds one of these carries, or carried, a signature dictionary.
const SIGNATURE_TRACES: [&[u8]; 3] = [b"/ByteRange", b"ETSI.CAdES.detached", b"adbe.pkcs7."];

/// How far the claimed time may lie ahead of the verifier's clock, in seconds.
const CLOCK_SKEW: i64 = 300;

/// More signatures than any contract has; each costs a reading of the file.
const MAX_SIGNATURES: usize = 64;

/// What every check gets to see.
struct Context<'a> {
    pdf: &'a [u8],
    roots: &'a [Vec<u8>],
    now_unix_seconds: i64,
}

/// Verifies every signature of a PDF. `roots` are trusted certificates, DER;
/// `now_unix_seconds` is the verifier's time. A B-B signature proves no time of
/// its own, so certificates are judged at the claimed time (`/M`).
pub fn verify(pdf: &[u8], roots: &[Vec<u8>], now_unix_seconds: i64) -> Result<Verdict, Unreadable> {
    let context = Context {
        pdf,
        roots,
        now_unix_seconds,
    };
    let was_signed = bears_trace(pdf);
    let source = match Source::open(pdf) {
        Ok(source) => source,
        Err(PdfError::Encrypted) => return Err(Unreadable::Encrypted),
        Err(_) if was_signed => return Ok(Verdict::broken(pdf.len(), Problem::StructureBroken)),
        Err(_) => return Err(Unreadable::NotReadable),
    };
    let Ok(fields) = form::signature_fields(&source) else {
        return Ok(Verdict::broken(pdf.len(), Problem::StructureBroken));
    };
    let signed: Vec<SignatureFieldNode> = fields
        .into_iter()
        .filter(|field| field.value.is_some())
        .collect();
    match signed.len() {
        0 if was_signed => Ok(Verdict::broken(pdf.len(), Problem::StraySignature)),
        0 => Err(Unreadable::Unsigned),
        count if count > MAX_SIGNATURES => {
            Ok(Verdict::broken(pdf.len(), Problem::TooManySignatures))
        }
        _ => Ok(judge(&context, &source, signed)),
    }
}

fn judge(context: &Context<'_>, source: &Source<'_>, signed: Vec<SignatureFieldNode>) -> Verdict {
    let mut problems = stray_signatures(source, &signed);
    let mut located: Vec<Located> = signed
        .into_iter()
        .map(|field| Located::find(source, field))
        .collect();
    // In the order of signing: each signature covers those before it.
    located.sort_by_key(|signature| signature.end);
    if located
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.end == b.end))
    {
        problems.push(Problem::SharedRevision);
    }
    let covered = located.last().and_then(|last| last.end);
    if covered != Some(context.pdf.len()) {
        problems.push(Problem::NotWhollyCovered);
    }
    let states = changes::states(context.pdf, &located, source);
    problems.extend(changes::certification(source, &states, &located));
    let mut signatures = Vec::with_capacity(located.len());
    for (index, signature) in located.iter().enumerate() {
        let revision = states.get(index).and_then(Option::as_ref);
        let mut report = report_on(context, source, signature);
        report.revision = revision.map_or(0, |state| state.document.revision_count());
        report.problems.extend(changes::since(&states, index));
        signatures.push(report);
    }
    Verdict {
        total_bytes: context.pdf.len(),
        revision_count: source.document.revision_count(),
        signatures,
        problems,
    }
}

fn bears_trace(pdf: &[u8]) -> bool {
    SIGNATURE_TRACES
        .iter()
        .any(|trace| pdf.windows(trace.len()).any(|window| window == *trace))
}

/// Signature dictionaries that no field holds, or that two fields hold.
fn stray_signatures(source: &Source<'_>, signed: &[SignatureFieldNode]) -> Vec<Problem> {
    let mut held = BTreeSet::new();
    let mut problems = Vec::new();
    for id in signed.iter().filter_map(value_id) {
        if !held.insert(id) {
            problems.push(Problem::SharedSignature);
        }
    }
    let is_stray = |(id, object): (&ObjectId, &Object)| {
        matches!(object, Object::Dictionary(dictionary) if dictionary.has(b"ByteRange"))
            && !held.contains(id)
    };
    if source.document.objects.iter().any(is_stray) {
        problems.push(Problem::StraySignature);
    }
    problems
}

fn value_id(field: &SignatureFieldNode) -> Option<ObjectId> {
    field.value.as_ref()?.as_reference().ok()
}

fn report_on(context: &Context<'_>, source: &Source<'_>, located: &Located) -> SignatureReport {
    let mut report = SignatureReport::empty(&located.name, context.pdf.len());
    report.covered_bytes = located.covered_bytes();
    report.covers_whole_file = located.end == Some(context.pdf.len());
    report.claimed_at_unix_seconds = located.claimed_at;
    report.certification = located.certification;
    report.problems.extend(located.problems.iter().copied());
    match located.claimed_at {
        None => report.problems.push(SignatureProblem::ClaimedTimeMissing),
        Some(at) if at > context.now_unix_seconds.saturating_add(CLOCK_SKEW) => {
            report.problems.push(SignatureProblem::ClaimedTimeInFuture);
        }
        Some(_) => {}
    }
    let Some(digest) = located.digest(source.bytes) else {
        return report;
    };
    if located.cms.is_empty() {
        return report; // Its absence is already a problem of the location.
    }
    let signer = match signer::Signer::read(&located.cms) {
        Ok(signer) => signer,
        Err(problem) => {
            report.problems.push(problem);
            return report;
        }
    };
    report.problems.extend(signer.check(&digest));
    let stated = located.certificate_set_digest.as_deref();
    if stated.is_some_and(|stated| stated != sha_256(signer.certificate_set)) {
        report.problems.push(SignatureProblem::ChainBroken);
    }
    report.evidence_commitment = signer.evidence_commitment();
    let claimed = located.claimed_at.unwrap_or(context.now_unix_seconds);
    let trust = trust::judge(&signer, context.roots, claimed);
    trust.describe(&mut report);
    report.problems.sort_unstable();
    report.problems.dedup();
    report
}
