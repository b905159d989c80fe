//! Verifying a sealed PDF, strictly: what is not provably as it should be is a
//! problem with a name.
//!
//! What lives here: the order of the checks. What does not: the checks, each in
//! its own file (`located`, `signer`, `stamp`, `trust`, `level`, `changes`), what one
//! item's verdict takes from those after it (`timeline`), and the wording for people in
//! their language, which belongs to the front doors.

mod anchor;
mod apart;
mod changes;
mod compare;
mod level;
pub(crate) mod located;
mod report;
pub(crate) mod signer;
mod stamp;
mod timeline;
pub(crate) mod trust;

pub use apart::verify_timestamp;
pub use report::{
    Level, Outcome, Problem, SignatureProblem, SignatureReport, TimestampReport, Unreadable,
    Verdict,
};
pub(crate) use stamp::authority_is_trusted;
pub use trust::validity;
pub(crate) use trust::{is_vouched_for, subject_names};

use crate::pdf::form::{self, SignatureFieldNode};
use crate::pdf::{PdfError, Source};
use crate::security_store;
use level::Witness;
use located::Located;
use lopdf::{Object, ObjectId};
use std::collections::BTreeSet;
use timeline::Timeline;

/// A file that holds one of these carries, or carried, a signature dictionary.
const SIGNATURE_TRACES: [&[u8]; 4] = [
    b"/ByteRange",
    b"ETSI.CAdES.detached",
    b"ETSI.RFC3161",
    b"adbe.pkcs7.",
];

/// More signatures than any contract has; each costs a reading of the file.
const MAX_SIGNATURES: usize = 64;

/// What every check gets to see.
struct Context<'a> {
    pdf: &'a [u8],
    roots: &'a [Vec<u8>],
    now_unix_seconds: i64,
}

/// Verifies every signature of a PDF. `roots` are trusted certificates, DER;
/// `now_unix_seconds` is the verifier's time. Certificates are judged at the time that a
/// timestamp of a trusted authority proves; a B-B signature proves none, so there it is
/// the claimed time (`/M`).
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
    let states = changes::states(context.pdf, &located, source);
    let stores = changes::stores(&states);
    let Ok(material) = security_store::read(source) else {
        problems.push(Problem::StoreNotPlain);
        return Verdict::broken_by(context.pdf.len(), problems);
    };
    let covered = located.last().and_then(|last| last.end);
    let course = Timeline {
        context,
        located: &located,
        states: &states,
        stores: &stores,
        material: &material,
        witness: Witness::default(),
    };
    if covered != Some(context.pdf.len()) && !course.ends_in_validation_data(source) {
        problems.push(Problem::NotWhollyCovered);
    }
    problems.extend(changes::certification(source, &states, &located));
    let (signatures, timestamps) = course.judge(source);
    Verdict {
        total_bytes: context.pdf.len(),
        revision_count: source.document.revision_count(),
        signatures,
        timestamps,
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
