//! Format 2: Markdown (CommonMark with tables and definition lists) with a front matter.
//!
//! ```text
//! ---
//! title: Loan agreement :: اتفاقية قرض
//! languages: en, ar
//! letterhead: Nile Crescent Finance :: هلال النيل للتمويل
//! ---
//! # Loan agreement :: اتفاقية قرض
//! ## The loan :: القرض                          a numbered clause; {.unnumbered} for none
//! **{{fullName}}** receives {{amount}}.          a paragraph of it
//! ::                                             its other language, beside it
//! يتسلم **{{fullName}}** مبلغ {{amount}}.
//! {{#guarantor}}                                 whole blocks, only with a value
//! > Guaranteed by {{guarantor}}.                 set apart, to be seen
//! {{/guarantor}}
//! Table: Instalments :: الأقساط
//!
//! | Month :: الشهر | Amount :: المبلغ |
//! |:---|----:|
//! | {{#plan}}{{1}} | {{2}}{{/plan}} |
//!
//! \pagebreak
//! ```
//!
//! Markdown is read by pulldown-cmark, which never sees what stands in braces: that is found first
//! (`mask`), then the lines that hold conditions part the text (`segment`), and each part is read by
//! itself (`block`, `inline`, `table`). Whatever the parser finds beyond what a document is made of
//! is refused, so that nothing in a template is silently left out.

mod block;
mod front;
mod inline;
mod mask;
mod segment;
mod table;

use super::fault::position;
use super::{Block, Conditional, Fault, MAX_BLOCKS, Template, TemplateError};
use crate::bilingual::{Bilingual, Language};
use crate::layout::Vocabulary;
use crate::phrase::{Inline, Piece, Style};
use std::collections::BTreeMap;

pub(super) use front::logo_name;

/// Bytes of one template; three hundred dense pages in two languages.
const MAX_BYTES: usize = 2_000_000;

/// A fault and the byte at which it stands.
type Offence = (usize, Fault);

/// Reads a template and the pictures beside it.
pub(super) fn parse(
    text: &str,
    pictures: &BTreeMap<String, Vec<u8>>,
) -> Result<Template, TemplateError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = text.replace("\r\n", "\n");
    read(&text, pictures).map_err(|(offset, fault)| TemplateError::in_text(&text, offset, fault))
}

fn read(text: &str, pictures: &BTreeMap<String, Vec<u8>>) -> Result<Template, Offence> {
    if text.len() > MAX_BYTES {
        return Err((0, Fault::TooLong));
    }
    if let Some((offset, c)) = text.char_indices().find(|(_, c)| is_unseen(*c)) {
        return Err((offset, Fault::Control(c)));
    }
    let (front, body) = front::read(text, pictures)?;
    let mask = mask::mask(text, body)?;
    let mut reader = block::Reader::new(&mask, &front);
    for segment in segment::segments(&mask, body)? {
        reader.segment(&segment)?;
    }
    let (mut blocks, has_title) = reader.finish();
    if blocks.len() > MAX_BLOCKS {
        return Err((body, Fault::TooLong));
    }
    if !has_title {
        blocks.insert(0, always(title(&front.title, &front.furniture.languages)));
    }
    if let Some((name, lines)) = front.letterhead.split_first() {
        let (name, lines) = (name.clone(), lines.to_vec());
        blocks.insert(0, always(Block::Letterhead { name, lines }));
    }
    let mut places = BTreeMap::new();
    for (field, offset) in mask.fields() {
        // The first place stays.
        places
            .entry(field.to_owned())
            .or_insert_with(|| position(text, offset));
    }
    Ok(Template {
        title: front.title,
        blocks,
        furniture: front.furniture,
        places,
        vocabulary: Vocabulary::default(),
    })
}

/// What an author could not see in his own text: controls, and marks that turn its direction
/// (Unicode Standard Annex 9, table 4).
fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\n' | '\t'))
}

fn always(block: Block) -> Conditional {
    Conditional {
        conditions: Vec::new(),
        block,
    }
}

/// A document without a heading of its own begins with its title: PDF/UA wants a first heading.
fn title(title: &Bilingual<String>, languages: &[Language]) -> Block {
    let text = title.map(|language, text| {
        let text = text.clone();
        let style = Style::default();
        let pieces = vec![Piece::Text { text, style }];
        Inline(if languages.contains(&language) {
            pieces
        } else {
            Vec::new()
        })
    });
    let subtitle = None;
    Block::Title { text, subtitle }
}

#[cfg(test)]
mod tests;
