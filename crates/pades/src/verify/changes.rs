//! What changed after a signature, and what a certification says of it.
//!
//! What lives here: the document as each signature saw it. What does not: which
//! changes are allowed between two of them, see `compare`.

use super::compare::allowed;
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

/// What changed after the signature at `index` and before the next one: the fields that were filled in, where
/// that and all else is allowed. Its own state must be readable.
pub(super) fn since(
    states: &[Option<State<'_, '_>>],
    index: usize,
) -> Result<Vec<String>, SignatureProblem> {
    let Some(before) = states.get(index).and_then(Option::as_ref) else {
        return Err(SignatureProblem::NoRevisionEnd);
    };
    let Some(after) = index.checked_add(1).and_then(|next| states.get(next)) else {
        return Ok(Vec::new());
    };
    let filled = after.as_ref().and_then(|after| allowed(before, after));
    filled.ok_or(SignatureProblem::ChangedAfterwards)
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
