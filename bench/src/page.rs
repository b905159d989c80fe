//! A page of the hosted session, read by its stable hooks alone: the step, the forms by their
//! action, the documents by their kind. Wording and looks may change as they like.

use crate::failure::Failure;

/// A page.
pub struct Page(String);

/// A form: where it goes, and its fields as they stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Its address.
    pub action: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// Takes the text of a page.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Where the person stands.
    pub fn step(&self) -> Result<&str, Failure> {
        self.main("data-step")
            .ok_or_else(|| Failure::answer("a page without a step"))
    }

    /// Which session this is.
    pub fn session(&self) -> Result<&str, Failure> {
        self.main("data-session-id")
            .ok_or_else(|| Failure::answer("a page without a session"))
    }

    /// The code of the first error that is shown.
    pub fn error(&self) -> Option<&str> {
        attribute(&self.0, "data-error-code")
    }

    /// The form of an action, if the page has it.
    pub fn form(&self, action: &str) -> Option<Form> {
        let mut forms = self.0.split("<form ").skip(1);
        let form = forms.find(|form| {
            let head = form.split('>').next().unwrap_or_default();
            attribute(head, "data-action") == Some(action)
        })?;
        let form = form.split("</form>").next()?;
        let inputs = form.split("<input ").skip(1).filter_map(|input| {
            let input = input.split('>').next()?;
            let value = attribute(input, "value").unwrap_or_default();
            Some((unescape(attribute(input, "name")?), unescape(value)))
        });
        Some(Form {
            action: unescape(attribute(form, "action")?),
            fields: inputs.collect(),
        })
    }

    /// The address of a document, `review` or `sealed`.
    pub fn document(&self, which: &str) -> Option<String> {
        let mut links = self.0.split("<a ").skip(1);
        let link = links.find_map(|link| {
            let link = link.split('>').next()?;
            (attribute(link, "data-document") == Some(which)).then_some(link)
        })?;
        attribute(link, "href").map(unescape)
    }

    /// The addresses of the pictures, each once.
    pub fn pictures(&self) -> Vec<String> {
        let images = self.0.split("<img ").skip(1);
        let images = images.filter_map(|image| attribute(image.split('>').next()?, "src"));
        images
            .filter(|src| src.starts_with("/session/"))
            .map(unescape)
            .collect()
    }

    fn main(&self, name: &str) -> Option<&str> {
        let main = self.0.split("<main ").nth(1)?.split('>').next()?;
        attribute(main, name)
    }
}

/// The value of the first attribute of this name.
fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        let at = rest.find(name)?;
        let (before, found) = rest.split_at(at);
        let after = found.get(name.len()..)?;
        let whole = before.is_empty() || before.ends_with(char::is_whitespace);
        match after.strip_prefix("=\"") {
            Some(value) if whole => return value.split('"').next(),
            _ => rest = after,
        }
    }
}

/// Undoes what askama escapes: `<`, `>`, `&`, `"` and `'` as decimal references.
fn unescape(text: &str) -> String {
    let mut plain = text.to_owned();
    for (written, meant) in [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(written, meant);
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PAGE: &str = r#"<main data-step="sign" data-session-id="01">
        <form method="post" action="/session/01" data-action="decline"><input name="why"></form>
        <form method="post" action="/session/01?a&#38;b" data-action="verify-code">
        <input type="hidden" name="form_token" value="x&#39;y"><input class="digits" id="c" name="code" required>
        </form><a class="pdf" data-document="review" href="/session/01/r.pdf">PDF</a>
        <img src="/assets/a.png"><img src="/session/01/1.png" alt=""></main>"#;

    #[test]
    fn hooks_are_found() {
        let page = Page::new(PAGE.to_owned());
        assert_eq!(page.step().unwrap(), "sign");
        assert_eq!(page.session().unwrap(), "01");
        assert_eq!(page.error(), None);
        let form = page.form("verify-code").unwrap();
        assert_eq!(form.action, "/session/01?a&b");
        let fields = [("form_token", "x'y"), ("code", "")];
        assert_eq!(
            form.fields,
            fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(page.form("sign").is_none());
        assert_eq!(page.document("review").unwrap(), "/session/01/r.pdf");
        assert!(page.document("sealed").is_none());
        assert_eq!(page.pictures(), ["/session/01/1.png"]);
    }
}
