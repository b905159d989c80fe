//! Two readings of a document, compared object by object.
//!
//! What lives here: the only changes that a later revision may make: filling an
//! empty signature field, adding an invisible one, filling in a form as far as the
//! signatures allow, validation data (DSS). What
//! does not: judging by where bytes stand, so it does not matter how a change was
//! smuggled in.

use crate::pdf::{Source, form, form_field};
use crate::seal::dictionary::CERTIFICATE_SET_KEY;
use crate::security_store;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a signature dictionary (ISO 32000-2 table 255), and our own.
const OF_A_SIGNATURE: [&[u8]; 18] = [
    b"Type",
    b"Filter",
    b"SubFilter",
    b"Contents",
    b"Cert",
    b"ByteRange",
    b"Reference",
    b"Changes",
    b"Name",
    b"M",
    b"Location",
    b"Reason",
    b"ContactInfo",
    b"V",
    b"Prop_Build",
    b"Prop_AuthTime",
    b"Prop_AuthType",
    CERTIFICATE_SET_KEY.as_bytes(),
];

/// The fields of the form that were filled in, where nothing else was done than what may be. After a signature `of_others`
/// and before our first seal the metadata may say, too, when and by which program the file was changed, as other programs
/// have it say: no page shows it, and our seal covers it.
pub(super) fn allowed(
    before: &Source<'_>,
    after: &Source<'_>,
    of_others: bool,
) -> Option<Vec<String>> {
    let mut comparison = Comparison::new(before, after)?;
    comparison.metadata = of_others.then(|| metadata(before, after)).flatten();
    comparison.run()?;
    Some(comparison.filled.into_iter().collect())
}

struct Comparison<'s, 'a> {
    before: &'s Source<'a>,
    after: &'s Source<'a>,
    /// Signature fields empty in the earlier state and signed in the later one, and
    /// their widgets. One that stays empty must not change its looks either.
    open: BTreeSet<ObjectId>,
    /// Signature fields that only the later state has.
    added: BTreeSet<ObjectId>,
    /// Fields that hold values, and their widgets, as far as the signatures of the earlier state let them be filled
    /// in; the name of each.
    fillable: BTreeMap<ObjectId, String>,
    /// Those that were.
    filled: BTreeSet<String>,
    /// New objects that an allowed change brings along.
    reachable: BTreeSet<ObjectId>,
    /// The metadata of the document (ISO 32000-2 14.3.2), where it may change.
    metadata: Option<ObjectId>,
}

/// The stream of the catalog's metadata, where both states have it and nothing else takes it for anything: a page could
/// have it for its content.
fn metadata(before: &Source<'_>, after: &Source<'_>) -> Option<ObjectId> {
    let of = |source: &Source<'_>| {
        let (_, catalog) = source.catalog().ok()?;
        let id = catalog
            .get(b"Metadata")
            .and_then(Object::as_reference)
            .ok()?;
        let stream = source.object(id)?.as_stream().ok()?;
        let is_named = |key: &[u8], name: &[u8]| {
            let found = stream.dict.get(key).and_then(Object::as_name);
            found.is_ok_and(|found| found == name)
        };
        let is_metadata = is_named(b"Type", b"Metadata") && is_named(b"Subtype", b"XML");
        let plain = [&b"Type"[..], b"Subtype", b"Length", b"Filter"];
        let is_plain = stream
            .dict
            .iter()
            .all(|(key, _)| plain.contains(&key.as_slice()));
        let places = source.references().filter(|other| *other == id).count();
        (is_metadata && is_plain && places == 1).then_some(id)
    };
    of(before).filter(|id| of(after) == Some(*id))
}

/// The fields of a form that may still be filled in.
fn fillable(source: &Source<'_>) -> BTreeMap<ObjectId, String> {
    let has_some = form::other_fields(source).is_ok_and(|fields| !fields.is_empty());
    let read = || form_field::read(source).ok();
    let fields = has_some.then(read).flatten().map(|read| read.fields);
    let fields = fields.unwrap_or_default().into_iter();
    let open = fields.filter(|field| !field.is_locked && !field.is_read_only);
    open.flat_map(|field| {
        let ids: Vec<ObjectId> = field.widgets.iter().copied().chain([field.id]).collect();
        ids.into_iter().map(move |id| (id, field.name.clone()))
    })
    .collect()
}

impl<'s, 'a> Comparison<'s, 'a> {
    fn new(before: &'s Source<'a>, after: &'s Source<'a>) -> Option<Self> {
        let old = form::signature_fields(before).ok()?;
        let new = form::signature_fields(after).ok()?;
        let is_signed_later = |field: ObjectId| {
            new.iter()
                .any(|later| later.field == field && later.value.is_some())
        };
        let filled = old
            .iter()
            .filter(|field| field.value.is_none() && is_signed_later(field.field));
        let open = filled
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
            fillable: fillable(before),
            filled: BTreeSet::new(),
            reachable: BTreeSet::new(),
            metadata: None,
        })
    }

    fn run(&mut self) -> Option<()> {
        self.same_trailer()?;
        let old = &self.before.document.objects;
        let new = &self.after.document.objects;
        if old.keys().any(|id| !self.after.holds(*id)) {
            return None;
        }
        self.nothing_was_awaited()?;
        for id in self.added.clone() {
            self.invisible_widget(id)?;
            self.reach(&Object::Reference(id));
        }
        for (id, object) in old {
            let now = new.get(id)?;
            if now != object && self.metadata != Some(*id) {
                self.changed(*id, object, now)?;
            }
        }
        let new_ids: Vec<ObjectId> = new.keys().filter(|id| self.is_new(**id)).copied().collect();
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

    fn is_new(&self, id: ObjectId) -> bool {
        !self.before.holds(id)
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
            self.filled_plainly(new)?;
            self.reach_keys(new, &[b"V", b"AP"])
        } else if let Some(name) = self.fillable.get(&id).cloned() {
            same_but(old, new, &[b"V", b"AP", b"AS", b"I", b"M"])?;
            self.value_is_plain(new)?;
            // What is on and off looks as it did.
            let is_button = new.has(b"AS") || old.has(b"AS");
            match is_button {
                true => same_but(old, new, &[b"V", b"AS", b"M"])?,
                false => self.looks_are_plain(new)?,
            }
            self.filled.insert(name);
            self.reach_keys(new, &[b"V", b"AP"])
        } else if old.has_type(b"Page") {
            same_but(old, new, &[b"Annots"])?;
            self.array(old.get(b"Annots").ok(), new.get(b"Annots").ok())
        } else if self.is_validation_data(id) {
            self.store_is_plain()?;
            self.reach(&Object::Dictionary(new.clone()));
            Some(())
        } else {
            None
        }
    }

    fn catalog(&mut self, old: &Dictionary, new: &Dictionary) -> Option<()> {
        same_but(old, new, &[b"AcroForm", b"DSS", b"Extensions"])?;
        self.store_is_plain()?;
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

    /// Whoever made the document could have referred to objects that were not there yet: a later signature's
    /// appearance would then also be a page's content. A new object must be new to the old state.
    fn nothing_was_awaited(&self) -> Option<()> {
        let arrived = |id: ObjectId| self.after.holds(id) && self.is_new(id);
        self.before
            .references()
            .all(|id| !arrived(id))
            .then_some(())
    }

    /// A field that a page also takes for its fonts or graphics states could become some: its looks are one form
    /// XObject, its value a signature, and neither is anything more.
    fn filled_plainly(&self, field: &Dictionary) -> Option<()> {
        self.looks_are_plain(field)?;
        if let Some(value) = self.after.value(field, b"V") {
            let mut keys = value.as_dict().ok()?.iter().map(|(key, _)| key.as_slice());
            keys.all(|key| OF_A_SIGNATURE.contains(&key))
                .then_some(())?;
        }
        Some(())
    }

    fn looks_are_plain(&self, field: &Dictionary) -> Option<()> {
        if let Ok(looks) = field.get(b"AP") {
            let looks = looks.as_dict().ok()?;
            let plain = looks.iter().all(|(key, _)| key == b"N");
            let normal = self.after.value(looks, b"N")?.as_stream().ok()?;
            let is_form = normal.dict.get(b"Subtype").and_then(Object::as_name);
            (plain && is_form.is_ok_and(|kind| kind == b"Form")).then_some(())?;
        }
        Some(())
    }

    /// A text, a name, or several texts: nothing that a page could take for anything.
    fn value_is_plain(&self, field: &Dictionary) -> Option<()> {
        let is_text = |value: &Object| matches!(value, Object::String(..) | Object::Name(_));
        let plain = match field.get(b"V").ok() {
            None | Some(Object::Null) => true,
            Some(Object::Array(values)) => values.iter().all(is_text),
            Some(value) => is_text(value),
        };
        plain.then_some(())
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

    /// A store that holds validation data and nothing else, however it is reached.
    fn store_is_plain(&self) -> Option<()> {
        security_store::read(self.after).ok().map(|_| ())
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
                Object::Reference(id) if self.is_new(*id) && self.reachable.insert(*id) => {
                    waiting.extend(self.after.object(*id));
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
