//! The contract as the person meets it: its card, its pages, its text.

use mithaq_i18n::Locale;

use super::values::Given;

/// The card at the top of every step after the phone is proved.
#[derive(Clone, Debug)]
pub struct Card {
    /// The contract type's name in the page's language.
    pub title: String,
    /// `REQ-2026-00001`.
    pub request_number: String,
    /// Pages of the reviewed PDF; `None` until it exists.
    pub pages: Option<u32>,
    /// The amount with its currency, ready to be read, if the type names one.
    pub amount: Option<String>,
    /// What the person must know about this contract's worth.
    pub marks: Vec<Mark>,
}

/// A caution that stands on the card, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The seal's chain is a test chain.
    TestSeal,
    /// `identityPolicy: none`.
    IdentityUnchecked,
}

impl Mark {
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::TestSeal => "mark-test-seal",
            Self::IdentityUnchecked => "mark-identity-unchecked",
        }
    }
}

/// A value that matters, "as your contract says".
#[derive(Clone, Debug)]
pub struct Highlight {
    /// The field's label in the page's language.
    pub label: String,
    /// The value as the contract prints it.
    pub value: String,
    /// The page on which it stands, from 1.
    pub page: Option<u32>,
    /// The file, where it is one.
    pub file: Option<Given>,
}

/// One page of the reviewed PDF as a picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Address of the picture.
    pub src: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The page's number, from 1.
    pub page: u32,
}

/// A piece of the contract's text, in its own language: the reading aid beside the pictures.
#[derive(Clone, Debug)]
pub enum Passage {
    /// A heading.
    Heading {
        /// Language of the text.
        locale: Locale,
        /// The text.
        text: String,
    },
    /// A paragraph or clause.
    Paragraph {
        /// Language of the text.
        locale: Locale,
        /// The clause's number as printed, if any.
        number: Option<String>,
        /// The text.
        text: String,
    },
    /// A table.
    Table {
        /// Language of the table; its columns run in that language's direction.
        locale: Locale,
        /// What the table shows, if it has a caption.
        caption: Option<String>,
        /// Column headings; may be empty.
        head: Vec<String>,
        /// Rows of cells.
        rows: Vec<Vec<String>>,
    },
}
