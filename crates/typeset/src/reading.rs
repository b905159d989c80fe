//! What a reader reads: passages of words, each with language and direction. The PDF is printed
//! from these, and a web page may show the same as its reading aid, so the two cannot drift apart.
//! Not here: how templates are resolved, and how anything looks.

use crate::bilingual::{Bilingual, Language};
use crate::plain::{Direction, direction};
use serde::Deserialize;

/// A stretch of text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Cleaned of controls and direction marks; may hold `\n`.
    pub text: String,
    /// Emphasised.
    pub bold: bool,
    /// Emphasised less.
    pub italic: bool,
    /// Whether it is a value filled in, to be isolated from its sentence (`<bdi>` in HTML).
    pub value: bool,
}

impl Run {
    /// The run's own direction, by its first strong letter.
    pub fn direction(&self) -> Direction {
        direction(&self.text)
    }
}

/// One language's side of a text. Empty where the document has no text in that language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// In logical order.
    pub runs: Vec<Run>,
}

impl Words {
    /// Whether nothing is to be read.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    /// The words without emphasis.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Bilingual<Words> {
    /// Whether neither side has words.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ar.is_empty()
    }

    /// The sides that have words, English first.
    pub fn sides(&self) -> impl Iterator<Item = (Language, &Words)> {
        [(Language::En, &self.en), (Language::Ar, &self.ar)]
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
    }
}

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    #[default]
    Start,
    Center,
    End,
}

/// A table's column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading.
    pub heading: Bilingual<Words>,
    /// Where its cells stand.
    pub align: Align,
    /// Its width relative to the others.
    pub share: f32,
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// What the value is.
    pub label: Bilingual<Words>,
    /// The value.
    pub value: Bilingual<Words>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// How many lists it stands in, from 0.
    pub depth: u8,
    /// Its number, where its list is numbered.
    pub number: Option<u64>,
    /// What it says.
    pub text: Bilingual<Words>,
}

/// A part of the document, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub enum Passage {
    /// The company's name and address.
    Letterhead {
        name: Bilingual<Words>,
        lines: Vec<Bilingual<Words>>,
    },
    /// Level 1 is the document's title, level 2 a clause's or section's heading, level 3 one within.
    Heading {
        level: u8,
        number: Option<u32>,
        text: Bilingual<Words>,
    },
    /// Under the title.
    Subtitle(Bilingual<Words>),
    /// A party to the contract.
    Party {
        role: Bilingual<Words>,
        text: Bilingual<Words>,
    },
    /// `number` such as `3.2` inside a clause of several paragraphs.
    Paragraph {
        number: Option<String>,
        text: Bilingual<Words>,
    },
    /// Items in order; those of a list within an item follow it.
    List(Vec<Item>),
    /// Set apart, to be seen.
    Notice(Bilingual<Words>),
    Table {
        caption: Option<Bilingual<Words>>,
        columns: Vec<Column>,
        rows: Vec<Vec<Bilingual<Words>>>,
        repeat_header: bool,
    },
    Fields(Vec<FieldRow>),
    /// Printed only: empty room, in points.
    Space(f32),
    /// Printed only.
    PageBreak,
}

impl Passage {
    /// What it costs to lay out: bytes of text, and something for each text of its own.
    pub(crate) fn weight(&self) -> usize {
        const EACH: usize = 24;
        let one = |text: &Bilingual<Words>| {
            let runs = text.en.runs.iter().chain(&text.ar.runs);
            runs.map(|run| run.text.len()).sum::<usize>() + EACH
        };
        let all = |texts: &[Bilingual<Words>]| texts.iter().map(one).sum::<usize>();
        match self {
            Self::Letterhead { name, lines } => one(name) + all(lines),
            Self::Heading { text, .. }
            | Self::Subtitle(text)
            | Self::Paragraph { text, .. }
            | Self::Notice(text) => one(text),
            Self::Party { role, text } => one(role) + one(text),
            Self::List(items) => items.iter().map(|item| one(&item.text)).sum(),
            Self::Table { caption, rows, .. } => {
                caption.iter().map(one).sum::<usize>()
                    + rows.iter().map(|row| all(row)).sum::<usize>()
            }
            Self::Fields(rows) => rows
                .iter()
                .map(|row| one(&row.label) + one(&row.value))
                .sum(),
            Self::Space(_) | Self::PageBreak => EACH,
        }
    }
}
