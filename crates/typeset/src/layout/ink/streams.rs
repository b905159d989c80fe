//! The pages' commands, compressed quickly. krilla takes twice as long for files that are a twentieth smaller, and offers
//! nothing between that and no compression at all: so it writes them as they are, one object after the other, and here
//! each takes its place in a file of the same objects, spelled shorter.

use flate2::{Compression, write::ZlibEncoder};
use memchr::{
    memchr,
    memmem::{find, rfind},
};
use std::io::Write;

const LEVEL: u32 = 2;
/// An entry of a cross-reference table (ISO 32000-2, 7.5.4).
const ENTRY: usize = 20;
const HEAD: &[u8] = b"xref\n0 ";
const TAIL: &[u8] = b"startxref\n";
const STREAM: &[u8] = b"\nstream\n";
const END: &[u8] = b"\nendstream\nendobj\n";

/// The same file with its plain streams compressed, the metadata excepted, which any program may want to read; `None`
/// if it is not one that krilla wrote.
pub(super) fn packed(pdf: &[u8]) -> Option<Vec<u8>> {
    let tail = rfind(pdf, TAIL)?;
    let xref = number(pdf.get(tail + TAIL.len()..)?)?;
    let table = pdf.get(xref..tail)?.strip_prefix(HEAD)?;
    let count = number(table)?;
    let entries = table.get(find(table, b"\n")? + 1..)?;
    let (entries, trailer) = entries.split_at_checked(count.checked_mul(ENTRY)?)?;
    let mut places = Vec::with_capacity(count);
    for (object, entry) in entries.chunks(ENTRY).enumerate().skip(1) {
        places.push((number(entry)?, object));
    }
    places.sort_unstable();
    let first = places.first()?.0;
    let ends = places.iter().skip(1).map(|(start, _)| *start).chain([xref]);
    let mut out = pdf.get(..first)?.to_vec();
    let mut moved = entries.to_vec();
    for ((start, object), end) in places.iter().zip(ends) {
        let entry = moved.get_mut(object * ENTRY..)?.get_mut(..10)?;
        entry.copy_from_slice(format!("{:010}", out.len()).as_bytes());
        let whole = pdf.get(*start..end)?;
        match smaller(whole) {
            Some(smaller) => out.extend(smaller),
            None => out.extend_from_slice(whole),
        }
    }
    let xref = out.len();
    out.extend_from_slice(HEAD);
    out.extend_from_slice(format!("{count}\n").as_bytes());
    out.extend(moved);
    out.extend_from_slice(trailer);
    out.extend_from_slice(TAIL);
    out.extend_from_slice(format!("{xref}\n%%EOF").as_bytes());
    Some(out)
}

/// An object with its stream compressed, if it has one that is not.
fn smaller(object: &[u8]) -> Option<Vec<u8>> {
    const LENGTH: &[u8] = b"/Length ";
    let begin = find(object, STREAM)?;
    let (head, stream) = (object.get(..begin)?, object.get(begin + STREAM.len()..)?);
    let has = |key| find(head, key).is_some();
    if has(b"/Filter") || has(b"/Metadata") {
        return None;
    }
    let key = find(head, LENGTH)?;
    let digits = head.get(key + LENGTH.len()..)?;
    let length = number(digits)?;
    let (stream, END) = stream.split_at_checked(length)? else {
        return None;
    };
    let after = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(&unescaped(stream)).ok()?;
    let packed = encoder.finish().ok()?;
    let mut out = head.get(..key)?.to_vec();
    out.extend(format!("/Length {}/Filter/FlateDecode", packed.len()).into_bytes());
    out.extend_from_slice(digits.get(after..)?);
    out.extend_from_slice(STREAM);
    out.extend(packed);
    out.extend_from_slice(END);
    Some(out)
}

/// Commands whose strings hold their bytes as they are, but for those that mean something in a string (ISO 32000-2,
/// 7.3.4.2). krilla writes the first half of nearly every letter's number as `\000`; who reads the page, and who
/// compresses it, has half as much to do without. Only strings have a `\`: krilla writes no image among the commands.
fn unescaped(commands: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(commands.len());
    let mut rest = commands;
    while let Some(at) = memchr(b'\\', rest) {
        let (before, escape) = rest.split_at(at);
        out.extend_from_slice(before);
        let (byte, length) = match escape {
            [_, a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
                ((a & 3) << 6 | (b & 7) << 3 | (c & 7), 4)
            }
            // An escape of two bytes, which may be of a `\` itself.
            _ => (b'\\', escape.len().min(2)),
        };
        let (escape, after) = escape.split_at(length);
        match byte {
            b'(' | b')' | b'\\' | b'\r' => out.extend_from_slice(escape),
            plain => out.push(plain),
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// The number that bytes begin with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
    let digits: Vec<u8> = digits.copied().collect();
    str::from_utf8(&digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use hayro::hayro_syntax::Pdf;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    /// A file of these objects, each from its number on.
    fn file(objects: &[&str]) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n".to_vec();
        let mut table = "0000000000 65535 f\r\n".to_owned();
        for (object, number) in objects.iter().zip(1..) {
            table += &format!("{:010} 00000 n\r\n", out.len());
            out.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
        }
        let (xref, count) = (out.len(), objects.len() + 1);
        let trailer = format!("trailer\n<</Size {count}/Root 1 0 R>>\n");
        out.extend(format!("xref\n0 {count}\n{table}{trailer}").into_bytes());
        out.extend(format!("startxref\n{xref}\n%%EOF").into_bytes());
        out
    }

    fn stream(keys: &str, content: &str) -> String {
        format!(
            "<</Length {}{keys}>>\nstream\n{content}\nendstream",
            content.len()
        )
    }

    fn page(content: &str) -> Vec<u8> {
        file(&[
            "<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            &stream("", content),
            &stream("/Type/Metadata/Subtype/XML", "<x:xmpmeta/>"),
        ])
    }

    #[test]
    fn commands_are_compressed_and_every_object_is_found_again() {
        let content = "0 0 m 9 9 l S ".repeat(200);
        let plain = page(&content);
        let packed = packed(&plain).unwrap();
        assert!(packed.len() < plain.len() - 2_000);
        let pdf = Pdf::new(packed.clone()).unwrap();
        let pages = pdf.pages();
        let read = pages[0].page_stream().unwrap();
        assert_eq!(read.trim_ascii(), content.as_bytes().trim_ascii());
        assert!(
            find(&packed, b"<x:xmpmeta/>").is_some(),
            "metadata stays readable"
        );
    }

    #[test]
    fn what_looks_otherwise_is_left_alone() {
        let plain = page("0 0 m");
        for (from, to) in [
            ("startxref", "startxxxx"),
            ("xref\n0 6", "xref\n1 6"),
            ("xref\n0 6", "xref\n0 9"),
        ] {
            let other = String::from_utf8_lossy(&plain).replace(from, to);
            assert_eq!(packed(other.as_bytes()), None, "{to}");
        }
        assert_eq!(packed(b""), None);
        for cut in 0..plain.len() - 6 {
            let _ = packed(&plain[..cut]);
        }
    }

    /// What a string says, by the standard; `None` if it ends too early.
    fn said(string: &[u8]) -> Option<Vec<u8>> {
        let (mut out, mut rest) = (Vec::new(), string.strip_prefix(b"(")?);
        loop {
            rest = match rest {
                [b')'] => return Some(out),
                [b'(' | b')' | b'\r', ..] => return None,
                [b'\\', a @ b'0'..=b'7', b, c, rest @ ..] => {
                    out.push((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'));
                    rest
                }
                [b'\\', named, rest @ ..] => {
                    let known = b"n\nr\rt\tb\x08f\x0c"
                        .chunks(2)
                        .find(|pair| pair[0] == *named);
                    out.push(known.map_or(*named, |pair| pair[1]));
                    rest
                }
                [byte, rest @ ..] => {
                    out.push(*byte);
                    rest
                }
                [] => return None,
            };
        }
    }

    #[test]
    fn a_string_says_the_same_in_fewer_bytes() {
        let config = Config {
            failure_persistence: None,
            ..Config::with_cases(256)
        };
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let strings = prop::collection::vec(any::<(u8, bool)>(), 0..60);
        let outcome = TestRunner::new_with_rng(config, random).run(&strings, |bytes| {
            let spell = |(byte, in_octal): &(u8, bool)| match byte {
                b'(' | b')' | b'\\' if !in_octal => vec![b'\\', *byte],
                b'\r' if !in_octal => b"\\r".to_vec(),
                plain if !in_octal => vec![*plain],
                byte => format!("\\{byte:03o}").into_bytes(),
            };
            let spelled: Vec<u8> = bytes.iter().flat_map(spell).collect();
            let spelled = [b"(", &spelled[..], b")"].concat();
            let shorter = unescaped(&spelled);
            let told: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
            prop_assert_eq!(said(&spelled), Some(told.clone()));
            prop_assert_eq!(said(&shorter), Some(told));
            let needed = bytes.iter().filter(|(byte, _)| b"()\\\r".contains(byte));
            prop_assert!(shorter.len() <= bytes.len() + 2 + 3 * needed.count());
            Ok(())
        });
        outcome.unwrap();
    }

    #[test]
    fn commands_that_end_within_an_escape_are_left_as_they_are() {
        for commands in ["(\\", "(\\0", "(\\00", "(\\777)", "(\\8)", "0 0 m"] {
            assert_eq!(unescaped(commands.as_bytes()), commands.as_bytes());
        }
    }
}
