//! The gap of a signature: the byte range around it, and what is put into it.
//!
//! What lives here: what seals and document timestamps have in common. What does not:
//! what the revision holds otherwise.

use super::SealError;
use super::dictionary::SignatureDictionary;
use crate::pdf::PdfError;
use crate::pdf::revision::Written;
use aws_lc_rs::digest::{Context, SHA256};
use lopdf::ObjectId;
use std::ops::Range;

/// A file that lacks only what comes into `/Contents`.
#[derive(Debug, Clone)]
pub(crate) struct Gap {
    bytes: Vec<u8>,
    /// From `<` to behind `>` of `/Contents`.
    contents: Range<usize>,
    /// SHA-256 over everything but `/Contents`.
    pub(crate) digest: [u8; 32],
}

impl Gap {
    /// Fills in the byte range, now that every length is known.
    pub(crate) fn close(
        written: Written,
        id: ObjectId,
        signature: &SignatureDictionary,
    ) -> Result<Self, PdfError> {
        let start = written.offsets.get(&id.0).ok_or(PdfError::Unreadable)?;
        let header = format!("{} {} obj\n", id.0, id.1);
        let start = start.saturating_add(header.len());
        let shift = |range: &Range<usize>| {
            range.start.saturating_add(start)..range.end.saturating_add(start)
        };
        let mut bytes = written.bytes;
        let contents = shift(&signature.contents);
        let rest = bytes.len().checked_sub(contents.end);
        let rest = rest.ok_or(PdfError::Unreadable)?;
        let range = format!("[0 {} {} {rest}]", contents.start, contents.end);
        let room = bytes.get_mut(shift(&signature.byte_range));
        let room = room.ok_or(PdfError::Unreadable)?;
        for (to, from) in room.iter_mut().zip(range.bytes()) {
            *to = from;
        }
        let digest = range_digest(&bytes, &contents).ok_or(PdfError::Unreadable)?;
        Ok(Self {
            bytes,
            contents,
            digest,
        })
    }

    /// Finds the empty gap of a file's last revision.
    pub(crate) fn find(bytes: Vec<u8>) -> Option<Self> {
        const KEY: &[u8] = b"/ByteRange [";
        let last = bytes.len().checked_sub(KEY.len())?;
        let begins = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(KEY));
        let key = (0..=last).rev().find(begins)?;
        let rest = bytes.get(key.checked_add(KEY.len())?..)?;
        let end = rest.iter().position(|byte| *byte == b']')?;
        let numbers = std::str::from_utf8(rest.get(..end)?).ok()?;
        let numbers: Result<Vec<usize>, _> = numbers.split(' ').map(str::parse).collect();
        let numbers = numbers.ok()?;
        let &[0, start, end, length] = numbers.as_slice() else {
            return None;
        };
        let contents = bytes.get(start..end)?;
        let is_empty = matches!(contents, [b'<', inside @ .., b'>']
            if inside.len() % 2 == 0 && inside.iter().all(|digit| *digit == b'0'));
        if !is_empty || end.checked_add(length)? != bytes.len() || start < key {
            return None;
        }
        let contents = start..end;
        let digest = range_digest(&bytes, &contents)?;
        Some(Self {
            bytes,
            contents,
            digest,
        })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes of DER that `/Contents` takes.
    pub(crate) fn room(&self) -> usize {
        self.contents.len().saturating_sub(2) / 2
    }

    /// Lower-case hex, the rest of the reserve zero.
    pub(crate) fn fill(mut self, der: &[u8]) -> Result<Vec<u8>, SealError> {
        let inside = self.contents.start.saturating_add(1)..self.contents.end.saturating_sub(1);
        let room = self.bytes.get_mut(inside).ok_or(PdfError::Unreadable)?;
        let needed = der.len();
        let reserved = room.len() / 2;
        if needed > reserved {
            return Err(SealError::TooLittleRoom { needed, reserved });
        }
        for (pair, byte) in room.chunks_exact_mut(2).zip(der) {
            for (place, half) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                *place = if half < 10 {
                    b'0' + half
                } else {
                    b'a' + half - 10
                };
            }
        }
        Ok(self.bytes)
    }
}

/// SHA-256 of all bytes before and after the gap.
pub(crate) fn range_digest(bytes: &[u8], gap: &Range<usize>) -> Option<[u8; 32]> {
    let mut context = Context::new(&SHA256);
    context.update(bytes.get(..gap.start)?);
    context.update(bytes.get(gap.end..)?);
    <[u8; 32]>::try_from(context.finish().as_ref()).ok()
}
