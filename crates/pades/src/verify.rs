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
use crate::pdf::{PdfError, Source, surveyed};
use crate::security_store;
use level::Witness;
use located::Located;
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
    /// Whether a seal of ours is to come behind all that is there.
    is_ground: bool,
}

/// Verifies every signature of a PDF. `roots` are trusted certificates, DER;
/// `now_unix_seconds` is the verifier's time. Certificates are judged at the time that a
/// timestamp of a trusted authority proves; a B-B signature proves none, so there it is
/// the claimed time (`/M`).
pub fn verify(pdf: &[u8], roots: &[Vec<u8>], now_unix_seconds: i64) -> Result<Verdict, Unreadable> {
    judged(&Context {
        pdf,
        roots,
        now_unix_seconds,
        is_ground: false,
    })
}

fn judged(context: &Context<'_>) -> Result<Verdict, Unreadable> {
    // Whatever is refused was read whole.
    match verify_surveyed(context) {
        Some(verdict) if verdict.outcome() != Outcome::Invalid => {
            debug_assert_eq!(Ok(&verdict), verify_whole(context).as_ref());
            Ok(verdict)
        }
        _ => verify_whole(context),
    }
}

/// The quick way, for files in which nothing is unusual; `None` for others, and where an object was asked for that was
/// not kept.
fn verify_surveyed(context: &Context<'_>) -> Option<Verdict> {
    let mut whole = surveyed::open(context.pdf)?;
    let signed = signed_fields(&whole).ok()?;
    if signed.is_empty() || signed.len() > MAX_SIGNATURES {
        return None;
    }
    let located = located::in_order(&whole, signed);
    let mut earlier = Vec::new();
    for end in located.iter().map(|one| one.end) {
        let before = end? != context.pdf.len();
        let pdf = context.pdf.get(..end?)?;
        earlier.push(if before {
            Some(surveyed::open(pdf)?)
        } else {
            None
        });
    }
    let mut all: Vec<&mut Source<'_>> = earlier.iter_mut().flatten().collect();
    all.push(&mut whole);
    surveyed::keep_alike(&mut all)?;
    let states: Vec<Option<&Source<'_>>> = earlier
        .iter()
        .map(|state| Some(state.as_ref().unwrap_or(&whole)))
        .collect();
    let verdict = judge(context, (&whole, &states), &located);
    let enough = whole.was_enough() && earlier.iter().flatten().all(Source::was_enough);
    enough.then_some(verdict)
}

fn verify_whole(context: &Context<'_>) -> Result<Verdict, Unreadable> {
    let pdf = context.pdf;
    let was_signed = bears_trace(pdf);
    let whole = match Source::open(pdf) {
        Ok(whole) => whole,
        Err(PdfError::Encrypted) => return Err(Unreadable::Encrypted),
        Err(_) if was_signed => return Ok(Verdict::broken(pdf.len(), Problem::StructureBroken)),
        Err(_) => return Err(Unreadable::NotReadable),
    };
    let Ok(signed) = signed_fields(&whole) else {
        return Ok(Verdict::broken(pdf.len(), Problem::StructureBroken));
    };
    match signed.len() {
        0 if was_signed => return Ok(Verdict::broken(pdf.len(), Problem::StraySignature)),
        0 => return Err(Unreadable::Unsigned),
        1..=MAX_SIGNATURES => {}
        _ => return Ok(Verdict::broken(pdf.len(), Problem::TooManySignatures)),
    }
    let located = located::in_order(&whole, signed);
    let earlier = changes::earlier(pdf, &located);
    let states = changes::states(pdf, &located, (&whole, &earlier));
    Ok(judge(context, (&whole, &states), &located))
}

fn signed_fields(source: &Source<'_>) -> Result<Vec<SignatureFieldNode>, PdfError> {
    let mut fields = form::signature_fields(source)?;
    fields.retain(|field| field.value.is_some());
    Ok(fields)
}

fn judge(
    context: &Context<'_>,
    (source, states): (&Source<'_>, &[Option<&Source<'_>>]),
    located: &[Located],
) -> Verdict {
    let mut problems = stray_signatures(source, located);
    if located
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.end == b.end))
    {
        problems.push(Problem::SharedRevision);
    }
    let stores = changes::stores(states);
    let Ok(material) = security_store::read(source) else {
        problems.push(Problem::StoreNotPlain);
        return Verdict::broken_by(context.pdf.len(), problems);
    };
    let covered = located.last().and_then(|last| last.end);
    let course = Timeline {
        context,
        located,
        states,
        stores: &stores,
        material: &material,
        witness: Witness::default(),
    };
    if covered != Some(context.pdf.len()) && !course.ends_in_validation_data(source) {
        problems.push(Problem::NotWhollyCovered);
    }
    problems.extend(changes::certification(source, states, located));
    let (signatures, timestamps) = course.judge(source);
    Verdict {
        total_bytes: context.pdf.len(),
        revision_count: source.revision_count,
        signatures,
        timestamps,
        problems,
    }
}

/// What the signatures of a file are worth that is to be signed further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Every one holds; whoever made it. The fields of the form that were filled in since the last one.
    Sound(Vec<String>),
    /// One does not.
    Broken,
    /// One is made in a way that is not judged here.
    Unknown,
}

/// Judges the signatures of a file that is to be signed further, whoever made them and whatever the time. What
/// comes behind the last one is covered by none yet; it must be what that one allows.
pub(crate) fn judge_ground(source: &Source<'_>) -> Ground {
    use SignatureProblem::{
        AttributesInvalid, ByteRangeNotCanonical, ClaimedTimeInFuture, CmsMalformed,
        ContentsNotCanonical, DictionaryNotPlain, KindUnsupported, NotOneSigner, OutsideValidity,
        SignerMissing,
    };
    let context = Context {
        pdf: source.bytes,
        roots: &[],
        now_unix_seconds: WHENEVER,
        is_ground: true,
    };
    let Ok(verdict) = judged(&context) else {
        return Ground::Broken;
    };
    let whole = verdict.problems.iter();
    let mut whole = whole.filter(|problem| **problem != Problem::NotWhollyCovered);
    let filled = match verdict.problems.contains(&Problem::NotWhollyCovered) {
        true => filled_since(source),
        false => Some(Vec::new()),
    };
    let problems = verdict.signatures.iter().flat_map(|one| &one.problems);
    let problems: Vec<_> = problems
        .chain(verdict.timestamps.iter().flat_map(|one| &one.problems))
        .collect();
    let is_unknown = |problem: &&SignatureProblem| {
        matches!(
            problem,
            AttributesInvalid
                | ByteRangeNotCanonical
                | ClaimedTimeInFuture
                | CmsMalformed
                | ContentsNotCanonical
                | DictionaryNotPlain
                | KindUnsupported
                | NotOneSigner
                | OutsideValidity
                | SignerMissing
        )
    };
    // Where an algorithm is not known, a chain of it cannot be followed either.
    if problems.contains(&&KindUnsupported) {
        Ground::Unknown
    } else if problems.iter().any(|problem| !is_unknown(problem)) {
        Ground::Broken
    } else if !problems.is_empty() {
        Ground::Unknown
    } else {
        match filled.filter(|_| whole.next().is_none()) {
            Some(filled) => Ground::Sound(filled),
            None => Ground::Broken,
        }
    }
}

/// Beyond any clock that might count.
const WHENEVER: i64 = i64::MAX / 4;

/// The fields of the form that were filled in behind the last signature, where what comes there is what it allows.
fn filled_since(source: &Source<'_>) -> Option<Vec<String>> {
    let fields = form::signature_fields(source).unwrap_or_default();
    let signed = fields.into_iter().filter(|field| field.value.is_some());
    let last = signed.filter_map(|field| Located::find(source, field).end);
    let before = Source::open(source.bytes.get(..last.max()?)?).ok()?;
    compare::allowed(&before, source, true)
}

fn bears_trace(pdf: &[u8]) -> bool {
    SIGNATURE_TRACES
        .iter()
        .any(|trace| pdf.windows(trace.len()).any(|window| window == *trace))
}

/// Signature dictionaries that no field holds, or that two fields hold.
fn stray_signatures(source: &Source<'_>, located: &[Located]) -> Vec<Problem> {
    let mut held = BTreeSet::new();
    let mut problems = Vec::new();
    for id in located.iter().filter_map(|one| one.value) {
        if !held.insert(id) {
            problems.push(Problem::SharedSignature);
        }
    }
    if source.ranged().iter().any(|id| !held.contains(id)) {
        problems.push(Problem::StraySignature);
    }
    problems
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    const ROOT: &[u8] = include_bytes!("../../../fuzz/given/root.der");
    const PLAIN: &[u8] = include_bytes!("../../../fuzz/seeds/verify/b");
    const ARCHIVED: &[u8] = include_bytes!("../../../fuzz/seeds/verify/lta");

    fn both(pdf: &[u8]) -> (Option<Verdict>, Result<Verdict, Unreadable>) {
        let context = Context {
            pdf,
            roots: &[ROOT.to_vec()],
            now_unix_seconds: 1_795_000_060,
            is_ground: false,
        };
        (verify_surveyed(&context), verify_whole(&context))
    }

    #[test]
    fn what_we_seal_goes_the_quick_way_to_the_same_verdict() {
        for pdf in [PLAIN, ARCHIVED] {
            let (quick, whole) = both(pdf);
            assert_eq!(quick.as_ref().map(Verdict::exit_code), Some(0));
            assert_eq!(quick, whole.ok());
        }
    }

    #[test]
    fn what_a_file_holds_beside_its_form_is_seen_on_the_quick_way_too() {
        let (from, to) = (b"/Producer(sample)", b"/ByteRange(ample)");
        let mut pdf = PLAIN.to_vec();
        let at = pdf.windows(from.len()).position(|window| window == from);
        pdf[at.unwrap()..][..to.len()].copy_from_slice(to);
        let (quick, whole) = both(&pdf);
        let problems = &quick.as_ref().unwrap().problems;
        assert!(problems.contains(&Problem::StraySignature), "{problems:?}");
        assert_eq!(quick, whole.ok());
    }

    /// Every place but those in signatures' values.
    fn places(pdf: &[u8]) -> Vec<usize> {
        let mut in_value = false;
        let mut places = Vec::new();
        for (place, byte) in pdf.iter().enumerate() {
            in_value = pdf[..place].ends_with(b"/Contents <") || (in_value && *byte != b'>');
            if !in_value {
                places.push(place);
            }
        }
        places
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1000,
            rng_seed: prop::test_runner::RngSeed::Fixed(7),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn a_changed_file_gets_no_other_verdict_on_the_quick_way(
            archived: bool,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut pdf = if archived { ARCHIVED } else { PLAIN }.to_vec();
            let places = places(&pdf);
            for (place, byte) in changes {
                // Most of them stay within what a PDF is written in.
                let usual = b" 0123456789<>[]()/R\n".get(usize::from(byte) / 10);
                pdf[places[place.index(places.len())]] = *usual.unwrap_or(&byte);
            }
            if let (Some(quick), whole) = both(&pdf) {
                prop_assert_eq!(Ok(quick), whole);
            }
        }
    }
}
