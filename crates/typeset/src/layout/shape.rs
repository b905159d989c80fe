//! Words as glyphs. Each word of a document is shaped once for each face and direction; what is remembered
//! ends with the document, so that nobody's values outlive it. The words of a template's own text are
//! remembered as long as that text is.

use crate::face::{Face, UNITS};
use harfrust::{Buffer, BufferFlags, Direction, Script, ShapeOptions, ShaperFont};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A glyph and where it stands, in ems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub id: u32,
    /// Bytes of the word that it stands for.
    pub start: u32,
    pub end: u32,
    pub advance: f32,
    pub right: f32,
    pub up: f32,
}

/// A word's glyphs from left to right.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub glyphs: Box<[Glyph]>,
    /// In ems.
    pub advance: f32,
}

/// Shapes by face and direction.
type Known = [HashMap<Box<str>, Arc<Shape>>; 6];

/// The words of a template's own text, shaped when it is first set.
#[derive(Clone, Default)]
pub(crate) struct Vocabulary(OnceLock<Arc<Known>>);

/// It says nothing that the template's text does not.
impl PartialEq for Vocabulary {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vocabulary")
    }
}

#[cfg(test)]
impl Vocabulary {
    pub(crate) fn knows(&self, word: &str) -> bool {
        let known = self.0.get().into_iter().flat_map(|known| known.iter());
        known.into_iter().any(|known| known.contains_key(word))
    }
}

/// So many words, and those of one text more, a template is remembered with at most.
const MOST_KEPT: usize = 2_000;

/// Shapes the words of one document.
pub(crate) struct Shaper {
    fonts: [ShaperFont<'static, 'static>; 3],
    buffer: Buffer,
    known: Known,
    kept: Option<Arc<Known>>,
}

impl Shaper {
    pub(crate) fn new() -> Self {
        let font = |face: Face| ShaperFont::new(&face.parts().shapes);
        Self {
            fonts: [Face::Regular, Face::Bold, Face::Italic].map(font),
            buffer: Buffer::new(),
            known: Known::default(),
            kept: None,
        }
    }

    /// A shaper that knows a template's words; where nobody does yet, `learn` has another one shape them.
    pub(crate) fn knowing(vocabulary: &Vocabulary, learn: impl FnOnce(&mut Self)) -> Self {
        let learned = || {
            let mut shaper = Self::new();
            learn(&mut shaper);
            Arc::new(shaper.known)
        };
        Self {
            kept: Some(Arc::clone(vocabulary.0.get_or_init(learned))),
            ..Self::new()
        }
    }

    /// Whether it knows as many words as a template is remembered with.
    pub(crate) fn is_full(&self) -> bool {
        self.known.iter().map(HashMap::len).sum::<usize>() >= MOST_KEPT
    }

    /// The glyphs of a word, which holds no space and stands in one direction.
    pub(crate) fn word(&mut self, word: &str, face: Face, from_right: bool) -> Arc<Shape> {
        let place = face as usize * 2 + usize::from(from_right);
        let find = |known: &Known| known.get(place)?.get(word).map(Arc::clone);
        let kept = self.kept.as_deref().and_then(find);
        if let Some(shape) = kept.or_else(|| find(&self.known)) {
            return shape;
        }
        let shape = Arc::new(self.shape(word, face, from_right));
        if let Some(known) = self.known.get_mut(place) {
            known.insert(word.into(), Arc::clone(&shape));
        }
        shape
    }

    fn shape(&mut self, word: &str, face: Face, from_right: bool) -> Shape {
        let parts = face.parts();
        let (plan, direction, script) = if from_right {
            (&parts.from_right, Direction::RightToLeft, Script::ARABIC)
        } else {
            (&parts.from_left, Direction::LeftToRight, Script::LATIN)
        };
        let buffer = &mut self.buffer;
        buffer.clear();
        buffer.push_str(word);
        buffer.set_direction(direction);
        buffer.set_script(Some(script));
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let options = ShapeOptions::new().plan(Some(plan));
        let Some(font) = self.fonts.get(face as usize) else {
            return Shape::default();
        };
        if harfrust::shape(font, buffer, options).is_err() {
            return Shape::default();
        }
        glyphs(buffer, word.len(), from_right)
    }
}

/// Each glyph stands for the bytes from its cluster's start to where the next cluster begins.
fn glyphs(buffer: &Buffer, length: usize, from_right: bool) -> Shape {
    let infos = buffer.glyph_infos();
    let mut glyphs = Vec::with_capacity(infos.len());
    let mut advance = 0.0;
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    for (info, place) in infos.iter().zip(buffer.glyph_positions()) {
        glyphs.push(Glyph {
            id: info.glyph_id,
            start: info.cluster,
            end: length,
            advance: place.x_advance as f32 / UNITS,
            right: place.x_offset as f32 / UNITS,
            up: place.y_offset as f32 / UNITS,
        });
        advance += place.x_advance as f32 / UNITS;
    }
    // In logical order the clusters rise.
    let mut next = length;
    let mut last = next;
    let mut close = |glyph: &mut Glyph| {
        if glyph.start < last {
            next = last;
            last = glyph.start;
        }
        glyph.end = next;
    };
    if from_right {
        glyphs.iter_mut().for_each(&mut close);
    } else {
        glyphs.iter_mut().rev().for_each(&mut close);
    }
    Shape {
        glyphs: glyphs.into_boxed_slice(),
        advance,
    }
}
