//! A file as the value of a field: what counts as one is said by its bytes, never by its name or by
//! what a sender calls it. Nothing is decoded here, so that a small file that unfolds to gigabytes
//! costs nothing. The bytes lie elsewhere; among the values stand name, kind, size and SHA-256.

use std::{fmt, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::{
    text::is_invisible,
    transaction::{fault::Fault, picture},
};

/// Most bytes of a file, the same as of a picture.
pub const MOST_BYTES: usize = picture::MOST_BYTES;
/// Longest name that is kept, in characters, its ending not counted.
const NAME_LIMIT: usize = 100;
/// Within so many bytes of its end a PDF says where its table of objects is (ISO 32000-1, 7.5.5, and
/// what readers tolerate after it).
const PDF_TAIL: usize = 1_024;

/// A file that was given for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// What its sender called it, made harmless: no path, nothing invisible, the ending of its kind.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Its bytes.
    pub size: usize,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// The bytes themselves, where it was given a moment ago; they are not kept among the values.
    #[serde(skip)]
    pub content: Option<Content>,
}

/// The kinds of files that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// The bytes of a file. Its `Debug` says only how many.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Arc<[u8]>);

/// A size as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownSize {
    /// Below a megabyte: `312`.
    Kilobytes(String),
    /// `1.4`.
    Megabytes(String),
}

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentRefusal {
    /// It has no bytes.
    Empty,
    /// It has too many bytes, or a picture too many pixels.
    TooLarge,
    /// It is none of the kinds that are taken.
    Kind,
    /// It begins as one of them and is damaged.
    Unreadable,
}

impl Media {
    /// Its media type (RFC 6838).
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
        }
    }

    /// Whether it is a picture that every browser draws.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }

    /// The endings of its names, the usual one first.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
        }
    }

    fn of(bytes: &[u8]) -> Result<Self, AttachmentRefusal> {
        let (media, is_whole) = if bytes.starts_with(b"%PDF-") {
            return pdf_is_whole(bytes)
                .then_some(Self::Pdf)
                .ok_or(AttachmentRefusal::Unreadable);
        } else if bytes.starts_with(picture::PNG) {
            (Self::Png, png_is_whole(bytes))
        } else if bytes.starts_with(picture::JPEG) {
            (Self::Jpeg, jpeg_is_whole(bytes))
        } else {
            return Err(AttachmentRefusal::Kind);
        };
        match picture::inspect(bytes) {
            Ok(()) if is_whole => Ok(media),
            Err(Fault::TooManyBytes | Fault::TooManyPixels) => Err(AttachmentRefusal::TooLarge),
            Ok(()) | Err(_) => Err(AttachmentRefusal::Unreadable),
        }
    }
}

impl ShownSize {
    /// The size of so many bytes, rounded up.
    pub fn of(bytes: usize) -> Self {
        Self::read(bytes.div_ceil(1_000), bytes.div_ceil(100_000))
    }

    /// A limit of so many bytes, rounded down: nothing that keeps it as shown is above it.
    pub fn at_most(bytes: usize) -> Self {
        Self::read(bytes / 1_000, bytes / 100_000)
    }

    fn read(kilobytes: usize, tenths: usize) -> Self {
        match (tenths / 10, tenths % 10) {
            _ if kilobytes < 1_000 => Self::Kilobytes(kilobytes.max(1).to_string()),
            (megabytes, 0) => Self::Megabytes(megabytes.to_string()),
            (megabytes, tenth) => Self::Megabytes(format!("{megabytes}.{tenth}")),
        }
    }
}

impl Content {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.0.len())
    }
}

impl Attachment {
    /// Looks at bytes as a file to be given for a field. It hashes them: some milliseconds for the
    /// largest.
    pub fn judge(name: &str, bytes: Vec<u8>) -> Result<Box<Self>, AttachmentRefusal> {
        if bytes.is_empty() {
            return Err(AttachmentRefusal::Empty);
        }
        if bytes.len() > MOST_BYTES {
            return Err(AttachmentRefusal::TooLarge);
        }
        let media = Media::of(&bytes)?;
        Ok(Box::new(Self {
            name: harmless(name, media),
            media,
            size: bytes.len(),
            sha256: sha256(&bytes),
            content: Some(Content(bytes.into())),
        }))
    }

    /// Whether these are the bytes that were given.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.size == bytes.len() && self.sha256 == sha256(bytes)
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = digest(&SHA256, bytes);
    let hexadecimal = digest.as_ref().iter();
    hexadecimal.map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of a path as a name that no system and no reader takes for anything else: letters,
/// digits and a few signs, and the ending of its kind, so that `slip.pdf.exe` is not run.
fn harmless(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter_map(|character| match character {
        character if character.is_control() || is_invisible(character) => None,
        character if character.is_whitespace() => Some(' '),
        character if is_plain(character) => Some(character),
        _ => Some('_'),
    });
    let kept: String = kept.collect();
    let kept = kept.trim_matches([' ', '.']);
    let ending = media.endings().iter().find(|ending| {
        let start = kept.len().saturating_sub(ending.len());
        kept.get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    });
    let stem = kept
        .len()
        .saturating_sub(ending.map_or(0, |ending| ending.len()));
    let words: Vec<&str> = kept
        .get(..stem)
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let stem: String = words.join(" ").chars().take(NAME_LIMIT).collect();
    let stem = match stem.trim_end_matches([' ', '.']) {
        "" => "file",
        stem => stem,
    };
    let usual = media.endings().first().copied().unwrap_or_default();
    [stem, ending.copied().unwrap_or(usual)].concat()
}

/// Letters of any script with the marks that people write over them, digits, and signs that mean
/// nothing to any system.
const fn is_plain(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | ',' | '(' | ')' | '+'
        | '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{670}')
        || !character.is_ascii() && is_letter(character)
}

const fn is_letter(character: char) -> bool {
    // Fillers of Hangul are letters to Unicode, and nothing to a reader.
    !matches!(character, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
        && matches!(character,
            '\u{AA}'..='\u{2AF}' | '\u{370}'..='\u{52F}' | '\u{620}'..='\u{64A}' | '\u{660}'..='\u{669}'
            | '\u{66E}'..='\u{6D3}' | '\u{6F0}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{1E00}'..='\u{1FFF}')
}

/// Whether the end of a PDF is there.
fn pdf_is_whole(bytes: &[u8]) -> bool {
    let tail = bytes.len().saturating_sub(PDF_TAIL);
    let tail = bytes.get(tail..).unwrap_or_default();
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|part| part == mark);
    has(b"startxref") && has(b"%%EOF")
}

/// Whether the chunks lead to the last one (PNG, third edition, 5.3). Their check sums are for whoever
/// draws it.
fn png_is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(picture::PNG.len()..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else {
            return false;
        };
        // The name before the data and the check sum behind it.
        let whole = length.saturating_add(8);
        if after.len() < whole {
            return false;
        }
        if after.starts_with(b"IEND") {
            return true;
        }
        rest = after.get(whole..).unwrap_or_default();
    }
    false
}

/// Whether a scan and the end of the image behind it are there (ITU T.81, B.1.1.3). The segments are
/// passed by their lengths, and with them the small picture that cameras put into one, which has an
/// end of its own. Cameras write more behind the end.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let mut scanned = false;
    while let Some((marker, after)) = next_marker(rest) {
        // Those without a segment (table B.1).
        if marker == 0xd9 {
            return scanned;
        }
        if matches!(marker, 0x01 | 0xd8) {
            rest = after;
            continue;
        }
        let Some(length) = after.first_chunk::<2>() else {
            return false;
        };
        scanned |= marker == 0xda;
        let length = usize::from(u16::from_be_bytes(*length));
        rest = after.get(length..).unwrap_or_default();
    }
    false
}

/// The next marker and what stands behind it. Bytes of a scan, among which `FF 00` is none of them,
/// its restart marks and fill bytes are passed over.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes;
    loop {
        let at = rest.iter().position(|byte| *byte == 0xff)?;
        rest = rest.get(at + 1..)?;
        match rest.split_first()? {
            (0x00 | 0xff | 0xd0..=0xd7, _) => {}
            (marker, after) => return Some((*marker, after)),
        }
    }
}

#[cfg(test)]
mod tests;
