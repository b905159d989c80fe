//! What stands in double braces, and the `::` that parts two languages, found before Markdown is
//! read. In the text that the parser sees each is a word of the same length, so that no `_`, `*` or
//! `|` in it means anything, `::` on a line of its own defines no term, and every offset stays.

use super::{Fault, Offence};
use crate::phrase::{PhraseError, is_field_key};
use std::collections::BTreeMap;
use std::ops::Range;

/// What was found at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// What stands between braces, trimmed, and the byte behind the closing ones.
    Braces { name: String, end: usize },
    /// `::` with white space or a line's end around it.
    Parting,
}

/// A template's text, and what the Markdown parser sees of it.
pub(super) struct Mask {
    /// As long as the text; the same but for the marks.
    pub masked: String,
    pub marks: BTreeMap<usize, Mark>,
}

impl Mask {
    /// The marks that begin within a range.
    pub fn within(&self, range: Range<usize>) -> impl Iterator<Item = (usize, &Mark)> {
        let marks = self.marks.range(range);
        marks.map(|(offset, mark)| (*offset, mark))
    }

    /// The keys that are named, in values and conditions, and where.
    pub fn fields(&self) -> impl Iterator<Item = (&str, usize)> {
        self.marks.iter().filter_map(|(offset, mark)| match mark {
            Mark::Braces { name, .. } => {
                let name = name.trim_start_matches(['#', '^', '/']).trim();
                let name = name.split('|').next().unwrap_or(name).trim();
                is_field_key(name).then_some((name, *offset))
            }
            Mark::Parting => None,
        })
    }
}

/// Finds the marks of a text from a byte on.
pub(super) fn mask(text: &str, from: usize) -> Result<Mask, Offence> {
    let mut masked = String::with_capacity(text.len());
    masked.push_str(text.get(..from).unwrap_or_default());
    let mut marks = BTreeMap::new();
    let mut at = from;
    let mut previous = '\n';
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(escaped) = rest.strip_prefix('\\').and_then(|rest| rest.chars().next()) {
            masked.push('\\');
            masked.push(escaped);
            at += 1 + escaped.len_utf8();
            previous = escaped;
        } else if rest.starts_with("{{") {
            let unclosed = (at, Fault::Phrase(PhraseError::UnclosedPlaceholder));
            let inner = rest.get(2..).unwrap_or_default();
            let inner = inner.split_once("}}").ok_or_else(|| unclosed.clone())?.0;
            if inner.contains('\n') {
                return Err(unclosed);
            }
            let end = at + inner.len() + 4;
            let name = inner.trim().to_owned();
            marks.insert(at, Mark::Braces { name, end });
            masked.extend(std::iter::repeat_n('X', end - at));
            (at, previous) = (end, 'X');
        } else if previous.is_whitespace() && is_parting(rest) {
            marks.insert(at, Mark::Parting);
            masked.push_str("XX");
            (at, previous) = (at + 2, ':');
        } else {
            let c = rest.chars().next().unwrap_or_default();
            masked.push(c);
            (at, previous) = (at + c.len_utf8(), c);
        }
    }
    Ok(Mask { masked, marks })
}

fn is_parting(rest: &str) -> bool {
    let behind = rest.strip_prefix("::");
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace))
}
