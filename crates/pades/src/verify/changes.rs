//! What changed after a signature, and what a certification says of it.
//!
//! What lives here: the document as each signature saw it. What does not: which
//! changes are allowed between two of them, see `compare`.

use super::compare::is_allowed;
use super::located::Located;
use super::report::{Problem, SignatureProblem};
use crate::pdf::Source;
use crate::security_store::{self, ValidationMaterial};
use lopdf::Object;

/// The document as one signature saw it.
pub(super) enum State<'s, 'a> {
    Whole(&'s Source<'a>),
    Earlier(Box<Source<'a>>),
}

impl<'a> std::ops::Deref for State<'_, 'a> {
    type Target = Source<'a>;

    fn deref(&self) -> &Source<'a> {
        match self {
            Self::Whole(source) => source,
            Self::Earlier(source) => source,
        }
    }
}

/// The document as it stood at the end of each signature's revision.
pub(super) fn states<'s, 'a>(
    pdf: &'a [u8],
    located: &[Located],
    whole: &'s Source<'a>,
) -> Vec<Option<State<'s, 'a>>> {
    located
        .iter()
        .map(|signature| match signature.end {
            Some(end) if end == pdf.len() => Some(State::Whole(whole)),
            Some(end) => {
                let earlier = Source::open(pdf.get(..end)?).ok()?;
                Some(State::Earlier(Box::new(earlier)))
            }
            None => None,
        })
        .collect()
}

/// The security store as each signature saw it; none where it cannot be read.
pub(super) fn stores(states: &[Option<State<'_, '_>>]) -> Vec<Option<ValidationMaterial>> {
    let read = |state: &State<'_, '_>| security_store::read(state).ok();
    states
        .iter()
        .map(|state| state.as_ref().and_then(read))
        .collect()
}

/// Problems of the signature at `index`: its own state must be readable, and the
/// next signature's state may differ from it only in the allowed ways.
pub(super) fn since(states: &[Option<State<'_, '_>>], index: usize) -> Option<SignatureProblem> {
    let Some(before) = states.get(index).and_then(Option::as_ref) else {
        return Some(SignatureProblem::NoRevisionEnd);
    };
    let after = states.get(index.checked_add(1)?)?;
    match after {
        Some(after) if is_allowed(before, after) => None,
        _ => Some(SignatureProblem::ChangedAfterwards),
    }
}

/// DocMDP belongs to the first signature alone, and P=1 allows no second one.
pub(super) fn certification(
    source: &Source<'_>,
    states: &[Option<State<'_, '_>>],
    located: &[Located],
) -> Option<Problem> {
    let certified = match source.certification() {
        Ok(certified) => certified,
        Err(_) => return Some(Problem::FalseCertification),
    };
    let by_signature: Vec<Option<i64>> = located.iter().map(|one| one.certification).collect();
    let (first, later) = by_signature.split_first()?;
    let holder = source
        .catalog()
        .ok()
        .and_then(|(_, catalog)| source.value(catalog, b"Perms"))
        .and_then(|permissions| permissions.as_dict().ok())
        .and_then(|permissions| {
            permissions
                .get(b"DocMDP")
                .and_then(Object::as_reference)
                .ok()
        });
    let of_the_first = holder == located.first().and_then(|first| first.value);
    let well_formed = *first == certified
        && later.iter().all(Option::is_none)
        && (certified.is_none() || of_the_first)
        && (certified != Some(1) || states.len() == 1);
    if well_formed {
        None
    } else {
        Some(Problem::FalseCertification)
    }
}
