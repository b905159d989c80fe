//! Passages laid out on pages and written as a PDF, by steps that know nothing of the next:
//!
//! | module | job |
//! |---|---|
//! | `shape`, `learn` | words as glyphs; the words of a template |
//! | `text` | a paragraph's text as pieces with directions and places to break |
//! | `lines` | pieces as lines |
//! | `look` | how words look |
//! | `setter`, `parts`, `table`, `closing` | passages as rows: what each kind looks like |
//! | `row`, `flow` | rows, and rows over pages |
//! | `furniture` | what stands on every page |
//! | `block` | the signature block |
//! | `sheet` | values over the pages of an existing PDF |
//! | `tags` | what the parts are, for those who hear the document |
//! | `ink` | pages as bytes, through krilla |

mod block;
mod closing;
mod flow;
mod furniture;
mod ink;
mod learn;
mod lines;
mod look;
mod parts;
mod row;
mod setter;
mod shape;
mod sheet;
mod table;
mod tags;
mod text;

pub(crate) use block::{Block, Strokes, page as signature_block};
pub(crate) use closing::{Check, FRAME_HEIGHT, FRAME_WIDTH};
pub(crate) use flow::Flow;
pub(crate) use furniture::Furniture;
pub(crate) use ink::{About, Jam, Kind, Page, write};
pub(crate) use learn::learn;
pub(crate) use setter::Setter;
pub(crate) use shape::{Shaper, Vocabulary};
pub(crate) use sheet::{Item, Sheet};
pub(crate) use tags::Tree;

use crate::reading::Words;

/// Lays values over pages; the fields whose text does not fit are added to `overflow`.
pub(crate) fn sheets(
    setter: &mut Setter,
    sheets: &[Sheet],
    marks: &[crate::bilingual::Bilingual<Words>],
    overflow: &mut Vec<usize>,
) -> Vec<Page> {
    let shaper: &mut Shaper = &mut setter.shaper;
    let page = |sheet| sheet::page(shaper, sheet, marks, overflow);
    sheets.iter().map(page).collect()
}
