//! The files of a contract type: the type itself, its templates in Markdown or JSON, and the picture or
//! PDF beside a template. An import brings them together into one JSON text.

use std::{collections::BTreeMap, fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mithaq_domain::form::Form;
use mithaq_service::document::DocumentTemplate;
use mithaq_typeset::Template;
use serde_json::{Value, json};

use super::words::Refusal;

/// A text file.
pub fn read(path: &Path) -> Result<String, Refusal> {
    fs::read_to_string(path).map_err(|error| Refusal::file(path, &error))
}

/// A template of any kind.
pub fn template(path: &Path) -> Result<DocumentTemplate, Refusal> {
    let text = read(path)?;
    if is(path, "md") {
        let template = Template::parse_markdown(&text, &pictures(path, &text)?);
        return Ok(DocumentTemplate::Text(Box::new(
            template.map_err(Refusal::Template)?,
        )));
    }
    let text = match serde_json::from_str::<Value>(&text) {
        Ok(document) => inlined(&document, path)?.map_or(text, |whole| whole.to_string()),
        Err(_) => text,
    };
    DocumentTemplate::parse(&text).map_err(Refusal::from)
}

/// The form of a contract type, whatever its documents.
pub fn form(path: &Path) -> Result<Form, Refusal> {
    let malformed = |error: serde_json::Error| Refusal::Type(error.to_string());
    let mut whole: Value = serde_json::from_str(&read(path)?).map_err(malformed)?;
    if let Some(object) = whole.as_object_mut() {
        object.remove("documents");
    }
    serde_json::from_value(whole).map_err(malformed)
}

/// A contract type whose documents may be files beside it (`{"file": "loan.md"}`), as one text.
pub fn whole_type(path: &Path) -> Result<String, Refusal> {
    let text = read(path)?;
    let Ok(mut whole) = serde_json::from_str::<Value>(&text) else {
        // What is wrong with it is the import's to say.
        return Ok(text);
    };
    let Some(Value::Array(documents)) = whole.get_mut("documents") else {
        return Ok(text);
    };
    for document in documents {
        if let Some(whole) = inlined(document, path)? {
            *document = whole;
        }
    }
    Ok(whole.to_string())
}

/// A document whose file lies beside `path`, as one; `None` for one that names none.
fn inlined(document: &Value, path: &Path) -> Result<Option<Value>, Refusal> {
    let Some(Value::String(name)) = document.get("file") else {
        return Ok(None);
    };
    let beside = path.parent().unwrap_or(Path::new("")).join(name);
    if is(&beside, "pdf") {
        let mut whole = document.clone();
        let bytes = fs::read(&beside).map_err(|error| Refusal::file(&beside, &error))?;
        if let Some(object) = whole.as_object_mut() {
            object.remove("file");
            object.insert("format".to_owned(), json!(3));
            object.insert("pdf".to_owned(), json!(STANDARD.encode(bytes)));
        }
        return Ok(Some(whole));
    }
    let text = read(&beside)?;
    if !is(&beside, "md") {
        let document = serde_json::from_str(&text);
        return document
            .map(Some)
            .map_err(|error| Refusal::Type(error.to_string()));
    }
    let pictures = pictures(&beside, &text)?;
    let pictures: BTreeMap<&String, String> = pictures
        .iter()
        .map(|(name, bytes)| (name, STANDARD.encode(bytes)))
        .collect();
    Ok(Some(
        json!({ "format": 2, "markdown": text, "pictures": pictures }),
    ))
}

fn is(path: &Path, kind: &str) -> bool {
    path.extension().is_some_and(|extension| extension == kind)
}

/// The picture that a template names, from its own folder and no other.
fn pictures(path: &Path, text: &str) -> Result<BTreeMap<String, Vec<u8>>, Refusal> {
    let mut pictures = BTreeMap::new();
    if let Some(name) = Template::logo_name(text) {
        let beside = path.parent().unwrap_or(Path::new(""));
        if Path::new(name).file_name().is_some_and(|file| file == name) {
            let file = beside.join(name);
            let bytes = fs::read(&file).map_err(|error| Refusal::file(&file, &error))?;
            pictures.insert(name.to_owned(), bytes);
        }
    }
    Ok(pictures)
}
