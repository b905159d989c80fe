//! Laid-out pages as a PDF: letters, bars and pictures drawn by krilla, each for its part of the tree or, where
//! it is no part of the text, as an artifact. Where everything stands is known before.

mod profile;
mod streams;

use super::lines::{Line, Span};
use super::tags::{Place, Tree, locale};
use super::text::Colour;
use crate::bilingual::Language;
use crate::quick_response::Code;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::Outline;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};
use krilla::text::GlyphId;
use krilla::{Document, SerializeSettings};
use std::ops::Range;
use time::OffsetDateTime;

/// Why there is no file; for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jam(pub String);

/// What kind of file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// PDF/A-2a and PDF/UA-1: archived, tagged.
    Document,
    /// PDF/A-2u without tags, whose every glyph says which letters it stands for: its pages become form XObjects of
    /// another file, in which that is asked for.
    Appearance,
}

/// What is said about a file within it.
pub(crate) struct About {
    pub kind: Kind,
    pub identity: String,
    pub created: OffsetDateTime,
    pub language: Language,
    /// Title and author.
    pub names: Option<(String, String)>,
}

/// Something drawn. Distances are points from the page's top left.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub x: f32,
    pub y: f32,
    pub shape: Drawing,
    pub belongs: Belongs,
}

/// What a mark is part of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Belongs {
    To(Place),
    Nothing,
    Header,
    Footer,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Drawing {
    /// `y` is the line's base.
    Line(Line),
    Bar {
        width: f32,
        height: f32,
        colour: Colour,
    },
    Frame {
        width: f32,
        height: f32,
        thickness: f32,
        colour: Colour,
    },
    /// A path from the mark's place.
    Pen {
        path: Vec<Segment>,
        thickness: f32,
        colour: Colour,
    },
    Code {
        side: f32,
        code: Code,
    },
    Picture {
        width: f32,
        height: f32,
        image: Image,
    },
}

/// A part of a pen's path, to a point in points.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment {
    Lift(f32, f32),
    Straight(f32, f32),
    /// Around the first point to the second.
    Bend(f32, f32, f32, f32),
}

/// A page and what stands on it, in the order of reading.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
}

/// Writes the pages.
pub(crate) fn write(pages: &[Page], mut tree: Tree, about: About) -> Result<Vec<u8>, Jam> {
    let mut document = Document::new_with(settings(about.kind)?);
    for page in pages {
        let size = PageSettings::from_wh(page.width, page.height);
        let mut sheet = document.start_page_with(size.ok_or_else(|| jam("a page has no size"))?);
        let mut surface = sheet.surface();
        draw(&mut surface, &page.marks, &mut tree);
        surface.finish();
    }
    if about.kind == Kind::Document {
        document.set_tag_tree(tree.finish(about.language));
        document.set_outline(Outline::new());
    }
    let kind = about.kind;
    document.set_metadata(metadata(about));
    let plain = document
        .finish()
        .map_err(|error| jam(&format!("{error:?}")))?;
    let mut pdf =
        streams::packed(&plain).ok_or_else(|| jam("a file is not as krilla writes it"))?;
    if kind == Kind::Document {
        profile::named_once(&mut pdf);
    }
    Ok(pdf)
}

fn jam(why: &str) -> Jam {
    Jam(why.to_owned())
}

fn settings(kind: Kind) -> Result<SerializeSettings, Jam> {
    let builder = ConfigurationBuilder::new();
    let builder = match kind {
        Kind::Document => builder
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1),
        Kind::Appearance => builder.with_archival_validator(Archival::A2_U),
    };
    Ok(SerializeSettings {
        configuration: builder
            .finish()
            .map_err(|error| jam(&format!("{error:?}")))?,
        enable_tagging: kind == Kind::Document,
        compress_content_streams: false,
        ..SerializeSettings::default()
    })
}

fn metadata(about: About) -> Metadata {
    let utc = about.created;
    let date = DateTime::new(u16::try_from(utc.year()).unwrap_or_default())
        .month(utc.month().into())
        .day(utc.day())
        .hour(utc.hour())
        .minute(utc.minute())
        .second(utc.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .creator("Mithaq".to_owned())
        .document_id(about.identity)
        .creation_date(date)
        .language(locale(about.language).to_owned())
        .text_direction(match about.language {
            Language::En => TextDirection::LeftToRight,
            Language::Ar => TextDirection::RightToLeft,
        });
    match about.names {
        Some((title, author)) => metadata.title(title).authors(vec![author]),
        None => metadata,
    }
}

/// Marks that follow each other and belong to the same are one content.
fn draw(surface: &mut Surface, marks: &[Mark], tree: &mut Tree) {
    for group in marks.chunk_by(|one, next| one.belongs == next.belongs) {
        let Some(first) = group.first() else { continue };
        let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
        let drawn = surface.start_tagged(match first.belongs {
            Belongs::To(_) => ContentTag::Other,
            Belongs::Nothing => artifact(ArtifactType::Layout),
            Belongs::Header => artifact(ArtifactType::Header),
            Belongs::Footer => artifact(ArtifactType::Footer),
        });
        if let Belongs::To(place) = first.belongs {
            tree.hang(place, drawn);
        }
        group.iter().for_each(|mark| draw_mark(surface, mark));
        surface.end_tagged();
    }
}

fn draw_mark(surface: &mut Surface, mark: &Mark) {
    match &mark.shape {
        Drawing::Line(line) => {
            for span in &line.spans {
                draw_span(surface, (mark.x, mark.y), line, span);
            }
        }
        Drawing::Bar {
            width,
            height,
            colour,
        } => {
            fill(surface, *colour);
            rectangle(surface, (mark.x, mark.y, *width, *height));
        }
        Drawing::Frame {
            width,
            height,
            thickness,
            colour,
        } => {
            stroke(surface, *colour, *thickness, LineJoin::Miter);
            rectangle(surface, (mark.x, mark.y, *width, *height));
        }
        Drawing::Pen {
            path,
            thickness,
            colour,
        } => {
            stroke(surface, *colour, *thickness, LineJoin::Round);
            if let Some(path) = pen(path, (mark.x, mark.y)) {
                surface.draw_path(&path);
            }
        }
        Drawing::Code { side, code } => draw_code(surface, (mark.x, mark.y, *side), code),
        Drawing::Picture {
            width,
            height,
            image,
        } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(mark.x, mark.y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

fn pen(segments: &[Segment], (x, y): (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    for segment in segments {
        match *segment {
            Segment::Lift(right, down) => path.move_to(x + right, y + down),
            Segment::Straight(right, down) => path.line_to(x + right, y + down),
            Segment::Bend(around, beside, right, down) => {
                path.quad_to(x + around, y + beside, x + right, y + down);
            }
        }
    }
    path.finish()
}

fn draw_span(surface: &mut Surface, (x, base): (f32, f32), line: &Line, span: &Span) {
    let size = span.style.size;
    let mut letters = Vec::new();
    let mut add = |part: &super::lines::Part| {
        let last = part.shape.glyphs.len().saturating_sub(1);
        for (index, glyph) in part.shape.glyphs.iter().enumerate() {
            let stretch = if index == last {
                part.stretch / size
            } else {
                0.0
            };
            letters.push(Letter {
                glyph: GlyphId::new(glyph.id),
                range: part.start + glyph.start as usize..part.start + glyph.end as usize,
                advance: glyph.advance + stretch,
                right: glyph.right,
                up: glyph.up,
            });
        }
    };
    if span.from_right {
        span.parts.iter().rev().for_each(&mut add);
    } else {
        span.parts.iter().for_each(&mut add);
    }
    fill(surface, span.style.colour);
    let start = Point::from_xy(x + span.x, base);
    let font = span.style.face.parts().ink.clone();
    surface.draw_glyphs(start, &letters, font, &line.text, size, false);
}

fn draw_code(surface: &mut Surface, (x, y, side): (f32, f32, f32), code: &Code) {
    let scale = side / code.whole as f32;
    let mut path = PathBuilder::new();
    for (left, top, length) in &code.bars {
        let (left, top) = (x + *left as f32 * scale, y + *top as f32 * scale);
        if let Some(bar) = Rect::from_xywh(left, top, *length as f32 * scale, scale) {
            path.push_rect(bar);
        }
    }
    fill(surface, Colour::Ink);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn rectangle(surface: &mut Surface, (x, y, width, height): (f32, f32, f32, f32)) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn fill(surface: &mut Surface, colour: Colour) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: rgb_of(colour).into(),
        ..Fill::default()
    }));
}

fn stroke(surface: &mut Surface, colour: Colour, width: f32, line_join: LineJoin) {
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb_of(colour).into(),
        width,
        line_cap: LineCap::Round,
        line_join,
        opacity: NormalizedF32::ONE,
        ..Stroke::default()
    }));
}

fn rgb_of(colour: Colour) -> rgb::Color {
    match colour {
        Colour::Ink => rgb::Color::new(0x1b, 0x24, 0x30),
        Colour::Soft => rgb::Color::new(0x5a, 0x64, 0x72),
        Colour::Line => rgb::Color::new(0xc4, 0xcc, 0xd6),
        Colour::Tint => rgb::Color::new(0xf1, 0xf4, 0xf8),
        Colour::Alarm => rgb::Color::new(0x8f, 0x1d, 0x14),
        Colour::Pen => rgb::Color::new(0x12, 0x30, 0x6b),
    }
}

/// A glyph as krilla asks for it; distances in ems.
struct Letter {
    glyph: GlyphId,
    /// Of the line's text.
    range: Range<usize>,
    advance: f32,
    right: f32,
    up: f32,
}

impl krilla::text::Glyph for Letter {
    fn glyph_id(&self) -> GlyphId {
        self.glyph
    }
    fn text_range(&self) -> Range<usize> {
        self.range.clone()
    }
    fn x_advance(&self, size: f32) -> f32 {
        self.advance * size
    }
    fn x_offset(&self, size: f32) -> f32 {
        self.right * size
    }
    fn y_offset(&self, size: f32) -> f32 {
        self.up * size
    }
    fn y_advance(&self, _size: f32) -> f32 {
        0.0
    }
    fn location(&self) -> Option<krilla::surface::Location> {
        None
    }
}
