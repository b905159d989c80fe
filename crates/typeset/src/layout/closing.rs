//! The end of a document's signature page: where anybody may check it, and the frames to be signed in.

use super::ink::{Belongs, Drawing, Mark};
use super::look::Look;
use super::row::{Column, Row};
use super::setter::{Setter, Slot, TEXT_WIDTH};
use super::tags::Part;
use super::text::{Colour, Text};
use crate::bilingual::{Bilingual, Language};
use crate::quick_response::Code;
use crate::reading::Words;

/// A signature frame's size in points; as wide as the text.
pub(crate) const FRAME_WIDTH: f32 = TEXT_WIDTH;
pub(crate) const FRAME_HEIGHT: f32 = 108.0;
/// The side of the code, and what is free beside it.
const CODE: f32 = 60.0;
const BESIDE: f32 = 10.0;

/// Between a signer's name and his frame.
const ABOVE_FRAME: f32 = 5.0;

/// Where the document may be checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check {
    pub text: Bilingual<Words>,
    pub address: String,
    pub code: Code,
}

impl Setter {
    /// The code beside what is said of it and the address.
    pub(crate) fn check(&mut self, check: Check) {
        let slot = Slot {
            x: CODE + BESIDE,
            width: TEXT_WIDTH - CODE - BESIDE,
        };
        let look = Look::RAGGED;
        let mut columns = self.pair(
            &check.text,
            (slot, &look),
            |_, _| {},
            (None, Part::Paragraph),
        );
        let said = columns.iter().map(Column::height).fold(0.0, f32::max);
        let place = self.tree.add(None, Part::Paragraph, Some(Language::En));
        let bold = look.bold();
        let address = Text::of(&check.address, bold.style(Language::En));
        let mut address = self.column(&address, (Language::En, slot), &bold, Belongs::To(place));
        if let Some(first) = address.lines.first_mut() {
            first.gap = said + 6.0;
        }
        let free = ((CODE - address.height()) / 2.0).max(0.0);
        columns.push(address);
        let code = Mark {
            x: 0.0,
            y: 0.0,
            shape: Drawing::Code {
                side: CODE,
                code: check.code,
            },
            belongs: Belongs::Nothing,
        };
        let row = Row {
            columns,
            pad: (free, 0.0),
            least: CODE,
            marks: vec![code],
            ..Row::default()
        };
        self.push(row, (8.0, 8.0), false);
    }

    /// A signer's name over his empty frame.
    pub(crate) fn frame(&mut self, signer: usize, label: &Bilingual<Words>) {
        let look = Look::BODY.bold();
        let columns = self.pair(
            label,
            (Slot::WHOLE, &look),
            |_, _| {},
            (None, Part::Paragraph),
        );
        let down = columns.iter().map(Column::height).fold(0.0, f32::max) + ABOVE_FRAME;
        let frame = Mark {
            x: 0.0,
            y: down,
            shape: Drawing::Frame {
                width: FRAME_WIDTH,
                height: FRAME_HEIGHT,
                thickness: 0.8,
                colour: Colour::Soft,
            },
            belongs: Belongs::Nothing,
        };
        let row = Row {
            columns,
            least: down + FRAME_HEIGHT,
            marks: vec![frame],
            frame: Some((signer, down)),
            ..Row::default()
        };
        self.push(row, (12.0, 5.6), false);
    }
}
