//! A picture in flat colours while it is drawn: a byte a pixel, its place among the colours so far.

use super::mask::{FULL, Mask, step_of};
use hayro::kurbo::Rect;

/// The place of the colour that nothing has covered.
const PAPER: u8 = 0;
/// Stands in an ink's table for a place that is not known yet.
const UNKNOWN: u8 = u8::MAX;
/// What two colours may differ by in each channel, of 255, to be taken for one.
const SAME: u8 = 4;
/// Rows of an ink's table: a power of two, so that no place in it has to be looked for in vain.
const STEPS: usize = 16;

/// A colour to draw with, and what becomes of each colour under each of its steps.
struct Ink {
    colour: [u8; 3],
    table: Box<[[u8; 1 << u8::BITS]; STEPS]>,
}

/// Pixels and their colours.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    colours: Vec<[u8; 3]>,
    inks: Vec<Ink>,
    too_many: bool,
}

impl Canvas {
    /// White paper.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![PAPER; width * height],
            colours: vec![[u8::MAX; 3]],
            inks: Vec::new(),
            too_many: false,
        }
    }

    /// Whether there are more colours than a byte can tell; nothing is drawn any more.
    pub(super) fn is_full(&self) -> bool {
        self.too_many
    }

    /// The colours, the paper's first, and the pixels; `None` if there were more than a byte can tell.
    pub(super) fn finish(self) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
        (!self.too_many).then_some((self.colours, self.pixels))
    }

    /// Lays `colour` where a mask says, moved to the right and downwards by pixels.
    pub(super) fn stain(&mut self, colour: [u8; 3], mask: &Mask, (right, down): (i32, i32)) {
        let left = i64::from(mask.left) + i64::from(right);
        let top = i64::from(mask.top) + i64::from(down);
        let Some(ink) = self.ink(colour) else { return };
        for (top, steps) in (top..).zip(mask.steps.chunks(mask.width.max(1))) {
            self.stain_row(ink, (left, top), steps);
        }
    }

    /// Lays `colour` on a rectangle, on the pixels at its edges as far as it covers them.
    pub(super) fn fill(&mut self, colour: [u8; 3], area: Rect) {
        let area = area.intersect(Rect::new(0.0, 0.0, self.width as f64, self.height as f64));
        if area.is_zero_area() {
            return;
        }
        let Some(ink) = self.ink(colour) else { return };
        let columns = shares(area.x0, area.x1);
        let (mut steps, mut last) = (Vec::new(), 0.0);
        for (row, share) in (area.y0 as i64..).zip(shares(area.y0, area.y1)) {
            if share != last {
                steps = columns
                    .iter()
                    .map(|column| step_of(column * share))
                    .collect();
                last = share;
            }
            self.stain_row(ink, (area.x0 as i64, row), &steps);
        }
    }

    fn ink(&mut self, colour: [u8; 3]) -> Option<usize> {
        let known = self.inks.iter().position(|ink| ink.colour == colour);
        self.too_many |= known.is_none() && self.inks.len() >= usize::from(UNKNOWN);
        if self.too_many || known.is_some() {
            return known.filter(|_| !self.too_many);
        }
        let mut table = Box::new([[UNKNOWN; 1 << u8::BITS]; STEPS]);
        // Where an ink does not reach, each colour stays what it is.
        let [untouched, ..] = table.as_mut();
        for (place, same) in (0..=u8::MAX).zip(untouched) {
            *same = place;
        }
        self.inks.push(Ink { colour, table });
        Some(self.inks.len() - 1)
    }

    fn stain_row(&mut self, ink: usize, (left, top): (i64, i64), steps: &[u8]) {
        let Ok(row) = usize::try_from(top) else {
            return;
        };
        let skipped = usize::try_from(-left).unwrap_or(0);
        let first = usize::try_from(left).unwrap_or(0);
        let mut rows = self.pixels.chunks_mut(self.width.max(1));
        let pixels = rows.nth(row).and_then(|row| row.get_mut(first..));
        let (Some(pixels), Some(steps)) = (pixels, steps.get(skipped..)) else {
            return;
        };
        let Some(Ink { colour, table }) = self.inks.get_mut(ink) else {
            return;
        };
        for (pixel, step) in pixels.iter_mut().zip(steps) {
            let row = table.get_mut(usize::from(*step) % STEPS);
            let Some(known) = row.and_then(|row| row.get_mut(usize::from(*pixel))) else {
                continue;
            };
            if *known == UNKNOWN {
                let Some(place) = mixed(&mut self.colours, *pixel, (*colour, *step)) else {
                    self.too_many = true;
                    return;
                };
                *known = place;
            }
            *pixel = *known;
        }
    }
}

/// The place of what a colour becomes under a step of an ink.
fn mixed(colours: &mut Vec<[u8; 3]>, under: u8, (ink, step): ([u8; 3], u8)) -> Option<u8> {
    let under = *colours.get(usize::from(under))?;
    let (full, step) = (u16::from(FULL), u16::from(step));
    let mix = |(under, over): (u8, u8)| {
        let sum = u16::from(under) * (full - step) + u16::from(over) * step;
        u8::try_from((sum + full / 2) / full).unwrap_or(u8::MAX)
    };
    let [red, green, blue] = under;
    let mixed = [(red, ink[0]), (green, ink[1]), (blue, ink[2])].map(mix);
    let is_near = |[red, green, blue]: &[u8; 3]| {
        let [r, g, b] = mixed;
        red.abs_diff(r).max(green.abs_diff(g)).max(blue.abs_diff(b)) <= SAME
    };
    let known = colours.iter().position(is_near);
    let place = known.unwrap_or(colours.len());
    let place = u8::try_from(place).ok().filter(|place| *place != UNKNOWN)?;
    if known.is_none() {
        colours.push(mixed);
    }
    Some(place)
}

/// Which share of each pixel from `start`'s to `end`'s lies between them. Both are positive.
fn shares(start: f64, end: f64) -> Vec<f32> {
    let first = start.floor();
    let pixels = (0..(end.ceil() - first) as usize).map(|pixel| first + pixel as f64);
    pixels
        .map(|pixel| (end.min(pixel + 1.0) - start.max(pixel)) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const BLACK: [u8; 3] = [0; 3];

    fn pixels(canvas: Canvas) -> Vec<[u8; 3]> {
        let (colours, pixels) = canvas.finish().unwrap();
        let colour = |place: u8| colours[usize::from(place)];
        pixels.into_iter().map(colour).collect()
    }

    #[test]
    fn half_a_pixel_is_half_as_dark_and_the_rest_is_paper() {
        let mut canvas = Canvas::new(4, 1);
        canvas.fill(BLACK, Rect::new(0.5, 0.0, 2.0, 1.0));
        let shades: Vec<u8> = pixels(canvas).iter().map(|colour| colour[0]).collect();
        assert!(shades[0].abs_diff(127) < 16, "{shades:?}");
        assert_eq!(shades[1..], [0, 255, 255]);
    }

    #[test]
    fn what_lies_beyond_an_edge_is_not_drawn_elsewhere() {
        let steps = vec![FULL; 9];
        for (left, top) in [(-2, -2), (2, 2), (-9, 0), (9, 0), (0, 9), (0, -9)] {
            let mut canvas = Canvas::new(3, 3);
            let mask = Mask {
                left,
                top,
                width: 3,
                steps: steps.clone(),
            };
            canvas.stain(BLACK, &mask, (0, 0));
            let dark = pixels(canvas).into_iter().enumerate();
            let dark: Vec<usize> = dark
                .filter(|(_, c)| *c == BLACK)
                .map(|(at, _)| at)
                .collect();
            let expected: &[usize] = match (left, top) {
                (-2, -2) => &[0],
                (2, 2) => &[8],
                _ => &[],
            };
            assert_eq!(dark, expected, "{left} {top}");
        }
    }

    #[test]
    fn an_ink_covers_what_lies_under_it() {
        let mut canvas = Canvas::new(1, 1);
        let whole = Rect::new(0.0, 0.0, 1.0, 1.0);
        canvas.fill(BLACK, whole);
        canvas.fill([10, 200, 30], whole);
        assert_eq!(pixels(canvas), [[10, 200, 30]]);
    }

    #[test]
    fn more_colours_than_a_byte_tells_are_no_flat_picture() {
        let mut canvas = Canvas::new(1, 1);
        for shade in 0..=u8::MAX {
            let (red, green) = (shade % 16 * 16, shade / 16 * 16);
            canvas.fill([red, green, 0], Rect::new(0.0, 0.0, 1.0, 1.0));
        }
        assert!(canvas.is_full());
        for blue in 1..=u8::MAX {
            canvas.fill([0, 0, blue], Rect::new(0.0, 0.0, 1.0, 1.0));
        }
        assert!(canvas.colours.len() < 256 && canvas.inks.len() < 256);
        assert!(canvas.finish().is_none());
    }
}
