//! In place of the crate of this name, whose grammars of programming languages are 0.9 MB of the
//! program: no contract shows code (`docs/decisions/0009-what-documents-never-use-is-left-out.md`).
//! It has what typst calls, and no grammar.

/// Grammars.
pub mod syntax {
    use syntect::parsing::SyntaxSet;

    /// None.
    pub fn extra_no_newlines() -> SyntaxSet {
        SyntaxSet::default()
    }
}
