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

/// The document as it stood at the end of each signature's revision; none where that is the end of the file, or where
/// it cannot be read.
pub(super) fn earlier<'a>(pdf: &'a [u8], located: &[Located]) -> Vec<Option<Source<'a>>> {
    let ends = located.iter().map(|signature| signature.end);
    ends.map(|end| Source::open(pdf.get(..end.filter(|end| *end != pdf.len())?)?).ok())
        .collect()
}

/// The document as each signature saw it.
pub(super) fn states<'s, 'a>(
    pdf: &[u8],
    located: &[Located],
    (whole, earlier): (&'s Source<'a>, &'s [Option<Source<'a>>]),
) -> Vec<Option<&'s Source<'a>>> {
    let saw = |(signature, earlier): (&Located, &'s Option<Source<'a>>)| {
        if signature.end == Some(pdf.len()) {
            Some(whole)
        } else {
            earlier.as_ref()
        }
    };
    located.iter().zip(earlier).map(saw).collect()
}

/// The security store as each signature saw it; none where it cannot be read.
pub(super) fn stores(states: &[Option<&Source<'_>>]) -> Vec<Option<ValidationMaterial>> {
    let read = |state: &Option<&Source<'_>>| security_store::read((*state)?).ok();
    states.iter().map(read).collect()
}

/// What changed after the signature at `index` and before the next one: the fields that were filled in, where
/// that and all else is allowed. `of_others` are those that came before our first seal. Its own state must be readable.
pub(super) fn since(
    states: &[Option<&Source<'_>>],
    (index, of_others): (usize, bool),
) -> Result<Vec<String>, SignatureProblem> {
    let Some(before) = states.get(index).copied().flatten() else {
        return Err(SignatureProblem::NoRevisionEnd);
    };
    let Some(after) = index.checked_add(1).and_then(|next| states.get(next)) else {
        return Ok(Vec::new());
    };
    let filled = after.and_then(|after| allowed(before, after, of_others));
    filled.ok_or(SignatureProblem::ChangedAfterwards)
}

/// DocMDP belongs to the first signature alone, and P=1 allows no second one.
pub(super) fn certification(
    source: &Source<'_>,
    states: &[Option<&Source<'_>>],
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
