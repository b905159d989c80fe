//! An invited person with a browser and a phone: walks the hosted session from the link to the
//! sealed file, doing what each page asks for.

use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    connection::{Answer, Connection},
    failure::Failure,
    outbox::Outbox,
    page::{Form, Page},
};

/// A page that only waits is looked at again after this long.
const GLANCE: Duration = Duration::from_millis(25);
/// And a whole walk takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser of one person: a connection and its cookies.
pub struct Person<'a> {
    connection: &'a mut Connection,
    cookies: BTreeMap<String, String>,
    outbox: &'a Outbox,
    looks: bool,
}

impl<'a> Person<'a> {
    /// A fresh browser. A person who `looks` loads the pictures of the pages, as a browser does.
    pub fn new(connection: &'a mut Connection, outbox: &'a Outbox, looks: bool) -> Self {
        Self {
            connection,
            cookies: BTreeMap::new(),
            outbox,
            looks,
        }
    }

    /// Walks the link to its end; the bytes of the sealed file.
    pub fn walk(&mut self, link: &str) -> Result<Vec<u8>, Failure> {
        let start = Instant::now();
        let mut page = self.look("GET", link, &[])?;
        while start.elapsed() < PATIENCE {
            let (step, session) = (page.step()?.to_owned(), page.session()?.to_owned());
            if let Some(code) = page.error() {
                return Err(Failure::answer(format!("refused at {step} with {code}")));
            }
            if let Some(sealed) = page.document("sealed") {
                return Ok(self.fetch(&sealed)?.body);
            }
            page = match self.next(&page, &step)? {
                Some(form) => self.submit(form)?,
                None => {
                    sleep(GLANCE);
                    self.look("GET", &format!("/session/{session}"), &[])?
                }
            };
        }
        Err(Failure::answer("a walk that does not end"))
    }

    /// The form to send from this page, filled in; nothing where there is only waiting.
    fn next(&mut self, page: &Page, step: &str) -> Result<Option<Form>, Failure> {
        if let Some(mut form) = page.form("verify-code") {
            let purpose = if step == "phone" { "phone" } else { "sign" };
            let code = self.outbox.code(page.session()?, purpose)?;
            let fields = form.fields.iter_mut().filter(|(name, _)| name == "code");
            fields.for_each(|(_, value)| value.clone_from(&code));
            return Ok(Some(form));
        }
        let form = page.form("sign");
        if form.is_some() && self.looks {
            for picture in page.pictures() {
                self.fetch(&picture)?;
            }
        }
        Ok(form
            .or_else(|| page.form("send-code"))
            .or_else(|| page.form("continue")))
    }

    fn submit(&mut self, form: Form) -> Result<Page, Failure> {
        let fields = form.fields.iter();
        let fields = fields.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let body = fields.collect::<Vec<_>>().join("&");
        self.look("POST", &form.action, body.as_bytes())
    }

    /// Loads a page, following redirects, which lead to another page of the same server.
    fn look(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Page, Failure> {
        let mut answer = self.ask(method, path, body)?;
        while let Some(location) = answer.location.take() {
            answer = self.ask("GET", &location, &[])?;
        }
        Ok(Page::new(answer.text()))
    }

    /// Loads a file.
    fn fetch(&mut self, path: &str) -> Result<Answer, Failure> {
        let answer = self.ask("GET", path, &[])?;
        match answer.status {
            200 => Ok(answer),
            status => Err(Failure::answer(format!(
                "a file of the session answered {status}"
            ))),
        }
    }

    fn ask(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Answer, Failure> {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let headers = [
            ("cookie", cookies.as_str()),
            ("accept-language", "ar"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = self.connection.ask(method, path, &headers, body)?;
        for cookie in &answer.cookies {
            let pair = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        match answer.status {
            200 | 303 => Ok(answer),
            status => Err(Failure::answer(format!(
                "{method} answered {status}: {}",
                answer.text()
            ))),
        }
    }
}

/// Percent-encodes for a form.
fn encode(text: &str) -> String {
    let letters = text.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    letters.collect()
}
