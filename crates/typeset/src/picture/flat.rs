//! Draws pages of letters, lines and areas in flat colours, which is what contracts are made of. A page with
//! anything else (photographs, shadings, transparency, clipping at a slant) is left to `hayro`; the commands are
//! read by its interpreter either way. Here each letter is drawn once and laid wherever it stands.

use super::canvas::Canvas;
use super::mask::{Known, Letter, Masks, is_near};
use hayro::hayro_interpret::font::{Glyph, GlyphIdentifier, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, StrokeProps, interpret_page,
};
use hayro::kurbo::{self, Affine, BezPath, PathEl, Point, Rect, Shape, Stroke, StrokeOpts, Vec2};
use std::collections::HashMap;
use std::rc::Rc;

/// Places between two pixels at which a letter is drawn apart, to the right and downwards.
const PLACES: f64 = 4.0;
/// Letters are remembered up to so many pixels of height and width.
const LARGEST_REMEMBERED: f64 = 128.0;
/// What numbers in a file may be off by, in pixels.
const SLACK: f64 = 1.0 / 256.0;

/// What the pages of one document share.
pub(super) struct Letters<'a> {
    read: InterpreterCache<'a>,
    outlines: HashMap<GlyphIdentifier, Rc<Outline>>,
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
            outlines: HashMap::new(),
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

    fn seen(&self, bounds: Rect) -> Seen {
        let Some(clip) = self.clips.last() else {
            return Seen::Whole;
        };
        if clip.inflate(SLACK, SLACK).contains_rect(bounds) {
            Seen::Whole
        } else if clip.overlaps(bounds) {
            Seen::Part(clip.intersect(bounds))
        } else {
            Seen::Nothing
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
        match self.masks.of(path, rule) {
            Some(mask) if self.is_flat => self.canvas.stain(colour, &mask, (0, 0)),
            _ => self.is_flat = false,
        }
    }

    fn fill_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, colour: [u8; 3]) {
        let Glyph::Outline(glyph) = glyph else {
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

/// Whether rectangles stay such, their sides along the pixels.
fn is_upright(transform: Affine) -> bool {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// The area of a line along a path, a pixel wide at least (ISO 32000-2, 8.4.3.2); `None` if it is dashed or curved
/// (where it crosses itself a mask would show a hole), or has no width that is a number.
fn stroked(path: &BezPath, stroke: &StrokeProps, transform: Affine) -> Option<BezPath> {
    let factor = transform.determinant().abs().sqrt();
    let width = f64::from(stroke.line_width).max(1.0 / factor);
    let is_curve = |e: &PathEl| matches!(e, PathEl::QuadTo(..) | PathEl::CurveTo(..));
    let is_plain = stroke.dash_array.is_empty() && !path.elements().iter().any(is_curve);
    if !(is_plain && factor.is_normal() && width.is_finite()) {
        return None;
    }
    let style = Stroke::new(width)
        .with_caps(stroke.line_cap)
        .with_join(stroke.line_join)
        .with_miter_limit(f64::from(stroke.miter_limit));
    let area = kurbo::stroke(path.iter(), &style, &StrokeOpts::default(), 0.1 / factor);
    Some(transform * area)
}

/// The rectangle that a path is, with sides along the pixels.
fn rectangle(path: &BezPath) -> Option<Rect> {
    let bounds = path.control_box();
    let is_on = |along: f64, (low, high): (f64, f64)| {
        (along - low).abs() < SLACK || (along - high).abs() < SLACK
    };
    let is_corner =
        |at: Point| is_on(at.x, (bounds.x0, bounds.x1)) && is_on(at.y, (bounds.y0, bounds.y1));
    let mut corners = Vec::new();
    for (place, element) in path.elements().iter().enumerate() {
        match element {
            PathEl::MoveTo(at) if place == 0 && is_corner(*at) => corners.push(*at),
            PathEl::LineTo(at) if place > 0 && is_corner(*at) => corners.push(*at),
            PathEl::ClosePath if place >= 4 => {}
            _ => return None,
        }
    }
    let is_side = |from: &Point, to: &Point| {
        ((from.x - to.x).abs() < SLACK) != ((from.y - to.y).abs() < SLACK)
    };
    let ends_where_it_began = corners.len() == 4 || corners.first() == corners.last();
    let has_sides = corners
        .windows(2)
        .all(|pair| matches!(pair, [from, to] if is_side(from, to)));
    let turns = corners
        .windows(3)
        .all(|three| matches!(three, [one, _, other] if one != other));
    let fits = matches!(corners.len(), 4 | 5) && ends_where_it_began && has_sides && turns;
    fits.then_some(bounds)
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
