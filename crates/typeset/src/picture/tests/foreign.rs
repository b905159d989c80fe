//! Pages that other programs wrote (`tests/corpus`): whichever our own hand draws is the page that hayro draws
//! (`docs/decisions/0021`). Run without the corpus (`cargo xtask setup`) it fails.
//!
//! Not here: pages that are left to hayro, and our own samples, which `tests/it/pictures.rs` has.

use crate::picture::flat::{self, Letters};
use crate::picture::mask::Masks;
use crate::picture::{PdfPages, in_full, size};
use hayro::hayro_syntax::page::Page;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[path = "../../../../../tests/corpus/files.rs"]
mod files;
use files::{corpus, pdfs};

/// As large as people see pages.
const SCALE: f32 = 1.75;
/// A tenth of the way from white to black, as for our own samples. 21 was the most that any page had.
const FAR: i32 = 26;
/// Pixels of a square's side.
const SIDE: usize = 4;

type Colours = Vec<[u8; 3]>;

/// By our own hand, with how wide it is, where it can be.
fn ours<'a>(
    page: &'a Page<'a>,
    remembered: (&mut Letters<'a>, &mut Masks),
) -> Option<(usize, Colours)> {
    let size = size(page, SCALE).ok()?;
    let drawn = AssertUnwindSafe(|| flat::draw(page, remembered, SCALE, size));
    let (colours, pixels) = catch_unwind(drawn).ok()??;
    let pixels = pixels.iter().map(|place| colours[usize::from(*place)]);
    Some((usize::from(size.0), pixels.collect()))
}

fn hayros(page: &Page<'_>) -> Colours {
    let drawn = in_full(page, SCALE);
    let pixels = drawn.data_as_u8_slice().as_chunks::<4>().0.iter();
    pixels
        .map(|[red, green, blue, _]| [*red, *green, *blue])
        .collect()
}

/// How far two drawings are from each other at the most: the mean of a square of four pixels by four, in one channel. Squares
/// at the right and lower edges may be cut off; nothing stands there.
fn far(width: usize, one: &[[u8; 3]], other: &[[u8; 3]]) -> i32 {
    assert_eq!(one.len(), other.len());
    let bands = one.chunks(width * SIDE).zip(other.chunks(width * SIDE));
    let mut most = 0;
    for (one, other) in bands {
        let mut sums = vec![[0; 3]; width.div_ceil(SIDE)];
        for (place, (one, other)) in one.iter().zip(other).enumerate() {
            let sum = &mut sums[place % width / SIDE];
            for channel in 0..3 {
                sum[channel] += i32::from(one[channel]) - i32::from(other[channel]);
            }
        }
        most = most.max(
            sums.iter()
                .flatten()
                .map(|sum| sum.abs())
                .max()
                .unwrap_or(0),
        );
    }
    most / (SIDE * SIDE) as i32
}

/// How far each page of a file that our own hand draws is from hayro's drawing, with its number.
fn differences(pdf: Vec<u8>, masks: &mut Masks) -> Vec<(usize, i32)> {
    let Ok(pages) = PdfPages::open(pdf) else {
        return Vec::new();
    };
    let mut letters = Letters::new();
    let mut found = Vec::new();
    for (number, page) in pages.pdf.pages().iter().enumerate() {
        if let Some((width, ours)) = ours(page, (&mut letters, masks)) {
            found.push((number, far(width, &ours, &hayros(page))));
        }
    }
    found
}

#[test]
fn whatever_we_draw_of_other_programs_pages_is_the_page_that_hayro_draws() {
    let mut files = Vec::new();
    pdfs(&corpus(), &mut files);
    files.sort();
    // Remembered over documents, as by whoever draws for people.
    let mut masks = Masks::new();
    let (mut drawn, mut bearing, mut wrong) = (0, 0, Vec::new());
    for file in &files {
        for (number, far) in differences(std::fs::read(file).unwrap(), &mut masks) {
            drawn += 1;
            // Edges are smoothed in another way, so that where there are any something differs.
            bearing += usize::from(far > 0);
            if far >= FAR {
                wrong.push(format!("{} page {number}: {far} of 255", file.display()));
            }
        }
    }
    println!(
        "{drawn} pages of {} files, {bearing} with letters or slanted lines",
        files.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(drawn >= 170 && bearing >= 70, "{drawn} pages, {bearing}");
}

#[test]
fn a_page_that_lies_a_pixel_beside_is_far_away() {
    let file = corpus().join("pypdf-7.1.1/resources/pdflatex-outline.pdf");
    let pages = PdfPages::open(std::fs::read(file).unwrap()).unwrap();
    let page = &pages.pdf.pages()[0];
    let (width, mut ours) = ours(page, (&mut Letters::new(), &mut Masks::new())).unwrap();
    ours.rotate_right(1);
    assert!(far(width, &ours, &hayros(page)) > FAR);
}
