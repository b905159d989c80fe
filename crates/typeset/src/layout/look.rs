//! How words look where they say nothing else themselves: sizes, colours, and where their lines stand.

use super::lines::Across;
use super::text::{Colour, Style, Text};
use crate::bilingual::{Bilingual, Language};
use crate::face::Face;
use crate::plain::{breakable, isolated};
use crate::reading::Words;

/// Arabic letters are small for their size.
const LARGER: f32 = 1.08;
/// The size of English letters.
pub(crate) const BODY: f32 = 9.4;
/// Between the lines, in sizes of letters.
const LEADING: Bilingual<f32> = Bilingual { en: 0.58, ar: 0.62 };

/// How words look where they say nothing else themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Of English letters.
    pub size: f32,
    /// Whether Arabic letters have just that size too.
    pub is_exact: bool,
    pub is_bold: bool,
    pub colour: Colour,
    pub across: Option<Across>,
    /// How far a long word may reach beyond its slot.
    pub spare: f32,
}

impl Look {
    pub(crate) const BODY: Self = Self {
        size: BODY,
        is_exact: false,
        is_bold: false,
        colour: Colour::Ink,
        across: None,
        spare: 0.0,
    };
    pub(crate) const RAGGED: Self = Self {
        across: Some(Across::Left),
        ..Self::BODY
    };

    pub(crate) fn bold(self) -> Self {
        Self {
            is_bold: true,
            ..self
        }
    }

    pub(crate) fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    pub(crate) fn sized(size: f32) -> Self {
        Self {
            size,
            is_exact: true,
            ..Self::RAGGED
        }
    }

    pub(crate) fn size_in(&self, language: Language) -> f32 {
        match language {
            Language::Ar if !self.is_exact => self.size * LARGER,
            _ => self.size,
        }
    }

    pub(crate) fn style(&self, language: Language) -> Style {
        let face = if self.is_bold {
            Face::Bold
        } else {
            Face::Regular
        };
        Style {
            face,
            size: self.size_in(language),
            colour: self.colour,
        }
    }

    pub(crate) fn leading(&self, language: Language) -> f32 {
        *LEADING.side(language) * self.size_in(language)
    }

    /// Where lines stand: justified, or where that is not wanted at their language's start.
    pub(crate) fn across(&self, language: Language) -> Across {
        match (self.across, language) {
            (None, _) => Across::Justified,
            (Some(Across::Left), Language::Ar) => Across::Right,
            (Some(across), _) => across,
        }
    }

    /// Words with their own emphasis.
    pub(crate) fn text(&self, words: &Words, language: Language) -> Text {
        let mut text = Text::default();
        self.add(&mut text, words, language);
        text
    }

    pub(crate) fn add(&self, text: &mut Text, words: &Words, language: Language) {
        let plain = self.style(language);
        for run in &words.runs {
            let face = match Face::of(run.bold, run.italic) {
                Face::Regular => plain.face,
                other => other,
            };
            let style = Style { face, ..plain };
            for (index, line) in run.text.split('\n').enumerate() {
                if index > 0 {
                    text.push("\n", style);
                }
                let line = if run.value {
                    isolated(line)
                } else {
                    breakable(line)
                };
                text.push(&line, style);
            }
        }
    }
}
