//! Draws pages of letters, lines and areas in flat colours, which is what contracts are made of. A page with
//! anything else (photographs, shadings, transparency, clipping at a slant) is left to `hayro`; the commands are
//! read by its interpreter either way. Here each letter is drawn once and laid wherever it stands.

use super::canvas::Canvas;
use super::mask::{Known, Letter, Masks, is_near};
use super::shape::{SLACK, is_upright, rectangle, stroked};
use foldhash::fast::RandomState;
use hayro::hayro_interpret::font::{Glyph, GlyphIdentifier, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro::kurbo::{Affine, BezPath, Rect, Shape, Vec2};
use std::collections::HashMap;
use std::rc::Rc;

/// Places between two pixels at which a letter is drawn apart, to the right and downwards.
const PLACES: f64 = 4.0;
/// Letters are remembered up to so many pixels of height and width.
const LARGEST_REMEMBERED: f64 = 128.0;
/// Pixels that are laid on one page, one over the other: a hundred times what is in a picture. A file that wants
/// more is none of letters and lines.
const MOST_LAID: f64 = 200e6;

/// What the pages of one document share.
pub(super) struct Letters<'a> {
    read: InterpreterCache<'a>,
    outlines: HashMap<GlyphIdentifier, Rc<Outline>, RandomState>,
}

struct Outline {
    path: BezPath,
    bounds: Rect,
    known: Known,
}

impl Letters<'_> {
    pub(super) fn new() -> Self {
        Self {
            read: InterpreterCache::new(),
            outlines: HashMap::default(),
        }
    }
}

/// Colours, the paper's first, and pixels of a page; `None` if it is not made of flat colours.
pub(super) fn draw<'a>(
    page: &'a Page<'a>,
    (letters, masks): (&mut Letters<'a>, &mut Masks),
    scale: f32,
    (width, height): (u16, u16),
) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let transform = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    let target = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let read = letters.read.clone();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, target, &read, page.xref(), settings);
    let crop = page.intersected_crop_box();
    let crop = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    let mut drawing = Drawing {
        canvas: Canvas::new(usize::from(width), usize::from(height)),
        letters,
        masks,
        clips: Vec::new(),
        laid: 0.0,
        is_flat: is_upright(transform),
    };
    drawing.clip(transform.transform_rect_bbox(crop));
    interpret_page(page, &mut context, &mut drawing);
    if drawing.is_flat {
        drawing.canvas.finish()
    } else {
        None
    }
}

struct Drawing<'l, 'a> {
    canvas: Canvas,
    letters: &'l mut Letters<'a>,
    masks: &'l mut Masks,
    /// Each within the one before it.
    clips: Vec<Rect>,
    laid: f64,
    is_flat: bool,
}

/// How much of something may be seen.
enum Seen {
    Whole,
    Part(Rect),
    Nothing,
}

impl Drawing<'_, '_> {
    fn clip(&mut self, area: Rect) {
        let area = match self.clips.last() {
            Some(last) if !last.overlaps(area) => Rect::ZERO,
            Some(last) => last.intersect(area),
            None => area,
        };
        self.clips.push(area);
    }

    /// How much of something in these bounds, which is about to be laid, may be seen.
    fn seen(&mut self, bounds: Rect) -> Seen {
        let clip = self.clips.last().copied().unwrap_or(bounds);
        if !clip.overlaps(bounds) {
            return Seen::Nothing;
        }
        let part = clip.intersect(bounds);
        self.laid += (part.width() + 3.0) * (part.height() + 3.0);
        self.is_flat &= self.laid < MOST_LAID && !self.canvas.is_full();
        if clip.inflate(SLACK, SLACK).contains_rect(bounds) {
            Seen::Whole
        } else {
            Seen::Part(part)
        }
    }

    /// The flat, opaque colour of what is filled; anything else ends this way of drawing.
    fn colour(&mut self, props: &DrawProps<'_>) -> Option<[u8; 3]> {
        let colour = match &props.paint {
            Paint::Color(colour)
                if props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal =>
            {
                let [red, green, blue, opacity] = colour.to_rgba().to_rgba8();
                (opacity == u8::MAX).then_some([red, green, blue])
            }
            Paint::Color(_) | Paint::Pattern(_) => None,
        };
        self.is_flat &= colour.is_some();
        colour
    }

    fn fill_path(&mut self, path: &BezPath, rule: FillRule, colour: [u8; 3]) {
        match self.seen(path.control_box()) {
            Seen::Nothing => return,
            Seen::Part(_) => self.is_flat = false,
            Seen::Whole => {}
        }
        if self.is_flat {
            match self.masks.of(path, rule) {
                Some(mask) => self.canvas.stain(colour, &mask, (0, 0)),
                None => self.is_flat = false,
            }
        }
    }

    fn fill_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, colour: [u8; 3]) {
        let (Glyph::Outline(glyph), true) = (glyph, self.is_flat) else {
            self.is_flat = false;
            return;
        };
        let outline = self.outline(glyph);
        if outline.path.elements().is_empty() {
            return;
        }
        let bounds = transform.transform_rect_bbox(outline.bounds);
        if bounds.width().max(bounds.height()) > LARGEST_REMEMBERED || !is_near(bounds) {
            return self.fill_path(&(transform * &outline.path), FillRule::NonZero, colour);
        }
        match self.seen(bounds) {
            Seen::Nothing => return,
            Seen::Part(_) => self.is_flat = false,
            Seen::Whole => {}
        }
        let (pixel, place) = between(transform.translation());
        let [a, b, c, d, _, _] = transform.as_coeffs();
        let letter = Letter {
            outline: outline.known,
            size: [a, b, c, d].map(f64::to_bits),
            place,
        };
        let mask = self.masks.letter(letter, || {
            let offset = Vec2::new(f64::from(place.0), f64::from(place.1)) / PLACES;
            transform.with_translation(offset) * &outline.path
        });
        match mask {
            Some(mask) => self.canvas.stain(colour, &mask, pixel),
            None => self.is_flat = false,
        }
    }

    fn outline(&mut self, glyph: &OutlineGlyph) -> Rc<Outline> {
        let Self { letters, masks, .. } = self;
        let outline = letters.outlines.entry(glyph.identifier());
        let outline = outline.or_insert_with(|| {
            let path = glyph.outline();
            Rc::new(Outline {
                bounds: path.control_box(),
                known: masks.known(&path),
                path,
            })
        });
        outline.clone()
    }
}

/// The pixel of a point, and which of the places within it is next.
fn between(at: Vec2) -> ((i32, i32), (u8, u8)) {
    let split = |along: f64| {
        let places = (along * PLACES).round();
        let pixel = (places / PLACES).floor();
        (pixel as i32, (places - pixel * PLACES) as u8)
    };
    let ((x, right), (y, down)) = (split(at.x), split(at.y));
    ((x, y), (right, down))
}

impl<'a> Device<'a> for Drawing<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let (rule, stroke) = match mode {
            DrawMode::Fill(rule) => (Some(*rule), None),
            DrawMode::Stroke(stroke) => (None, Some(stroke)),
            DrawMode::FillAndStroke(rule, stroke) => (Some(*rule), Some(stroke)),
            DrawMode::Invisible => return,
        };
        let true = self.is_flat else { return };
        let Some(colour) = self.colour(&props) else {
            return;
        };
        if let Some(rule) = rule {
            self.fill_path(&(props.transform * path), rule, colour);
        }
        if let Some(stroke) = stroke {
            match stroked(path, stroke, props.transform) {
                Some(line) => self.fill_path(&line, FillRule::NonZero, colour),
                None => self.is_flat = false,
            }
        }
    }

    fn draw_rect(&mut self, area: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        if !matches!(mode, DrawMode::Fill(_)) || !is_upright(props.transform) {
            return self.draw_path(&area.to_path(SLACK), props, mode);
        }
        if self.is_flat
            && let Some(colour) = self.colour(&props)
        {
            let area = props.transform.transform_rect_bbox(*area);
            match self.seen(area) {
                Seen::Whole => self.canvas.fill(colour, area),
                Seen::Part(area) => self.canvas.fill(colour, area),
                Seen::Nothing => {}
            }
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Invisible => {}
            DrawMode::Fill(_) if self.is_flat => {
                let Some(colour) = self.colour(&props) else {
                    return;
                };
                for glyph in run.glyphs() {
                    self.fill_glyph(glyph, props.transform * glyph.transform(), colour);
                }
            }
            _ => self.is_flat = false,
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        match rectangle(&clip.path) {
            Some(area) => self.clip(area),
            None => {
                self.is_flat = false;
                self.clip(clip.path.control_box());
            }
        }
    }

    fn push_clip_rect(&mut self, area: &Rect) {
        self.clip(*area);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.is_flat = false;
    }

    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.is_flat = false;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use hayro::hayro_syntax::Pdf;

    /// The colours of a page of 500 by 500 with these commands, if it is flat.
    fn colours(commands: &str) -> Option<Vec<[u8; 3]>> {
        let length = commands.len();
        let pdf = format!(
            "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
             2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
             3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R>>\nendobj\n\
             4 0 obj\n<</Length {length}>>\nstream\n{commands}\nendstream\nendobj\n\
             trailer\n<</Size 5/Root 1 0 R>>\n%%EOF"
        );
        let pdf = Pdf::new(pdf.into_bytes()).unwrap();
        let remembered = (&mut Letters::new(), &mut Masks::new());
        draw(&pdf.pages()[0], remembered, 1.0, (500, 500)).map(|(colours, _)| colours)
    }

    const WHITE: [u8; 3] = [255; 3];
    const RED: [u8; 3] = [255, 0, 0];

    #[test]
    fn areas_and_straight_lines_are_flat() {
        assert_eq!(colours("1 0 0 rg 9 9 90 90 re f"), Some(vec![WHITE, RED]));
        let frame = colours("1 0 0 RG 9.5 9.5 90 90 re S").unwrap();
        assert!(frame.contains(&RED), "{frame:?}");
        assert!(colours("1 0 0 rg 9 9 m 90 9 l 50 90 l h f*").is_some());
        // What lies beyond the page, or behind the edge of what may be seen, is not drawn.
        assert_eq!(colours("1 0 0 rg 600 9 90 90 re f"), Some(vec![WHITE]));
        let clipped = "0 0 50 50 re W n 1 0 0 rg 60 60 90 90 re f";
        assert_eq!(colours(clipped), Some(vec![WHITE]));
    }

    #[test]
    fn whatever_is_the_least_unusual_is_not() {
        for commands in [
            "9 9 m 90 9 l 50 90 l W n 1 0 0 rg 0 0 90 90 re f",
            "0 0 m 500 0 l 0.001 0 l 0.001 500 l h W n 1 0 0 rg 0 0 90 90 re f",
            "[3 2] 0 d 9 9 m 90 90 l S",
            "9 9 m 20 90 80 90 90 9 c S",
            "0 0 50 50 re W n 1 0 0 rg 9 9 m 90 9 l 50 90 l f",
        ] {
            assert_eq!(colours(commands), None, "{commands}");
        }
    }

    #[test]
    fn a_page_that_paints_itself_over_and_over_is_none_of_letters() {
        let painted = |times| colours(&"1 0 0 rg 0 0 500 500 re f\n".repeat(times));
        assert!(painted(100).is_some());
        assert!(painted(1_000).is_none());
        let shapes = |times| colours(&"0 0 m 500 0 l 250 500 l f\n".repeat(times));
        let colourful = |shade: u32| {
            let (red, green) = (10 + shade % 50, 10 + shade / 50);
            format!("0.{red} 0.{green} 0 rg 0 0 9 9 re f\n")
        };
        assert!(colours(&(0..2000).map(colourful).collect::<String>()).is_none());
        assert!(shapes(10).is_some());
        assert!(shapes(1_000).is_none());
    }
}
