//! DER, written and read as far as tests need it (X.690).
//!
//! What does not live here: strictness; the client under test has to be strict.

/// One element.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=127 => out.push(short as u8),
        long @ 128..=255 => out.extend([0x81, long as u8]),
        long => out.extend([0x82, (long >> 8) as u8, long as u8]),
    }
    assert!(content.len() < 65_536);
    out.extend(content);
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

/// A SET OF, sorted.
pub(crate) fn set(mut items: Vec<Vec<u8>>) -> Vec<u8> {
    items.sort();
    element(0x31, &[&items.concat()])
}

/// A dotted object identifier whose arcs fit 32 bits.
pub(crate) fn identifier(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u32> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = vec![(arcs[0] * 40 + arcs[1]) as u8];
    for arc in &arcs[2..] {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        groups.reverse();
        content.extend(groups);
    }
    element(6, &[&content])
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    element(4, &[bytes])
}

/// A positive INTEGER.
pub(crate) fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    match significant.first() {
        None => element(2, &[&[0]]),
        Some(first) if first & 0x80 != 0 => element(2, &[&[0], &significant]),
        Some(_) => element(2, &[&significant]),
    }
}

/// GeneralizedTime of Unix seconds.
pub(crate) fn time(unix_seconds: i64) -> Vec<u8> {
    let at = time::OffsetDateTime::from_unix_timestamp(unix_seconds).unwrap();
    let text = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    element(0x18, &[text.as_bytes()])
}

/// The whole elements inside a constructed one; empty for what is no DER.
pub(crate) fn children(element: &[u8]) -> Vec<&[u8]> {
    let Some((_, content, _)) = split(element) else {
        return Vec::new();
    };
    let mut rest = content;
    let mut out = Vec::new();
    while let Some((whole, _, after)) = split(rest) {
        out.push(whole);
        rest = after;
    }
    out
}

pub(crate) fn content(element: &[u8]) -> &[u8] {
    split(element).map_or(&[], |(_, content, _)| content)
}

/// The first element whole, its content, and what follows.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (length, head) = match *bytes.get(1)? {
        short @ 0..=127 => (usize::from(short), 2),
        0x81 => (usize::from(*bytes.get(2)?), 3),
        0x82 => (
            usize::from(*bytes.get(2)?) << 8 | usize::from(*bytes.get(3)?),
            4,
        ),
        _ => return None,
    };
    let whole = bytes.get(..head + length)?;
    Some((whole, &whole[head..], &bytes[head + length..]))
}

/// Issuer and serial number of a certificate.
pub(crate) fn issuer_and_serial(certificate: &[u8]) -> (&[u8], &[u8]) {
    let fields = children(children(certificate)[0]);
    (fields[3], fields[1])
}

/// Subject and key octets of a certificate.
pub(crate) fn subject_and_key(certificate: &[u8]) -> (&[u8], &[u8]) {
    let fields = children(children(certificate)[0]);
    (fields[5], &content(children(fields[6])[1])[1..])
}
