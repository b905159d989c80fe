//! The only door to typst: fixed programs, embedded fonts, one data file and one picture, nothing else. A program
//! never changes with the input, so no template and no value can become markup or reach a file.
//!
//! Not here: what the programs are given (`print`) and what is asked of the pages (`document`).

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Amiri: of the Arabic faces tried, the one whose text copies and searches right in PDF readers.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../assets/fonts/Amiri_400Regular.ttf"),
    include_bytes!("../assets/fonts/Amiri_700Bold.ttf"),
    include_bytes!("../assets/fonts/Amiri_400Regular_Italic.ttf"),
];

/// The fixed programs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Program {
    Document,
    SignatureBlock,
}

/// What kind of file is written.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// PDF/A-2a and PDF/UA-1: archived, tagged.
    Document,
    /// PDF/A-2b without tags: its page becomes a form XObject of another file.
    Appearance,
}

/// The file's identity and time, both part of its bytes.
pub(crate) struct Stamp<'a> {
    pub identity: &'a str,
    pub created: Datetime,
}

/// Why typst gave no page; its own words, for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jam(pub String);

/// What never changes, made at the first call.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<Program, Source>,
    data: FileId,
    logo: FileId,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS
        .iter()
        .flat_map(|bytes| Font::iter(Bytes::new(*bytes)))
        .collect();
    let program =
        |program, path, text: &str| (program, Source::new(file_id(path), text.to_owned()));
    Shop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        sources: HashMap::from([
            program(
                Program::Document,
                "document.typ",
                include_str!("../assets/programs/document.typ"),
            ),
            program(
                Program::SignatureBlock,
                "signature-block.typ",
                include_str!("../assets/programs/signature-block.typ"),
            ),
        ]),
        data: file_id("data.json"),
        logo: file_id("logo"),
    }
});

/// File ids are interned for ever and at most 65,535: these four names are all there are.
#[allow(clippy::expect_used)]
fn file_id(name: &'static str) -> FileId {
    let path = VirtualPath::new(name).expect("a literal file name is a valid path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// Whether every face of the font can draw `c`.
pub(crate) fn has_glyph(c: char) -> bool {
    let drawn = |font: &Font| font.info().coverage.contains(c.into());
    SHOP.fonts.iter().all(drawn)
}

struct Job {
    main: FileId,
    program: Program,
    data: Bytes,
    logo: Option<Bytes>,
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        let source = SHOP.sources.get(&self.program);
        source
            .filter(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let logo = self.logo.as_ref().filter(|_| id == SHOP.logo);
        let file = (id == SHOP.data).then_some(&self.data).or(logo);
        file.cloned().ok_or(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// What a program is given: JSON, and the picture that it may draw.
pub(crate) struct Data {
    pub json: String,
    pub logo: Option<Vec<u8>>,
}

/// Runs a program over its data and hands the laid-out pages and their PDF to `look`.
pub(crate) fn print<T>(
    program: Program,
    data: Data,
    kind: Kind,
    stamp: &Stamp,
    look: impl FnOnce(&PagedDocument, Vec<u8>) -> T,
) -> Result<T, Jam> {
    // typst promises no panic, but a panic of its must not take the caller's thread down.
    let printed = catch_unwind(AssertUnwindSafe(|| {
        let document = compile(program, data)?;
        let pdf = export(&document, kind, stamp)?;
        Ok(look(&document, pdf))
    }));
    // Memoised layouts of other people's values: forgotten at once, after failures too.
    typst::comemo::evict(0);
    printed.unwrap_or_else(|_| Err(Jam("the typesetter panicked".to_owned())))
}

fn compile(program: Program, data: Data) -> Result<PagedDocument, Jam> {
    let Some(source) = SHOP.sources.get(&program) else {
        return Err(Jam("no such program".to_owned()));
    };
    let job = Job {
        main: source.id(),
        program,
        data: Bytes::from_string(data.json),
        logo: data.logo.map(Bytes::new),
    };
    typst::compile(&job).output.map_err(|errors| jam(&errors))
}

fn export(document: &PagedDocument, kind: Kind, stamp: &Stamp) -> Result<Vec<u8>, Jam> {
    let (standards, tagged): (&[PdfStandard], bool) = match kind {
        Kind::Document => (&[PdfStandard::A_2a, PdfStandard::Ua_1], true),
        Kind::Appearance => (&[PdfStandard::A_2b], false),
    };
    let options = PdfOptions {
        ident: Smart::Custom(stamp.identity.to_owned()),
        timestamp: Some(Timestamp::new_utc(stamp.created)),
        standards: PdfStandards::new(standards).map_err(|e| Jam(e.message().to_string()))?,
        tagged,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| jam(&errors))
}

fn jam(errors: &[SourceDiagnostic]) -> Jam {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: Vec<_> = error.hints.iter().map(|hint| format!("{hint:?}")).collect();
            format!("{} {}", error.message, hints.join("; "))
        })
        .collect();
    Jam(messages.join(" | "))
}
