//! Files as values of fields, and the call that gives them, as documented.

use super::{
    Answer, Call, Component,
    shape::{choice, integer, text, uuid},
};
use crate::code;

/// The kinds of files that are taken.
const TYPES: &[&str] = &["application/pdf", "image/jpeg", "image/png"];

/// What is told of a file.
pub const FILE: Component = Component {
    name: "FieldFile",
    says: "A file that was given for a field.",
    properties: &[
        text(
            "name",
            "salary-slip.pdf",
            "What its sender called it, made harmless.",
        ),
        choice("contentType", TYPES, "What its bytes are."),
        integer("size", 48_213, "Its bytes."),
        text(
            "sha256",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "Its SHA-256 in lower-case hexadecimal, which the contract’s document names too.",
        ),
    ],
};

/// The bytes of a file.
pub const GET_REQUEST_FILE: Call = Call {
    path: "/api/BusinessRequest/GetRequestFile",
    title: "Get a file of a contract",
    says: "The file that was given for a field of type `file`, byte for byte: a PDF, a JPEG or a PNG, as \
           `Content-Type` says. It comes from a customer: open it as anything that comes from outside.",
    parameters: &[
        uuid("id", "The contract’s id.").required(),
        text("key", "salarySlip", "The field’s key.").required(),
    ],
    answer: Answer::File(TYPES),
    codes: &[code::NO_SUCH_CONTRACT, code::NO_SUCH_FILE, code::REQUIRED],
    ..Call::PLAIN
};
