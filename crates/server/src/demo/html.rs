//! As much of HTML as the hosted pages' stable hooks need: the step, the forms by their action,
//! the hidden fields, the pictures, the links to the PDFs. No parser for anyone else's pages.

use std::collections::BTreeMap;

/// A form of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// `data-action`.
    pub action: String,
    /// Where it is sent.
    pub url: String,
    /// Its inputs and what is in them.
    pub fields: BTreeMap<String, String>,
}

/// A page by its hooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// `main[data-step]`.
    pub step: String,
    /// Its forms.
    pub forms: Vec<Form>,
    /// `a[data-document]`: which document, and where it is.
    pub documents: BTreeMap<String, String>,
    /// Addresses of the pictures on it.
    pub pictures: Vec<String>,
    /// `data-error-code` of the errors on it.
    pub errors: Vec<String>,
}

impl Page {
    /// Reads a page; what is not there is left empty.
    pub fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Option<Form> = None;
        for tag in tags(html) {
            let attributes = tag.attributes;
            let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
            if let Some(code) = attributes.get("data-error-code") {
                page.errors.push(code.clone());
            }
            match tag.name.as_str() {
                "main" => page.step = get("data-step"),
                "form" => {
                    let (action, url) = (get("data-action"), get("action"));
                    open = Some(Form {
                        action,
                        url,
                        fields: BTreeMap::new(),
                    });
                }
                "/form" => page.forms.extend(open.take()),
                "input" => {
                    if let Some(form) = open.as_mut().filter(|_| !get("name").is_empty()) {
                        form.fields.insert(get("name"), get("value"));
                    }
                }
                "a" if attributes.contains_key("data-document") => {
                    page.documents.insert(get("data-document"), get("href"));
                }
                "img" => page.pictures.push(get("src")),
                _ => {}
            }
        }
        page
    }

    /// The form of an action.
    pub fn form(&self, action: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.action == action)
    }
}

struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

/// Every tag of a text, in order. Comments and declarations are passed over.
fn tags(html: &str) -> impl Iterator<Item = Tag> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('<')?;
            if let Some(comment) = after.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let (inside, after) = after.split_at(end_of_tag(after)?);
            rest = after;
            let inside = inside.trim_end_matches('/');
            let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(end);
            if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') {
                return Some(Tag {
                    name: name.to_ascii_lowercase(),
                    attributes: read_attributes(attributes),
                });
            }
        }
    })
}

/// Where a tag ends: at the first `>` that stands in no quoted value.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(position),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

fn read_attributes(mut text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    loop {
        text = text.trim_start();
        let end = text
            .find(|character: char| character == '=' || character.is_whitespace())
            .unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() && rest.is_empty() {
            return attributes;
        }
        let (value, rest) = match rest.trim_start().strip_prefix('=') {
            None => ("", rest),
            Some(rest) => read_value(rest.trim_start()),
        };
        if !name.is_empty() {
            attributes.insert(name.to_ascii_lowercase(), decode(value));
        }
        text = rest;
    }
}

fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The few references that a template engine writes.
fn decode(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let found = after
            .split_once(';')
            .and_then(|(name, after)| Some((reference(name)?, after)));
        match found {
            Some((character, after)) => {
                decoded.push(character);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn reference(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => match name {
            "amp" => 38,
            "lt" => 60,
            "gt" => 62,
            "quot" => 34,
            "apos" => 39,
            _ => return None,
        },
    };
    char::from_u32(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PAGE: &str = r#"<!doctype html><!-- <main data-step="no"> -->
        <main data-step="phone" data-session-id="x"><p data-error-code="1301">a > b</p>
        <form method="post" action="/session/x/verify-code?a=1&amp;b=2" data-action='verify-code' novalidate>
        <input type="hidden" name="form_token" value="t&#x2F;k"><input name=code maxlength=6 required></form>
        <a data-document="review" href="/r.pdf">x</a><img src="/1.png" alt="1 > 0"/>
        <form data-action="not-me"></form></main>"#;

    #[test]
    fn hooks_are_found_whatever_stands_between_them() {
        let page = Page::read(PAGE);
        assert_eq!(
            (page.step.as_str(), page.errors.as_slice()),
            ("phone", &["1301".to_owned()][..])
        );
        let form = page.form("verify-code").unwrap();
        assert_eq!(form.url, "/session/x/verify-code?a=1&b=2");
        assert_eq!(form.fields.get("form_token").unwrap(), "t/k");
        assert_eq!(form.fields.get("code").unwrap(), "");
        assert_eq!(page.documents.get("review").unwrap(), "/r.pdf");
        assert_eq!(page.pictures, ["/1.png"]);
        assert!(page.form("not-me").is_some());
    }

    #[test]
    fn broken_pages_end_and_say_little() {
        for text in [
            "",
            "<",
            "<main",
            "<main data-step",
            "<main data-step=\"",
            "<!--",
            "<a b=c",
            "<= =>",
            "< >&;",
        ] {
            assert_eq!(Page::read(text).step, "", "{text}");
        }
    }
}
