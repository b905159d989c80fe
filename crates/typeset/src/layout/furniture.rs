//! What stands on every page of a document around its text: the template's lines, the marks, the request's
//! number and the page's. Nothing of it is part of the text.

use super::flow::Area;
use super::ink::{Belongs, Page};
use super::lines::Across;
use super::look::Look;
use super::row::{Column, Decor, Row};
use super::setter::{Setter, Slot, TEXT_WIDTH};
use super::text::{Colour, Text};
use crate::bilingual::{Bilingual, Language};
use crate::reading::Words;

/// A4 (ISO 216) in points.
const PAPER: (f32, f32) = (595.28, 841.89);
/// Above and below the text, and how much more where the template has lines of its own there.
const EDGE: f32 = 50.0;
const MORE_ABOVE: f32 = 22.0;
const MORE_BELOW: f32 = 24.0;
/// Between the furniture and the text.
const ASCENT: f32 = 16.0;
const DESCENT: f32 = 14.0;
/// The size of English letters.
const SIZE: f32 = 7.8;

/// What every page says.
pub(crate) struct Furniture {
    pub header: Option<Bilingual<Words>>,
    pub footer: Option<Bilingual<Words>>,
    pub marks: Vec<Bilingual<Words>>,
    /// A run that is a value.
    pub request: Words,
}

impl Furniture {
    /// Where the text stands.
    pub(crate) fn area(&self) -> Area {
        let more = |line: &Option<_>, more| if line.is_some() { more } else { 0.0 };
        Area {
            page: PAPER,
            left: (PAPER.0 - TEXT_WIDTH) / 2.0,
            width: TEXT_WIDTH,
            top: EDGE + more(&self.header, MORE_ABOVE),
            bottom: PAPER.1 - EDGE - more(&self.footer, MORE_BELOW),
        }
    }

    /// Draws it on pages that are numbered from `first`, of `all`.
    pub(crate) fn draw(
        &self,
        setter: &mut Setter,
        pages: &mut [Page],
        (first, all): (usize, usize),
    ) {
        let area = self.area();
        let above = self.above(setter);
        let under = self.footer.as_ref().map(|line| Row {
            pad: (0.0, 6.0),
            ..line_row(
                setter,
                line,
                Look {
                    size: SIZE,
                    ..soft()
                },
                Belongs::Footer,
            )
        });
        for (index, page) in pages.iter_mut().enumerate() {
            let mut y = area.top - ASCENT - above.iter().map(Row::height).sum::<f32>();
            for row in &above {
                row.clone()
                    .draw((area.left, y), area.width, &mut page.marks);
                y += row.height();
            }
            let mut y = area.bottom + DESCENT;
            for row in under
                .clone()
                .into_iter()
                .chain([self.number(setter, first + index, all)])
            {
                let height = row.height();
                row.draw((area.left, y), area.width, &mut page.marks);
                y += height;
            }
        }
    }

    fn above(&self, setter: &mut Setter) -> Vec<Row> {
        let mut rows = Vec::new();
        if let Some(line) = &self.header {
            let row = line_row(setter, line, soft(), Belongs::Header);
            let below = if self.marks.is_empty() { 0.0 } else { 4.0 };
            rows.push(Row {
                pad: (0.0, below),
                ..row
            });
        }
        if !self.marks.is_empty() {
            let look = soft().bold().coloured(Colour::Alarm);
            rows.push(line_row(
                setter,
                &joined(&self.marks),
                look,
                Belongs::Header,
            ));
        }
        rows
    }

    /// The request's number on both sides of the page's.
    fn number(&self, setter: &mut Setter, here: usize, all: usize) -> Row {
        let look = soft();
        let mut page = Text::default();
        page.push(
            &format!("Page {here} of {all}  ·  "),
            look.style(Language::En),
        );
        page.push(
            &format!("\u{2067}صفحة {here} من {all}\u{2069}"),
            look.style(Language::Ar),
        );
        let center = Look {
            across: Some(Across::Center),
            ..look
        };
        let mut columns = vec![];
        for (language, before) in [(Language::En, "Request "), (Language::Ar, "طلب رقم ")] {
            let mut text = Text::of(before, look.style(language));
            look.add(&mut text, &self.request, language);
            let third = TEXT_WIDTH * 0.36;
            let x = if language == Language::En {
                0.0
            } else {
                TEXT_WIDTH - third
            };
            let slot = Slot { x, width: third };
            columns.push(setter.column(&text, (language, slot), &look, Belongs::Footer));
        }
        columns.insert(
            1,
            setter.column(&page, (Language::En, Slot::WHOLE), &center, Belongs::Footer),
        );
        Row {
            columns,
            pad: (6.0, 0.0),
            decor: vec![Decor::Over(Colour::Line, [0.0, TEXT_WIDTH, 0.4])],
            ..Row::default()
        }
    }
}

fn soft() -> Look {
    Look {
        size: SIZE,
        ..Look::RAGGED.coloured(Colour::Soft)
    }
}

fn line_row(setter: &mut Setter, line: &Bilingual<Words>, look: Look, belongs: Belongs) -> Row {
    let columns: Vec<Column> = line
        .sides()
        .map(|(language, words)| {
            let slot = Slot::WHOLE.half(language);
            let text = look.text(words, language);
            setter.column(&text, (language, slot), &look, belongs)
        })
        .collect();
    Row {
        columns,
        ..Row::default()
    }
}

/// Marks behind each other, with dots between.
pub(crate) fn joined(marks: &[Bilingual<Words>]) -> Bilingual<Words> {
    let side = |language: Language| {
        let mut all = Words::default();
        for mark in marks {
            let words = mark.side(language);
            if let (false, Some(first)) = (all.runs.is_empty(), words.runs.first()) {
                let dot = crate::reading::Run {
                    text: " · ".to_owned(),
                    ..first.clone()
                };
                all.runs.push(dot);
            }
            all.runs.extend(words.runs.iter().cloned());
        }
        all
    };
    Bilingual {
        en: side(Language::En),
        ar: side(Language::Ar),
    }
}
