//! Reading properties: each mistake is noted with its path as sent and its code, and reading goes
//! on, so that a caller learns everything at once.

use mithaq_domain::{
    form::{Attachment, AttachmentRefusal, Given},
    text::has_control,
};

use crate::{
    base64,
    code::{self, Code},
    json::{Json, join},
};

/// One mistake in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path as sent.
    pub field: String,
    /// What is wrong.
    pub code: Code,
}

/// Reads the properties of one object.
pub struct Reader<'a> {
    object: Option<&'a Json>,
    path: String,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// Reads a body.
    pub fn new(body: &'a Json) -> Self {
        Self {
            object: Some(body),
            path: String::new(),
            errors: Vec::new(),
        }
    }

    /// The path of a property: with its name as sent, else as documented.
    pub fn path_of(&self, name: &str) -> String {
        let sent = self
            .object
            .and_then(|object| object.property(name))
            .map(|found| found.0);
        join(&self.path, sent.unwrap_or(name))
    }

    /// Notes a mistake at a path.
    pub fn refuse(&mut self, field: String, code: Code) {
        self.errors.push(FieldError { field, code });
    }

    /// A property, `null` being absent.
    pub fn value(&self, name: &str) -> Option<&'a Json> {
        #[cfg(test)]
        asked::note(&join(&self.path, name));
        self.object
            .and_then(|object| object.property(name))
            .map(|found| found.1)
    }

    /// A text of at most `limit` characters; numbers count as texts.
    pub fn text(&mut self, name: &str, limit: usize) -> Option<String> {
        let text = match self.value(name)? {
            Json::Text(text) | Json::Number(text) => text.clone(),
            _ => return self.wrong(name, code::WRONG_TYPE),
        };
        if text.chars().count() > limit {
            return self.wrong(name, code::TOO_LONG);
        }
        if has_control(&text.replace('\r', "")) {
            return self.wrong(name, code::WRONG_TYPE);
        }
        Some(text)
    }

    /// A text that must be there.
    pub fn required_text(&mut self, name: &str, limit: usize) -> String {
        let before = self.errors.len();
        let text = self
            .text(name, limit)
            .filter(|text| !text.trim().is_empty());
        if text.is_none() && self.errors.len() == before {
            self.refuse(self.path_of(name), code::REQUIRED);
        }
        text.unwrap_or_default()
    }

    /// A whole number, also written as a text.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        match whole(self.value(name)?) {
            Some(number) => Some(number),
            None => self.wrong(name, code::WRONG_TYPE),
        }
    }

    /// A flag, also written as a text.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.value(name) {
            None => false,
            Some(Json::Flag(flag)) => *flag,
            Some(Json::Text(text)) if text.eq_ignore_ascii_case("true") => true,
            Some(Json::Text(text)) if text.eq_ignore_ascii_case("false") => false,
            Some(_) => self.wrong(name, code::WRONG_TYPE).unwrap_or(false),
        }
    }

    /// Reads the properties of an object within this one; of none where it is absent.
    pub fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Reader<'a>) -> T) -> T {
        let object = match self.value(name) {
            Some(object @ Json::Object(_)) => Some(object),
            Some(_) => self.wrong(name, code::WRONG_TYPE),
            None => None,
        };
        let mut inner = Reader {
            object,
            path: self.path_of(name),
            errors: Vec::new(),
        };
        let read = read(&mut inner);
        self.errors.append(&mut inner.errors);
        read
    }

    /// Reads every object of a list; of none where it is absent.
    pub fn each<T>(&mut self, name: &str, mut read: impl FnMut(&mut Reader<'a>) -> T) -> Vec<T> {
        let items = match self.value(name) {
            None => return Vec::new(),
            Some(Json::List(items)) => items,
            Some(_) => {
                self.refuse(self.path_of(name), code::WRONG_TYPE);
                return Vec::new();
            }
        };
        let path = self.path_of(name);
        let mut all = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let mut inner = Reader {
                object: Some(item),
                path: format!("{path}[{position}]"),
                errors: Vec::new(),
            };
            all.push(read(&mut inner));
            self.errors.append(&mut inner.errors);
        }
        all
    }

    /// Whether a mistake was noted.
    pub(crate) const fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What was read, or everything that is wrong.
    pub fn finish<T>(self, read: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() {
            Ok(read)
        } else {
            Err(self.errors)
        }
    }

    fn wrong<T>(&mut self, name: &str, code: Code) -> Option<T> {
        self.refuse(self.path_of(name), code);
        None
    }
}

/// A text without anything in it, which some clients send for what is absent.
pub(crate) fn is_blank(value: &Json) -> bool {
    matches!(value, Json::Text(text) if text.trim().is_empty())
}

/// A whole number, also written as a text.
pub fn whole(value: &Json) -> Option<i64> {
    match value {
        Json::Number(text) | Json::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A value of a field as a rule may judge it; `null` means the same as absent.
pub fn given(value: &Json) -> Option<Given> {
    Some(match value {
        Json::Null => return None,
        Json::Flag(flag) => Given::Flag(*flag),
        Json::Number(text) | Json::Text(text) => Given::Text(text.clone()),
        Json::Object(_) => file(value).map_or(Given::Other, Given::File),
        Json::List(items) => match (texts(items), rows(items)) {
            (Some(texts), _) => Given::List(texts),
            (None, Some(rows)) => Given::Rows(rows),
            (None, None) => Given::Other,
        },
    })
}

/// `{"name": "slip.pdf", "content": "JVBERi0…"}`, the content in Base64.
fn file(value: &Json) -> Option<Result<Box<Attachment>, AttachmentRefusal>> {
    let (_, Json::Text(content)) = value.property("content")? else {
        return None;
    };
    let name = match value.property("name") {
        None => "",
        Some((_, Json::Text(name))) => name,
        Some(_) => return None,
    };
    Some(Attachment::judge(name, base64::decode(content)?))
}

fn texts(items: &[Json]) -> Option<Vec<String>> {
    let text = |item: &Json| match item {
        Json::Number(text) | Json::Text(text) => Some(text.clone()),
        _ => None,
    };
    items.iter().map(text).collect()
}

/// The rows of a table; an empty cell may be `null`.
fn rows(items: &[Json]) -> Option<Vec<Vec<String>>> {
    let cell = |item: &Json| match item {
        Json::Number(text) | Json::Text(text) => Some(text.clone()),
        Json::Null => Some(String::new()),
        _ => None,
    };
    let row = |item: &Json| match item {
        Json::List(cells) => cells.iter().map(cell).collect(),
        _ => None,
    };
    items.iter().map(row).collect()
}

/// What readers ask for, so that a test can compare it with what is documented.
#[cfg(test)]
pub(crate) mod asked {
    use std::{cell::RefCell, collections::BTreeSet};

    thread_local! {
        static PATHS: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    }

    /// Notes a path: in lower case, positions in lists left out.
    pub(super) fn note(path: &str) {
        let mut parts = path.split('[');
        let first = parts.next().unwrap_or_default().to_owned();
        let path = parts.fold(first, |whole, part| {
            let (_, after) = part.split_once(']').unwrap_or_default();
            format!("{whole}[]{after}")
        });
        PATHS.with_borrow_mut(|paths| paths.insert(path.to_lowercase()));
    }

    /// What is asked for while `read` runs.
    pub(crate) fn record(read: impl FnOnce()) -> BTreeSet<String> {
        PATHS.take();
        read();
        PATHS.take()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn given_in(text: &str) -> Option<Given> {
        let body = Json::parse(text.as_bytes()).unwrap();
        given(body.property("v").unwrap().1)
    }

    #[test]
    fn a_file_is_a_name_and_base64_in_any_letter_case_and_nothing_else_is_one() {
        let pdf = "JVBERi0xLjcKc3RhcnR4cmVmCjAKJSVFT0Y=";
        for text in [
            format!(
                r#"{{"v": {{"Name": "a/slip.pdf", "CONTENT": "data:text/html;base64,{pdf}"}}}}"#
            ),
            format!(
                r#"{{"v": {{"content": "{pdf}", "name": "slip", "contentType": "text/html"}}}}"#
            ),
        ] {
            let named = match given_in(&text) {
                Some(Given::File(Ok(file))) => Some((file.name, file.size)),
                _ => None,
            };
            assert_eq!(named, Some(("slip.pdf".to_owned(), 26)), "{text}");
        }
        let empty = r#"{"v": {"name": "slip.pdf", "content": ""}}"#;
        let refused = Some(Given::File(Err(AttachmentRefusal::Empty)));
        assert_eq!(given_in(empty), refused);
        for wrong in [
            r#"{"v": {}}"#,
            r#"{"v": {"name": "slip.pdf"}}"#,
            r#"{"v": {"name": ["slip.pdf"], "content": "JVBERi0="}}"#,
            r#"{"v": {"content": {"a": {"b": []}}}}"#,
            r#"{"v": {"content": "not Base64!"}}"#,
            r#"{"v": {"content": 7}}"#,
        ] {
            assert_eq!(given_in(wrong), Some(Given::Other), "{wrong}");
        }
    }
}
