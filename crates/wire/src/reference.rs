//! What the documentation says of every call, as data beside the code that reads and answers it:
//! the OpenAPI description, the reference pages and the examples are made from these tables.
//!
//! They cannot drift: a test here runs each call's own reader on its example and compares the
//! properties that it asks for with the ones listed; the tests of `web` compare the tables with
//! the router, and every answer that any test receives with what is listed for its call.
//!
//! Map: [`shape`] how values are described · [`example`] values made from descriptions · one file
//! a noun, each with its [`Group`]. Deliberately absent: methods and who may call, which `web`
//! reads off its handlers; sentences of error codes, which are in `locales/`.

pub mod example;
pub mod shape;

mod access;
mod agent;
mod contract;
mod contract_file;
mod contract_pdf;
mod decision;
mod id_token;
mod otp;
mod own_contract;
mod person;
mod recover;
mod session;
mod sign;
mod standing;
mod transaction;
mod webhook;

use crate::{code::Code, json::Json, read::FieldError};
use shape::{Property, Shape};

/// Every group of calls, in the order of the documentation.
pub const GROUPS: &[Group] = &[
    session::GROUP,
    contract::GROUP,
    agent::GROUP,
    own_contract::GROUP,
    sign::GROUP,
    person::GROUP,
    recover::GROUP,
    transaction::GROUP,
    otp::GROUP,
    webhook::GROUP,
    access::GROUP,
];

/// Calls that belong together.
pub struct Group {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub says: &'static str,
    /// Its calls.
    pub calls: &'static [Call],
    /// Objects that its calls share.
    pub components: &'static [Component],
}

/// An object that several answers show, under a name of its own.
pub struct Component {
    /// The name that [`Shape::One`] refers to.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub says: &'static str,
    /// What it holds.
    pub properties: &'static [Property],
}

/// One call.
#[derive(Clone, Copy)]
pub struct Call {
    /// Its path in the published spelling.
    pub path: &'static str,
    /// Other paths that do the same.
    pub aliases: &'static [&'static str],
    /// What it does, as a title.
    pub title: &'static str,
    /// What a caller must know, as Markdown.
    pub says: &'static str,
    /// Headers of the request besides those of every call.
    pub headers: &'static [Property],
    /// Parameters of the query, or of the path where it names them in braces.
    pub parameters: &'static [Property],
    /// The JSON that it reads.
    pub body: Option<Body>,
    /// What it answers when all goes well.
    pub answer: Answer,
    /// Headers of that answer.
    pub answer_headers: &'static [Property],
    /// Calls that take something of that answer.
    pub links: &'static [Link],
    /// The codes of its own refusals; those that follow from reading and from who calls are added.
    pub codes: &'static [Code],
}

impl Call {
    /// A call that takes nothing, to be completed: `Call { path: …, ..Call::PLAIN }`.
    pub const PLAIN: Self = Self {
        path: "",
        aliases: &[],
        title: "",
        says: "",
        headers: &[],
        parameters: &[],
        body: None,
        answer: Answer::Data(Shape::Flag(true)),
        answer_headers: &[],
        links: &[],
        codes: &[],
    };

    /// Its own path and the other ones.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.path).chain(self.aliases.iter().copied())
    }
}

/// A call that takes something of another one's answer.
#[derive(Clone, Copy)]
pub struct Link {
    /// Its path.
    pub to: &'static str,
    /// The parameter, or the property of its body.
    pub gives: &'static str,
    /// Where the value stands in the answer, as a runtime expression of OpenAPI: `$response.body#/data/id`.
    pub from: &'static str,
}

/// A [`Link`], to be read as a row.
const fn link(to: &'static str, gives: &'static str, from: &'static str) -> Link {
    Link { to, gives, from }
}

/// The JSON that a call reads.
#[derive(Clone, Copy)]
pub struct Body {
    /// What it takes.
    pub properties: &'static [Property],
    /// A request that works, as JSON.
    pub example: &'static str,
    /// The reader of the call, as a check: `|body| read_login(body).map(drop)`.
    pub reads: fn(&Json) -> Result<(), Vec<FieldError>>,
    /// Whether one of several properties must be there, none of them by itself.
    pub needs_one_of: bool,
}

/// What a call answers when all goes well.
#[derive(Clone, Copy)]
pub enum Answer {
    /// The envelope with this as `data`.
    Data(Shape),
    /// The envelope with this as `data`, and the shared object `Services` as `services` beside.
    DataAndServices(Shape),
    /// The envelope with a page of these as `data`, and `totalCount` and `returnedCount` beside.
    List(Shape),
    /// The envelope with this as `data`, or a file of this type where `Accept` asks for it.
    DataOrFile(Shape, &'static str),
    /// JSON without an envelope.
    Bare(Shape),
    /// A file of one of these types.
    File(&'static [&'static str]),
}

/// The call at a path, in any letter case.
pub fn find(path: &str) -> Option<&'static Call> {
    calls().find(|call| call.paths().any(|known| known.eq_ignore_ascii_case(path)))
}

/// Every call.
pub fn calls() -> impl Iterator<Item = &'static Call> {
    GROUPS.iter().flat_map(|group| group.calls)
}

/// The object of a name.
pub fn component(name: &str) -> Option<&'static Component> {
    components().find(|component| component.name == name)
}

/// Every shared object.
pub fn components() -> impl Iterator<Item = &'static Component> {
    GROUPS.iter().flat_map(|group| group.components)
}

/// For instance a token under a caller's public key: compact JWE (RFC 7516).
const ENCRYPTED_TOKEN: &str =
    "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.a2V5.aXY.dG9rZW4.dGFn";

/// Two lists as one, in constants: the compiler itself evaluates it, and refuses wrong lengths.
#[allow(clippy::indexing_slicing)]
const fn join<T: Copy, const ONE: usize, const OTHER: usize, const ALL: usize>(
    one: [T; ONE],
    other: [T; OTHER],
) -> [T; ALL] {
    assert!(ALL == ONE + OTHER);
    let mut all = [one[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < ONE { one[at] } else { other[at - ONE] };
        at += 1;
    }
    all
}

#[cfg(test)]
mod tests;
