//! The visible signature block: a one-page PDF of exactly the frame's size on a transparent
//! ground, to be imported as the signature widget's appearance. Who signed is the caller's word.

use crate::bilingual::Bilingual;
use crate::document::{RenderError, created};
use crate::plain::{isolated, printable};
use crate::press::{self, Data, Kind, Program, Stamp};
use crate::print::pair;
use crate::resolve::{plain_words, value_words};
use serde_json::{Value, json};

/// A frame smaller or larger than this, in points, is no frame.
const SIZES: std::ops::RangeInclusive<f32> = 20.0..=2_000.0;
/// Letters in one block.
const MAX_LETTERS: usize = 4_000;
/// Points of a drawn signature.
const MAX_POINTS: usize = 4_000;
/// The room of a drawn signature: so many times as wide as it is high.
const DRAWN_SHAPE: f64 = 4.0;

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
    if !SIZES.contains(&block.width) || !SIZES.contains(&block.height) {
        return Err(RenderError::OutOfRange);
    }
    let created = created(block.created_at_unix_ms)?;
    let typed_name = block
        .typed_name
        .as_deref()
        .map(printable)
        .filter(|name| !name.is_empty());
    let lines: Vec<_> = block
        .lines
        .iter()
        .map(|line| {
            json!({ "label": pair(&plain_words(&line.label)), "value": pair(&value_words(&line.value)) })
        })
        .collect();
    let words = json!({
        "width": block.width,
        "height": block.height,
        "name": typed_name.map(|name| isolated(&name.replace('\n', " "))),
        "lines": lines,
        "level": pair(&plain_words(&block.level)),
    });
    let points: usize = block.drawn.iter().map(Vec::len).sum();
    if words.to_string().len() > MAX_LETTERS * 2 || points > MAX_POINTS {
        return Err(RenderError::TooLong);
    }
    let data = Data {
        json: json!({ "words": words, "drawn": drawn(&block.drawn) }).to_string(),
        logo: None,
    };
    let stamp = Stamp {
        identity: "signature block",
        created,
    };
    let pdf = press::print(
        Program::SignatureBlock,
        data,
        Kind::Appearance,
        &stamp,
        |_, pdf| pdf,
    )?;
    Ok(pdf)
}

/// The strokes moved and scaled into a room of height 1, or nothing.
fn drawn(strokes: &[Vec<(u16, u16)>]) -> Option<Value> {
    let sides = |of: fn(&(u16, u16)) -> u16| {
        let values = || strokes.iter().flatten().map(of);
        Some((f64::from(values().min()?), f64::from(values().max()?)))
    };
    let (left, right) = sides(|point| point.0)?;
    let (top, bottom) = sides(|point| point.1)?;
    let (width, height) = ((right - left).max(1.0), (bottom - top).max(1.0));
    let scale = (DRAWN_SHAPE / width).min(1.0 / height);
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let point = |(x, y): &(u16, u16)| {
        let (x, y) = (f64::from(*x) - left, f64::from(*y) - top);
        [rounded(x * scale), rounded(y * scale)]
    };
    let strokes = strokes.iter().filter(|stroke| !stroke.is_empty());
    let strokes: Vec<Vec<[f64; 2]>> = strokes
        .map(|stroke| stroke.iter().map(point).collect())
        .collect();
    let (width, height) = (rounded(width * scale), rounded(height * scale));
    Some(json!({ "width": width, "height": height, "strokes": strokes }))
}
