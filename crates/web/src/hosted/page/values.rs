//! Inputs for the values that are still missing, and the ones already there.

use super::frame::element_id;

/// A value that is filled in and cannot be changed.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The field's label in the page's language.
    pub label: String,
    /// The value, ready to be read.
    pub value: String,
    /// The file, where it is one.
    pub file: Option<Given>,
}

/// A file that was given, to be looked at.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its address.
    pub href: String,
    /// Whether a browser draws it.
    pub is_picture: bool,
}

/// One choice of a dropdown.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// One choice of several.
#[derive(Clone, Debug)]
pub struct Tick {
    /// What is sent and read.
    pub choice: Choice,
    /// Whether it is chosen.
    pub ticked: bool,
}

/// A table to fill in: as many rows as it may have, what was typed last in the first of them.
#[derive(Clone, Debug)]
pub struct Table {
    /// The headings in the page's language.
    pub columns: Vec<String>,
    /// A text for each cell.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The rows with their numbers, from 0.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &Vec<String>)> {
        self.rows.iter().enumerate()
    }

    /// The cells of a row, each with its column's heading.
    pub(super) fn cells<'a>(
        &'a self,
        row: &'a [String],
    ) -> impl Iterator<Item = (&'a String, &'a String)> {
        self.columns.iter().zip(row)
    }
}

/// What an input takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A number.
    Number,
    /// An amount; the currency's name stands beside the input.
    Money {
        /// Such as «جنيه» or "EGP".
        currency: Option<String>,
    },
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// The 14 digits of the national ID card.
    NationalId,
    /// One of several.
    Dropdown(Vec<Choice>),
    /// Some of several: boxes under one heading.
    Multiselect(Vec<Tick>),
    /// Rows of inputs under headings.
    Table(Table),
    /// A file.
    File {
        /// The one that was given before.
        given: Option<Locked>,
        /// The most that is taken, ready to be read: `5.2 MB`.
        most: String,
    },
    /// Yes or no; a ticked box sends `true`, an empty one nothing.
    Checkbox,
}

/// One input. Its errors are those of the frame whose `field` is its `name`.
#[derive(Clone, Debug)]
pub struct Field {
    /// The input's name, `f.414.monthlyIncome`.
    pub name: String,
    /// The label in the page's language.
    pub label: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether the contract needs it.
    pub required: bool,
    /// What was typed last, or an empty text.
    pub value: String,
}

/// How an `<input>` of one line is written.
pub(super) struct Line {
    pub kind: &'static str,
    pub mode: &'static str,
    pub autocomplete: &'static str,
    pub dir: &'static str,
}

const fn line(
    kind: &'static str,
    mode: &'static str,
    autocomplete: &'static str,
    dir: &'static str,
) -> Line {
    Line {
        kind,
        mode,
        autocomplete,
        dir,
    }
}

impl Field {
    pub(super) fn id(&self) -> String {
        element_id(&self.name)
    }

    pub(super) fn error_id(&self) -> String {
        format!("{}-error", self.id())
    }

    /// Attributes of the one-line kinds. Numbers are `type="text"`: `type="number"` refuses
    /// Arabic-Indic digits, drops what it cannot read, and steps when a finger scrolls over it.
    pub(super) fn line(&self) -> Line {
        match self.kind {
            Kind::Number | Kind::Money { .. } => line("text", "decimal", "off", "ltr"),
            Kind::NationalId => line("text", "numeric", "off", "ltr"),
            Kind::Date => line("date", "text", "off", "ltr"),
            Kind::Phone => line("tel", "tel", "tel", "ltr"),
            Kind::Email => line("email", "email", "email", "ltr"),
            _ => line("text", "text", "on", "auto"),
        }
    }

    pub(super) fn currency(&self) -> Option<&str> {
        match &self.kind {
            Kind::Money { currency } => currency.as_deref(),
            _ => None,
        }
    }

    pub(super) fn is_ticked(&self) -> bool {
        matches!(self.value.as_str(), "true" | "on" | "1" | "yes")
    }
}
