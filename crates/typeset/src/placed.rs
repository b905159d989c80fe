//! A document whose ground is an existing PDF: what is printed over its pages, and the signature pages
//! behind them. The ground itself is nobody's business here, only the sizes of its pages.
//!
//! Not here: which values a field has, and how the printed pages are brought into the ground.

use crate::Value;
use crate::bilingual::{Bilingual, Language};
use crate::document::{RenderError, Rendered, check_size, created, rendered};
use crate::input::Input;
use crate::layout::{Item, Sheet};
use crate::plain::{Direction, direction, isolated, visible};
use crate::print;
use crate::reading::{Align, FieldRow, Passage};
use crate::resolve::{plain_words, value_words};
use crate::template::{Fault, Template, TemplateError};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Fields on one document.
const MAX_FIELDS: usize = 300;
/// Letter sizes in points.
const SIZES: std::ops::RangeInclusive<f32> = 4.0..=40.0;
/// Where no size is said, and the least that text shrinks to.
const USUAL_SIZE: f32 = 10.0;
const LEAST_SIZE: f32 = 6.0;

/// A template of placed fields: format 3, without the PDF, which the caller keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedTemplate {
    template: Template,
    fields: Vec<PlacedField>,
}

/// A field and its place.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlacedField {
    /// The field's key.
    pub key: String,
    /// The form in which its value is printed; plainly where there is none.
    pub format: Option<String>,
    /// Which side of the value is printed.
    #[serde(default = "arabic")]
    pub language: Language,
    /// From 1.
    pub page: usize,
    /// Left, top, width and height on the page as its reader sees it.
    pub rect: [f32; 4],
    /// What the rectangle is measured in.
    #[serde(default)]
    pub unit: Unit,
    /// The size of the letters, in points, where the text fits.
    #[serde(default = "usual")]
    pub size: f32,
    /// The size that the text may shrink to.
    #[serde(default = "least")]
    pub least: f32,
    /// Where the text stands in the rectangle.
    #[serde(default)]
    pub align: Align,
    /// A cross instead of the value, where this is the value: `true` of a checkbox, else the id of a
    /// choice.
    pub check: Option<String>,
}

/// What a rectangle is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Points: 1/72 inch.
    #[default]
    Points,
    /// Parts of the page's width and height, 0 to 1.
    Fractions,
}

fn arabic() -> Language {
    Language::Ar
}

fn usual() -> f32 {
    USUAL_SIZE
}

fn least() -> f32 {
    LEAST_SIZE
}

/// What is printed at a field's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The value's text.
    Text(String),
    /// A cross.
    Check,
    /// Nothing.
    Empty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "format")]
    _format: u32,
    title: Bilingual<String>,
    fields: Vec<PlacedField>,
}

impl PlacedTemplate {
    /// Reads `{"format": 3, "title": …, "fields": […]}`, for a PDF with pages of these sizes (points,
    /// as they are seen).
    ///
    /// # Errors
    /// [`TemplateError`] with the place of the first offence.
    pub fn parse(json: &str, pages: &[(f32, f32)]) -> Result<Self, TemplateError> {
        let wrong = |path: String, why: &str| TemplateError {
            path,
            position: None,
            fault: Fault::Json(why.to_owned()),
        };
        let raw: Raw =
            serde_json::from_str(json).map_err(|error| wrong(String::new(), &error.to_string()))?;
        if raw.title.en.trim().is_empty() || raw.title.ar.trim().is_empty() {
            return Err(wrong("title".to_owned(), "must be given in both languages"));
        }
        if raw.fields.len() > MAX_FIELDS {
            return Err(wrong("fields".to_owned(), "more than 300 fields"));
        }
        for (index, field) in raw.fields.iter().enumerate() {
            check(field, pages).map_err(|why| wrong(format!("fields[{index}]"), why))?;
        }
        Ok(Self {
            template: Template::titled(raw.title),
            fields: raw.fields,
        })
    }

    /// Its title, and what stands on its signature page.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The fields in order.
    pub fn fields(&self) -> &[PlacedField] {
        &self.fields
    }

    /// Every field key that is placed.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        self.fields.iter().map(|field| field.key.as_str()).collect()
    }

    /// Every field that is printed in another than its plain form, and that form's name.
    pub fn formats(&self) -> BTreeSet<(&str, &str)> {
        let formats = self.fields.iter();
        formats
            .filter_map(|field| Some((field.key.as_str(), field.format.as_deref()?)))
            .collect()
    }
}

fn check(field: &PlacedField, pages: &[(f32, f32)]) -> Result<(), &'static str> {
    let page = field.page.checked_sub(1).and_then(|page| pages.get(page));
    let page = page.ok_or("the PDF has no such page")?;
    let [left, top, width, height] = field.points(*page);
    let finite = field.rect.iter().all(|side| side.is_finite());
    let within = left >= 0.0 && top >= 0.0 && left + width <= page.0 && top + height <= page.1;
    if !finite || !within || width < 4.0 || height < 4.0 {
        return Err("`rect` must lie on the page, at least 4 points wide and high");
    }
    if !SIZES.contains(&field.size) || !SIZES.contains(&field.least) || field.least > field.size {
        return Err("`size` and `least` must be between 4 and 40 points, `least` not above `size`");
    }
    if !crate::phrase::is_field_key(&field.key) {
        return Err("`key` is no field key");
    }
    Ok(())
}

impl PlacedField {
    /// Left, top, width and height in points.
    fn points(&self, (width, height): (f32, f32)) -> [f32; 4] {
        let [left, top, across, down] = self.rect;
        match self.unit {
            Unit::Points => self.rect,
            Unit::Fractions => [left * width, top * height, across * width, down * height],
        }
    }
}

/// What was printed for a ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Overprint {
    /// First a page for each of `overlays`, then the signature pages.
    pub printed: Rendered,
    /// Over which page of the ground each of the first pages belongs, counted from 0.
    pub overlays: Vec<usize>,
}

/// Prints the contents of a template's fields, one each, over pages of these sizes. `annex` stands
/// on the signature page: labels and values that have no room at their places. In what is given
/// back, [`Frame::page_index`] and the count of pages include the ground's.
///
/// # Errors
/// [`RenderError`]; [`RenderError::DoesNotFit`] names the fields whose text does not fit.
pub fn render_over(
    input: &Input,
    (placed, contents): (&PlacedTemplate, &[Content]),
    pages: &[(f32, f32)],
    annex: &[(Bilingual, Value)],
) -> Result<Overprint, RenderError> {
    let created = created(input.created_at_unix_ms)?;
    let mut items = items(placed, contents, pages);
    let overlays: Vec<usize> = (0..pages.len())
        .filter(|page| items.contains_key(page) || !input.marks.is_empty())
        .collect();
    let sheets = overlays.iter().filter_map(|page| {
        Some(Sheet {
            size: *pages.get(*page)?,
            items: items.remove(page).unwrap_or_default(),
        })
    });
    let over = print::Over {
        sheets: sheets.collect(),
        shift: pages.len().saturating_sub(overlays.len()),
        annex: (!annex.is_empty()).then(|| fields(annex)),
    };
    let text = |content: &Content| match content {
        Content::Text(text) => text.len(),
        Content::Check | Content::Empty => 0,
    };
    check_size(
        input,
        over.annex.as_slice(),
        contents.iter().map(text).sum(),
    )?;
    let printed = print::print(input, created, &[], Some(&over))?;
    let printed = rendered(input, printed)?;
    Ok(Overprint { printed, overlays })
}

/// What such a document says, for a reading aid: its title, labels and values of what was placed, then
/// the signature page. What the PDF says itself is not read.
pub fn reading_over(input: &Input, rows: &[(Bilingual, Value)]) -> Vec<Passage> {
    let mut passages = vec![Passage::Heading {
        level: 1,
        number: None,
        text: plain_words(input.template.title()),
    }];
    if !rows.is_empty() {
        passages.push(fields(rows));
    }
    passages.extend(print::signature_page(input));
    passages
}

fn fields(rows: &[(Bilingual, Value)]) -> Passage {
    let row = |(label, value): &(Bilingual, Value)| FieldRow {
        label: plain_words(label),
        value: value_words(value),
    };
    Passage::Fields(rows.iter().map(row).collect())
}

/// What is printed on each page.
fn items(
    placed: &PlacedTemplate,
    contents: &[Content],
    pages: &[(f32, f32)],
) -> BTreeMap<usize, Vec<Item>> {
    let mut items: BTreeMap<usize, Vec<Item>> = BTreeMap::new();
    for (index, (field, content)) in placed.fields.iter().zip(contents).enumerate() {
        let Some(page) = field.page.checked_sub(1) else {
            continue;
        };
        let Some(size) = pages.get(page) else {
            continue;
        };
        let text = match content {
            Content::Empty => continue,
            Content::Check => None,
            Content::Text(text) => Some(visible(text)),
        };
        let is_rtl = match text.as_deref().map(direction) {
            Some(Direction::RightToLeft) => true,
            Some(Direction::LeftToRight) | None => false,
        };
        let lines = text.map(|text| text.split('\n').map(isolated).collect::<Vec<_>>());
        items.entry(page).or_default().push(Item {
            field: index,
            rect: field.points(*size),
            lines,
            language: if is_rtl { Language::Ar } else { Language::En },
            // Digits alone stand where their language has them.
            starts_right: is_rtl || field.language == Language::Ar,
            align: field.align,
            size: field.size,
            least: field.least,
        });
    }
    items
}
