//! How much of each pixel a shape covers, in a few steps.

use ab_glyph_rasterizer::{Point as Corner, Rasterizer, point};
use foldhash::fast::RandomState;
use hayro::hayro_interpret::FillRule;
use hayro::kurbo::{BezPath, PathEl, Point, Rect};
use std::collections::HashMap;
use std::rc::Rc;

/// The step of a pixel that is covered whole; with the paper there are ten shades of an ink, in which an eye
/// sees no step at the edge of a letter.
pub(super) const FULL: u8 = 9;
/// No shape is larger, in pixels; nor does any lie further away.
const MOST_PIXELS: f64 = 4_000_000.0;

/// Pixels and outlines that a thread remembers, in bytes: some ten times what the letters of one template take.
const REMEMBERED: usize = 4 << 20;

/// A shape's pixels, row by row from its upper left corner, each with its step.
pub(super) struct Mask {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: usize,
    pub(super) steps: Vec<u8>,
}

/// An outline that was met before, whichever file it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Known(u64);

/// An outline, at a size and at a place between pixels.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letter {
    pub(super) outline: Known,
    pub(super) size: [u64; 4],
    pub(super) place: (u8, u8),
}

/// Draws masks. Letters are remembered over documents, by their very outlines: what a file says of its fonts can make
/// nobody's letter another one.
pub(super) struct Masks {
    rasterizer: Rasterizer,
    outlines: HashMap<Box<[u64]>, Known, RandomState>,
    letters: HashMap<Letter, Rc<Mask>, RandomState>,
    remembered: usize,
    met: u64,
}

impl Masks {
    pub(super) fn new() -> Self {
        Self {
            rasterizer: Rasterizer::new(0, 0),
            outlines: HashMap::default(),
            letters: HashMap::default(),
            remembered: 0,
            met: 0,
        }
    }

    /// The same for the same outline, until it is forgotten; never the same for two.
    pub(super) fn known(&mut self, outline: &BezPath) -> Known {
        let numbers = numbers(outline);
        if let Some(known) = self.outlines.get(&numbers) {
            return *known;
        }
        self.met += 1;
        self.remember(size_of_val(numbers.as_ref()));
        self.outlines.insert(numbers, Known(self.met));
        Known(self.met)
    }

    /// The mask of a letter, which is drawn if it is not remembered; `None` as [`Masks::of`].
    pub(super) fn letter(
        &mut self,
        letter: Letter,
        path: impl FnOnce() -> BezPath,
    ) -> Option<Rc<Mask>> {
        if let Some(mask) = self.letters.get(&letter) {
            return Some(mask.clone());
        }
        let mask = Rc::new(self.of(&path(), FillRule::NonZero)?);
        self.remember(size_of::<(Letter, Mask)>() + mask.steps.len());
        self.letters.insert(letter, mask.clone());
        Some(mask)
    }

    /// Forgets everything if more would be too much.
    fn remember(&mut self, size: usize) {
        self.remembered += size;
        if self.remembered > REMEMBERED {
            self.outlines.clear();
            self.letters.clear();
            self.remembered = size;
        }
    }

    /// What `path`, in pixels, covers (ISO 32000-2, 8.5.3.3); `None` if it is too large or lies nowhere.
    pub(super) fn of(&mut self, path: &BezPath, rule: FillRule) -> Option<Mask> {
        let bounds = path.control_box();
        let (width, height) = (bounds.width().ceil() + 3.0, bounds.height().ceil() + 3.0);
        if !is_near(bounds) || width * height > MOST_PIXELS {
            return None;
        }
        // A pixel of margin on each side: what touches the edge of the rasterizer runs over into the next row.
        let (left, top) = (bounds.x0.floor() - 1.0, bounds.y0.floor() - 1.0);
        let (width, height) = (width as usize, height as usize);
        self.rasterizer.reset(width, height);
        let corner = |at: Point| point((at.x - left) as f32, (at.y - top) as f32);
        self.trace(path, corner);
        let mut steps = vec![0; width * height];
        self.rasterizer.for_each_pixel(|at, wound| {
            if let Some(step) = steps.get_mut(at) {
                *step = match rule {
                    FillRule::NonZero => step_of(wound),
                    // Up to one and down again: what is wound twice is as uncovered as what is not at all.
                    FillRule::EvenOdd => step_of(1.0 - (wound % 2.0 - 1.0).abs()),
                };
            }
        });
        let blank = |rows: &mut dyn Iterator<Item = &[u8]>| {
            let is_blank = |row: &&[u8]| row.iter().all(|step| *step == 0);
            rows.take_while(is_blank).count()
        };
        let above = blank(&mut steps.chunks(width));
        steps.drain(..above * width);
        let below = blank(&mut steps.chunks(width).rev());
        steps.truncate(steps.len() - below * width);
        let (before, steps, width) = without_margins(steps, width);
        Some(Mask {
            left: (left + before as f64) as i32,
            top: (top + above as f64) as i32,
            width,
            steps,
        })
    }

    fn trace(&mut self, path: &BezPath, corner: impl Fn(Point) -> Corner) {
        let (mut start, mut last) = (corner(Point::ZERO), corner(Point::ZERO));
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => {
                    self.rasterizer.draw_line(last, start);
                    start = corner(to);
                    last = start;
                }
                PathEl::LineTo(to) => {
                    self.rasterizer.draw_line(last, corner(to));
                    last = corner(to);
                }
                PathEl::QuadTo(by, to) => {
                    self.rasterizer.draw_quad(last, corner(by), corner(to));
                    last = corner(to);
                }
                PathEl::CurveTo(by, and, to) => {
                    let ends = (corner(and), corner(to));
                    self.rasterizer.draw_cubic(last, corner(by), ends.0, ends.1);
                    last = ends.1;
                }
                PathEl::ClosePath => {
                    self.rasterizer.draw_line(last, start);
                    last = start;
                }
            }
        }
        self.rasterizer.draw_line(last, start);
    }
}

/// The columns from the first to the last that are not blank, and how many came before them.
fn without_margins(steps: Vec<u8>, width: usize) -> (usize, Vec<u8>, usize) {
    let rows = || steps.chunks(width.max(1));
    let (mut first, mut end) = (width, 0);
    for row in rows() {
        let covered = |step: &u8| *step != 0;
        first = first.min(row.iter().position(covered).unwrap_or(width));
        end = end.max(row.iter().rposition(covered).map_or(0, |last| last + 1));
    }
    let first = first.min(end);
    let kept = rows().flat_map(|row| row.get(first..end).unwrap_or_default());
    (first, kept.copied().collect(), end - first)
}

/// An outline as numbers that are equal only if it is.
fn numbers(outline: &BezPath) -> Box<[u64]> {
    let mut numbers = Vec::with_capacity(outline.elements().len() * 5);
    let mut add = |kind: u64, points: &[Point]| {
        numbers.push(kind);
        numbers.extend(
            points
                .iter()
                .flat_map(|at| [at.x.to_bits(), at.y.to_bits()]),
        );
    };
    for element in outline.elements() {
        match element {
            PathEl::MoveTo(to) => add(0, &[*to]),
            PathEl::LineTo(to) => add(1, &[*to]),
            PathEl::QuadTo(by, to) => add(2, &[*by, *to]),
            PathEl::CurveTo(by, and, to) => add(3, &[*by, *and, *to]),
            PathEl::ClosePath => add(4, &[]),
        }
    }
    numbers.into()
}

/// The nearest step to a share of a pixel.
pub(super) fn step_of(covered: f32) -> u8 {
    (covered.clamp(0.0, 1.0) * f32::from(FULL) + 0.5) as u8
}

/// Whether a box has numbers for sides that a picture can be concerned with.
pub(super) fn is_near(bounds: Rect) -> bool {
    let sides = [bounds.x0, bounds.y0, bounds.x1, bounds.y1];
    sides.iter().all(|side| side.abs() < MOST_PIXELS)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use hayro::kurbo::Shape;

    fn covered(mask: &Mask) -> u32 {
        mask.steps.iter().map(|step| u32::from(*step)).sum()
    }

    fn square(x: f64, y: f64, side: f64) -> BezPath {
        Rect::new(x, y, x + side, y + side).to_path(0.1)
    }

    fn drawn(path: &BezPath, rule: FillRule) -> u32 {
        covered(&Masks::new().of(path, rule).unwrap())
    }

    #[test]
    fn a_square_covers_its_pixels_wherever_it_lies() {
        for (x, y) in [(0.0, 0.0), (-3.0, 7.0), (0.5, 0.0), (0.25, 0.75)] {
            let mask = Masks::new().of(&square(x, y, 4.0), FillRule::NonZero);
            let mask = mask.unwrap();
            assert!(
                covered(&mask).abs_diff(16 * u32::from(FULL)) <= 8,
                "{x} {y}"
            );
            assert!(mask.left <= x as i32 && mask.top <= y as i32);
        }
    }

    #[test]
    fn what_winds_twice_is_a_hole_only_if_even_ones_are() {
        let full = u32::from(FULL);
        let mut ring = square(0.0, 0.0, 8.0);
        ring.extend(Rect::new(6.0, 2.0, 2.0, 6.0).to_path(0.1));
        assert_eq!(drawn(&ring, FillRule::NonZero), 48 * full);
        let mut twice = square(0.0, 0.0, 8.0);
        twice.extend(square(2.0, 2.0, 4.0));
        assert_eq!(drawn(&twice, FillRule::NonZero), 64 * full);
        assert_eq!(drawn(&twice, FillRule::EvenOdd), 48 * full);
        twice.extend(square(3.0, 3.0, 2.0));
        assert_eq!(drawn(&twice, FillRule::EvenOdd), 52 * full);
    }

    #[test]
    fn what_is_endless_far_away_or_no_number_is_refused() {
        for side in [f64::NAN, f64::INFINITY, 1e9, -1e9] {
            let mask = Masks::new().of(&square(side, 0.0, 2.0), FillRule::NonZero);
            assert!(mask.is_none(), "{side}");
        }
        let large = Masks::new().of(&square(0.0, 0.0, 3000.0), FillRule::NonZero);
        assert!(large.is_none());
    }

    #[test]
    fn outlines_are_the_same_only_if_each_point_is() {
        let mut masks = Masks::new();
        let one = masks.known(&square(0.0, 0.0, 1.0));
        assert_eq!(masks.known(&square(0.0, 0.0, 1.0)), one);
        assert_ne!(masks.known(&square(0.0, 0.0, 1.0 + f64::EPSILON)), one);
    }

    #[test]
    fn letters_are_remembered_and_memory_has_an_end() {
        let mut masks = Masks::new();
        let size = [1.0, 0.0, 0.0, 1.0].map(f64::to_bits);
        let mut largest = 0;
        for side in 1..=4_000 {
            let outline = masks.known(&square(0.0, 0.0, f64::from(side)));
            let letter = Letter {
                outline,
                size,
                place: (0, 0),
            };
            let first = masks.letter(letter, || square(0.0, 0.0, 40.0)).unwrap();
            let again = masks.letter(letter, || panic!("drawn twice")).unwrap();
            assert_eq!(first.steps, again.steps);
            largest = largest.max(masks.remembered);
        }
        assert!(
            largest > REMEMBERED / 2 && largest <= REMEMBERED,
            "{largest}"
        );
    }
}
