//! The text in parts: a line that holds nothing but a condition, or `\pagebreak`, parts what stands
//! before it from what follows.

use super::mask::{Mark, Mask};
use super::{Fault, Offence};
use crate::phrase::{PhraseError, is_field_key};
use crate::template::Condition;
use std::ops::Range;

/// Conditions within conditions beyond this depth are refused.
const MAX_DEPTH: usize = 8;

/// A part of the text and the conditions on which it stands.
pub(super) struct Segment {
    pub conditions: Vec<Condition>,
    pub part: Part,
}

/// What it holds.
pub(super) enum Part {
    Markdown(Range<usize>),
    PageBreak,
}

struct Cutter {
    open: Vec<(Condition, usize)>,
    segments: Vec<Segment>,
}

/// The parts from a byte on, in order.
pub(super) fn segments(mask: &Mask, from: usize) -> Result<Vec<Segment>, Offence> {
    let mut cutter = Cutter {
        open: Vec::new(),
        segments: Vec::new(),
    };
    let (mut start, mut at) = (from, from);
    let body = mask.masked.get(from..).unwrap_or_default();
    for line in body.split_inclusive('\n') {
        let next = at + line.len();
        let inner = at + (line.len() - line.trim_start().len());
        let trimmed = line.trim();
        if trimmed == "\\pagebreak" {
            cutter.push(Part::Markdown(start..at));
            cutter.push(Part::PageBreak);
            start = next;
        } else if let Some(name) = condition_alone(mask, inner, trimmed.len()) {
            cutter.push(Part::Markdown(start..at));
            cutter.turn(name, inner)?;
            start = next;
        }
        at = next;
    }
    cutter.push(Part::Markdown(start..at));
    match cutter.open.last() {
        None => Ok(cutter.segments),
        Some((condition, at)) => {
            let error = PhraseError::UnclosedSection(condition.field.clone());
            Err((*at, Fault::Phrase(error)))
        }
    }
}

/// The name in the braces that are all of a line, where it opens or closes a condition.
fn condition_alone(mask: &Mask, at: usize, length: usize) -> Option<&str> {
    match mask.marks.get(&at)? {
        Mark::Braces { name, end } if *end == at + length && name.starts_with(['#', '^', '/']) => {
            Some(name)
        }
        _ => None,
    }
}

impl Cutter {
    fn push(&mut self, part: Part) {
        let open = self.open.iter();
        self.segments.push(Segment {
            conditions: open.map(|(condition, _)| condition.clone()).collect(),
            part,
        });
    }

    fn turn(&mut self, name: &str, at: usize) -> Result<(), Offence> {
        let refused = |error| Err((at, Fault::Phrase(error)));
        if let Some(closed) = name.strip_prefix('/') {
            let closed = closed.trim();
            return match self.open.pop() {
                Some((condition, _)) if condition.field == closed => Ok(()),
                _ => refused(PhraseError::UnexpectedClose(closed.to_owned())),
            };
        }
        let field = name.trim_start_matches(['#', '^']).trim();
        if !is_field_key(field) {
            return refused(PhraseError::BadKey(field.to_owned()));
        }
        if self.open.len() >= MAX_DEPTH {
            return refused(PhraseError::TooDeep);
        }
        let condition = Condition {
            field: field.to_owned(),
            inverted: name.starts_with('^'),
        };
        self.open.push((condition, at));
        Ok(())
    }
}
