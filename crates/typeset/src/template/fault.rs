//! What can be wrong with a template, and where.

use crate::phrase::PhraseError;
use std::fmt;

/// Why a template is refused, and the place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// In JSON a path such as `blocks[3]`, in Markdown `line 3, column 5` (both from 1, columns in
    /// letters); empty for the document itself.
    pub path: String,
    /// The line and column in Markdown, where the place is in it.
    pub position: Option<(usize, usize)>,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong, each with a code of its own ([`Fault::code`]) for a sentence in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The JSON is not of the format; the reader's own words.
    Json(String),
    /// The front matter is missing or not closed.
    FrontMatter,
    /// A line of the front matter is no `name: value` that is known, or a name occurs twice.
    Setting(String),
    /// The front matter has no title.
    Title,
    /// The inline grammar is not kept.
    Phrase(PhraseError),
    /// An emphasis does not begin and end on the same side of a condition.
    CrossedEmphasis,
    /// HTML, whose tags no reader would see.
    RawHtml,
    /// A picture in the text, or one that is not beside the template.
    Picture,
    /// The letterhead's picture is no PNG or JPEG of a size that can be printed.
    Logo,
    /// A link: what it leads to is no part of a contract.
    Link,
    /// Code, which a document has no letters for.
    Code,
    /// A rule across the page.
    Rule,
    /// A heading of a level that the one before it does not allow, or deeper than three.
    HeadingLevel,
    /// Lists or quotations within others beyond what is printed.
    Nesting,
    /// `::` twice in one text, within emphasis or a condition, or in a document of one language.
    Parting,
    /// The languages stand around `::` in another order than the front matter names them.
    Language,
    /// A row of a table outside of one, or with other cells than the table has columns.
    Table,
    /// A table whose columns are too many.
    TooManyColumns,
    /// A row that has cells of a field and is not wholly within `{{#field}}…{{/field}}`.
    Row,
    /// A field where only what is the same for every contract may stand.
    FieldInFurniture(String),
    /// A control character, or one that turns the direction of a text.
    Control(char),
    /// More text or blocks than a document has.
    TooLong,
}

impl Fault {
    /// A stable word, and the end of the key of its sentence.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::FrontMatter => "front-matter",
            Self::Setting(_) => "setting",
            Self::Title => "title",
            Self::Phrase(error) => error.code(),
            Self::CrossedEmphasis => "crossed-emphasis",
            Self::RawHtml => "raw-html",
            Self::Picture => "picture",
            Self::Logo => "logo",
            Self::Link => "link",
            Self::Code => "code",
            Self::Rule => "rule",
            Self::HeadingLevel => "heading-level",
            Self::Nesting => "nesting",
            Self::Parting => "parting",
            Self::Language => "language",
            Self::Table => "table",
            Self::TooManyColumns => "too-many-columns",
            Self::Row => "row",
            Self::FieldInFurniture(_) => "field-in-furniture",
            Self::Control(_) => "control",
            Self::TooLong => "too-long",
        }
    }

    /// What the sentence names: a key, a setting, a character.
    pub fn subject(&self) -> String {
        match self {
            Self::Json(text) | Self::Setting(text) | Self::FieldInFurniture(text) => text.clone(),
            Self::Phrase(error) => error.subject().to_owned(),
            Self::Control(c) => format!("U+{:04X}", u32::from(*c)),
            _ => String::new(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Json(text) => text.as_str(),
            Self::Phrase(error) => return error.fmt(f),
            Self::FrontMatter => "the document begins with `---`, its settings, and `---`",
            Self::Setting(name) => return write!(f, "`{name}` is no setting, or is given twice"),
            Self::Title => "the front matter must give the title in each language",
            Self::CrossedEmphasis => "emphasis and conditions overlap",
            Self::RawHtml => "HTML is not part of a document",
            Self::Picture => "pictures stand in the letterhead only, beside the template",
            Self::Logo => "the logo must be a PNG or JPEG of at most 256 KiB and 2,000 pixels",
            Self::Link => "links are not part of a document",
            Self::Code => "code is not part of a document (or a line is indented too far)",
            Self::Rule => "a rule is not part of a document; `\\pagebreak` begins a page",
            Self::HeadingLevel => "headings begin with `#`, go down one level at a time, to `###`",
            Self::Nesting => "lists stand three deep at most, quotations hold paragraphs only",
            Self::Parting => {
                "`::` parts a text once, outside emphasis and conditions, in two languages"
            }
            Self::Language => "the languages stand around `::` in the order of `languages`",
            Self::Table => "a table has a head, and as many cells in each row as there",
            Self::TooManyColumns => "a table has 1 to 12 columns",
            Self::Row => "`{{1}}` stands in a row that is wholly within `{{#field}}…{{/field}}`",
            Self::FieldInFurniture(key) => {
                return write!(f, "`{key}`: header, footer and letterhead hold no fields");
            }
            Self::Control(_) => return write!(f, "the character {} is invisible", self.subject()),
            Self::TooLong => "more text than a document has",
        };
        f.write_str(text)
    }
}

impl TemplateError {
    pub(super) fn at(path: impl Into<String>, message: impl fmt::Display) -> Self {
        Self {
            path: path.into(),
            position: None,
            fault: Fault::Json(message.to_string()),
        }
    }

    /// At a byte of a text.
    pub(super) fn in_text(text: &str, offset: usize, fault: Fault) -> Self {
        let (line, column) = position(text, offset);
        Self {
            path: format!("line {line}, column {column}"),
            position: Some((line, column)),
            fault,
        }
    }
}

/// Line and column of a byte, from 1, the column in letters.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or("").chars().count();
    (line.saturating_add(1), column.saturating_add(1))
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.fault.fmt(f),
            path => write!(f, "{path}: {}", self.fault),
        }
    }
}

impl std::error::Error for TemplateError {}
