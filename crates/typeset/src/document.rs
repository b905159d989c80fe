//! The reviewed document: the template's pages and a signature page laid out beforehand, as a
//! tagged, archivable PDF, with the place of every signature frame. Nothing is signed here, and
//! nothing may be added to these bytes' pages later but what is drawn inside the frames.

use crate::Value;
use crate::input::Input;
use crate::print::{self, Frame, Printed, Stop};
use crate::reading::Passage;
use crate::resolve;
use std::collections::BTreeMap;
use std::fmt;
use time::OffsetDateTime;

/// Signers of one document.
pub(crate) const MAX_SIGNERS: usize = 24;
/// Letters in one document; three hundred dense pages.
const MAX_LETTERS: usize = 1_200_000;

/// The document and where it is to be signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// PDF/A-2a and PDF/UA-1.
    pub pdf: Vec<u8>,
    /// The signature page included.
    pub page_count: usize,
    /// In the order of [`Input::signers`].
    pub frames: Vec<Frame>,
    /// Letters of values that no embedded font draws and that stand as ◌ in the document.
    pub unprintable: Vec<char>,
}

/// Why nothing was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// More than 24 signers.
    TooManySigners,
    /// More text than a document may hold.
    TooLong,
    /// The time is outside the years that a PDF can name, or the size is no size.
    OutOfRange,
    /// These placed fields, counted from 0, have more text than room at the least size.
    DoesNotFit(Vec<usize>),
    /// The typesetter gave up; its reason is for the log, not for a person.
    Typesetter(String),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManySigners => write!(f, "more than {MAX_SIGNERS} signers"),
            Self::TooLong => write!(f, "more than {MAX_LETTERS} letters of text"),
            Self::OutOfRange => write!(f, "a time or size is out of range"),
            Self::DoesNotFit(fields) => write!(f, "placed fields {fields:?} have too little room"),
            Self::Typesetter(reason) => write!(f, "typesetting failed: {reason}"),
        }
    }
}

impl std::error::Error for RenderError {}

impl From<Stop> for RenderError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::DoesNotFit(fields) => Self::DoesNotFit(fields),
            Stop::Jam(jam) => Self::Typesetter(jam.0),
        }
    }
}

/// What the document says, for a reading aid: the same passages that [`render`] prints, then the
/// signature page's.
pub fn reading(input: &Input) -> Vec<Passage> {
    let mut passages = resolve::passages(input);
    passages.retain(|passage| !matches!(passage, Passage::Space(_) | Passage::PageBreak));
    passages.extend(print::signature_page(input));
    passages
}

/// Lays the document out and writes its PDF.
///
/// # Errors
/// [`RenderError`]; never panics.
pub fn render(input: &Input) -> Result<Rendered, RenderError> {
    let created = created(input.created_at_unix_ms)?;
    let passages = resolve::passages(input);
    check_size(input, &passages, 0)?;
    rendered(input, print::print(input, created, &passages, None)?)
}

/// Every signer must have a place to sign in.
pub(crate) fn rendered(input: &Input, printed: Printed) -> Result<Rendered, RenderError> {
    if printed.frames.len() != input.signers.len() {
        let why = "a signature frame has no place".to_owned();
        return Err(RenderError::Typesetter(why));
    }
    Ok(Rendered {
        pdf: printed.pdf,
        page_count: printed.page_count,
        frames: printed.frames,
        unprintable: unprintable(input.values),
    })
}

/// `more`: bytes of text beside the passages'.
pub(crate) fn check_size(
    input: &Input,
    passages: &[Passage],
    more: usize,
) -> Result<(), RenderError> {
    let text = passages.iter().map(Passage::weight).sum::<usize>();
    if input.signers.len() > MAX_SIGNERS {
        Err(RenderError::TooManySigners)
    } else if text.saturating_add(more) > MAX_LETTERS * 2 {
        Err(RenderError::TooLong)
    } else {
        Ok(())
    }
}

/// PDF dates are whole seconds.
pub(crate) fn created(unix_ms: i64) -> Result<OffsetDateTime, RenderError> {
    let utc = OffsetDateTime::from_unix_timestamp(unix_ms.div_euclid(1000))
        .map_err(|_| RenderError::OutOfRange)?;
    if (1..=9999).contains(&utc.year()) {
        Ok(utc)
    } else {
        Err(RenderError::OutOfRange)
    }
}

pub(crate) fn unprintable(values: &BTreeMap<String, Value>) -> Vec<char> {
    let sides = values.values().flat_map(|value| [&value.en, &value.ar]);
    let mut letters: Vec<char> = sides.flat_map(|side| crate::unprintable(side)).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}
