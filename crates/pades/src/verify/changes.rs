//! What changed after a signature, object by object.
//!
//! What lives here: the only changes that a later revision may make: filling an
//! empty signature field, adding an invisible one, validation data (DSS). What
//! does not: judging by where bytes stand; two readings of the document are
//! compared, so it does not matter how a change was smuggled in.

use super::located::Located;
use super::report::{Problem, SignatureProblem};
use crate::pdf::{Source, form};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// The document as it stood at the end of each signature's revision.
pub(super) fn states<'a>(
    pdf: &'a [u8],
    located: &[Located],
    whole: &Source<'a>,
) -> Vec<Option<Source<'a>>> {
    located
        .iter()
        .map(|signature| match signature.end {
            Some(end) if end == pdf.len() => Some(Source {
                bytes: pdf,
                document: whole.document.clone(),
            }),
            Some(end) => Source::open(pdf.get(..end)?).ok(),
            None => None,
        })
        .collect()
}

/// Problems of the signature at `index`: its own state must be readable, and the
/// next signature's state may differ from it only in the allowed ways.
pub(super) fn since(states: &[Option<Source<'_>>], index: usize) -> Option<SignatureProblem> {
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
    states: &[Option<Source<'_>>],
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

fn is_allowed(before: &Source<'_>, after: &Source<'_>) -> bool {
    Comparison::new(before, after).is_some_and(|mut comparison| comparison.run().is_some())
}

struct Comparison<'s, 'a> {
    before: &'s Source<'a>,
    after: &'s Source<'a>,
    /// Empty signature fields of the earlier state, and their widgets.
    open: BTreeSet<ObjectId>,
    /// Signature fields that only the later state has.
    added: BTreeSet<ObjectId>,
    /// New objects that an allowed change brings along.
    reachable: BTreeSet<ObjectId>,
}

impl<'s, 'a> Comparison<'s, 'a> {
    fn new(before: &'s Source<'a>, after: &'s Source<'a>) -> Option<Self> {
        let old = form::signature_fields(before).ok()?;
        let new = form::signature_fields(after).ok()?;
        let empty = old.iter().filter(|field| field.value.is_none());
        let open = empty
            .flat_map(|field| [field.field, field.widget])
            .collect();
        let known: BTreeSet<ObjectId> = old.iter().map(|field| field.field).collect();
        let added = new.iter().filter(|field| !known.contains(&field.field));
        // Filled fields and added ones are one object with their widget, or the same two.
        let added = added
            .flat_map(|field| [field.field, field.widget])
            .collect();
        Some(Self {
            before,
            after,
            open,
            added,
            reachable: BTreeSet::new(),
        })
    }

    fn run(&mut self) -> Option<()> {
        self.same_trailer()?;
        let old = &self.before.document.objects;
        let new = &self.after.document.objects;
        if old.keys().any(|id| !new.contains_key(id)) {
            return None;
        }
        for id in self.added.clone() {
            self.invisible_widget(id)?;
            self.reach(&Object::Reference(id));
        }
        for (id, object) in old {
            let now = new.get(id)?;
            if now != object {
                self.changed(*id, object, now)?;
            }
        }
        let new_ids: Vec<ObjectId> = new
            .keys()
            .filter(|id| !old.contains_key(id))
            .copied()
            .collect();
        for id in new_ids {
            let machinery = match new.get(&id)? {
                Object::Stream(stream) => {
                    stream.dict.has_type(b"XRef") || stream.dict.has_type(b"ObjStm")
                }
                _ => false,
            };
            if !machinery && !self.reachable.contains(&id) {
                return None;
            }
        }
        Some(())
    }

    fn same_trailer(&self) -> Option<()> {
        let (old, new) = (&self.before.document.trailer, &self.after.document.trailer);
        let same = |key: &[u8]| old.get(key).ok() == new.get(key).ok();
        (same(b"Root") && same(b"Info")).then_some(())
    }

    /// One object that both states have, with different values.
    fn changed(&mut self, id: ObjectId, old: &Object, new: &Object) -> Option<()> {
        if let (Object::Array(old), Object::Array(new)) = (old, new) {
            return self.extended(old, new);
        }
        let (old, new) = (old.as_dict().ok()?, new.as_dict().ok()?);
        let (root, _) = self.before.catalog().ok()?;
        let form_id = form::form(self.before).ok()?.and_then(|(id, _)| id);
        if id == root {
            self.catalog(old, new)
        } else if Some(id) == form_id {
            self.form(old, new)
        } else if self.open.contains(&id) {
            same_but(old, new, &[b"V", b"AP", b"M"])?;
            self.reach_keys(new, &[b"V", b"AP"])
        } else if old.has_type(b"Page") {
            same_but(old, new, &[b"Annots"])?;
            self.array(old.get(b"Annots").ok(), new.get(b"Annots").ok())
        } else if self.is_validation_data(id) {
            self.reach(&Object::Dictionary(new.clone()));
            Some(())
        } else {
            None
        }
    }

    fn catalog(&mut self, old: &Dictionary, new: &Dictionary) -> Option<()> {
        same_but(old, new, &[b"AcroForm", b"DSS", b"Extensions"])?;
        self.reach_keys(new, &[b"DSS", b"Extensions"])?;
        match (old.get(b"AcroForm").ok(), new.get(b"AcroForm").ok()) {
            (old, new) if old == new => Some(()),
            (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => self.form(old, new),
            (None, Some(new)) => {
                let form = self.after.resolve(new)?.as_dict().ok()?;
                self.form(&Dictionary::new(), form)?;
                self.reach(new);
                Some(())
            }
            _ => None,
        }
    }

    fn form(&mut self, old: &Dictionary, new: &Dictionary) -> Option<()> {
        same_but(old, new, &[b"Fields", b"SigFlags", b"NeedAppearances"])?;
        if new.has(b"NeedAppearances")
            && new.get(b"NeedAppearances").ok() != old.get(b"NeedAppearances").ok()
        {
            return None;
        }
        self.array(old.get(b"Fields").ok(), new.get(b"Fields").ok())
    }

    /// `/Annots` or `/Fields`, in the object or apart from it.
    fn array(&mut self, old: Option<&Object>, new: Option<&Object>) -> Option<()> {
        if old == new {
            return Some(());
        }
        let empty = Vec::new();
        let before = match old.map(|old| self.before.resolve(old)) {
            None | Some(Some(Object::Null)) => &empty,
            Some(found) => found?.as_array().ok()?,
        };
        let after = self.after.resolve(new?)?.as_array().ok()?;
        self.extended(before, after)?;
        self.reach(new?);
        Some(())
    }

    /// The old entries stay; only added signature fields come behind them.
    fn extended(&self, old: &[Object], new: &[Object]) -> Option<()> {
        let (kept, more) = new.split_at_checked(old.len())?;
        let all_added = more
            .iter()
            .all(|item| item.as_reference().is_ok_and(|id| self.added.contains(&id)));
        (kept == old && all_added).then_some(())
    }

    /// A visible new field could hide what was signed (shadow attacks: hide).
    fn invisible_widget(&self, id: ObjectId) -> Option<()> {
        let widget = self.after.dictionary(id)?;
        if !widget.has(b"Rect") {
            return Some(()); // A field apart from its widget.
        }
        let corners = self.after.value(widget, b"Rect")?.as_array().ok()?;
        let numbers: Vec<f32> = corners
            .iter()
            .map(|corner| self.after.resolve(corner)?.as_float().ok())
            .collect::<Option<_>>()?;
        match numbers.as_slice() {
            [left, bottom, right, top] if left == right && bottom == top => Some(()),
            _ => None,
        }
    }

    fn is_validation_data(&self, id: ObjectId) -> bool {
        let catalog = self.before.catalog().ok();
        let store = catalog.and_then(|(_, catalog)| catalog.get(b"DSS").ok());
        store.and_then(|store| store.as_reference().ok()) == Some(id)
    }

    fn reach_keys(&mut self, dictionary: &Dictionary, keys: &[&[u8]]) -> Option<()> {
        for key in keys {
            if let Ok(value) = dictionary.get(key) {
                self.reach(value);
            }
        }
        Some(())
    }

    /// Marks the new objects behind a value; old ones are compared, not followed.
    fn reach(&mut self, object: &Object) {
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            match object {
                Object::Reference(id) => {
                    let is_new = !self.before.document.objects.contains_key(id);
                    if is_new && self.reachable.insert(*id) {
                        waiting.extend(self.after.document.objects.get(id));
                    }
                }
                Object::Array(items) => waiting.extend(items),
                Object::Dictionary(dictionary) => {
                    waiting.extend(dictionary.iter().map(|(_, value)| value));
                }
                Object::Stream(stream) => {
                    waiting.extend(stream.dict.iter().map(|(_, value)| value));
                }
                _ => {}
            }
        }
    }
}

/// Equal but for the named keys.
fn same_but(old: &Dictionary, new: &Dictionary, except: &[&[u8]]) -> Option<()> {
    let relevant = |dictionary: &Dictionary| {
        let mut copy = dictionary.clone();
        for key in except {
            copy.remove(key);
        }
        copy
    };
    (relevant(old) == relevant(new)).then_some(())
}
