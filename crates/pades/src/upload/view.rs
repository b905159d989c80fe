//! A page as its reader sees it: cut to the crop box, turned (ISO 32000-2 7.7.3.3).

use super::UploadRefusal as Refusal;
use crate::pdf::Source;
use lopdf::{Dictionary, Object};

const MAX_DEPTH: usize = 64;
/// Points of a page's side: a stamp to ten metres.
const SIDES: std::ops::RangeInclusive<f32> = 36.0..=14_400.0;

/// What the reader of a page sees: the crop box, turned.
pub(super) struct View {
    pub(super) crop: [f32; 4],
    pub(super) media: [f32; 4],
    pub(super) turn: i64,
}

/// Attributes that a page may take from its ancestors (ISO 32000-2 7.7.3.4).
pub(super) fn inherited<'b>(
    source: &'b Source<'_>,
    page: &'b Dictionary,
    key: &[u8],
) -> Option<&'b Object> {
    let mut node = page;
    for _ in 0..MAX_DEPTH {
        if let Some(value) = source.value(node, key) {
            return Some(value);
        }
        node = source.value(node, b"Parent")?.as_dict().ok()?;
    }
    None
}

fn rectangle(source: &Source<'_>, of: Option<&Object>) -> Option<[f32; 4]> {
    let corners = of?.as_array().ok()?;
    let numbers: Option<Vec<f32>> = corners
        .iter()
        .map(|corner| source.resolve(corner)?.as_float().ok())
        .collect();
    let [x, y, u, v] = numbers?.try_into().ok()?;
    let upright = [x.min(u), y.min(v), x.max(u), y.max(v)];
    upright
        .iter()
        .all(|n: &f32| n.is_finite())
        .then_some(upright)
}

pub(super) fn view(source: &Source<'_>, page: &Dictionary) -> Result<View, Refusal> {
    let media = rectangle(source, inherited(source, page, b"MediaBox"));
    let media = media.ok_or(Refusal::Unreadable)?;
    let crop = rectangle(source, inherited(source, page, b"CropBox")).unwrap_or(media);
    // ISO 32000-2 14.11.2.1: boxes are cut to the media box.
    let [left, bottom, right, top] = [
        crop[0].max(media[0]),
        crop[1].max(media[1]),
        crop[2].min(media[2]),
        crop[3].min(media[3]),
    ];
    let turn = match inherited(source, page, b"Rotate") {
        None => 0,
        Some(turn) => turn.as_i64().map_err(|_| Refusal::Unreadable)?,
    };
    let unit = source.value(page, b"UserUnit").map(Object::as_float);
    let is_point = unit.is_none_or(|unit| unit.is_ok_and(|unit| (unit - 1.0).abs() < 1e-6));
    let fits = SIDES.contains(&(right - left)) && SIDES.contains(&(top - bottom));
    if !fits || !is_point || turn % 90 != 0 {
        return Err(Refusal::Unreadable);
    }
    Ok(View {
        crop: [left, bottom, right, top],
        media,
        turn: turn.rem_euclid(360),
    })
}

impl View {
    pub(super) fn size(&self) -> (f32, f32) {
        let [left, bottom, right, top] = self.crop;
        let (width, height) = (right - left, top - bottom);
        if self.turn % 180 == 0 {
            (width, height)
        } else {
            (height, width)
        }
    }

    /// From what the reader sees, its lower left corner the origin, to the page's own coordinates.
    pub(super) fn matrix(&self) -> [f32; 6] {
        let [left, bottom, right, top] = self.crop;
        match self.turn {
            90 => [0.0, 1.0, -1.0, 0.0, right, bottom],
            180 => [-1.0, 0.0, 0.0, -1.0, right, top],
            270 => [0.0, -1.0, 1.0, 0.0, left, top],
            _ => [1.0, 0.0, 0.0, 1.0, left, bottom],
        }
    }
}
