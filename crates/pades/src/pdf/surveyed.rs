//! A file of which verifying keeps what it looks at, after a look at every object.
//!
//! Reading all 250 objects of a contract costs a millisecond, twenty times what a look at each costs. What lives here:
//! what is kept, and a note when something else is asked for: then nothing that was found is worth anything, and the
//! whole file must be read. What does not: any judgement.

use super::Source;
use super::lexer::Lexer;
use super::partial::{self, MAX_OBJECTS};
use super::revision::plain_offset;
use super::survey::{Survey, survey};
use lopdf::xref::XrefEntry;
use lopdf::{Object, ObjectId};
use std::cell::Cell;
use std::collections::BTreeSet;

/// What was found in passing, and whether something that was not kept was asked for.
pub(super) struct Surveyed {
    pub(super) survey: Survey,
    missed: Cell<bool>,
}

/// The file with its form, its signatures and its security store; `None` to read it whole.
pub(crate) fn open(bytes: &[u8]) -> Option<Source<'_>> {
    let mut source = partial::table(bytes)?;
    source.surveyed = Some(Surveyed {
        survey: survey(bytes, &source.document.reference_table)?,
        missed: Cell::new(false),
    });
    let root = source.document.trailer.get(b"Root").ok()?;
    let root = root.as_reference().ok()?;
    partial::load(&mut source, root)?;
    let mut waiting = Vec::new();
    for (id, object) in &source.document.objects {
        let key: &[u8] = if *id == root { b"DSS" } else { b"V" };
        let value = object.as_dict().and_then(|entries| entries.get(key));
        value
            .iter()
            .for_each(|value| partial::references(value, &mut waiting));
    }
    while let Some(id) = waiting.pop() {
        if let Some(found) = keep(&mut source, id)? {
            partial::references(found, &mut waiting);
        }
    }
    Some(source)
}

/// Has states of one file, each a beginning of the next, keep all that differs between them, and whatever one of
/// them keeps.
pub(crate) fn keep_alike(states: &mut [&mut Source<'_>]) -> Option<()> {
    let kept = states
        .iter()
        .flat_map(|state| state.document.objects.keys());
    let mut wanted: BTreeSet<ObjectId> = kept.copied().collect();
    for pair in states.windows(2) {
        if let [before, after] = pair {
            wanted.extend(differences(before, after));
            wanted.extend(differences(after, before));
        }
    }
    for state in states {
        for id in &wanted {
            keep(state, *id)?;
        }
    }
    Some(())
}

/// What the first has and the second has not, or elsewhere. What stands at one place in both is the same: both were
/// looked at, and each object ended before the shorter one does.
fn differences(one: &Source<'_>, other: &Source<'_>) -> Vec<ObjectId> {
    let entries = one.document.reference_table.entries.iter();
    let ids = entries.filter_map(|(number, entry)| match entry {
        XrefEntry::Normal { generation, .. } => Some((*number, *generation)),
        _ => None,
    });
    ids.filter(|id| plain_offset(one, *id) != plain_offset(other, *id))
        .collect()
}

/// Keeps an object that the file has; answers it where it was not kept before.
fn keep<'s>(source: &'s mut Source<'_>, id: ObjectId) -> Option<Option<&'s Object>> {
    if source.document.objects.contains_key(&id) {
        return Some(None);
    }
    let Some(offset) = plain_offset(source, id) else {
        return Some(None);
    };
    if source.document.objects.len() >= MAX_OBJECTS {
        return None;
    }
    let found = Lexer::new(source.bytes, offset).indirect_object_or_stream(id)?;
    Some(Some(
        source.document.to_mut().objects.entry(id).or_insert(found),
    ))
}

impl Source<'_> {
    /// Whether all that was asked for had been kept.
    pub(crate) fn was_enough(&self) -> bool {
        self.surveyed
            .as_ref()
            .is_none_or(|surveyed| !surveyed.missed.get())
    }

    /// Whether the file has an object, kept or not.
    pub(crate) fn holds(&self, id: ObjectId) -> bool {
        match self.surveyed {
            Some(_) => plain_offset(self, id).is_some(),
            None => self.document.objects.contains_key(&id),
        }
    }

    /// Dictionaries with a `/ByteRange`, wherever they are.
    pub(crate) fn ranged(&self) -> Vec<ObjectId> {
        if let Some(surveyed) = &self.surveyed {
            return surveyed.survey.ranged.clone();
        }
        let is_ranged = |object: &Object| {
            object
                .as_dict()
                .is_ok_and(|entries| entries.has(b"ByteRange"))
        };
        let objects = self.document.objects.iter();
        objects
            .filter(|(_, object)| is_ranged(object))
            .map(|(id, _)| *id)
            .collect()
    }

    /// Notes that an object was asked for that is not among those that were kept.
    pub(super) fn miss(&self, id: ObjectId) {
        if let Some(surveyed) = &self.surveyed
            && plain_offset(self, id).is_some()
        {
            surveyed.missed.set(true);
        }
    }
}
