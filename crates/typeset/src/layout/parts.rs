//! Passages of several parts: letterheads, notices and lists.

use super::ink::{Belongs, Drawing, Mark};
use super::look::Look;
use super::row::{Column, Decor, Row};
use super::setter::{Setter, Slot, TEXT_WIDTH, sides};
use super::tags::{Part, Place};
use super::text::{Colour, Text};
use crate::bilingual::Bilingual;
use crate::reading::{Item, Words};
use krilla::image::Image;

impl Setter {
    /// `logo`: the picture, and what is said for it.
    pub(crate) fn letterhead(
        &mut self,
        name: &Bilingual<Words>,
        lines: &[Bilingual<Words>],
        logo: Option<(Image, String)>,
    ) {
        let mut row = Row {
            pad: (0.0, 9.0),
            decor: vec![Decor::Under(Colour::Ink, [0.0, TEXT_WIDTH, 1.4])],
            ..Row::default()
        };
        if let Some((image, alternative)) = logo {
            let place = self.tree.add(None, Part::Figure { alternative }, None);
            let mark = picture(image, place);
            row.pad.0 = LOGO_HEIGHT + 8.0;
            row.marks.push(mark);
        }
        let (large, small) = (
            Look::sized(15.0).bold(),
            Look::sized(8.2).coloured(Colour::Soft),
        );
        for (language, words, slot) in sides(name, Slot::WHOLE) {
            let place = self.tree.add(None, Part::Paragraph, Some(language));
            let mut whole = large.text(words, language);
            for line in lines {
                whole.push("\n", small.style(language));
                small.add(&mut whole, line.side(language), language);
            }
            // Between lines as in the text.
            let look = Look::RAGGED;
            row.columns
                .push(self.column(&whole, (language, slot), &look, Belongs::To(place)));
        }
        self.push(row, (5.6, 12.0), false);
    }

    pub(crate) fn notice(&mut self, text: &Bilingual<Words>) {
        let slot = Slot {
            x: 9.0,
            width: TEXT_WIDTH - 18.0,
        };
        let look = Look::BODY.bold();
        let columns = self.pair(text, (slot, &look), |_, _| {}, (None, Part::Paragraph));
        let row = Row {
            columns,
            pad: (8.0, 8.0),
            decor: vec![
                Decor::Ground(Colour::Tint),
                Decor::Sides(Colour::Alarm, 2.0),
            ],
            ..Row::default()
        };
        self.push(row, (9.0, 9.0), false);
    }

    /// Items within items are set in; a list of theirs belongs to the item above.
    pub(crate) fn list(&mut self, items: &[Item]) {
        let mut open: Vec<(Place, Option<Place>)> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let depth = usize::from(item.depth);
            open.truncate(depth + 1);
            while open.len() <= depth {
                let parent = open.last().and_then(|(_, body)| *body);
                let numbered = item.number.is_some();
                open.push((self.tree.add(parent, Part::List { numbered }, None), None));
            }
            let Some((list, body)) = open.last_mut() else {
                continue;
            };
            let place = self.tree.add(Some(*list), Part::Item, None);
            let columns = self.item(item, place, body);
            let above = if index == 0 { 7.0 } else { 5.0 };
            let below = if index + 1 == items.len() { 7.0 } else { 5.0 };
            self.rows(columns, (above, below));
        }
    }

    fn item(&mut self, item: &Item, place: Place, open: &mut Option<Place>) -> Vec<Column> {
        const STEP: f32 = 14.0;
        const BULLETS: [&str; 3] = ["•", "–", "•"];
        let bullet = BULLETS
            .get(usize::from(item.depth))
            .copied()
            .unwrap_or_default();
        let marker = item
            .number
            .map_or(bullet.to_owned(), |number| format!("{number}."));
        let look = Look::BODY;
        let label = self.tree.add(Some(place), Part::Label, None);
        let body = self.tree.add(Some(place), Part::Body, None);
        *open = Some(body);
        let mut columns = Vec::new();
        for (index, (language, words, slot)) in
            sides(&item.text, Slot::WHOLE).into_iter().enumerate()
        {
            let slot = slot.set_in(language, f32::from(item.depth) * STEP);
            // A screen reader needs to hear the marker once only.
            let belongs = if index == 0 {
                Belongs::To(label)
            } else {
                Belongs::Nothing
            };
            let text = Text::of(&marker, look.style(language));
            let ragged = Look::RAGGED;
            let column = self.column(&text, (language, slot), &ragged, belongs);
            let wide = column
                .lines
                .iter()
                .map(|placed| placed.line.width)
                .fold(0.0, f32::max);
            columns.push(column);
            let slot = slot.set_in(language, STEP.max(wide + 3.0));
            let place = self.tree.add(Some(body), Part::Paragraph, Some(language));
            let text = look.text(words, language);
            columns.push(self.column(&text, (language, slot), &look, Belongs::To(place)));
        }
        columns
    }
}

/// The height of a company's logo in points.
const LOGO_HEIGHT: f32 = 42.0;

/// The logo in the middle of its row.
fn picture(image: Image, place: Place) -> Mark {
    let (width, height) = image.size();
    let shape = (width as f32 / height.max(1) as f32 * LOGO_HEIGHT).min(TEXT_WIDTH);
    Mark {
        x: (TEXT_WIDTH - shape) / 2.0,
        y: 0.0,
        shape: Drawing::Picture {
            width: shape,
            height: LOGO_HEIGHT,
            image,
        },
        belongs: Belongs::To(place),
    }
}
