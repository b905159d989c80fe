//! A small DER writer and a strict DER reader (X.690 clause 10), enough for CMS.
//!
//! What lives here: tag-length-value in both directions, on raw bytes, so that
//! certificates are copied verbatim and what was signed is what is hashed.
//! What does not: any knowledge of CMS or X.509; see `seal::cms` and `verify`.

/// DER is malformed, or is BER that is not DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotDer;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]`, constructed: explicit, or implicit over a constructed type.
pub(crate) const CONTEXT_0: u8 = 0xa0;
/// `[1]`, constructed.
pub(crate) const CONTEXT_1: u8 = 0xa1;
/// `[4]`, constructed: `directoryName` of a `GeneralName` (RFC 5280 4.2.1.6).
pub(crate) const CONTEXT_4: u8 = 0xa4;

const MAX_DEPTH: usize = 24;

/// One element in DER with the shortest length form (X.690 10.1).
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length.saturating_add(6));
    out.push(tag);
    let bytes = length.to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match significant.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            // At most eight length bytes: a usize.
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            out.extend_from_slice(long);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

/// Elements in the order that DER asks of a SET OF (X.690 11.6).
pub(crate) fn sorted(tag: u8, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    let parts: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
    element(tag, &parts)
}

/// One element as read: `whole` includes tag and length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The element that `bytes` starts with, and what follows it.
    pub(crate) fn first(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), NotDer> {
        let (&tag, rest) = bytes.split_first().ok_or(NotDer)?;
        if tag & 0x1f == 0x1f {
            return Err(NotDer); // High tag numbers occur nowhere in CMS.
        }
        let (&first, rest) = rest.split_first().ok_or(NotDer)?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => long_length(usize::from(first & 0x7f), rest)?,
            _ => return Err(NotDer), // 0x80 is the indefinite form: BER.
        };
        let (content, after) = rest.split_at_checked(length).ok_or(NotDer)?;
        let whole = bytes
            .get(..bytes.len().saturating_sub(after.len()))
            .ok_or(NotDer)?;
        Ok((
            Self {
                tag,
                content,
                whole,
            },
            after,
        ))
    }

    /// `bytes` is exactly one element.
    pub(crate) fn only(bytes: &'a [u8]) -> Result<Self, NotDer> {
        match Self::first(bytes)? {
            (element, []) => Ok(element),
            _ => Err(NotDer),
        }
    }

    pub(crate) fn expect(self, tag: u8) -> Result<Self, NotDer> {
        if self.tag == tag {
            Ok(self)
        } else {
            Err(NotDer)
        }
    }

    /// The elements inside a constructed one.
    pub(crate) fn children(self) -> Result<Vec<Element<'a>>, NotDer> {
        let mut rest = self.content;
        let mut out = Vec::new();
        while !rest.is_empty() {
            let (element, after) = Element::first(rest)?;
            out.push(element);
            rest = after;
        }
        Ok(out)
    }
}

fn long_length(count: usize, rest: &[u8]) -> Result<(usize, &[u8]), NotDer> {
    let (bytes, rest) = rest.split_at_checked(count).ok_or(NotDer)?;
    let length = bytes
        .iter()
        .try_fold(0usize, |value, byte| {
            value.checked_mul(256)?.checked_add(usize::from(*byte))
        })
        .ok_or(NotDer)?;
    if length < 0x80 || bytes.first() == Some(&0) {
        return Err(NotDer);
    }
    Ok((length, rest))
}

/// Checks the rules that make BER canonical, below an element: shortest
/// integers, boolean values, the order of sets. `is_set` tells of implicit tags
/// that stand for a SET OF.
pub(crate) fn check_canonical(
    element: Element<'_>,
    is_set: &dyn Fn(u8) -> bool,
) -> Result<(), NotDer> {
    check_at_depth(element, is_set, 0)
}

fn check_at_depth(
    element: Element<'_>,
    is_set: &dyn Fn(u8) -> bool,
    depth: usize,
) -> Result<(), NotDer> {
    if depth > MAX_DEPTH {
        return Err(NotDer);
    }
    if element.tag & 0x20 != 0 {
        let children = element.children()?;
        if (element.tag == SET || is_set(element.tag))
            && !children
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a.whole <= b.whole))
        {
            return Err(NotDer);
        }
        return children
            .into_iter()
            .try_for_each(|child| check_at_depth(child, is_set, depth.saturating_add(1)));
    }
    let canonical = match (element.tag, element.content) {
        (BOOLEAN, content) => matches!(content, [0] | [0xff]),
        (INTEGER, [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) => false,
        (NULL, content) => content.is_empty(),
        (OBJECT_IDENTIFIER, content) => content.last().is_some_and(|byte| byte & 0x80 == 0),
        _ => true,
    };
    if canonical { Ok(()) } else { Err(NotDer) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lengths_are_written_in_their_shortest_form_and_read_back() {
        for length in [0usize, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7u8; length];
            let bytes = element(OCTET_STRING, &[&content]);
            assert_eq!(Element::only(&bytes).unwrap().content, content.as_slice());
        }
    }

    #[test]
    fn longer_and_indefinite_lengths_are_refused() {
        for bytes in [
            &[0x04, 0x81, 0x01, 0x00][..],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x30, 0x80, 0x00, 0x00],
            &[0x04, 0x02, 0x00],
            &[0x04],
            &[],
        ] {
            assert!(Element::only(bytes).is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn an_unsorted_set_is_refused_and_a_sorted_one_is_not() {
        let one = element(INTEGER, &[&[1]]);
        let two = element(INTEGER, &[&[2]]);
        let wrong = element(SET, &[&two, &one]);
        let right = sorted(SET, vec![two, one]);
        assert!(check_canonical(Element::only(&wrong).unwrap(), &|_| false).is_err());
        assert!(check_canonical(Element::only(&right).unwrap(), &|_| false).is_ok());
    }

    #[test]
    fn integers_with_needless_bytes_are_refused() {
        for content in [&[0u8, 1][..], &[0xff, 0x80], &[]] {
            let bytes = element(INTEGER, &[content]);
            assert!(check_canonical(Element::only(&bytes).unwrap(), &|_| false).is_err());
        }
    }
}
