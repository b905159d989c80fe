//! The signature block as a page to be imported.

use crate::sample::CREATED;
use mithaq_typeset::*;

fn block(typed_name: Option<&str>) -> SignatureBlock {
    let line = |en: &str, ar: &str, value: &str| BlockLine {
        label: Bilingual::new(en, ar),
        value: Bilingual::same(value),
    };
    SignatureBlock {
        width: 493.0,
        height: 108.0,
        typed_name: typed_name.map(str::to_owned),
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
