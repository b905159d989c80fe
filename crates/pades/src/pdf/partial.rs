//! Reading only what sealing needs: catalog, form, fields, certification.
//!
//! Reading every object of a tagged contract costs a millisecond, more than all
//! else in sealing. What lives here: classic cross-reference tables, followed
//! object by object. What does not: streams, repairs, guesses. Whatever is the
//! least unusual gives `None`, and the whole file is read by `Source::open`.

use super::lexer::Lexer;
use super::{MAX_LENGTH, Source};
use lopdf::xref::{Xref, XrefEntry, XrefType};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::borrow::Cow;

/// A form larger than this is read in the ordinary way.
pub(super) const MAX_OBJECTS: usize = 512;
const MAX_SECTIONS: usize = 64;
const MAX_ENTRIES: usize = 1 << 20;

/// Keys that lead away from the form, to pages and looks.
const NOT_FOLLOWED: [&[u8]; 7] = [b"P", b"Parent", b"V", b"AP", b"MK", b"DR", b"Data"];

/// What is read beyond catalog, form and permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// Nothing.
    Nothing,
    /// Signatures themselves, the pages that bear their fields, and the security store without
    /// what it holds.
    Signatures,
}

/// The file as far as sealing looks at it, or `None` to read it whole.
pub(crate) fn open(bytes: &[u8]) -> Option<Source<'_>> {
    open_beyond(bytes, Beyond::Nothing)
}

/// The same, and what the later steps look at.
pub(crate) fn open_beyond(bytes: &[u8], beyond: Beyond) -> Option<Source<'_>> {
    let mut source = table(bytes)?;
    let root = source
        .document
        .trailer
        .get(b"Root")
        .ok()?
        .as_reference()
        .ok()?;
    load(&mut source, root)?;
    if beyond == Beyond::Signatures {
        load_signatures(&mut source, root)?;
    }
    Some(source)
}

/// The newest trailer and where every object stands; none of them is read.
pub(super) fn table(bytes: &[u8]) -> Option<Source<'_>> {
    if bytes.len() > MAX_LENGTH {
        return None;
    }
    header(bytes)?;
    let start = last_section(bytes)?;
    let mut table = Xref::new(0, XrefType::CrossReferenceTable);
    let (trailer, revision_count) = sections(bytes, start, &mut table)?;
    let size = u32::try_from(trailer.get(b"Size").ok()?.as_i64().ok()?).ok()?;
    let mut document = Document::new();
    document.max_id = size.checked_sub(1)?.max(table.max_id());
    document.xref_start = start;
    document.trailer = trailer;
    document.reference_table = table;
    Some(Source {
        bytes,
        document: Cow::Owned(document),
        revision_count,
        surveyed: None,
    })
}

/// `%PDF-1.7` and the end of its line.
fn header(bytes: &[u8]) -> Option<()> {
    let version = bytes.strip_prefix(b"%PDF-")?;
    let end = version
        .iter()
        .find(|byte| !byte.is_ascii_digit() && **byte != b'.')?;
    matches!(end, b'\r' | b'\n').then_some(())
}

/// The offset behind `startxref`, where nothing follows `%%EOF` but its line end.
fn last_section(bytes: &[u8]) -> Option<usize> {
    let tail_start = bytes.len().saturating_sub(64);
    let tail = std::str::from_utf8(bytes.get(tail_start..)?).ok()?;
    let (_, after) = tail.rsplit_once("startxref")?;
    let offset = after.trim_start_matches(['\r', '\n']);
    let mut lines = offset.lines();
    let parted = offset.len() < after.len();
    let offset = lines.next().filter(|_| parted)?;
    let is_plain = !offset.is_empty() && offset.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain || lines.next()? != "%%EOF" || lines.next().is_some() {
        return None;
    }
    offset.parse().ok()
}

/// Fills the table from the newest section back; the newest trailer, and how many sections there are.
fn sections(bytes: &[u8], start: usize, table: &mut Xref) -> Option<(Dictionary, usize)> {
    let mut newest = None;
    let mut at = start;
    for count in 1..=MAX_SECTIONS {
        let mut lexer = Lexer::new(bytes, at);
        lexer.literal(b"xref")?;
        lexer.line_end()?;
        subsections(&mut lexer, table)?;
        let trailer = lexer.object()?.as_dict().ok()?.clone();
        if trailer.has(b"XRefStm") || trailer.has(b"Encrypt") {
            return None;
        }
        trailer.get(b"Size").and_then(Object::as_i64).ok()?;
        let previous = trailer.get(b"Prev").ok().map(Object::as_i64);
        newest.get_or_insert(trailer);
        match previous {
            None => return newest.map(|newest| (newest, count)),
            // Backwards only: a linearized file is read in the ordinary way.
            Some(previous) => {
                let previous = usize::try_from(previous.ok()?).ok()?;
                if previous >= at {
                    return None;
                }
                at = previous;
            }
        }
    }
    None
}

/// Up to and with the keyword `trailer`. Newer sections come first and win.
fn subsections(lexer: &mut Lexer<'_>, table: &mut Xref) -> Option<()> {
    while lexer.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        let first = u32::try_from(lexer.digits()?).ok()?;
        lexer.literal(b" ")?;
        let count = u32::try_from(lexer.digits()?).ok()?;
        if usize::try_from(count).ok()? > MAX_ENTRIES {
            return None;
        }
        lexer.line_end()?;
        for index in 0..count {
            let (offset, generation, in_use) = lexer.table_entry()?;
            let number = first.checked_add(index)?;
            let entry = match in_use {
                true => XrefEntry::Normal { offset, generation },
                false => XrefEntry::Free,
            };
            if table.get(number).is_none() {
                table.insert(number, entry);
            }
        }
    }
    lexer.token(b"trailer")
}

/// The catalog, then all that its form and permissions refer to.
pub(super) fn load(source: &mut Source<'_>, root: ObjectId) -> Option<()> {
    let catalog = object(source, root)?;
    let entries = catalog.as_dict().ok()?;
    if !entries.has_type(b"Catalog") {
        return None;
    }
    let mut waiting = Vec::new();
    for key in [&b"AcroForm"[..], b"Perms"] {
        if let Ok(value) = entries.get(key) {
            references(value, &mut waiting);
        }
    }
    source.document.to_mut().objects.insert(root, catalog);
    while let Some(id) = waiting.pop() {
        if source.document.objects.contains_key(&id) {
            continue;
        }
        if source.document.objects.len() >= MAX_OBJECTS {
            return None;
        }
        let found = object(source, id)?;
        references(&found, &mut waiting);
        source.document.to_mut().objects.insert(id, found);
    }
    Some(())
}

/// What signature fields hold and where they stand; the store's own dictionary.
fn load_signatures(source: &mut Source<'_>, root: ObjectId) -> Option<()> {
    let mut wanted = Vec::new();
    for (id, object) in &source.document.objects {
        let entries = object.as_dict().ok();
        let keys: &[&[u8]] = if *id == root {
            &[b"DSS"]
        } else {
            &[b"V", b"P"]
        };
        for key in keys {
            let value = entries.and_then(|entries| entries.get(key).ok());
            wanted.extend(value.and_then(|value| value.as_reference().ok()));
        }
    }
    for id in wanted {
        if !source.document.objects.contains_key(&id) {
            let found = object(source, id)?;
            source.document.to_mut().objects.insert(id, found);
        }
    }
    Some(())
}

fn object(source: &Source<'_>, id: ObjectId) -> Option<Object> {
    let offset = super::revision::plain_offset(source, id)?;
    Lexer::new(source.bytes, offset).indirect_object(id)
}

pub(super) fn references(object: &Object, waiting: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => waiting.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, waiting)),
        Object::Dictionary(dictionary) => dictionary
            .iter()
            .filter(|(key, _)| !NOT_FOLLOWED.contains(&key.as_slice()))
            .for_each(|(_, value)| references(value, waiting)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{SignatureField, add_signature_fields};

    fn reviewed() -> Vec<u8> {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/Lang(ar)>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.5 842]>>",
        ];
        let mut pdf = "%PDF-1.7\n".to_owned();
        let mut table = "0000000000 65535 f \n".to_owned();
        for (index, object) in objects.iter().enumerate() {
            table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
            pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
        }
        let start = pdf.len();
        pdf.push_str(&format!(
            "xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        ));
        let fields = ["a (b) \\", "توقيع"].map(|name| SignatureField {
            name: name.to_owned(),
            label: String::new(),
            page_index: 0,
            rect: [10.25, 10.0, 110.5, 60.0],
        });
        add_signature_fields(pdf.as_bytes(), &fields).unwrap()
    }

    #[test]
    fn what_is_read_in_part_is_what_the_whole_reading_says() {
        let reviewed = reviewed();
        let part = open(&reviewed).unwrap();
        let whole = Source::open(&reviewed).unwrap();
        assert_eq!(part.document.objects.len(), 4, "catalog, form, two fields");
        for (id, object) in &part.document.objects {
            assert_eq!(Some(object), whole.document.objects.get(id));
        }
        assert_eq!(part.document.max_id, whole.document.max_id);
        assert_eq!(part.document.xref_start, whole.document.xref_start);
        for key in [&b"Root"[..], b"Size"] {
            let of = |source: &Source<'_>| source.document.trailer.get(key).unwrap().clone();
            assert_eq!(of(&part), of(&whole));
        }
    }

    #[test]
    fn anything_unusual_is_left_to_the_whole_reading() {
        // Each byte as a letter: streams are no text.
        let reviewed: String = reviewed().into_iter().map(char::from).collect();
        let spoil = |from: &str, to: &str| {
            assert!(reviewed.contains(from), "{from}");
            let spoilt = reviewed.replace(from, to);
            let spoilt: Vec<u8> = spoilt
                .chars()
                .filter_map(|c| u8::try_from(c).ok())
                .collect();
            open(&spoilt).is_none()
        };
        assert!(spoil("%%EOF\n", "%%EOF\n\n\n "));
        assert!(spoil("/SigFlags 3", "/SigFlags%3"));
        assert!(spoil("/Type /Annot", "/Type/#41nnot"));
        assert!(spoil(" n \n", " n\n"));
        assert!(spoil("<</Size", "<</XRefStm 1/Size"));
        assert!(open(b"%PDF-1.7\nstartxref\n9\n%%EOF\n").is_none());
        assert!(open(b"").is_none());
    }
}
