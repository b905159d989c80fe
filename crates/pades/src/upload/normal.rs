//! The plain form of an upload: its pages and what they reach, numbered anew, one table.

use super::content::{Balance, balance};
use super::view::{View, inherited, view};
use super::{UploadPage, UploadRefusal as Refusal};
use crate::pdf::serialize::{integer, name, write_dictionary, write_object};
use crate::pdf::{Source, form};
use aws_lc_rs::digest::{SHA256, digest};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Bytes that the contents of one page may unpack to.
const MAX_CONTENT: usize = 32 * 1024 * 1024;
const MAX_DEPTH: usize = 64;
/// The overlay's name among a page's resources.
const OVERLAY: &str = "MithaqOverlay";

pub(super) struct Normal {
    pub bytes: Vec<u8>,
    pub pages: Vec<UploadPage>,
    pub overlays: Vec<ObjectId>,
    pub tree: ObjectId,
}

struct Writer<'s, 'a> {
    source: &'s Source<'a>,
    /// Signature fields that wait for a signature, and their widgets: they stay behind.
    left: BTreeSet<ObjectId>,
    numbers: BTreeMap<ObjectId, u32>,
    waiting: VecDeque<ObjectId>,
    objects: BTreeMap<u32, Object>,
    next: u32,
}

pub(super) fn normal(source: &Source<'_>) -> Result<Normal, Refusal> {
    let signatures = form::signature_fields(source).map_err(|_| Refusal::Form)?;
    let signatures = signatures.iter();
    let mut writer = Writer {
        source,
        left: signatures.flat_map(|one| [one.field, one.widget]).collect(),
        numbers: BTreeMap::new(),
        waiting: VecDeque::new(),
        objects: BTreeMap::new(),
        next: 3,
    };
    let ids: Vec<ObjectId> = source.document.page_iter().collect();
    if ids.is_empty() {
        return Err(Refusal::Unreadable);
    }
    // Links lead to pages, so that all have their numbers first.
    for id in &ids {
        let number = writer.number();
        if writer.numbers.insert(*id, number).is_some() {
            return Err(Refusal::Unreadable);
        }
    }
    let (mut pages, mut overlays, mut kids) = (Vec::new(), Vec::new(), Vec::new());
    for id in &ids {
        let page = source.dictionary(*id).ok_or(Refusal::Unreadable)?;
        let view = view(source, page)?;
        let (width, height) = view.size();
        pages.push(UploadPage { width, height });
        let overlay = writer.overlay(width, height);
        overlays.push((overlay, 0));
        let written = writer.page(page, &view, overlay)?;
        let number = writer.numbers.get(id).copied().unwrap_or_default();
        writer.objects.insert(number, Object::Dictionary(written));
        kids.push(Object::Reference((number, 0)));
    }
    writer.catalog()?;
    let mut tree = Dictionary::new();
    tree.set("Type", name("Pages"));
    tree.set("Count", integer(kids.len()));
    tree.set("Kids", kids);
    writer.objects.insert(2, Object::Dictionary(tree));
    writer.run()?;
    Ok(Normal {
        bytes: file(&writer.objects),
        pages,
        overlays,
        tree: (2, 0),
    })
}

impl Writer<'_, '_> {
    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    fn put(&mut self, object: Object) -> Object {
        let number = self.number();
        self.objects.insert(number, object);
        Object::Reference((number, 0))
    }

    /// The value with its references renumbered; what they lead to waits.
    fn value(&mut self, object: &Object, depth: usize) -> Result<Object, Refusal> {
        if depth > MAX_DEPTH {
            return Err(Refusal::Unreadable);
        }
        let deeper = depth.saturating_add(1);
        Ok(match object {
            Object::Reference(id) => self.reference(*id),
            Object::Array(items) => {
                let left = &self.left;
                let stays = |item: &&Object| item.as_reference().is_ok_and(|id| left.contains(&id));
                let items: Vec<&Object> = items.iter().filter(|item| !stays(item)).collect();
                let items = items.into_iter().map(|item| self.value(item, deeper));
                Object::Array(items.collect::<Result<_, _>>()?)
            }
            Object::Dictionary(dictionary) => Object::Dictionary(self.entries(dictionary, deeper)?),
            Object::Stream(stream) => {
                let dictionary = self.entries(&stream.dict, deeper)?;
                Object::Stream(Stream::new(dictionary, stream.content.clone()))
            }
            plain => plain.clone(),
        })
    }

    fn entries(&mut self, dictionary: &Dictionary, depth: usize) -> Result<Dictionary, Refusal> {
        let mut out = Dictionary::new();
        for (key, value) in dictionary.iter().filter(|(key, _)| *key != b"Length") {
            out.set(key.clone(), self.value(value, depth)?);
        }
        Ok(out)
    }

    fn reference(&mut self, id: ObjectId) -> Object {
        if let Some(number) = self.numbers.get(&id) {
            return Object::Reference((*number, 0));
        }
        let object = self.source.document.objects.get(&id);
        let is_root = |dictionary: &Dictionary| {
            dictionary.has_type(b"Catalog") || dictionary.has_type(b"Pages")
        };
        match object {
            None => Object::Null,
            Some(_) if self.left.contains(&id) => Object::Null,
            Some(Object::Dictionary(dictionary)) if is_root(dictionary) => Object::Null,
            Some(_) => {
                let number = self.number();
                self.numbers.insert(id, number);
                self.waiting.push_back(id);
                Object::Reference((number, 0))
            }
        }
    }

    fn run(&mut self) -> Result<(), Refusal> {
        while let Some(id) = self.waiting.pop_front() {
            let object = self.source.document.objects.get(&id);
            let copied = self.value(object.ok_or(Refusal::Unreadable)?, 0)?;
            let number = self.numbers.get(&id).copied().unwrap_or_default();
            self.objects.insert(number, copied);
        }
        Ok(())
    }

    /// What of the catalog says how the pages read. Metadata, which may claim what a filled file is
    /// not, stays behind.
    fn catalog(&mut self) -> Result<(), Refusal> {
        let source = self.source;
        let (_, catalog) = source.catalog().map_err(|_| Refusal::Unreadable)?;
        let mut written = Dictionary::new();
        written.set("Type", name("Catalog"));
        written.set("Pages", Object::Reference((2, 0)));
        for key in [
            "Lang",
            "MarkInfo",
            "StructTreeRoot",
            "OutputIntents",
            "Dests",
        ] {
            if let Ok(value) = catalog.get(key.as_bytes()) {
                let value = self.value(value, 0)?;
                written.set(key, value);
            }
        }
        if let Some(Object::Dictionary(names)) = source.value(catalog, b"Names")
            && let Ok(destinations) = names.get(b"Dests")
        {
            let mut kept = Dictionary::new();
            kept.set("Dests", self.value(destinations, 0)?);
            written.set("Names", kept);
        }
        if let Some((_, form)) = form::form(source).map_err(|_| Refusal::Form)?
            && let Some(Object::Array(fields)) = source.value(form, b"Fields")
        {
            let fields = self.value(&Object::Array(fields.clone()), 0)?;
            if fields.as_array().is_ok_and(|fields| !fields.is_empty()) {
                let form = self.form(form, fields)?;
                written.set("AcroForm", form);
            }
        }
        self.objects.insert(1, Object::Dictionary(written));
        Ok(())
    }

    /// The form with its fields. Readers shall not draw it anew, nor reckon values out.
    fn form(&mut self, form: &Dictionary, fields: Object) -> Result<Object, Refusal> {
        let mut written = Dictionary::new();
        for key in ["DR", "DA", "Q"] {
            if let Ok(value) = form.get(key.as_bytes()) {
                written.set(key, self.value(value, 0)?);
            }
        }
        written.set("Fields", fields);
        Ok(self.put(Object::Dictionary(written)))
    }

    fn overlay(&mut self, width: f32, height: f32) -> u32 {
        let mut form = Dictionary::new();
        form.set("Type", name("XObject"));
        form.set("Subtype", name("Form"));
        let corners = [0.0, 0.0, width, height].map(Object::Real);
        form.set("BBox", Object::Array(corners.to_vec()));
        form.set("Resources", Dictionary::new());
        let number = self.number();
        let stream = Object::Stream(Stream::new(form, Vec::new()));
        self.objects.insert(number, stream);
        number
    }

    fn page(
        &mut self,
        page: &Dictionary,
        view: &View,
        overlay: u32,
    ) -> Result<Dictionary, Refusal> {
        let source = self.source;
        let mut written = Dictionary::new();
        written.set("Type", name("Page"));
        written.set("Parent", Object::Reference((2, 0)));
        let rectangle = |of: [f32; 4]| Object::Array(of.map(Object::Real).to_vec());
        written.set("MediaBox", rectangle(view.media));
        written.set("CropBox", rectangle(view.crop));
        written.set("Rotate", view.turn);
        for key in ["Group", "StructParents", "Tabs", "Annots"] {
            if let Ok(value) = page.get(key.as_bytes()) {
                let value = self.value(value, 0)?;
                written.set(key, value);
            }
        }
        let resources = match inherited(source, page, b"Resources") {
            Some(Object::Dictionary(resources)) => resources.clone(),
            None => Dictionary::new(),
            Some(_) => return Err(Refusal::Unreadable),
        };
        let mut pictures = match source.value(&resources, b"XObject") {
            Some(Object::Dictionary(pictures)) => self.entries(pictures, 0)?,
            None => Dictionary::new(),
            Some(_) => return Err(Refusal::Unreadable),
        };
        if pictures.has(OVERLAY.as_bytes()) {
            return Err(Refusal::Unreadable);
        }
        pictures.set(OVERLAY, Object::Reference((overlay, 0)));
        let mut resources = self.entries(&resources, 0)?;
        resources.set("XObject", pictures);
        written.set("Resources", resources);
        let contents = self.contents(page, view)?;
        written.set("Contents", contents);
        Ok(written)
    }

    /// The page's own content between saved states, then the overlay.
    fn contents(&mut self, page: &Dictionary, view: &View) -> Result<Vec<Object>, Refusal> {
        let source = self.source;
        let parts: Vec<Object> = match page.get(b"Contents") {
            Err(_) | Ok(Object::Null) => Vec::new(),
            Ok(one @ Object::Reference(_)) => match source.resolve(one) {
                Some(Object::Array(parts)) => parts.clone(),
                _ => vec![one.clone()],
            },
            Ok(Object::Array(parts)) => parts.clone(),
            Ok(_) => return Err(Refusal::Unreadable),
        };
        let mut plain = Vec::new();
        for part in &parts {
            let stream = source.resolve(part).and_then(|part| part.as_stream().ok());
            let stream = stream.ok_or(Refusal::Unreadable)?;
            let unpacked = stream.get_plain_content_with_limit(MAX_CONTENT);
            plain.extend_from_slice(&unpacked.map_err(|_| Refusal::Unreadable)?);
            plain.push(b'\n');
            if plain.len() > MAX_CONTENT {
                return Err(Refusal::TooLarge);
            }
        }
        let Balance { missing, open } = balance(&plain).ok_or(Refusal::Unreadable)?;
        if missing > MAX_DEPTH || open > MAX_DEPTH {
            return Err(Refusal::Unreadable);
        }
        let before = "q\n".repeat(missing + 1);
        let [a, b, c, d, e, f] = view.matrix();
        let after = format!(
            "\n{}q {a} {b} {c} {d} {e} {f} cm /{OVERLAY} Do Q\n",
            "Q\n".repeat(open + 1)
        );
        let stream =
            |text: String| Object::Stream(Stream::new(Dictionary::new(), text.into_bytes()));
        let mut contents = vec![self.put(stream(before))];
        for part in &parts {
            contents.push(self.value(part, 0)?);
        }
        contents.push(self.put(stream(after)));
        Ok(contents)
    }
}

fn file(objects: &BTreeMap<u32, Object>) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = b"0000000000 65535 f \n".to_vec();
    for (number, object) in objects {
        table.extend_from_slice(format!("{:010} 00000 n \n", out.len()).as_bytes());
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        write_object(object, &mut out);
        out.extend_from_slice(b"\nendobj\n");
    }
    let identity = digest(&SHA256, &out)
        .as_ref()
        .get(..16)
        .unwrap_or_default()
        .to_vec();
    let identity = Object::String(identity, StringFormat::Hexadecimal);
    let mut trailer = Dictionary::new();
    let size = objects.len().saturating_add(1);
    trailer.set("Size", integer(size));
    trailer.set("Root", Object::Reference((1, 0)));
    trailer.set("ID", vec![identity.clone(), identity]);
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {size}\n").as_bytes());
    out.extend_from_slice(&table);
    out.extend_from_slice(b"trailer\n");
    write_dictionary(&trailer, &mut out);
    out.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}
