//! The reference as Markdown: one page a call, and the page of every error code.

use mithaq_i18n::{Argument, Locale, described, error, text as say, text_with};
use mithaq_wire::{
    Code, code,
    reference::{
        Answer, component, example,
        shape::{Null, Property, Shape},
    },
};

use super::{operation::Operation, snippet};

/// The page of a call.
pub fn call(operation: &Operation, locale: Locale) -> String {
    let (call, say) = (operation.call, |key: &str| say(locale, key));
    let mut text = format!(
        "# {}\n\n`{} {}`\n\n",
        operation.title(locale),
        operation.method,
        call.path
    );
    for alias in call.aliases {
        text.push_str(&format!("{} `{alias}`.\n\n", say("docs-also-at")));
    }
    let (who, request) = (operation.who(locale), say("docs-request"));
    let says = described(locale, call.says);
    text.push_str(&format!("{says}\n\n{who}\n\n## {request}\n\n"));
    if operation.needs.creates {
        text.push_str(&format!("{}\n\n", say("docs-once")));
    }
    let to = Table::new(&mut text, locale, true);
    to.put("docs-header", call.headers);
    let to = Table::new(&mut text, locale, true);
    to.put("docs-parameter", call.parameters);
    match call.body {
        Some(body) => Table::new(&mut text, locale, true).put("docs-property", body.properties),
        None if call.headers.is_empty() && call.parameters.is_empty() => {
            text.push_str(&format!("{}\n\n", say("docs-nothing")));
        }
        None => {}
    }
    for snippet in snippet::all(operation) {
        text.push_str(&format!(
            "### {}\n\n```{}\n{}\n```\n\n",
            snippet.name, snippet.tag, snippet.text
        ));
    }
    text.push_str(&format!("## {}\n\n", say("docs-answer")));
    answer(&mut text, &call.answer, locale);
    Table::new(&mut text, locale, false).put("docs-header", call.answer_headers);
    text.push_str(&format!("## {}\n\n", say("docs-errors")));
    codes(&mut text, &operation.codes(), locale);
    text
}

fn answer(text: &mut String, answer: &Answer, locale: Locale) {
    let (Answer::Data(shape)
    | Answer::DataOrFile(shape, _)
    | Answer::List(shape)
    | Answer::Bare(shape)) = answer
    else {
        text.push_str(&format!("{}\n\n", say(locale, "docs-file")));
        return;
    };
    let shape = if let Shape::List(of) = shape {
        of
    } else {
        shape
    };
    let table = Table::new(text, locale, false);
    match shape {
        Shape::Object(properties) => table.put("docs-property", properties),
        Shape::One(name) => {
            let properties = component(name).map(|found| found.properties);
            table.put("docs-property", properties.unwrap_or_default());
        }
        _ => {}
    }
    if let Some(shown) = example::answer(answer) {
        text.push_str(&format!("```json\n{shown:#}\n```\n\n"));
    }
}

/// A table of properties in the making.
struct Table<'a> {
    text: &'a mut String,
    locale: Locale,
    is_request: bool,
}

impl<'a> Table<'a> {
    const fn new(text: &'a mut String, locale: Locale, is_request: bool) -> Self {
        Self {
            text,
            locale,
            is_request,
        }
    }

    fn put(mut self, head: &str, properties: &'static [Property]) {
        if properties.is_empty() {
            return;
        }
        let [head, kind, says] =
            [head, "docs-type", "docs-meaning"].map(|key| say(self.locale, key));
        self.text
            .push_str(&format!("| {head} | {kind} | {says} |\n|---|---|---|\n"));
        self.rows(properties, "");
        self.text.push('\n');
    }

    fn rows(&mut self, properties: &'static [Property], path: &str) {
        for one in properties {
            let name = format!("{path}{}", one.name);
            let mut kind = kind(&one.shape, self.locale);
            if self.is_request && one.required {
                kind.push_str(match self.locale {
                    Locale::En => ", ",
                    Locale::Ar => "، ",
                });
                kind.push_str(&say(self.locale, "docs-required"));
            }
            if !self.is_request && one.null != Null::Never {
                kind.push_str(&format!(" {}", say(self.locale, "docs-or-null")));
            }
            let says = described(self.locale, one.says).replace('|', "\\|");
            self.text
                .push_str(&format!("| `{name}` | {kind} | {says} |\n"));
            match one.shape {
                Shape::Object(inner) => self.rows(inner, &format!("{name}.")),
                Shape::List(Shape::Object(inner)) => self.rows(inner, &format!("{name}[].")),
                _ => {}
            }
        }
    }
}

fn kind(shape: &Shape, locale: Locale) -> String {
    let say = |key| say(locale, key);
    match shape {
        Shape::Text(text) => match (text.format, text.limit) {
            (Some(format), _) => format.to_owned(),
            (None, Some(limit)) => {
                let letters = Argument::Number(i64::try_from(limit).unwrap_or(i64::MAX));
                text_with(locale, "docs-text-at-most", &[("letters", letters)])
            }
            (None, None) => say("docs-text"),
        },
        Shape::Integer(_) => say("docs-integer"),
        Shape::Number(_) => say("docs-number"),
        Shape::Flag(_) => say("docs-flag"),
        Shape::Choice(of) => format!("`{}`", of.join("`, `")),
        Shape::Numbers(of) => {
            let mut numbers = of.to_vec();
            numbers.sort_unstable();
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            numbers.join(", ")
        }
        Shape::Object(_) | Shape::Map(..) => say("docs-object"),
        Shape::One(name) => text_with(
            locale,
            "docs-named-object",
            &[("name", Argument::Text(name))],
        ),
        Shape::List(of) => {
            let of = kind(of, locale);
            text_with(locale, "docs-list", &[("what", Argument::Text(&of))])
        }
        Shape::FieldValue(_) => say("docs-value"),
    }
}

fn codes(text: &mut String, codes: &[Code], locale: Locale) {
    text.push_str(match locale {
        Locale::En => "| Code | HTTP | Meaning |\n|---|---|---|\n",
        Locale::Ar => "| الرمز | HTTP | المعنى |\n|---|---|---|\n",
    });
    for code in codes {
        let sentence = error(locale, u32::from(code.number)).replace('|', "\\|");
        text.push_str(&format!(
            "| {} | {} | {sentence} |\n",
            code.number, code.status
        ));
    }
    text.push('\n');
}

/// The table of every error code.
pub fn all_codes(locale: Locale) -> String {
    let mut text = String::new();
    let mut all = code::ALL.to_vec();
    all.sort_unstable_by_key(|code| code.number);
    codes(&mut text, &all, locale);
    text
}
