//! A template version's document as data: a title, page furniture and a list of blocks, checked when
//! read. Nothing here is laid out, and no block can hold markup of the printed page. It is written as JSON blocks
//! (format 1, `json`) or as Markdown (format 2, `markdown`); both become the same blocks.

mod fault;
mod json;
mod markdown;

use crate::bilingual::{Bilingual, Language};
use crate::layout::Vocabulary;
use crate::phrase::{Inline, Phrase};
use crate::reading::Align;
use std::collections::{BTreeMap, BTreeSet};

pub use fault::{Fault, TemplateError};

/// More blocks than any contract has; a guard for the typesetter's time.
const MAX_BLOCKS: usize = 10_000;
const MAX_COLUMNS: usize = 12;

/// A document's template: immutable once parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub(crate) title: Bilingual<String>,
    pub(crate) blocks: Vec<Conditional>,
    pub(crate) furniture: Furniture,
    /// Where each field is named first, for messages.
    places: BTreeMap<String, (usize, usize)>,
    pub(crate) vocabulary: Vocabulary,
}

/// What stands on every page, and how the pages read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Furniture {
    /// The languages of the text, the page's own first; both where none is said.
    pub languages: Vec<Language>,
    /// Above each page; without fields, so that no value changes the page's shape.
    pub header: Option<Phrase>,
    /// Below each page, over the line of request and page number.
    pub footer: Option<Phrase>,
    /// A PNG or JPEG in the letterhead.
    pub logo: Option<Vec<u8>>,
}

/// A block and the fields on which it hangs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conditional {
    pub conditions: Vec<Condition>,
    pub block: Block,
}

/// That a field has a value or, `inverted`, has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub field: String,
    pub inverted: bool,
}

/// What a document is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// The company's name and address at the head of the first page.
    Letterhead {
        name: Phrase,
        lines: Vec<Phrase>,
    },
    Title {
        text: Phrase,
        subtitle: Option<Phrase>,
    },
    /// An unnumbered heading, of level 2 or 3.
    Heading {
        level: u8,
        text: Phrase,
    },
    Party {
        role: Phrase,
        text: Phrase,
    },
    /// The heading of a clause, numbered in order.
    Clause {
        heading: Phrase,
    },
    /// A paragraph of the clause above it; two or more are numbered 3.1, 3.2 …
    ClauseParagraph {
        text: Phrase,
    },
    Paragraph {
        text: Phrase,
    },
    List(Vec<ListItem>),
    /// Set apart in a box, to be seen.
    Notice {
        text: Phrase,
    },
    Table {
        caption: Option<Phrase>,
        columns: Vec<TableColumn>,
        rows: Vec<TableRow>,
        repeat_header: bool,
    },
    /// Labels and values.
    Fields {
        rows: Vec<TemplateField>,
    },
    Space {
        points: f32,
    },
    PageBreak,
}

/// An item of a list; items within items follow it with a greater depth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListItem {
    /// From 0.
    pub depth: u8,
    /// The number of the first item of its list, where the list is numbered.
    pub first: Option<u64>,
    pub text: Phrase,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TableRow {
    Fixed(Vec<Phrase>),
    /// Once for each row of a field.
    Each {
        field: String,
        cells: Vec<Phrase>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableColumn {
    pub heading: Phrase,
    pub align: Align,
    /// Width relative to the other columns.
    pub share: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TemplateField {
    pub label: Phrase,
    pub value: Phrase,
    pub when: Option<String>,
}

impl Template {
    /// Reads a template: `{"format": 1, "title": …, "blocks": […]}`, or
    /// `{"format": 2, "markdown": "…", "pictures": {"logo.png": "…Base64…"}}`.
    ///
    /// # Errors
    /// [`TemplateError`] with the place of the first offence.
    pub fn parse(json: &str) -> Result<Self, TemplateError> {
        json::parse(json)
    }

    /// A document of nothing but its title: what stands on a signature page behind an existing PDF.
    pub(crate) fn titled(title: Bilingual<String>) -> Self {
        Self {
            title,
            blocks: Vec::new(),
            furniture: Furniture {
                languages: vec![Language::En, Language::Ar],
                ..Furniture::default()
            },
            places: BTreeMap::new(),
            vocabulary: Vocabulary::default(),
        }
    }

    /// Reads a template written as Markdown, whose pictures lie beside it.
    ///
    /// # Errors
    /// [`TemplateError`] with the line and column of the first offence.
    pub fn parse_markdown(
        text: &str,
        pictures: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, TemplateError> {
        markdown::parse(text, pictures)
    }

    /// The picture that a template written as Markdown needs beside it.
    pub fn logo_name(text: &str) -> Option<&str> {
        markdown::logo_name(text)
    }

    /// The document's title.
    pub fn title(&self) -> &Bilingual<String> {
        &self.title
    }

    /// Every field key whose rows fill a table of the document, and the last of its columns that is
    /// asked for.
    pub fn table_fields(&self) -> BTreeMap<&str, usize> {
        let mut fields = BTreeMap::new();
        for (field, cells) in self.repeated_rows() {
            let sides = cells.iter().flat_map(|cell| [&cell.en, &cell.ar]);
            let last = sides.map(Inline::last_cell).max().unwrap_or(0);
            let known = fields.entry(field).or_insert(0);
            *known = last.max(*known);
        }
        fields
    }

    fn repeated_rows(&self) -> impl Iterator<Item = (&str, &[Phrase])> {
        let rows = self
            .blocks
            .iter()
            .flat_map(|conditional| match &conditional.block {
                Block::Table { rows, .. } => rows.as_slice(),
                _ => &[],
            });
        rows.filter_map(|row| match row {
            TableRow::Each { field, cells } => Some((field.as_str(), cells.as_slice())),
            TableRow::Fixed(_) => None,
        })
    }

    /// Every field key that the document names, in values and in conditions.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let mut keys = BTreeSet::new();
        for conditional in &self.blocks {
            let conditions = conditional.conditions.iter();
            keys.extend(conditions.map(|condition| condition.field.as_str()));
            if let Block::Fields { rows } = &conditional.block {
                keys.extend(rows.iter().filter_map(|row| row.when.as_deref()));
            }
        }
        for phrase in self.phrases() {
            phrase.en.collect_fields(&mut keys);
            phrase.ar.collect_fields(&mut keys);
        }
        keys
    }

    /// Every field that the document prints in another than its plain form, and that form's name.
    pub fn formats(&self) -> BTreeSet<(&str, &str)> {
        let mut formats = BTreeSet::new();
        for phrase in self.phrases() {
            phrase.en.collect_formats(&mut formats);
            phrase.ar.collect_formats(&mut formats);
        }
        formats
    }

    /// The line and column where a field is named first; nothing is known of format 1.
    pub fn place_of(&self, field: &str) -> Option<(usize, usize)> {
        self.places.get(field).copied()
    }

    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        let blocks = self.blocks.iter().map(|conditional| &conditional.block);
        blocks.flat_map(Block::phrases)
    }
}

impl Block {
    fn phrases(&self) -> Vec<&Phrase> {
        match self {
            Self::Letterhead { name, lines } => std::iter::once(name).chain(lines).collect(),
            Self::Title { text, subtitle } => std::iter::once(text).chain(subtitle).collect(),
            Self::Heading { text, .. }
            | Self::Clause { heading: text }
            | Self::ClauseParagraph { text }
            | Self::Paragraph { text }
            | Self::Notice { text } => vec![text],
            Self::Party { role, text } => vec![role, text],
            Self::List(items) => items.iter().map(|item| &item.text).collect(),
            Self::Table {
                caption,
                columns,
                rows,
                ..
            } => {
                let cells = rows.iter().flat_map(|row| match row {
                    TableRow::Fixed(cells) | TableRow::Each { cells, .. } => cells,
                });
                let headings = columns.iter().map(|column| &column.heading);
                caption.iter().chain(headings).chain(cells).collect()
            }
            Self::Fields { rows } => rows.iter().flat_map(|r| [&r.label, &r.value]).collect(),
            Self::Space { .. } | Self::PageBreak => Vec::new(),
        }
    }
}
