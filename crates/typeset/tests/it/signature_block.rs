//! The signature block as a page to be imported.

use crate::sample::CREATED;
use mithaq_typeset::*;

pub fn block(typed_name: Option<&str>) -> SignatureBlock {
    let line = |en: &str, ar: &str, value: &str| BlockLine {
        label: Bilingual::new(en, ar),
        value: Bilingual::same(value),
    };
    SignatureBlock {
        width: 493.0,
        height: 108.0,
        typed_name: typed_name.map(str::to_owned),
        drawn: Vec::new(),
        lines: vec![
            line("Signed by", "وقّعه", "سارة محمود"),
            line("Phone", "الهاتف", "+20 •••• ••• 890"),
            line("Time", "الوقت", "2026-11-23 10:15:30 +02:00"),
            line("Reference", "المرجع", "REQ-2026-00001"),
        ],
        level: Bilingual::new("Sealed by the company.", "ختمته الشركة إلكترونيًا."),
        created_at_unix_ms: CREATED,
    }
}

#[test]
fn a_block_is_one_page_of_exactly_the_frames_size() {
    let pdf = render_signature_block(&block(None)).unwrap();
    assert_eq!(page_count(&pdf), Ok(1));
    let png = picture(&pdf, 0, 1.0).unwrap();
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((number(16), number(20)), (493, 108));
}

#[test]
fn the_same_block_gives_the_same_bytes_and_a_typed_name_shows() {
    let plain = render_signature_block(&block(None)).unwrap();
    let named = render_signature_block(&block(Some("سارة"))).unwrap();
    assert_eq!(render_signature_block(&block(None)).unwrap(), plain);
    assert_ne!(picture(&named, 0, 1.0), picture(&plain, 0, 1.0));
}

#[test]
fn a_frame_without_a_size_is_refused() {
    for (width, height) in [
        (0.0, 100.0),
        (f32::NAN, 100.0),
        (100.0, f32::INFINITY),
        (1e9, 9.0),
    ] {
        let mut block = block(None);
        (block.width, block.height) = (width, height);
        assert_eq!(render_signature_block(&block), Err(RenderError::OutOfRange));
    }
}

/// A signature with a dot, as a finger draws it.
fn strokes() -> Vec<Vec<(u16, u16)>> {
    let wave = (0..60).map(|step: u16| (100 + step * 12, 200 + (step * 37) % 120));
    vec![
        wave.collect(),
        vec![(500, 60)],
        vec![(150, 340), (800, 330)],
    ]
}

#[test]
fn a_drawn_signature_is_a_path_within_the_frame_and_no_picture() {
    let mut drawn = block(None);
    drawn.drawn = strokes();
    let pdf = render_signature_block(&drawn).unwrap();
    assert_eq!(render_signature_block(&drawn).unwrap(), pdf);
    for image in [&b"/Subtype /Image"[..], b"/Subtype/Image"] {
        assert!(!pdf.windows(image.len()).any(|window| window == image));
    }
    let plain = render_signature_block(&block(None)).unwrap();
    assert_ne!(picture(&pdf, 0, 1.0), picture(&plain, 0, 1.0));
    let both = block(Some("سارة"));
    let both = SignatureBlock {
        drawn: strokes(),
        ..both
    };
    assert_eq!(page_count(&render_signature_block(&both).unwrap()), Ok(1));
}

#[test]
fn odd_strokes_are_drawn_or_left_out_and_too_many_are_refused() {
    for strokes in [
        vec![vec![]],
        vec![vec![(7, 7)]],
        vec![vec![(0, 0), (0, 0)]],
        vec![vec![(0, 9), (u16::MAX, 9)]],
        vec![vec![(9, 0), (9, u16::MAX)]],
        vec![vec![], vec![(0, 0), (1000, 400)]],
    ] {
        let mut odd = block(None);
        odd.drawn = strokes;
        assert_eq!(page_count(&render_signature_block(&odd).unwrap()), Ok(1));
    }
    let mut heavy = block(None);
    heavy.drawn = vec![vec![(1, 1); 4_001]];
    assert_eq!(render_signature_block(&heavy), Err(RenderError::TooLong));
}
