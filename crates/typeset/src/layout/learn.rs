//! The words of a template's own text, so that they are shaped once for all documents of the template. What is
//! filled in is left out: it is somebody's.

use super::lines::{Across, lines};
use super::look::Look;
use super::shape::Shaper;
use super::text::Text;
use crate::bilingual::Bilingual;
use crate::face::Face;
use crate::plain::breakable;
use crate::reading::{Passage, Words};

/// Shapes the own words of these passages, as they will be set.
pub(crate) fn learn(shaper: &mut Shaper, passages: &[Passage]) {
    for passage in passages {
        let (bold, plain) = texts(passage);
        bold.into_iter()
            .for_each(|text| learn_text(shaper, text, true));
        plain
            .into_iter()
            .for_each(|text| learn_text(shaper, text, false));
    }
}

/// A passage's texts: those that are bold in themselves, and the others.
fn texts(passage: &Passage) -> (Vec<&Bilingual<Words>>, Vec<&Bilingual<Words>>) {
    match passage {
        Passage::Letterhead { name, lines } => (vec![name], lines.iter().collect()),
        Passage::Heading { text, .. } | Passage::Notice(text) => (vec![text], vec![]),
        Passage::Subtitle(text) | Passage::Paragraph { text, .. } => (vec![], vec![text]),
        Passage::Party { role, text } => (vec![role], vec![text]),
        Passage::List(items) => (vec![], items.iter().map(|item| &item.text).collect()),
        Passage::Table {
            caption,
            columns,
            rows,
            ..
        } => {
            let headings = columns.iter().map(|column| &column.heading);
            (
                headings.chain(caption).collect(),
                rows.iter().flatten().collect(),
            )
        }
        Passage::Fields(rows) => (vec![], rows.iter().map(|row| &row.label).collect()),
        Passage::Space(_) | Passage::PageBreak => (vec![], vec![]),
    }
}

fn learn_text(shaper: &mut Shaper, text: &Bilingual<Words>, is_bold: bool) {
    /// Bytes of a text that is too long to be learned.
    const TOO_LONG: usize = 20_000;
    for (language, words) in text.sides() {
        let own = words
            .runs
            .iter()
            .filter(|run| !run.value && run.text.len() < TOO_LONG);
        for run in own.take_while(|_| !shaper.is_full()).collect::<Vec<_>>() {
            let style = Look::BODY.style(language);
            let face = Face::of(run.bold || is_bold, run.italic);
            let text = Text::of(&breakable(&run.text), super::text::Style { face, ..style });
            // Broken anywhere: the words are the same.
            lines(shaper, &text, language, f32::MAX, Across::Left);
        }
    }
}
