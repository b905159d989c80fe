//! The entries of a dictionary as they stand in the file, for writing it anew with others changed.
//!
//! lopdf reads real numbers in 32 bits; written anew, 595.275574 would be 595.2756, which other programs rightly
//! call a change of the page. What does not live here: streams, and anything that is not written plainly, which is
//! then written as it was read.

use super::Source;
use super::lexer::{self, Lexer};
use super::serialize::{name, write_object};
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Object, ObjectId};

const MAX_DEPTH: usize = 16;
/// Bytes that a packed object's container may unpack to.
const MAX_CONTAINER: usize = 32 * 1024 * 1024;

/// The dictionary, with every value that is still what the file has written as the file has it; none where nothing
/// of it could be written otherwise.
pub(crate) fn dictionary(
    source: &Source<'_>,
    id: ObjectId,
    dictionary: &Dictionary,
) -> Option<Vec<u8>> {
    let old = source.dictionary(id)?;
    let is_real = |(key, value): (&Vec<u8>, &Object)| {
        dictionary.get(key).is_ok_and(|new| new == value) && holds_real(value, 0)
    };
    if !old.iter().any(is_real) {
        return None;
    }
    let written = entries(source, id)?;
    let mut out = b"<<".to_vec();
    for (key, value) in dictionary.iter() {
        let is_as_before = old.get(key).is_ok_and(|before| before == value);
        let mut matching = written.iter().filter(|(written, _)| written == key);
        write_object(&name(std::str::from_utf8(key).ok()?), &mut out);
        out.push(b' ');
        match (matching.next(), matching.next()) {
            (Some((_, text)), None) if is_as_before => out.extend_from_slice(text),
            _ => write_object(value, &mut out),
        }
    }
    out.extend_from_slice(b">>");
    Some(out)
}

fn holds_real(object: &Object, depth: usize) -> bool {
    let deeper = depth.saturating_add(1);
    match object {
        Object::Real(_) => true,
        _ if depth > MAX_DEPTH => false,
        Object::Array(items) => items.iter().any(|item| holds_real(item, deeper)),
        Object::Dictionary(entries) => entries.iter().any(|(_, value)| holds_real(value, deeper)),
        _ => false,
    }
}

/// Keys and the text of their values.
fn entries(source: &Source<'_>, id: ObjectId) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let owned = |bytes: &[u8], entries: Vec<lexer::RawEntry<'_>>| {
        let text = |entry: lexer::RawEntry<'_>| {
            Some((entry.key.to_vec(), bytes.get(entry.value)?.to_vec()))
        };
        entries.into_iter().map(text).collect()
    };
    match source.document.reference_table.get(id.0)? {
        XrefEntry::Normal { offset, .. } => {
            let offset = usize::try_from(*offset).ok()?;
            let (entries, _) = lexer::dictionary_object(source.bytes, offset, id)?;
            owned(source.bytes, entries)
        }
        XrefEntry::Compressed { container, .. } => {
            let unpacked = container_of(source, (*container, 0))?;
            let at = place(&unpacked, id.0)?;
            let entries = Lexer::new(&unpacked.bytes, at).dictionary()?;
            owned(&unpacked.bytes, entries)
        }
        _ => None,
    }
}

struct Container {
    bytes: Vec<u8>,
    first: usize,
}

fn container_of(source: &Source<'_>, id: ObjectId) -> Option<Container> {
    let stream = source.document.objects.get(&id)?.as_stream().ok()?;
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok()?;
    Some(Container {
        bytes: stream.get_plain_content_with_limit(MAX_CONTAINER).ok()?,
        first: usize::try_from(first).ok()?,
    })
}

/// Where an object begins in its container (ISO 32000-2 7.5.7).
fn place(container: &Container, number: u32) -> Option<usize> {
    let head = std::str::from_utf8(container.bytes.get(..container.first)?).ok()?;
    let numbers: Vec<usize> = head
        .split_ascii_whitespace()
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    let wanted = usize::try_from(number).ok()?;
    let mut pairs = numbers.chunks_exact(2);
    pairs.find_map(|pair| match pair {
        [number, offset] if *number == wanted => container.first.checked_add(*offset),
        _ => None,
    })
}
