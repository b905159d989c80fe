//! An existing PDF as the ground of a document: judged once, when it is saved, written anew in one
//! plain form, and then filled for each contract by appending alone.
//!
//! What lives here: what an upload may not hold (`inspect`), the plain form (`normal`), and the
//! revision that a contract adds (`fill`). What does not: how values look; they come as the pages of
//! another PDF.
//!
//! Written anew, since an upload may be linearised, hybrid, packed in object streams or updated many
//! times, and each of these costs something or hides something in every contract that is made of it.
//! The plain form has one cross-reference table, one node of pages, every attribute on its page, and
//! on each page an empty form XObject for what will be filled in; whatever else the catalog led to
//! (bookmarks, metadata, earlier revisions) is left behind.

mod answer;
mod content;
mod fill;
mod inspect;
mod normal;
mod signed;
mod view;

use crate::pdf::form_field::{self, FormField};
use crate::pdf::{PdfError, Source, form};
use inspect::Signatures;
use lopdf::{Document, ObjectId};
use std::borrow::Cow;

pub use answer::{Answer, AnswerValue, Answers};
pub use fill::Filling;
pub use signed::SignaturePlace;

/// Most pages of an upload.
const MAX_PAGES: usize = 300;
/// Most bytes of an upload.
const MAX_BYTES: usize = 20 * 1024 * 1024;

/// Why a PDF is no ground for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRefusal {
    /// Not a PDF, or not well-formed as written.
    Unreadable,
    /// Encrypted.
    Encrypted,
    /// More bytes, pages or objects than a document has.
    TooLarge,
    /// JavaScript (ISO 32000-2 12.6.4.17).
    JavaScript,
    /// Something happens when it is opened (`/OpenAction`).
    OpenAction,
    /// Something happens by itself at other times (`/AA`, 12.6.3).
    AdditionalAction,
    /// An action that starts a program (12.6.4.6).
    Launch,
    /// Another action than to go to a place in it, or a link to a web page.
    Action,
    /// A form in XFA.
    Xfa,
    /// Files within it, or a portfolio.
    EmbeddedFile,
    /// Something is shown that lies in another file (8.10.4, 7.3.8.2).
    ExternalReference,
    /// Layers that can be switched, or pictures with alternates (8.11).
    OptionalContent,
    /// A form that is not as forms are: fields in a circle, of one name, or without what makes them fields.
    Form,
    /// Notes, stamps, films or sounds over its pages.
    Annotation,
    /// It bears the remains of a signature, or usage rights, that no field holds.
    Signed,
    /// A signature in it does not hold: it was changed after it.
    SignatureBroken,
    /// A signature in it is made in a way that is not judged here, such as with SHA-1.
    SignatureUnknown,
    /// A signature in it forbids further ones (DocMDP P=1, or FieldMDP over all fields that may come).
    SignatureForbids,
}

impl UploadRefusal {
    /// A stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too-large",
            Self::JavaScript => "javascript",
            Self::OpenAction => "open-action",
            Self::AdditionalAction => "additional-action",
            Self::Launch => "launch",
            Self::Action => "action",
            Self::Xfa => "xfa",
            Self::EmbeddedFile => "embedded-file",
            Self::ExternalReference => "external-reference",
            Self::OptionalContent => "optional-content",
            Self::Form => "form",
            Self::Annotation => "annotation",
            Self::Signed => "signed",
            Self::SignatureBroken => "signature-broken",
            Self::SignatureUnknown => "signature-unknown",
            Self::SignatureForbids => "signature-forbids",
        }
    }
}

impl std::fmt::Display for UploadRefusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Unreadable => "it cannot be read as it is written",
            Self::Encrypted => "it is encrypted",
            Self::TooLarge => "it has too many bytes, pages or objects",
            Self::JavaScript => "it holds JavaScript",
            Self::OpenAction => "it does something when it is opened (OpenAction)",
            Self::AdditionalAction => "it does something by itself (AA)",
            Self::Launch => "it starts a program (Launch)",
            Self::Action => "it holds an action other than a link",
            Self::Xfa => "it holds an XFA form",
            Self::EmbeddedFile => "it holds embedded files",
            Self::ExternalReference => "it shows what lies in another file",
            Self::OptionalContent => "it holds layers or pictures that can be switched",
            Self::Form => "its form is not written as forms are",
            Self::Annotation => "it holds notes, stamps, films or sounds",
            Self::Signed => "it bears the remains of a signature or usage rights",
            Self::SignatureBroken => "it was changed after it was signed",
            Self::SignatureUnknown => {
                "a signature in it cannot be judged here, or its certificate was not valid then"
            }
            Self::SignatureForbids => "its signatures forbid further ones (DocMDP or FieldMDP)",
        })
    }
}

impl std::error::Error for UploadRefusal {}

/// A page as its reader sees it, turned and cut as it asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UploadPage {
    /// In points.
    pub width: f32,
    /// In points.
    pub height: f32,
}

/// An upload, read: in its plain form, or as it came where it is signed.
#[derive(Debug, Clone)]
pub struct Upload {
    bytes: Vec<u8>,
    document: Document,
    pages: Vec<UploadPage>,
    fields: Vec<FormField>,
    ground: Ground,
}

/// What is put on it, and where.
#[derive(Debug, Clone)]
enum Ground {
    /// Everything, in places of its plain form.
    Plain {
        /// The form XObject of each page that waits to be filled.
        overlays: Vec<ObjectId>,
        /// The one node of pages.
        tree: ObjectId,
    },
    /// Signed by others: nothing but values of its form and signatures. The signature fields that wait.
    Signed(Vec<SignaturePlace>),
}

impl Upload {
    /// Judges an upload and brings it into the plain form.
    ///
    /// # Errors
    /// [`UploadRefusal`]; never panics.
    pub fn inspect(bytes: &[u8]) -> Result<Self, UploadRefusal> {
        if bytes.len() > MAX_BYTES {
            return Err(UploadRefusal::TooLarge);
        }
        let source = Source::open(bytes).map_err(|error| match error {
            PdfError::Encrypted => UploadRefusal::Encrypted,
            PdfError::TooLarge => UploadRefusal::TooLarge,
            _ => UploadRefusal::Unreadable,
        })?;
        let signatures = form::signature_fields(&source).map_err(|_| UploadRefusal::Form)?;
        if signatures.iter().any(|field| field.value.is_some()) {
            return signed::inspect(source);
        }
        inspect::inspect(&source, Signatures::None)?;
        let normal = normal::normal(&source)?;
        drop(source);
        let read = Source::open(&normal.bytes).map_err(|_| UploadRefusal::Unreadable)?;
        let fields = form_field::read(&read).map_err(|_| UploadRefusal::Form)?;
        let document = read.document.into_owned();
        Ok(Self {
            document,
            bytes: normal.bytes,
            pages: normal.pages,
            fields: fields.fields,
            ground: Ground::Plain {
                overlays: normal.overlays,
                tree: normal.tree,
            },
        })
    }

    /// Whether others have signed it: its bytes stay as they are, and nothing can be placed on its pages.
    pub const fn is_signed(&self) -> bool {
        matches!(self.ground, Ground::Signed(_))
    }

    /// Its pages, in order.
    pub fn pages(&self) -> &[UploadPage] {
        &self.pages
    }

    /// The fields of its form that are no signature fields.
    pub fn fields(&self) -> &[FormField] {
        &self.fields
    }

    /// The plain form; of a signed one what was uploaded.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn source(&self) -> Source<'_> {
        Source::of(&self.bytes, Cow::Borrowed(&self.document))
    }
}
