//! Passages as rows: what each kind of passage looks like. English stands on the left and Arabic on the right
//! in any document, their first lines level; one side alone takes the whole width. Not here: tables (`table`),
//! and which row comes to stand on which page (`flow`).

use super::flow::Step;
use super::ink::Belongs;
use super::lines::{Across, Room, lines};
use super::look::Look;
use super::row::{Column, Placed, Row};
use super::shape::Shaper;
use super::tags::{Part, Place, Tree};
use super::text::{Colour, Text};
use crate::bilingual::{Bilingual, Language};
use crate::reading::{Passage, Words};

/// The text's width on the page in points.
pub(crate) const TEXT_WIDTH: f32 = 493.0;
/// Between the English and the Arabic side.
const GUTTER: f32 = 22.0;
/// Where a text stands in its row, in points from the text's left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub x: f32,
    pub width: f32,
}

impl Slot {
    pub(crate) const WHOLE: Self = Self {
        x: 0.0,
        width: TEXT_WIDTH,
    };

    /// Its part for a language, where both are given.
    pub(crate) fn half(self, language: Language) -> Self {
        let width = (self.width - GUTTER) / 2.0;
        match language {
            Language::En => Self { width, ..self },
            Language::Ar => Self {
                x: self.x + width + GUTTER,
                width,
            },
        }
    }

    /// Without so much at its language's start.
    pub(crate) fn set_in(self, language: Language, by: f32) -> Self {
        match language {
            Language::En => Self {
                x: self.x + by,
                width: self.width - by,
            },
            Language::Ar => Self {
                width: self.width - by,
                ..self
            },
        }
    }
}

/// Makes the rows of one document.
pub(crate) struct Setter {
    pub shaper: Shaper,
    pub tree: Tree,
    pub steps: Vec<Step>,
    /// The document's first language.
    pub main: Language,
}

/// The sides that are set, English first.
pub(crate) fn sides(text: &Bilingual<Words>, slot: Slot) -> Vec<(Language, &Words, Slot)> {
    let both = text.sides().count() > 1;
    let slot = |language| if both { slot.half(language) } else { slot };
    text.sides()
        .map(|(language, words)| (language, words, slot(language)))
        .collect()
}

impl Setter {
    pub(crate) fn new(shaper: Shaper, main: Language) -> Self {
        Self {
            shaper,
            tree: Tree::default(),
            steps: Vec::new(),
            main,
        }
    }

    /// A text's lines.
    pub(crate) fn column(
        &mut self,
        text: &Text,
        (language, slot): (Language, Slot),
        look: &Look,
        belongs: Belongs,
    ) -> Column {
        self.fixed(
            text,
            (language, slot),
            &Look {
                across: Some(look.across(language)),
                ..*look
            },
            belongs,
        )
    }

    /// A text's lines just where the look says.
    pub(crate) fn fixed(
        &mut self,
        text: &Text,
        (language, slot): (Language, Slot),
        look: &Look,
        belongs: Belongs,
    ) -> Column {
        let across = look.across.unwrap_or(Across::Justified);
        let room = Room {
            width: slot.width,
            spare: look.spare,
        };
        let lines = lines(&mut self.shaper, text, language, room, across);
        let start = match (across, language) {
            (Across::Justified, Language::En) => Across::Left,
            (Across::Justified, Language::Ar) => Across::Right,
            (across, _) => across,
        };
        let leading = look.leading(language);
        let place = |(index, line): (usize, super::lines::Line)| Placed {
            x: slot.x + start.offset(slot.width - line.width),
            gap: if index > 0 { leading } else { 0.0 },
            line,
            belongs,
        };
        Column {
            lines: lines.into_iter().enumerate().map(place).collect(),
            is_middle: false,
        }
    }

    /// Both sides of a text, each a part of its own, after words that its number or role is.
    pub(crate) fn pair(
        &mut self,
        text: &Bilingual<Words>,
        (slot, look): (Slot, &Look),
        before: impl Fn(Language, &mut Text),
        part: (Option<Place>, Part),
    ) -> Vec<Column> {
        let mut columns = Vec::new();
        for (language, words, slot) in sides(text, slot) {
            let place = self.tree.add(part.0, part.1.clone(), Some(language));
            let mut whole = Text::default();
            before(language, &mut whole);
            look.add(&mut whole, words, language);
            columns.push(self.column(&whole, (language, slot), look, Belongs::To(place)));
        }
        columns
    }

    pub(crate) fn push(&mut self, row: Row, around: (f32, f32), leads: bool) {
        self.steps.push(Step::Row {
            row,
            around,
            leads,
            head: None,
        });
    }

    pub(crate) fn rows(&mut self, columns: Vec<Column>, around: (f32, f32)) {
        self.push(
            Row {
                columns,
                ..Row::default()
            },
            around,
            false,
        );
    }

    /// Sets one passage; fields take both languages' columns unless the document has but one.
    pub(crate) fn passage(&mut self, passage: &Passage, is_single: bool) {
        const AROUND: (f32, f32) = (7.5, 7.5);
        let body = Look::BODY;
        match passage {
            Passage::Letterhead { name, lines } => self.letterhead(name, lines, None),
            Passage::Heading {
                level,
                number,
                text,
            } => self.heading(*level, *number, text),
            Passage::Subtitle(text) => {
                let look = body.coloured(Colour::Soft);
                let columns = self.pair(
                    text,
                    (Slot::WHOLE, &look),
                    |_, _| {},
                    (None, Part::Paragraph),
                );
                self.rows(columns, AROUND);
            }
            Passage::Party { role, text } => {
                let before = |language, whole: &mut Text| {
                    let look = body.bold();
                    look.add(whole, role.side(language), language);
                    whole.push(": ", look.style(language));
                };
                let columns =
                    self.pair(text, (Slot::WHOLE, &body), before, (None, Part::Paragraph));
                self.rows(columns, AROUND);
            }
            Passage::Paragraph { number, text } => {
                let before = |language, whole: &mut Text| {
                    if let Some(number) = number {
                        let style = body.coloured(Colour::Soft).style(language);
                        whole.push(&format!("{number}\u{2002}"), style);
                    }
                };
                let columns =
                    self.pair(text, (Slot::WHOLE, &body), before, (None, Part::Paragraph));
                self.rows(columns, AROUND);
            }
            Passage::List(items) => self.list(items),
            Passage::Notice(text) => self.notice(text),
            Passage::Table {
                caption,
                columns,
                rows,
                repeat_header,
            } => {
                self.table(caption.as_ref(), columns, rows, *repeat_header);
            }
            Passage::Fields(rows) => self.fields(rows, is_single),
            Passage::Space(points) => self.steps.push(Step::Space(*points)),
            Passage::PageBreak => self.steps.push(Step::PageBreak),
        }
    }

    fn heading(&mut self, level: u8, number: Option<u32>, text: &Bilingual<Words>) {
        let look = Look::sized(match level {
            1 => 16.0,
            2 => 10.4,
            _ => 9.6,
        });
        let look = look.bold();
        let number = number
            .map(|number| format!("{number}. "))
            .unwrap_or_default();
        let mut columns = Vec::new();
        for (language, words, slot) in sides(text, Slot::WHOLE) {
            let title = format!("{number}{}", words.text().replace('\n', " "));
            let place = self
                .tree
                .add(None, Part::Heading { level, title }, Some(language));
            let mut whole = Text::of(&number, look.style(language));
            look.add(&mut whole, words, language);
            columns.push(self.column(&whole, (language, slot), &look, Belongs::To(place)));
        }
        let around = if level == 1 {
            (14.0, 10.0)
        } else {
            (11.0, 7.0)
        };
        self.push(
            Row {
                columns,
                ..Row::default()
            },
            around,
            true,
        );
    }
}
