//! The visible signature block: a one-page PDF of exactly the frame's size on a transparent
//! ground, to be imported as the signature widget's appearance. Who signed is the caller's word.

use crate::bilingual::Bilingual;
use crate::bilingual::Language;
use crate::document::{RenderError, created};
use crate::layout::{self, About, Block, Kind, Strokes};
use crate::plain::{isolated, printable};
use crate::resolve::{plain_words, value_words};

/// A frame smaller or larger than this, in points, is no frame.
const SIZES: std::ops::RangeInclusive<f32> = 20.0..=2_000.0;
/// Letters in one block, at two bytes each.
const MAX_LETTERS: usize = 4_000;
/// Points of a drawn signature.
const MAX_POINTS: usize = 4_000;
/// The room of a drawn signature: so many times as wide as it is high.
const DRAWN_SHAPE: f32 = 4.0;

/// What is drawn into a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureBlock {
    /// The frame's width in points.
    pub width: f32,
    /// The frame's height in points.
    pub height: f32,
    /// The name that the person typed as a signature, drawn large.
    pub typed_name: Option<String>,
    /// Strokes of a signature drawn by hand, points from the left and from the top in any unit;
    /// empty where there is none. A stroke of one point is a dot.
    pub drawn: Vec<Vec<(u16, u16)>>,
    /// Such as signed by, phone (masked), time with offset, reference.
    pub lines: Vec<BlockLine>,
    /// What kind of signature this is, in plain words.
    pub level: Bilingual,
    /// For the PDF's metadata, in milliseconds since 1970 UTC.
    pub created_at_unix_ms: i64,
}

impl SignatureBlock {
    /// Whether its frame is one that a block can be drawn in.
    pub fn has_room(&self) -> bool {
        SIZES.contains(&self.width) && SIZES.contains(&self.height)
    }
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockLine {
    /// Such as "Signed by" / «وقّعه».
    pub label: Bilingual,
    /// Such as the name; isolated from its label whatever its direction.
    pub value: Bilingual,
}

/// Draws the block; text too long for the frame is set smaller.
///
/// # Errors
/// [`RenderError`]; never panics.
pub fn render_signature_block(block: &SignatureBlock) -> Result<Vec<u8>, RenderError> {
    if !block.has_room() {
        return Err(RenderError::OutOfRange);
    }
    let created = created(block.created_at_unix_ms)?;
    let typed_name = block
        .typed_name
        .as_deref()
        .map(printable)
        .filter(|name| !name.is_empty());
    let points: usize = block.drawn.iter().map(Vec::len).sum();
    if letters(block) > MAX_LETTERS * 2 || points > MAX_POINTS {
        return Err(RenderError::TooLong);
    }
    let line = |line: &BlockLine| (plain_words(&line.label), value_words(&line.value));
    let page = layout::signature_block(&Block {
        size: (block.width, block.height),
        name: typed_name.map(|name| isolated(&name.replace('\n', " "))),
        drawn: drawn(&block.drawn),
        lines: block.lines.iter().map(line).collect(),
        level: plain_words(&block.level),
    });
    let about = About {
        kind: Kind::Appearance,
        identity: "signature block".to_owned(),
        created,
        language: Language::En,
        names: None,
    };
    layout::write(&[page], layout::Tree::default(), about)
        .map_err(|jam| RenderError::Typesetter(jam.0))
}

fn letters(block: &SignatureBlock) -> usize {
    let both = |text: &Bilingual| text.en.len() + text.ar.len();
    let lines = block.lines.iter();
    let lines: usize = lines
        .map(|line| both(&line.label) + both(&line.value))
        .sum();
    lines + both(&block.level) + block.typed_name.as_ref().map_or(0, String::len)
}

/// The strokes moved and scaled into a room of height 1, or nothing.
fn drawn(strokes: &[Vec<(u16, u16)>]) -> Option<Strokes> {
    let sides = |of: fn(&(u16, u16)) -> u16| {
        let values = || strokes.iter().flatten().map(of);
        Some((f32::from(values().min()?), f32::from(values().max()?)))
    };
    let (left, right) = sides(|point| point.0)?;
    let (top, bottom) = sides(|point| point.1)?;
    let (width, height) = ((right - left).max(1.0), (bottom - top).max(1.0));
    let scale = (DRAWN_SHAPE / width).min(1.0 / height);
    let point = |(x, y): &(u16, u16)| {
        (
            (f32::from(*x) - left) * scale,
            (f32::from(*y) - top) * scale,
        )
    };
    let strokes = strokes.iter().filter(|stroke| !stroke.is_empty());
    Some(Strokes {
        width: width * scale,
        height: height * scale,
        strokes: strokes
            .map(|stroke| stroke.iter().map(point).collect())
            .collect(),
    })
}
