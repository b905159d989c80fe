//! A template version's document as data: JSON blocks, checked when read. Nothing here is laid
//! out, and no block can hold typst markup.

use crate::bilingual::Bilingual;
use crate::phrase::{Phrase, is_field_key};
use crate::reading::Align;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;

/// More blocks than any contract has; a guard for the typesetter's time.
const MAX_BLOCKS: usize = 2_000;
const MAX_COLUMNS: usize = 12;

/// A document's template: immutable once parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub(crate) title: Bilingual<String>,
    pub(crate) blocks: Vec<Conditional>,
}

/// Why a template is refused; the path names the place in its JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// For example `blocks[3]`; empty for the document itself.
    pub path: String,
    /// What is wrong there, in English, for the template's author.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}: {}", self.message),
        }
    }
}

impl std::error::Error for TemplateError {}

/// A block and the field on which it hangs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conditional {
    pub when: Option<String>,
    pub unless: Option<String>,
    pub block: Block,
}

/// What a document is made of.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Block {
    /// The company's name and address at the head of the first page.
    Letterhead {
        name: Phrase,
        #[serde(default)]
        lines: Vec<Phrase>,
    },
    Title {
        text: Phrase,
        subtitle: Option<Phrase>,
    },
    /// An unnumbered heading.
    Heading {
        text: Phrase,
    },
    Parties {
        parties: Vec<Party>,
    },
    /// Numbered in order; two or more paragraphs are numbered 3.1, 3.2 …
    Clause {
        heading: Phrase,
        paragraphs: Vec<Phrase>,
    },
    Paragraph {
        text: Phrase,
    },
    /// Set apart in a box, to be seen.
    Notice {
        text: Phrase,
    },
    Table {
        caption: Option<Phrase>,
        columns: Vec<TableColumn>,
        #[serde(default)]
        rows: Vec<Vec<Phrase>>,
        /// The table field whose rows follow those of the template.
        rows_of: Option<String>,
        #[serde(default = "yes")]
        repeat_header: bool,
    },
    /// Labels and values.
    Fields {
        rows: Vec<TemplateField>,
    },
    Space {
        points: f32,
    },
    PageBreak {},
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Party {
    pub role: Phrase,
    pub text: Phrase,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableColumn {
    pub heading: Phrase,
    #[serde(default)]
    pub align: Align,
    /// Width relative to the other columns.
    #[serde(default = "one")]
    pub share: f32,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateField {
    pub label: Phrase,
    pub value: Phrase,
    pub when: Option<String>,
}

fn yes() -> bool {
    true
}

fn one() -> f32 {
    1.0
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    format: u32,
    title: Bilingual<String>,
    blocks: Vec<serde_json::Map<String, serde_json::Value>>,
}

impl Template {
    /// Reads a template. Unknown block kinds, properties and built-ins are refused.
    ///
    /// # Errors
    /// [`TemplateError`] with the path of the first offence.
    pub fn parse(json: &str) -> Result<Self, TemplateError> {
        let raw: RawTemplate = serde_json::from_str(json).map_err(|e| at("", e))?;
        if raw.format != 1 {
            return Err(at("format", "only format 1 is known"));
        }
        if raw.title.en.trim().is_empty() || raw.title.ar.trim().is_empty() {
            return Err(at("title", "must be given in both languages"));
        }
        if raw.blocks.len() > MAX_BLOCKS {
            return Err(at("blocks", format!("more than {MAX_BLOCKS} blocks")));
        }
        let read =
            |(index, map)| block(map).map_err(|message| at(format!("blocks[{index}]"), message));
        let blocks = raw.blocks.into_iter().enumerate().map(read);
        Ok(Self {
            title: raw.title,
            blocks: blocks.collect::<Result<_, _>>()?,
        })
    }

    /// The document's title.
    pub fn title(&self) -> &Bilingual<String> {
        &self.title
    }

    /// Every field key whose rows fill a table of the document.
    pub fn table_fields(&self) -> BTreeSet<&str> {
        self.blocks
            .iter()
            .filter_map(|conditional| match &conditional.block {
                Block::Table { rows_of, .. } => rows_of.as_deref(),
                _ => None,
            })
            .collect()
    }

    /// Every field key that the document names, in values and in conditions.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let mut keys = BTreeSet::new();
        for conditional in &self.blocks {
            keys.extend(conditional.when.as_deref());
            keys.extend(conditional.unless.as_deref());
            if let Block::Fields { rows } = &conditional.block {
                keys.extend(rows.iter().filter_map(|row| row.when.as_deref()));
            }
            for phrase in conditional.block.phrases() {
                phrase.en.collect_fields(&mut keys);
                phrase.ar.collect_fields(&mut keys);
            }
        }
        keys
    }
}

impl Block {
    fn phrases(&self) -> Vec<&Phrase> {
        match self {
            Self::Letterhead { name, lines } => std::iter::once(name).chain(lines).collect(),
            Self::Title { text, subtitle } => std::iter::once(text).chain(subtitle).collect(),
            Self::Heading { text } | Self::Paragraph { text } | Self::Notice { text } => vec![text],
            Self::Parties { parties } => parties.iter().flat_map(|p| [&p.role, &p.text]).collect(),
            Self::Clause {
                heading,
                paragraphs,
            } => std::iter::once(heading).chain(paragraphs).collect(),
            Self::Table {
                caption,
                columns,
                rows,
                ..
            } => caption
                .iter()
                .chain(columns.iter().map(|column| &column.heading))
                .chain(rows.iter().flatten())
                .collect(),
            Self::Fields { rows } => rows.iter().flat_map(|r| [&r.label, &r.value]).collect(),
            Self::Space { .. } | Self::PageBreak {} => Vec::new(),
        }
    }
}

fn at(path: impl Into<String>, message: impl fmt::Display) -> TemplateError {
    TemplateError {
        path: path.into(),
        message: message.to_string(),
    }
}

fn block(mut map: serde_json::Map<String, serde_json::Value>) -> Result<Conditional, String> {
    let when = condition(&mut map, "when")?;
    let unless = condition(&mut map, "unless")?;
    let block =
        serde_json::from_value(serde_json::Value::Object(map)).map_err(|e| e.to_string())?;
    check(&block)?;
    Ok(Conditional {
        when,
        unless,
        block,
    })
}

fn condition(
    map: &mut serde_json::Map<String, serde_json::Value>,
    name: &str,
) -> Result<Option<String>, String> {
    match map.remove(name) {
        None => Ok(None),
        Some(serde_json::Value::String(key)) if is_field_key(&key) => Ok(Some(key)),
        Some(_) => Err(format!("`{name}` must be a field key")),
    }
}

/// What serde's types cannot say.
fn check(block: &Block) -> Result<(), String> {
    match block {
        Block::Table {
            rows_of: Some(key), ..
        } if !is_field_key(key) => Err(format!("`rowsOf`: `{key}` is no field key")),
        Block::Table { columns, rows, .. } => check_table(columns, rows),
        Block::Clause { paragraphs, .. } if paragraphs.is_empty() => {
            Err("a clause needs a paragraph".to_owned())
        }
        Block::Parties { parties } if parties.is_empty() => Err("no parties".to_owned()),
        Block::Fields { rows } => match rows
            .iter()
            .filter_map(|row| row.when.as_deref())
            .find(|key| !is_field_key(key))
        {
            Some(key) => Err(format!("`when`: `{key}` is no field key")),
            None => Ok(()),
        },
        Block::Space { points } if !(0.0..=400.0).contains(points) => {
            Err("`points` must be between 0 and 400".to_owned())
        }
        _ => Ok(()),
    }
}

fn check_table(columns: &[TableColumn], rows: &[Vec<Phrase>]) -> Result<(), String> {
    if columns.is_empty() || columns.len() > MAX_COLUMNS {
        return Err(format!("a table has 1 to {MAX_COLUMNS} columns"));
    }
    if columns.iter().any(|c| !(0.1..=20.0).contains(&c.share)) {
        return Err("a column's `share` must be between 0.1 and 20".to_owned());
    }
    match rows.iter().position(|row| row.len() != columns.len()) {
        Some(row) => Err(format!("rows[{row}] does not have {} cells", columns.len())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(block: &str) -> String {
        format!(
            r#"{{"format":1,"title":{{"en":"T","ar":"ع"}},"blocks":[{{"type":"pageBreak"}},{block}]}}"#
        )
    }

    #[test]
    fn an_error_names_its_place() {
        let cases = [
            (r#"{"type":"song"}"#, "unknown variant `song`"),
            (
                r#"{"type":"heading","text":"a","size":3}"#,
                "unknown field `size`",
            ),
            (
                r#"{"type":"heading","text":{"en":"{{a"}}"#,
                "en: `{{` without `}}`",
            ),
            (
                r#"{"type":"heading","text":{"fr":"a"}}"#,
                "unknown language `fr`",
            ),
            (
                r#"{"type":"heading","text":"a","when":"a b"}"#,
                "`when` must be a field key",
            ),
            (r#"{"type":"space","points":1e9}"#, "between 0 and 400"),
            (
                r#"{"type":"table","columns":[{"heading":"a"}],"rows":[["b"],[]]}"#,
                "rows[1] does not have 1 cells",
            ),
        ];
        for (block, message) in cases {
            let error = Template::parse(&with(block)).unwrap_err();
            assert_eq!(error.path, "blocks[1]", "{block}");
            assert!(error.message.contains(message), "{error}");
        }
        assert_eq!(Template::parse("[]").unwrap_err().path, "");
    }

    #[test]
    fn placeholders_are_found_wherever_they_stand() {
        let block = r#"{"type":"fields","when":"a","unless":"b",
            "rows":[{"label":"x","value":{"en":"{{c}}","ar":"{{#d}}{{document.date}}{{/d}}"},"when":"e"}]}"#;
        let template = Template::parse(&with(block)).unwrap();
        let keys: Vec<_> = template.placeholders().into_iter().collect();
        assert_eq!(keys, ["a", "b", "c", "d", "e"]);
    }
}
