//! An incremental update (ISO 32000-2 7.5.6): new bytes behind old bytes.
//!
//! What lives here: numbering, the cross-reference section in the style of the
//! last one, the trailer. What does not: any change of the bytes already there;
//! there is no code that could.

use super::serialize::{integer, name, write_dictionary, write_object, write_stream};
use super::{PdfError, Source, verbatim};
use lopdf::xref::{XrefEntry, XrefType};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;

/// Collects new and changed objects, then writes them behind the source.
pub(crate) struct Revision<'s, 'a> {
    pub(crate) source: &'s Source<'a>,
    objects: BTreeMap<u32, (u16, Vec<u8>)>,
    next: u32,
}

/// The updated file, and where each object of the update begins in it.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offsets: BTreeMap<u32, usize>,
}

impl<'s, 'a> Revision<'s, 'a> {
    pub(crate) fn new(source: &'s Source<'a>) -> Result<Self, PdfError> {
        let document = &source.document;
        let size = document.trailer.get(b"Size").and_then(Object::as_i64);
        let size = size.ok().and_then(|size| u32::try_from(size).ok());
        // A number that is referred to but not there would give what we add a second place.
        let referred = source.references().map(|(number, _)| number).max();
        let highest = document.max_id.max(referred.unwrap_or(0));
        let next = highest.checked_add(1).ok_or(PdfError::TooLarge)?;
        Ok(Self {
            source,
            objects: BTreeMap::new(),
            next: next.max(size.unwrap_or(0)),
        })
    }

    /// A number that no object has yet.
    pub(crate) fn allocate(&mut self) -> Result<ObjectId, PdfError> {
        let number = self.next;
        // ISO 32000-2 C.2: 8,388,607 indirect objects.
        if number > 8_388_607 {
            return Err(PdfError::TooLarge);
        }
        self.next = number.saturating_add(1);
        Ok((number, 0))
    }

    pub(crate) fn put(&mut self, id: ObjectId, object: &Object) {
        let mut bytes = Vec::new();
        write_object(object, &mut bytes);
        self.put_bytes(id, bytes);
    }

    /// A dictionary; of one that is there already, what stays the same stays so to the letter.
    pub(crate) fn put_dictionary(&mut self, id: ObjectId, dictionary: &Dictionary) {
        let as_it_stands = verbatim::dictionary(self.source, id, dictionary);
        let bytes = as_it_stands.unwrap_or_else(|| {
            let mut bytes = Vec::new();
            write_dictionary(dictionary, &mut bytes);
            bytes
        });
        self.put_bytes(id, bytes);
    }

    pub(crate) fn put_stream(&mut self, id: ObjectId, dictionary: &Dictionary, content: &[u8]) {
        let mut bytes = Vec::new();
        let mut dictionary = dictionary.clone();
        dictionary.set("Length", integer(content.len()));
        write_stream(&dictionary, content, &mut bytes);
        self.put_bytes(id, bytes);
    }

    /// Puts bytes that are already serialised.
    pub(crate) fn put_bytes(&mut self, (number, generation): ObjectId, bytes: Vec<u8>) {
        self.objects.insert(number, (generation, bytes));
    }

    pub(crate) fn finish(mut self) -> Result<Written, PdfError> {
        let added: usize = self
            .objects
            .values()
            .map(|(_, bytes)| bytes.len() + 40)
            .sum();
        let base = self.source.bytes;
        let mut out = Vec::with_capacity(base.len() + added + 512);
        out.extend_from_slice(base);
        if !base.ends_with(b"\n") {
            out.push(b'\n');
        }
        let mut entries = BTreeMap::new();
        for (number, (generation, bytes)) in &self.objects {
            entries.insert(*number, (out.len(), *generation));
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            out.extend_from_slice(bytes);
            out.extend_from_slice(b"\nendobj\n");
        }
        let offsets = entries.iter().map(|(id, entry)| (*id, entry.0)).collect();
        let start = out.len();
        match self.source.document.reference_table.cross_reference_type {
            XrefType::CrossReferenceStream => self.write_stream_section(&mut entries, &mut out)?,
            XrefType::CrossReferenceTable => self.write_table_section(&entries, &mut out),
        }
        out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        if out.len() > super::MAX_LENGTH {
            return Err(PdfError::TooLarge);
        }
        Ok(Written {
            bytes: out,
            offsets,
        })
    }

    /// Only what a trailer needs: no `/XRefStm`, no keys of a former stream.
    fn trailer(&self) -> Dictionary {
        let mut trailer = Dictionary::new();
        trailer.set("Size", i64::from(self.next));
        for key in ["Root", "Info", "ID"] {
            if let Ok(value) = self.source.document.trailer.get(key.as_bytes()) {
                trailer.set(key, value.clone());
            }
        }
        trailer.set("Prev", integer(self.source.document.xref_start));
        trailer
    }

    fn write_table_section(&self, entries: &BTreeMap<u32, (usize, u16)>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"xref\n");
        for (first, run) in runs(entries) {
            out.extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
            for (offset, generation) in run {
                out.extend_from_slice(format!("{offset:010} {generation:05} n \n").as_bytes());
            }
        }
        out.extend_from_slice(b"trailer\n");
        write_dictionary(&self.trailer(), out);
        out.push(b'\n');
    }

    fn write_stream_section(
        &mut self,
        entries: &mut BTreeMap<u32, (usize, u16)>,
        out: &mut Vec<u8>,
    ) -> Result<(), PdfError> {
        let (number, _) = self.allocate()?;
        entries.insert(number, (out.len(), 0));
        let mut content = Vec::with_capacity(entries.len().saturating_mul(7));
        let mut index = Vec::new();
        for (first, run) in runs(entries) {
            index.push(Object::Integer(i64::from(first)));
            index.push(integer(run.len()));
            for (offset, generation) in run {
                let offset = u32::try_from(offset).map_err(|_| PdfError::TooLarge)?;
                content.push(1);
                content.extend_from_slice(&offset.to_be_bytes());
                content.extend_from_slice(&generation.to_be_bytes());
            }
        }
        let mut dictionary = self.trailer();
        dictionary.set("Type", name("XRef"));
        dictionary.set("W", vec![1.into(), 4.into(), 2.into()]);
        dictionary.set("Index", index);
        dictionary.set("Length", integer(content.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        write_stream(&dictionary, &content, out);
        out.extend_from_slice(b"\nendobj\n");
        Ok(())
    }
}

/// Consecutive numbers belong in one subsection.
fn runs(entries: &BTreeMap<u32, (usize, u16)>) -> Vec<(u32, Vec<(usize, u16)>)> {
    let mut out: Vec<(u32, Vec<(usize, u16)>)> = Vec::new();
    let mut expected = None;
    for (number, entry) in entries {
        match out.last_mut() {
            Some((_, run)) if expected == Some(*number) => run.push(*entry),
            _ => out.push((*number, vec![*entry])),
        }
        expected = number.checked_add(1);
    }
    out
}

/// Where an object stands as an ordinary, uncompressed one.
pub(crate) fn plain_offset(source: &Source<'_>, id: ObjectId) -> Option<usize> {
    match source.document.reference_table.get(id.0) {
        Some(XrefEntry::Normal { offset, generation }) if *generation == id.1 => {
            usize::try_from(*offset).ok()
        }
        _ => None,
    }
}
