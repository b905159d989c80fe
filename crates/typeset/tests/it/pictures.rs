//! Pages as pictures.

use crate::sample::Sample;
use mithaq_typeset::*;

#[test]
fn every_page_is_drawn_at_its_size_and_small() {
    let rendered = Sample::demo().render();
    assert_eq!(page_count(&rendered.pdf), Ok(rendered.page_count));
    let pages = PdfPages::open(rendered.pdf).unwrap();
    for page in 0..pages.page_count() {
        let picture = pages.picture(page, 1.5).unwrap();
        assert_eq!(size(&picture), (892, 1262));
        assert!(picture.len() < 84_000, "page {page}: {}", picture.len());
    }
}

#[test]
fn the_same_page_is_the_same_picture() {
    let pdf = Sample::every_block().render().pdf;
    assert_eq!(picture(&pdf, 0, 1.0), picture(&pdf, 0, 1.0));
    assert_ne!(picture(&pdf, 0, 1.0), picture(&pdf, 1, 1.0));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let pdf = Sample::every_block().render().pdf;
    assert_eq!(picture(&pdf, 99, 1.0), Err(PictureError::NoSuchPage));
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9, 50.0] {
        assert_eq!(picture(&pdf, 0, scale), Err(PictureError::Size), "{scale}");
    }
    assert_eq!(page_count(b"no PDF"), Err(PictureError::Unreadable));
    assert_eq!(page_count(b""), Err(PictureError::Unreadable));
}

#[test]
fn damaged_files_never_panic() {
    let pdf = Sample::every_block().render().pdf;
    for cut in (0..pdf.len()).step_by(pdf.len() / 40) {
        let _ = picture(&pdf[..cut], 0, 0.3);
        let mut damaged = pdf.clone();
        damaged[cut..(cut + 64).min(pdf.len())].fill(b'9');
        let _ = picture(&damaged, 0, 0.3);
    }
}

/// Width and height from the PNG's header (IHDR).
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
