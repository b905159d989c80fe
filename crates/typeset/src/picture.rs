//! Pages as pictures, drawn from the very bytes that are sealed. Reads any PDF, not only ours;
//! changes none.

mod canvas;
mod encode;
mod flat;
mod mask;
mod shape;
#[cfg(test)]
mod tests;

use flat::Letters;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use mask::Masks;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pixels in one picture: an A4 page at 4 × is 8 million.
const MAX_PIXELS: f32 = 12_000_000.0;

thread_local! {
    /// What contracts are printed with is the same from one to the next.
    static MASKS: RefCell<Masks> = RefCell::new(Masks::new());
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// No PDF, or one too damaged to read.
    Unreadable,
    /// Encrypted; such files are not drawn.
    Encrypted,
    /// The document has fewer pages.
    NoSuchPage,
    /// The scale is no positive number, or the picture would be too large.
    Size,
    /// The page could not be drawn.
    Drawing,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "no readable PDF",
            Self::Encrypted => "the PDF is encrypted",
            Self::NoSuchPage => "no such page",
            Self::Size => "the scale is no positive number, or the picture would be too large",
            Self::Drawing => "the page could not be drawn",
        })
    }
}

impl std::error::Error for PictureError {}

/// A PDF parsed once, for the pictures of several pages.
pub struct PdfPages {
    pdf: Pdf,
}

impl fmt::Debug for PdfPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PdfPages").finish_non_exhaustive()
    }
}

impl PdfPages {
    /// Parses a PDF.
    ///
    /// # Errors
    /// [`PictureError::Unreadable`] or [`PictureError::Encrypted`].
    pub fn open(pdf: Vec<u8>) -> Result<Self, PictureError> {
        let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(pdf)));
        match opened {
            Ok(Ok(pdf)) => Ok(Self { pdf }),
            Ok(Err(LoadPdfError::Decryption(_))) => Err(PictureError::Encrypted),
            Ok(Err(LoadPdfError::Invalid)) | Err(_) => Err(PictureError::Unreadable),
        }
    }

    /// How many pages there are.
    pub fn page_count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// A page as PNG on white; `scale` 1 is 72 pixels an inch.
    ///
    /// # Errors
    /// [`PictureError`]; never panics, whatever the file holds.
    pub fn picture(&self, page_index: usize, scale: f32) -> Result<Vec<u8>, PictureError> {
        let mut pages = self.pictures(page_index..page_index.saturating_add(1), scale);
        pages.pop().unwrap_or(Err(PictureError::NoSuchPage))
    }

    /// Some pages as [`PdfPages::picture`] has each, in less time: letters are drawn once for all of them. As many
    /// as there are.
    pub fn pictures(
        &self,
        page_indexes: Range<usize>,
        scale: f32,
    ) -> Vec<Result<Vec<u8>, PictureError>> {
        let mut letters = Letters::new();
        let pages = page_indexes.start..page_indexes.end.min(self.page_count());
        let draw = |page| {
            // The drawing library reads foreign files; a panic of its is that file's fault.
            let drawn = AssertUnwindSafe(|| {
                MASKS.with_borrow_mut(|masks| self.draw(page, scale, (&mut letters, masks)))
            });
            catch_unwind(drawn).unwrap_or(Err(PictureError::Drawing))
        };
        pages.map(draw).collect()
    }

    fn draw<'a>(
        &'a self,
        page_index: usize,
        scale: f32,
        remembered: (&mut Letters<'a>, &mut Masks),
    ) -> Result<Vec<u8>, PictureError> {
        let page = self
            .pdf
            .pages()
            .get(page_index)
            .ok_or(PictureError::NoSuchPage)?;
        let size = size(page, scale)?;
        // Whatever is wrong with drawing by our own hand, there is still another.
        let flat = AssertUnwindSafe(|| flat::draw(page, remembered, scale, size));
        if let Ok(Some((colours, pixels))) = catch_unwind(flat) {
            let size = (u32::from(size.0), u32::from(size.1));
            return encode::flat_png(size, &colours, &pixels).ok_or(PictureError::Drawing);
        }
        let pixels = in_full(page, scale);
        let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
        encode::png(width, height, pixels.data_as_u8_slice()).ok_or(PictureError::Drawing)
    }
}

/// Width and height of a page's picture, in pixels.
fn size(page: &Page<'_>, scale: f32) -> Result<(u16, u16), PictureError> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (width * scale, height * scale);
    let sides = 1.0..=f32::from(u16::MAX);
    if !sides.contains(&width) || !sides.contains(&height) || width * height > MAX_PIXELS {
        return Err(PictureError::Size);
    }
    Ok((width as u16, height as u16))
}

/// A page with all that a PDF may hold.
fn in_full<'a>(page: &'a Page<'a>, scale: f32) -> Pixmap {
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    // Hinting bends letters to the pixel grid; the page is to be seen as it is. The glyph cache
    // of hayro 0.9.0 draws some letters as grey smudges (a "w" in Amiri, at some positions).
    let drawing = RenderSettings {
        hinting: false,
        glyph_caching: false,
        ..RenderSettings::default()
    };
    hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &drawing,
        &settings,
    )
}

/// How many pages a PDF has.
///
/// # Errors
/// As [`PdfPages::open`].
pub fn page_count(pdf: &[u8]) -> Result<usize, PictureError> {
    Ok(PdfPages::open(pdf.to_vec())?.page_count())
}

/// One page as PNG; see [`PdfPages::picture`], which spares parsing for several pages.
///
/// # Errors
/// As [`PdfPages::open`] and [`PdfPages::picture`].
pub fn picture(pdf: &[u8], page_index: usize, scale: f32) -> Result<Vec<u8>, PictureError> {
    PdfPages::open(pdf.to_vec())?.picture(page_index, scale)
}
