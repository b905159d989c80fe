//! Format 1: blocks as JSON, read by serde and checked for what its types cannot say; and the door
//! of both formats.

use super::{
    Block, Condition, Conditional, Furniture, MAX_BLOCKS, MAX_COLUMNS, TableColumn, TableRow,
    Template, TemplateError, TemplateField, markdown,
};
use crate::bilingual::{Bilingual, Language};
use crate::layout::Vocabulary;
use crate::phrase::{Inline, Key, Phrase, Piece, Style, is_field_key};
use crate::reading::Align;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum RawBlock {
    Letterhead {
        name: Phrase,
        #[serde(default)]
        lines: Vec<Phrase>,
    },
    Title {
        text: Phrase,
        subtitle: Option<Phrase>,
    },
    Heading {
        text: Phrase,
    },
    Parties {
        parties: Vec<RawParty>,
    },
    Clause {
        heading: Phrase,
        paragraphs: Vec<Phrase>,
    },
    Paragraph {
        text: Phrase,
    },
    Notice {
        text: Phrase,
    },
    Table {
        caption: Option<Phrase>,
        columns: Vec<RawColumn>,
        #[serde(default)]
        rows: Vec<Vec<Phrase>>,
        /// The table field whose rows follow those of the template.
        rows_of: Option<String>,
        #[serde(default = "yes")]
        repeat_header: bool,
    },
    Fields {
        rows: Vec<RawField>,
    },
    Space {
        points: f32,
    },
    PageBreak {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParty {
    role: Phrase,
    text: Phrase,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    heading: Phrase,
    #[serde(default)]
    align: Align,
    #[serde(default = "one")]
    share: f32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    label: Phrase,
    value: Phrase,
    when: Option<String>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMarkdown {
    #[serde(rename = "format")]
    _format: u32,
    markdown: String,
    #[serde(default)]
    pictures: BTreeMap<String, String>,
}

/// Only to see which reader is asked for.
#[derive(Deserialize)]
struct Kind {
    format: u32,
}

/// Reads either format.
pub(super) fn parse(json: &str) -> Result<Template, TemplateError> {
    let whole = |error: serde_json::Error| TemplateError::at("", error);
    match serde_json::from_str::<Kind>(json).map_err(whole)?.format {
        1 => blocks(serde_json::from_str(json).map_err(whole)?),
        2 => text(serde_json::from_str(json).map_err(whole)?),
        _ => Err(TemplateError::at(
            "format",
            "only formats 1 and 2 are known",
        )),
    }
}

fn text(raw: RawMarkdown) -> Result<Template, TemplateError> {
    let decoded = raw.pictures.into_iter().map(|(name, picture)| {
        let bytes = STANDARD.decode(picture);
        let bytes = bytes.map_err(|e| TemplateError::at(format!("pictures.{name}"), e))?;
        Ok((name, bytes))
    });
    markdown::parse(&raw.markdown, &decoded.collect::<Result<_, _>>()?)
}

fn blocks(raw: RawTemplate) -> Result<Template, TemplateError> {
    debug_assert_eq!(raw.format, 1);
    if raw.title.en.trim().is_empty() || raw.title.ar.trim().is_empty() {
        return Err(TemplateError::at(
            "title",
            "must be given in both languages",
        ));
    }
    if raw.blocks.len() > MAX_BLOCKS {
        let message = format!("more than {MAX_BLOCKS} blocks");
        return Err(TemplateError::at("blocks", message));
    }
    let mut blocks = Vec::new();
    for (index, map) in raw.blocks.into_iter().enumerate() {
        let read = block(map, &mut blocks);
        read.map_err(|message| TemplateError::at(format!("blocks[{index}]"), message))?;
    }
    Ok(Template {
        title: raw.title,
        blocks,
        furniture: Furniture {
            languages: vec![Language::En, Language::Ar],
            ..Furniture::default()
        },
        places: BTreeMap::new(),
        vocabulary: Vocabulary::default(),
    })
}

fn block(
    mut map: serde_json::Map<String, serde_json::Value>,
    into: &mut Vec<Conditional>,
) -> Result<(), String> {
    let mut conditions = Vec::new();
    conditions.extend(condition(&mut map, "when", false)?);
    conditions.extend(condition(&mut map, "unless", true)?);
    let block: RawBlock =
        serde_json::from_value(serde_json::Value::Object(map)).map_err(|e| e.to_string())?;
    check(&block)?;
    into.extend(of(block).into_iter().map(|block| Conditional {
        conditions: conditions.clone(),
        block,
    }));
    Ok(())
}

fn condition(
    map: &mut serde_json::Map<String, serde_json::Value>,
    name: &str,
    inverted: bool,
) -> Result<Option<Condition>, String> {
    match map.remove(name) {
        None => Ok(None),
        Some(serde_json::Value::String(field)) if is_field_key(&field) => {
            Ok(Some(Condition { field, inverted }))
        }
        Some(_) => Err(format!("`{name}` must be a field key")),
    }
}

/// What serde's types cannot say.
fn check(block: &RawBlock) -> Result<(), String> {
    match block {
        RawBlock::Table {
            rows_of: Some(key), ..
        } if !is_field_key(key) => Err(format!("`rowsOf`: `{key}` is no field key")),
        RawBlock::Table { columns, rows, .. } => check_table(columns, rows),
        RawBlock::Clause { paragraphs, .. } if paragraphs.is_empty() => {
            Err("a clause needs a paragraph".to_owned())
        }
        RawBlock::Parties { parties } if parties.is_empty() => Err("no parties".to_owned()),
        RawBlock::Fields { rows } => match rows
            .iter()
            .filter_map(|row| row.when.as_deref())
            .find(|key| !is_field_key(key))
        {
            Some(key) => Err(format!("`when`: `{key}` is no field key")),
            None => Ok(()),
        },
        RawBlock::Space { points } if !(0.0..=400.0).contains(points) => {
            Err("`points` must be between 0 and 400".to_owned())
        }
        _ => Ok(()),
    }
}

fn check_table(columns: &[RawColumn], rows: &[Vec<Phrase>]) -> Result<(), String> {
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

/// The blocks that one of this format stands for.
fn of(block: RawBlock) -> Vec<Block> {
    match block {
        RawBlock::Letterhead { name, lines } => vec![Block::Letterhead { name, lines }],
        RawBlock::Title { text, subtitle } => vec![Block::Title { text, subtitle }],
        RawBlock::Heading { text } => vec![Block::Heading { level: 2, text }],
        RawBlock::Parties { parties } => {
            let party = |RawParty { role, text }| Block::Party { role, text };
            parties.into_iter().map(party).collect()
        }
        RawBlock::Clause {
            heading,
            paragraphs,
        } => {
            let paragraphs = paragraphs.into_iter();
            let paragraphs = paragraphs.map(|text| Block::ClauseParagraph { text });
            std::iter::once(Block::Clause { heading })
                .chain(paragraphs)
                .collect()
        }
        RawBlock::Paragraph { text } => vec![Block::Paragraph { text }],
        RawBlock::Notice { text } => vec![Block::Notice { text }],
        RawBlock::Table {
            caption,
            columns,
            rows,
            rows_of,
            repeat_header,
        } => {
            let each = rows_of.map(|field| TableRow::Each {
                field,
                cells: (1..=columns.len()).map(cell).collect(),
            });
            vec![Block::Table {
                caption,
                columns: columns.into_iter().map(column).collect(),
                rows: rows.into_iter().map(TableRow::Fixed).chain(each).collect(),
                repeat_header,
            }]
        }
        RawBlock::Fields { rows } => {
            let row = |RawField { label, value, when }| TemplateField { label, value, when };
            let rows = rows.into_iter().map(row).collect();
            vec![Block::Fields { rows }]
        }
        RawBlock::Space { points } => vec![Block::Space { points }],
        RawBlock::PageBreak {} => vec![Block::PageBreak],
    }
}

fn column(raw: RawColumn) -> TableColumn {
    TableColumn {
        heading: raw.heading,
        align: raw.align,
        share: raw.share,
    }
}

fn cell(number: usize) -> Phrase {
    let side = || {
        Inline(vec![Piece::Placeholder {
            key: Key::Cell(number),
            style: Style::default(),
        }])
    };
    Bilingual {
        en: side(),
        ar: side(),
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
            let error = parse(&with(block)).unwrap_err();
            assert_eq!(error.path, "blocks[1]", "{block}");
            assert!(error.to_string().contains(message), "{error}");
        }
        assert_eq!(parse("[]").unwrap_err().path, "");
        assert_eq!(parse(r#"{"format":3}"#).unwrap_err().path, "format");
    }

    #[test]
    fn placeholders_are_found_wherever_they_stand() {
        let block = r#"{"type":"fields","when":"a","unless":"b","rows":[{"label":"x",
            "value":{"en":"{{c|words}}","ar":"{{#d}}{{document.date}}{{/d}}"},"when":"e"}]}"#;
        let template = parse(&with(block)).unwrap();
        let keys: Vec<_> = template.placeholders().into_iter().collect();
        assert_eq!(keys, ["a", "b", "c", "d", "e"]);
        assert_eq!(template.formats().into_iter().next(), Some(("c", "words")));
    }
}
