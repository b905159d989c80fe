//! Turns a template and frozen values into a PDF, and a PDF's pages into pictures.
//!
//! A leaf: data in, bytes out. What lives here:
//!
//! | module | job |
//! |---|---|
//! | `phrase` | the inline grammar: `{{key}}`, `{{#key}}…{{/key}}`, `**bold**` |
//! | `template` | a template version's blocks, read from JSON or Markdown and checked |
//! | `plain` | what a foreign text may not do to a page: controls, direction, unknown letters |
//! | `reading` | template + values → passages: what the reader reads, and what is printed |
//! | `document` | passages + signature page → the reviewed PDF and its signature frames |
//! | `placed` | values over the pages of an existing PDF, and its signature pages |
//! | `signature_block` | the appearance drawn later into a frame |
//! | `face` | the font's faces, parsed once |
//! | `layout` | passages on pages, and pages as bytes |
//! | `picture` | PDF bytes → page count and PNG pictures |
//!
//! What deliberately does not: clocks, databases, signatures, formatting of numbers and dates
//! (the caller brings them as text), and any way for a template or value to become markup: all of it is text.

mod bilingual;
mod document;
mod face;
mod input;
mod layout;
mod phrase;
mod picture;
mod placed;
mod plain;
mod print;
mod quick_response;
mod reading;
mod resolve;
mod signature_block;
mod template;

pub use bilingual::{Bilingual, Language};
pub use document::{RenderError, Rendered, reading, render};
pub use input::{Input, SignerFrame};
pub use phrase::PhraseError;
pub use picture::{PdfPages, PictureError, page_count, picture};
pub use placed::{
    Content, Overprint, PlacedField, PlacedTemplate, Unit, reading_over, render_over,
};
pub use plain::{Direction, direction, unprintable, visible};
pub use print::Frame;
pub use reading::{Align, Column, FieldRow, Item, Passage, Run, Words};
pub use signature_block::{BlockLine, SignatureBlock, render_signature_block};
pub use template::{Fault, Template, TemplateError};

/// A field's value as the caller wants it printed, in both languages.
pub type Value = Bilingual<String>;

/// A remark that every page must bear, such as that the seal is a test chain's.
pub type Mark = Bilingual<String>;
