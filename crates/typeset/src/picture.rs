//! Pages as pictures, drawn from the very bytes that are sealed. Reads any PDF, not only ours;
//! changes none.

mod encode;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pixels in one picture: an A4 page at 4 × is 8 million.
const MAX_PIXELS: f32 = 12_000_000.0;

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
        // The drawing library reads foreign files; a panic of its is that file's fault.
        catch_unwind(AssertUnwindSafe(|| self.draw(page_index, scale)))
            .unwrap_or(Err(PictureError::Drawing))
    }

    fn draw(&self, page_index: usize, scale: f32) -> Result<Vec<u8>, PictureError> {
        let page = self
            .pdf
            .pages()
            .get(page_index)
            .ok_or(PictureError::NoSuchPage)?;
        let (width, height) = page.render_dimensions();
        let (width, height) = (width * scale, height * scale);
        let sides = 1.0..=f32::from(u16::MAX);
        if !sides.contains(&width) || !sides.contains(&height) || width * height > MAX_PIXELS {
            return Err(PictureError::Size);
        }
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
        let pixels = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &drawing,
            &settings,
        );
        let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
        encode::png(width, height, pixels.data_as_u8_slice()).ok_or(PictureError::Drawing)
    }
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
