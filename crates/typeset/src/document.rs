//! The reviewed document: the template's pages and a signature page laid out beforehand, as a
//! tagged, archivable PDF, with the place of every signature frame. Nothing is signed here, and
//! nothing may be added to these bytes' pages later but what is drawn inside the frames.

use crate::Value;
use crate::input::{Input, SignerFrame};
use crate::press::{self, Data, Jam, Kind, Program, Stamp};
use crate::print;
use crate::reading::Passage;
use crate::resolve;
use std::collections::BTreeMap;
use std::fmt;
use time::OffsetDateTime;
use typst::foundations::{Datetime, Label};
use typst::introspection::Introspector as _;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

/// Labels are interned for ever, so there is a last signer.
pub(crate) const MAX_SIGNERS: usize = 24;
/// Letters in one document; three hundred dense pages. typst itself knows no limit.
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

/// Where a signature block belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// From [`SignerFrame::field_name`].
    pub field_name: String,
    /// Counted from 0.
    pub page_index: usize,
    /// `[left, bottom, right, top]` in PDF points, origin at the page's bottom left.
    pub rect: [f32; 4],
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

impl From<Jam> for RenderError {
    fn from(jam: Jam) -> Self {
        Self::Typesetter(jam.0)
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
    let data = Data {
        json: print::document(input, &passages),
        logo: input.template.furniture.logo.clone(),
    };
    check_size(input, &data)?;
    let identity = identity(input);
    let stamp = Stamp {
        identity: &identity,
        created,
    };
    let look = |document: &PagedDocument, pdf: Vec<u8>| Rendered {
        page_count: document.pages().len(),
        frames: frames(document, input.signers),
        unprintable: unprintable(input.values),
        pdf,
    };
    let rendered = press::print(Program::Document, data, Kind::Document, &stamp, look)?;
    if rendered.frames.len() == input.signers.len() {
        Ok(rendered)
    } else {
        Err(RenderError::Typesetter(
            "a signature frame has no place".to_owned(),
        ))
    }
}

pub(crate) fn identity(input: &Input) -> String {
    format!("{}/{}", input.request_number, input.short_code)
}

/// typst itself knows no limit.
pub(crate) fn check_size(input: &Input, data: &Data) -> Result<(), RenderError> {
    if input.signers.len() > MAX_SIGNERS {
        Err(RenderError::TooManySigners)
    } else if data.json.len() > MAX_LETTERS * 2 {
        Err(RenderError::TooLong)
    } else {
        Ok(())
    }
}

pub(crate) fn has_label(document: &PagedDocument, name: &str) -> bool {
    let label = Label::new(PicoStr::intern(name));
    label.is_some_and(|label| document.introspector().query_label(label).is_ok())
}

/// PDF dates are whole seconds.
pub(crate) fn created(unix_ms: i64) -> Result<Datetime, RenderError> {
    let utc = OffsetDateTime::from_unix_timestamp(unix_ms.div_euclid(1000))
        .map_err(|_| RenderError::OutOfRange)?;
    if !(1..=9999).contains(&utc.year()) {
        return Err(RenderError::OutOfRange);
    }
    Datetime::from_ymd_hms(
        utc.year(),
        utc.month().into(),
        utc.day(),
        utc.hour(),
        utc.minute(),
        utc.second(),
    )
    .ok_or(RenderError::OutOfRange)
}

/// Finds the labels `signer-0`, `signer-1`, … that the program put on its frames.
pub(crate) fn frames(document: &PagedDocument, signers: &[SignerFrame]) -> Vec<Frame> {
    let found = signers.iter().enumerate().map(|(index, signer)| {
        let label = Label::new(PicoStr::intern(&format!("signer-{index}")))?;
        let introspector = document.introspector();
        let location = introspector.query_label(label).ok()?.location()?;
        let position = introspector.position(location)?;
        let page_index = position.page.get() - 1;
        let page_height = document.pages().get(page_index)?.frame.height().to_pt();
        let left = position.point.x.to_pt() as f32;
        let top = (page_height - position.point.y.to_pt()) as f32;
        Some(Frame {
            field_name: signer.field_name.clone(),
            page_index,
            rect: [
                left,
                top - print::FRAME_HEIGHT,
                left + print::FRAME_WIDTH,
                top,
            ],
        })
    });
    found.flatten().collect()
}

pub(crate) fn unprintable(values: &BTreeMap<String, Value>) -> Vec<char> {
    let sides = values.values().flat_map(|value| [&value.en, &value.ar]);
    let mut letters: Vec<char> = sides.flat_map(|side| crate::unprintable(side)).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}
