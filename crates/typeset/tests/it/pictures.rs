//! Pages as pictures.

use crate::sample::Sample;
use hayro::hayro_syntax::Pdf;
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

/// Letters and lines are drawn by our own hand; hayro, which draws whatever a PDF may hold, is the judge of
/// where everything stands and how dark it is.
#[test]
fn a_page_of_letters_and_lines_is_the_page_that_hayro_draws() {
    for sample in [Sample::demo(), Sample::every_block(), Sample::every_part()] {
        let pdf = sample.render().pdf;
        let pages = PdfPages::open(pdf.clone()).unwrap();
        let judge = Pdf::new(pdf).unwrap();
        let ours = pages.pictures(0..usize::MAX, 1.75);
        assert_eq!(ours.len(), judge.pages().len());
        for (number, (ours, page)) in ours.into_iter().zip(judge.pages().iter()).enumerate() {
            let far = Shades::of_png(&ours.unwrap()).far_from(&Shades::of_hayro(page, 1.75));
            assert!(far < 26, "page {number}: {far} of 255");
        }
    }
}

#[test]
fn a_letter_that_moved_by_a_pixel_is_far_from_where_it_was() {
    let pdf = Sample::every_block().render().pdf;
    let png = picture(&pdf, 0, 1.75).unwrap();
    let mut moved = Shades::of_png(&png);
    moved.pixels.rotate_right(1);
    let far = Shades::of_png(&png).far_from(&moved);
    assert!(far > 36, "{far} of 255");
}

/// A page's pictures one by one are those of all pages together.
#[test]
fn pages_are_drawn_alike_alone_and_together() {
    let pages = PdfPages::open(Sample::every_block().render().pdf).unwrap();
    for (number, together) in pages.pictures(0..3, 1.0).into_iter().enumerate() {
        assert_eq!(pages.picture(number, 1.0), together, "{number}");
    }
}

/// A page in shades of grey.
struct Shades {
    width: usize,
    pixels: Vec<u8>,
}

impl Shades {
    fn of_png(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut colours = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut colours).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Rgb);
        Self::of(
            frame.width as usize,
            colours.as_chunks::<3>().0.iter().copied(),
        )
    }

    fn of_hayro<'a>(page: &'a hayro::hayro_syntax::page::Page<'a>, scale: f32) -> Self {
        let settings = hayro::PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: hayro::vello_cpu::color::palette::css::WHITE,
        };
        let drawing = hayro::RenderSettings {
            hinting: false,
            glyph_caching: false,
            ..Default::default()
        };
        let cache = hayro::RenderCache::new();
        let drawn = hayro::render(page, &cache, &Default::default(), &drawing, &settings);
        let colours = drawn.data_as_u8_slice().as_chunks::<4>().0.iter();
        Self::of(
            usize::from(drawn.width()),
            colours.map(|[r, g, b, _]| [*r, *g, *b]),
        )
    }

    fn of(width: usize, colours: impl Iterator<Item = [u8; 3]>) -> Self {
        let grey = |[r, g, b]: [u8; 3]| ((u16::from(r) + u16::from(g) + u16::from(b)) / 3) as u8;
        Self {
            width,
            pixels: colours.map(grey).collect(),
        }
    }

    /// The mean of each square of four pixels by four: how dark it is there, whatever the edges of letters are
    /// smoothed by.
    fn squares(&self) -> Vec<i32> {
        const SIDE: usize = 4;
        let bands = self.pixels.chunks_exact(self.width * SIDE);
        let mut squares = Vec::new();
        for band in bands {
            let rows: Vec<&[u8]> = band.chunks_exact(self.width).collect();
            for left in (0..self.width - SIDE).step_by(SIDE) {
                let row = |row: &&[u8]| {
                    row[left..left + SIDE]
                        .iter()
                        .map(|p| i32::from(*p))
                        .sum::<i32>()
                };
                squares.push(rows.iter().map(row).sum::<i32>() / (SIDE * SIDE) as i32);
            }
        }
        squares
    }

    fn far_from(&self, other: &Self) -> i32 {
        assert_eq!(
            (self.width, self.pixels.len()),
            (other.width, other.pixels.len())
        );
        let pairs = self.squares().into_iter().zip(other.squares());
        pairs.map(|(one, other)| (one - other).abs()).max().unwrap()
    }
}
