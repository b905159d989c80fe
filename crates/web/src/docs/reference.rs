//! The reference as Markdown: one page a call, and the page of every error code.

use mithaq_i18n::{Locale, error};
use mithaq_wire::{
    Code, code,
    reference::{
        Answer, component, example,
        shape::{Null, Property, Shape},
    },
};

use super::{operation::Operation, snippet};

/// The page of a call.
pub fn call(operation: &Operation) -> String {
    let call = operation.call;
    let mut text = format!(
        "# {}\n\n`{} {}`\n\n",
        call.title, operation.method, call.path
    );
    for alias in call.aliases {
        text.push_str(&format!("Also at `{alias}`.\n\n"));
    }
    text.push_str(&format!(
        "{}\n\n{}\n\n## Request\n\n",
        call.says,
        operation.who()
    ));
    if operation.needs.creates {
        text.push_str("With an `Idempotency-Key` the call acts once: the same key and body within 24 hours get the first answer again.\n\n");
    }
    table(&mut text, "Header", call.headers, true);
    table(&mut text, "Parameter", call.parameters, true);
    match call.body {
        Some(body) => table(&mut text, "Property", body.properties, true),
        None if call.headers.is_empty() && call.parameters.is_empty() => {
            text.push_str("It takes nothing.\n\n");
        }
        None => {}
    }
    for snippet in snippet::all(operation) {
        text.push_str(&format!(
            "### {}\n\n```{}\n{}\n```\n\n",
            snippet.name, snippet.tag, snippet.text
        ));
    }
    text.push_str("## Answer\n\n");
    answer(&mut text, &call.answer);
    table(&mut text, "Header", call.answer_headers, false);
    text.push_str("## Errors\n\n");
    codes(&mut text, &operation.codes(), Locale::En);
    text
}

fn answer(text: &mut String, answer: &Answer) {
    let (Answer::Data(shape)
    | Answer::DataOrFile(shape, _)
    | Answer::DataAndServices(shape)
    | Answer::List(shape)
    | Answer::Bare(shape)) = answer
    else {
        text.push_str("A file.\n\n");
        return;
    };
    let shape = if let Shape::List(of) = shape {
        of
    } else {
        shape
    };
    match shape {
        Shape::Object(properties) => table(text, "Property", properties, false),
        Shape::One(name) => {
            let properties = component(name).map(|found| found.properties);
            table(text, "Property", properties.unwrap_or_default(), false);
        }
        _ => {}
    }
    if let Some(shown) = example::answer(answer) {
        text.push_str(&format!("```json\n{shown:#}\n```\n\n"));
    }
}

fn table(text: &mut String, head: &str, properties: &'static [Property], is_request: bool) {
    if properties.is_empty() {
        return;
    }
    text.push_str(&format!("| {head} | Type | Meaning |\n|---|---|---|\n"));
    rows(text, properties, "", is_request);
    text.push('\n');
}

fn rows(text: &mut String, properties: &'static [Property], path: &str, is_request: bool) {
    for one in properties {
        let name = format!("{path}{}", one.name);
        let mut kind = kind(&one.shape);
        if is_request && one.required {
            kind.push_str(", required");
        }
        if !is_request && one.null != Null::Never {
            kind.push_str(" or `null`");
        }
        let says = one.says.replace('|', "\\|");
        text.push_str(&format!("| `{name}` | {kind} | {says} |\n"));
        match one.shape {
            Shape::Object(inner) => rows(text, inner, &format!("{name}."), is_request),
            Shape::List(Shape::Object(inner)) => {
                rows(text, inner, &format!("{name}[]."), is_request)
            }
            _ => {}
        }
    }
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => match (text.format, text.limit) {
            (Some(format), _) => format.to_owned(),
            (None, Some(limit)) => format!("text, at most {limit} characters"),
            (None, None) => "text".to_owned(),
        },
        Shape::Integer(_) => "integer".to_owned(),
        Shape::Number(_) => "number".to_owned(),
        Shape::Flag(_) => "true or false".to_owned(),
        Shape::Choice(of) => format!("`{}`", of.join("`, `")),
        Shape::Numbers(of) => {
            let mut numbers = of.to_vec();
            numbers.sort_unstable();
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            numbers.join(", ")
        }
        Shape::Object(_) => "object".to_owned(),
        Shape::One(name) => format!("{name} object"),
        Shape::List(of) => format!("list of {}", kind(of)),
        Shape::Map(..) => "object".to_owned(),
        Shape::FieldValue(_) => "value".to_owned(),
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
