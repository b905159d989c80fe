//! A widget's rectangle, its ground and its frame (ISO 32000-2 12.5.6.19).
//!
//! What does not live here: what stands in it.

use super::Source;
use lopdf::{Dictionary, Object};

/// A widget's rectangle and what is drawn around its value (12.5.6.19).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) rect: [f32; 4],
    /// 0, 90, 180 or 270 degrees, against the clock.
    pub(crate) turn: i64,
    pub(crate) ground: Vec<f32>,
    pub(crate) line: Vec<f32>,
    width: f32,
}

impl Frame {
    pub(crate) fn read(source: &Source<'_>, widget: &Dictionary) -> Option<Self> {
        let rect = numbers(source, source.value(widget, b"Rect")?)?;
        let [x, y, u, v] = rect.try_into().ok()?;
        let looks = source
            .value(widget, b"MK")
            .and_then(|looks| looks.as_dict().ok());
        let color = |key: &[u8]| {
            let color = looks.and_then(|looks| source.value(looks, key));
            color
                .and_then(|color| numbers(source, color))
                .unwrap_or_default()
        };
        let turn = looks.and_then(|looks| source.value(looks, b"R")?.as_i64().ok());
        let turn = turn.unwrap_or(0).rem_euclid(360);
        let style = source
            .value(widget, b"BS")
            .and_then(|style| style.as_dict().ok());
        let width = style.and_then(|style| source.value(style, b"W")?.as_float().ok());
        Some(Self {
            rect: [x.min(u), y.min(v), x.max(u), y.max(v)],
            turn: (turn % 90 == 0).then_some(turn)?,
            ground: color(b"BG"),
            line: color(b"BC"),
            width: width
                .filter(|width| (0.0..=20.0).contains(width))
                .unwrap_or(1.0),
        })
    }

    /// Width and height as its text runs.
    pub(crate) fn size(&self) -> (f32, f32) {
        let [left, bottom, right, top] = self.rect;
        match self.turn {
            90 | 270 => (top - bottom, right - left),
            _ => (right - left, top - bottom),
        }
    }

    pub(crate) fn border_width(&self) -> f32 {
        if self.line.is_empty() {
            0.0
        } else {
            self.width
        }
    }
}

fn numbers(source: &Source<'_>, array: &Object) -> Option<Vec<f32>> {
    let array = array.as_array().ok()?.iter();
    let numbers: Vec<f32> = array
        .map(|number| source.resolve(number)?.as_float().ok())
        .collect::<Option<_>>()?;
    numbers
        .iter()
        .all(|number| number.is_finite())
        .then_some(numbers)
}
