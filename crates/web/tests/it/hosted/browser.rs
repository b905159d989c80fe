//! A browser without script: it keeps cookies by path, fills in forms as the page has them, and
//! follows the answer's redirection.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use http_body_util::BodyExt;
use mithaq_domain::id::SessionId;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub session: SessionId,
    pub cookies: BTreeMap<String, String>,
    /// The last page, as shown.
    pub page: String,
}

pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect()
    }
}

impl Browser {
    pub fn new(router: Router, session: SessionId) -> Self {
        Self {
            router,
            session,
            cookies: BTreeMap::new(),
            page: String::new(),
        }
    }

    /// The door that it calls at.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The same browser, with its cookies, at another node's door.
    pub fn through(&self, router: Router) -> Self {
        Self {
            router,
            ..self.clone()
        }
    }

    /// The one address of all steps.
    pub fn home(&self) -> String {
        format!("/session/{}", self.session)
    }

    /// A GET as the address bar sends it.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(path, request.body(Body::empty()).unwrap()).await
    }

    /// Loads the session's page.
    pub async fn load(&mut self) -> u16 {
        let home = self.home();
        let answer = self.get(&home).await;
        self.page = answer.text();
        answer.status
    }

    /// Fills in and sends a form of the page as it stands, then shows what follows.
    pub async fn submit(&mut self, action: &str, typed: &[(&str, &str)]) -> u16 {
        if self.page.is_empty() {
            self.load().await;
        }
        let fields = self.filled(action, typed);
        let answer = self.post(action, &fields).await;
        assert_eq!(
            (answer.status, answer.location.as_deref()),
            (303, Some(self.home().as_str())),
            "{action}"
        );
        self.load().await
    }

    /// A form's hidden values with what was typed.
    pub fn filled(&self, action: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
        let form = self.form(action);
        let mut fields: Vec<(String, String)> = hidden(form);
        for (name, value) in typed {
            assert!(
                form.contains(&format!("name=\"{name}\"")),
                "{action} has no input {name}"
            );
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields
    }

    fn form(&self, action: &str) -> &str {
        let start = self.page.find(&format!("data-action=\"{action}\""));
        let start =
            start.unwrap_or_else(|| panic!("no form {action} on the page of step {}", self.step()));
        self.page[start..].split("</form>").next().unwrap()
    }

    pub async fn post(&mut self, action: &str, fields: &[(String, String)]) -> Answer {
        self.post_with(action, fields, &[("sec-fetch-site", "same-origin")])
            .await
    }

    pub async fn post_with(
        &mut self,
        action: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = format!("{}/{action}", self.home());
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let mut request =
            Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(&path, request.body(Body::from(body.join("&"))).unwrap())
            .await
    }

    /// Sends a form with files as browsers do: its hidden values, what was typed, and for each file
    /// its input, its name and its bytes. Then shows what follows.
    pub async fn upload(&mut self, typed: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> u16 {
        let answer = self.post_files(typed, files).await;
        assert_eq!(answer.status, 303);
        self.load().await
    }

    pub async fn post_files(
        &mut self,
        typed: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        assert!(
            self.form("save")
                .contains("enctype=\"multipart/form-data\"")
        );
        let fields = self.filled("save", typed);
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            let head = format!("------web\r\nContent-Disposition: form-data; {head}\r\n\r\n");
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        };
        for (name, value) in &fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (input, name, content) in files {
            let name = name
                .replace('"', "%22")
                .replace('\r', "%0D")
                .replace('\n', "%0A");
            part(
                format!("name=\"{input}\"; filename=\"{name}\"\r\nContent-Type: text/html"),
                content,
            );
        }
        body.extend(b"------web--\r\n");
        self.post_body("multipart/form-data; boundary=----web", body)
            .await
    }

    /// Sends a body to the form of values as it is.
    pub async fn post_body(&mut self, content_type: &str, body: Vec<u8>) -> Answer {
        let path = format!("{}/save", self.home());
        let request = Request::post(&path)
            .header(header::CONTENT_TYPE, content_type)
            .header("sec-fetch-site", "same-origin");
        self.send(&path, request.body(Body::from(body)).unwrap())
            .await
    }

    async fn send(&mut self, path: &str, mut request: Request<Body>) -> Answer {
        if path.starts_with(&self.home()) && !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request
                .headers_mut()
                .insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let location = parts
            .headers
            .get(header::LOCATION)
            .map(|value| value.to_str().unwrap().to_owned());
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let answer = Answer {
            status: parts.status.as_u16(),
            location,
            headers: parts.headers,
            bytes,
        };
        for cookie in answer.set_cookies() {
            self.keep(cookie);
        }
        answer
    }

    fn keep(&mut self, cookie: &str) {
        assert!(
            cookie.contains(&format!("; Path={};", self.home())),
            "{cookie}"
        );
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn step(&self) -> &str {
        attribute(&self.page, "data-step")
    }

    /// The numbers of the errors shown, each once.
    pub fn errors(&self) -> Vec<&str> {
        let summary = self
            .page
            .split("<section class=\"errors\"")
            .nth(1)
            .unwrap_or_default();
        let summary = summary.split("</section>").next().unwrap();
        summary
            .split("data-error-code=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect()
    }

    pub fn has(&self, text: &str) -> bool {
        self.page.contains(text)
    }
}

pub fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    html.split(&format!("{name}=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no {name}"))
        .split('"')
        .next()
        .unwrap()
}

fn hidden(form: &str) -> Vec<(String, String)> {
    let inputs = form.split("<input type=\"hidden\" ").skip(1);
    inputs
        .map(|rest| {
            (
                attribute(rest, "name").to_owned(),
                attribute(rest, "value").to_owned(),
            )
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
