//! In place of the crate of this name, whose hyphenation patterns are 1.2 MB of the program: our
//! documents hyphenate nothing (`docs/decisions/0009-what-documents-never-use-is-left-out.md`). It
//! has what typst calls, and no language.

/// A language whose words can be hyphenated: there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {}

impl Lang {
    /// The language of an ISO 639-1 code.
    pub fn from_iso(_: [u8; 2]) -> Option<Self> {
        None
    }
}

/// The syllables of a word.
pub fn hyphenate(_: &str, language: Lang) -> std::iter::Empty<&str> {
    match language {}
}
