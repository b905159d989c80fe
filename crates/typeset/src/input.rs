//! What decides a document's bytes: the template, the values, and what is printed around them.
//! How it is laid out is `print`'s business, how placeholders are filled `resolve`'s.

use crate::bilingual::Bilingual;
use crate::plain::printable;
use crate::template::Template;
use crate::{Mark, Value};
use std::collections::BTreeMap;

/// Everything that decides the document's bytes: the same input gives the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The template version.
    pub template: &'a Template,
    /// Field key → value as it is to be printed; `key|form` → the same in another form, for each of
    /// [`Template::formats`]. A field without an entry has no value.
    pub values: &'a BTreeMap<String, Value>,
    /// Field key → rows that fill a table.
    pub tables: &'a BTreeMap<String, Vec<Vec<Value>>>,
    /// Fields whose values stand for files: key and label. Those that the template prints nowhere are
    /// listed at its end, so that the document always says which files belong to it.
    pub attached: &'a [(String, Bilingual)],
    /// Printed on every page.
    pub request_number: &'a str,
    /// The random code that a reader may check the document by.
    pub short_code: &'a str,
    /// The address of the page where anybody may check the document, without a slash at its end; the QR
    /// code leads below it to the short code. Empty where there is none.
    pub check_address: &'a str,
    /// The company in whose name the document is made.
    pub issuer: &'a Bilingual,
    /// The document's date, written out by the caller.
    pub date: &'a Bilingual,
    /// When the document is made, for the PDF's metadata, in milliseconds since 1970 UTC.
    pub created_at_unix_ms: i64,
    /// One frame each on the signature page, in this order; at most 24.
    pub signers: &'a [SignerFrame],
    /// Printed on every page.
    pub marks: &'a [Mark],
}

/// A frame to be signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerFrame {
    /// The signature field's name, given back in [`Frame`].
    pub field_name: String,
    /// Whose frame it is, such as "Customer" / «العميل».
    pub label: Bilingual,
}

/// The document's title for metadata, where no markup and no line break is wanted.
pub(crate) fn metadata_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}
