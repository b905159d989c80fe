//! What is taken as a file, and under which name.

#![allow(clippy::indexing_slicing, clippy::panic)]
use proptest::prelude::*;

use super::*;
use crate::form::{FieldType, Given, Value, ValueRefusal, tests::field};
use crate::place::Country;

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n".to_vec()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture::PNG.to_vec();
    bytes.extend(b"\x00\x00\x00\x0dIHDR");
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\x00\x00\x00....\x00\x00\x00\x00IEND....");
    bytes
}

/// A JPEG up to its scan; `kept` is what the camera keeps in a segment of its own.
fn jpeg_head(width: u16, height: u16, kept: &[u8]) -> Vec<u8> {
    let length = u16::try_from(kept.len() + 2).unwrap_or(u16::MAX);
    let mut bytes = b"\xff\xd8\xff\xe1".to_vec();
    bytes.extend(length.to_be_bytes());
    bytes.extend(kept);
    bytes.extend(b"\xff\xc0\x00\x0b\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00");
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    [jpeg_head(width, height, b"ab"), b"scanned\xff\xd9".to_vec()].concat()
}

fn media(bytes: Vec<u8>) -> Result<Media, AttachmentRefusal> {
    Attachment::judge("a", bytes).map(|attachment| attachment.media)
}

fn named(name: &str) -> String {
    let judged = Attachment::judge(name, pdf());
    judged.map_or_else(|why| format!("{why:?}"), |attachment| attachment.name)
}

#[test]
fn a_file_is_what_its_bytes_are_whatever_it_is_called() {
    for (bytes, kind) in [
        (pdf(), Media::Pdf),
        (png(640, 400), Media::Png),
        (jpeg(640, 400), Media::Jpeg),
    ] {
        assert_eq!(media(bytes), Ok(kind));
    }
    for wrong in [
        b"<!doctype html><script>alert(1)</script>".as_slice(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        b"GIF89a",
        b"MZ\x90\x00",
        b" %PDF-1.7\nstartxref\n0\n%%EOF",
        b"\x1f\x8b\x08",
    ] {
        assert_eq!(
            media(wrong.to_vec()),
            Err(AttachmentRefusal::Kind),
            "{wrong:?}"
        );
    }
    assert_eq!(media(Vec::new()), Err(AttachmentRefusal::Empty));
}

#[test]
fn what_is_cut_or_unfolds_beyond_reason_is_refused() {
    let cut = |bytes: Vec<u8>, by: usize| bytes[..bytes.len() - by].to_vec();
    for damaged in [
        cut(pdf(), 8),
        cut(png(9, 9), 9),
        cut(jpeg(9, 9), 1),
        png(0, 9),
        // Without a scan, whatever stands in its place.
        [&jpeg_head(9, 9, b"ab")[..21], b"\xff\xd9"].concat(),
    ] {
        assert_eq!(media(damaged), Err(AttachmentRefusal::Unreadable));
    }
    for bomb in [png(50_000, 50_000), jpeg(u16::MAX, u16::MAX)] {
        assert_eq!(media(bomb), Err(AttachmentRefusal::TooLarge));
    }
    let mut heavy = pdf();
    heavy.resize(MOST_BYTES + 1, b'\n');
    assert_eq!(media(heavy), Err(AttachmentRefusal::TooLarge));
    // An archive behind a PDF is no part of it, and hides its end.
    let mut polyglot = pdf();
    polyglot.extend([b"PK\x03\x04".as_slice(), &[0; 2_000]].concat());
    assert_eq!(media(polyglot), Err(AttachmentRefusal::Unreadable));
}

#[test]
fn the_hash_is_of_the_bytes_and_of_no_others() {
    let given = Attachment::judge("a.pdf", pdf()).ok();
    let given = given.as_ref();
    assert_eq!(given.map(|file| file.is_of(&pdf())), Some(true));
    let mut other = pdf();
    other[9] ^= 1;
    assert_eq!(given.map(|file| file.is_of(&other)), Some(false));
    assert_eq!(sha256(b"abc").get(..8), Some("ba7816bf"));
}

#[test]
fn a_size_is_read_in_kilobytes_or_megabytes_and_a_limit_never_says_more_than_it_is() {
    let (kilobytes, megabytes) = (
        |number: &str| ShownSize::Kilobytes(number.to_owned()),
        |number: &str| ShownSize::Megabytes(number.to_owned()),
    );
    for (bytes, size, limit) in [
        (1, kilobytes("1"), kilobytes("1")),
        (311_001, kilobytes("312"), kilobytes("311")),
        (999_001, megabytes("1"), kilobytes("999")),
        (1_350_000, megabytes("1.4"), megabytes("1.3")),
        (MOST_BYTES, megabytes("5.3"), megabytes("5.2")),
    ] {
        assert_eq!(ShownSize::of(bytes), size);
        assert_eq!(ShownSize::at_most(bytes), limit);
    }
}

#[test]
fn a_name_is_made_harmless() {
    for (sent, kept) in [
        ("slip.pdf", "slip.pdf"),
        ("SLIP.PDF", "SLIP.pdf"),
        ("كشف  حساب ٢٠٢٦.pdf", "كشف حساب ٢٠٢٦.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\slip.pdf", "slip.pdf"),
        ("slip.pdf.exe", "slip.pdf.exe.pdf"),
        ("a\u{202E}fdp.exe", "afdp.exe.pdf"),
        ("a\u{2066}b\u{200B}\u{0}\u{7}c\n.pdf", "abc.pdf"),
        ("a\u{180E}b\u{FE0F}\u{E0061}c.pdf", "abc.pdf"),
        ("<script>\"x\";.pdf", "_script__x__.pdf"),
        ("a%0d%0aSet-Cookie: b.pdf", "a_0d_0aSet-Cookie_ b.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("\u{3164}", "_.pdf"),
    ] {
        assert_eq!(named(sent), kept, "{sent:?}");
    }
    assert_eq!(named(&"ن".repeat(10_000)).chars().count(), NAME_LIMIT + 4);
}

#[test]
fn a_field_of_files_takes_a_file_and_nothing_else_and_no_other_field_takes_one() {
    let file = || Given::File(Attachment::judge("a", pdf()));
    let slip = field("slip", FieldType::File, true);
    let taken = slip.take(&file(), Country::Egypt);
    assert!(matches!(taken, Ok(Some(Value::File(_)))));
    let wrong = Err(ValueRefusal::WrongType(FieldType::File));
    for given in [
        Given::Text("JVBERi0=".to_owned()),
        Given::Flag(true),
        Given::List(vec!["a".to_owned()]),
        Given::Other,
    ] {
        assert_eq!(slip.take(&given, Country::Egypt), wrong);
    }
    let nothing = slip.take(&Given::Text(" ".to_owned()), Country::Egypt);
    assert_eq!(nothing, Ok(None));
    let refused = Given::File(Err(AttachmentRefusal::Kind));
    let expected = Err(ValueRefusal::File(AttachmentRefusal::Kind));
    assert_eq!(slip.take(&refused, Country::Egypt), expected);
    let text = field("name", FieldType::Text, true);
    assert!(text.take(&file(), Country::Egypt).is_err());
    let mut small = slip.clone();
    small.max = Some("40".to_owned());
    let expected = Err(ValueRefusal::File(AttachmentRefusal::TooLarge));
    assert_eq!(small.take(&file(), Country::Egypt), expected);
}

#[test]
fn the_bytes_are_not_among_the_values_that_are_kept() {
    let Ok(given) = Attachment::judge("slip.pdf", pdf()) else {
        panic!("a PDF");
    };
    let written = serde_json::to_string(&Value::File(given.clone())).unwrap_or_default();
    let expected = format!(
        r#"{{"name":"slip.pdf","media":"pdf","size":{},"sha256":"{}"}}"#,
        given.size, given.sha256
    );
    assert_eq!(written, expected);
    let read: Option<Value> = serde_json::from_str(&written).ok();
    let kept = Attachment {
        content: None,
        ..*given
    };
    assert_eq!(read, Some(Value::File(Box::new(kept))));
}

proptest! {
    /// With a small picture in a segment, which is whole where the large one is not.
    #[test]
    fn a_jpeg_that_is_cut_behind_the_beginning_of_its_scan_is_refused(
        scan in proptest::collection::vec(any::<u8>(), 0..200),
        at in any::<proptest::sample::Index>(),
        kept in any::<bool>(),
    ) {
        let kept = if kept { [b"Exif\0\0".as_slice(), &jpeg(160, 120)].concat() } else { Vec::new() };
        let head = jpeg_head(640, 400, &kept);
        let stuffed = scan.iter().flat_map(|byte| match byte {
            0xff => vec![0xff, 0x00],
            0xd0 => vec![0xff, 0xd0],
            byte => vec![*byte],
        });
        let scan: Vec<u8> = stuffed.collect();
        let whole = [head.as_slice(), &scan, b"\xff\xd9"].concat();
        let end = head.len() + at.index(whole.len() - head.len());
        prop_assert_eq!(media(whole[..end].to_vec()), Err(AttachmentRefusal::Unreadable));
        // Another scan, as of a picture that comes sharper bit by bit, and what cameras write behind.
        let scans = [&whole[..whole.len() - 2], b"\xff\xc4\x00\x04\xff\xd9", &head[head.len() - 10..], &scan];
        let scans = scans.concat();
        prop_assert_eq!(media(scans.clone()), Err(AttachmentRefusal::Unreadable));
        prop_assert_eq!(media([scans.as_slice(), b"\xff\xd9 and more"].concat()), Ok(Media::Jpeg));
        prop_assert_eq!(media(whole), Ok(Media::Jpeg));
    }

    #[test]
    fn no_bytes_cause_a_panic(start in 0usize..4, body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let starts = [b"%PDF-".as_slice(), picture::PNG, picture::JPEG, b""];
        let _ = media([starts[start], &body].concat());
    }

    #[test]
    fn a_kept_name_is_one_line_without_a_path_and_is_kept_again(name in "\\PC{0,150}|.{0,40}") {
        let kept = named(&name);
        let plain = |character: char| character == ' ' || is_plain(character);
        prop_assert!(kept.chars().all(plain) && kept.ends_with(".pdf"));
        prop_assert!(!kept.starts_with(['.', ' ']));
        prop_assert_eq!(named(&kept), kept);
    }
}
