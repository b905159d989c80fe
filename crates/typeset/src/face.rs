//! The font's three faces, parsed once: for shaping and for drawing. Not here: what is set in which.

use harfrust::{Direction, Script, ShapePlan};
use krilla::text::Font;
use std::sync::LazyLock;

/// Amiri: of the Arabic faces tried, the one whose text copies and searches right in PDF readers.
const FILES: [&[u8]; 3] = [
    include_bytes!("../assets/fonts/Amiri_400Regular.ttf"),
    include_bytes!("../assets/fonts/Amiri_700Bold.ttf"),
    include_bytes!("../assets/fonts/Amiri_400Regular_Italic.ttf"),
];

/// Units of the font's own measures in one em.
pub(crate) const UNITS: f32 = 1000.0;
/// The height of a capital letter: what a line is high, since Arabic letters stand between the lines as
/// Latin descenders do. From the font's table OS/2.
pub(crate) const CAPITAL: f32 = 0.646;

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    Regular,
    Bold,
    Italic,
}

impl Face {
    /// There is no bold italic: what is both is italic.
    pub(crate) fn of(is_bold: bool, is_italic: bool) -> Self {
        match (is_italic, is_bold) {
            (true, _) => Self::Italic,
            (false, true) => Self::Bold,
            (false, false) => Self::Regular,
        }
    }

    pub(crate) fn parts(self) -> &'static Parts {
        let [regular, bold, italic] = &*FACES;
        match self {
            Self::Regular => regular,
            Self::Bold => bold,
            Self::Italic => italic,
        }
    }
}

/// A face as those that work with it see it.
pub(crate) struct Parts {
    /// For drawing.
    pub ink: Font,
    /// For shaping.
    pub shapes: harfrust::Font,
    /// What the font does with Latin letters and with every number.
    pub from_left: ShapePlan,
    /// What it does with Arabic letters.
    pub from_right: ShapePlan,
}

// The files are part of the program, and every test reads them.
#[allow(clippy::expect_used)]
static FACES: LazyLock<[Parts; 3]> = LazyLock::new(|| {
    FILES.map(|file| {
        let shapes = harfrust::Font::new(file, 0).expect("an embedded font is a font");
        let plan = |direction, script| ShapePlan::new(&shapes, direction, Some(script), None, &[]);
        Parts {
            ink: Font::new(file.into(), 0).expect("an embedded font is a font"),
            from_left: plan(Direction::LeftToRight, Script::LATIN),
            from_right: plan(Direction::RightToLeft, Script::ARABIC),
            shapes,
        }
    })
});

/// Whether every face can draw `c`.
pub(crate) fn has_glyph(c: char) -> bool {
    is_usual(c) || is_drawn(c)
}

/// The letters of which nearly every text consists, and which every face can draw, as a test makes sure: whoever asks for
/// each letter of each text need not look for these.
pub(crate) fn is_usual(c: char) -> bool {
    matches!(c, ' '..='~' | 'ا'..='غ' | 'ف'..='ي')
}

fn is_drawn(c: char) -> bool {
    let drawn = |face: &Parts| {
        face.shapes
            .charmap()
            .map_unicode(c)
            .is_some_and(|glyph| glyph.to_u32() != 0)
    };
    FACES.iter().all(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_the_usual_letters_and_the_measures_that_lines_are_made_of() {
        let usual = ('\0'..=char::MAX).filter(|c| is_usual(*c));
        assert!(usual.clone().all(is_drawn) && usual.count() > 120);
        assert!(!has_glyph('李') && !has_glyph('\u{FFFF}') && has_glyph('◌'));
        for face in &*FACES {
            assert_eq!(f32::from(face.shapes.units_per_em()), UNITS);
            let capital = face
                .shapes
                .metrics()
                .cap_height
                .map(|height| height.to_f64() as f32);
            assert_eq!(capital, Some(CAPITAL * UNITS));
        }
    }
}
