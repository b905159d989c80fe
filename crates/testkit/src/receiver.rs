//! A real mail server and a real SMS gateway for tests, each on a port of its own: they take what
//! they are told to take and keep what they took.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use mithaq_courier::{
    Mailer, SmtpSettings, SmtpTls, client_config,
    sms::{Escape, Gateway, ReceiptRule, Rule, Template},
};

/// What an SMS gateway was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsRequest {
    /// The first line: method and path.
    pub line: String,
    /// The body.
    pub body: serde_json::Value,
}

#[derive(Default)]
struct SmsState {
    taken: Vec<SmsRequest>,
    answers: VecDeque<(u16, String)>,
}

/// An SMS gateway. It takes every message as `{"state":"OK","id":"g-1"}`, unless told otherwise.
#[derive(Clone)]
pub struct SmsReceiver {
    port: u16,
    state: Arc<Mutex<SmsState>>,
}

impl SmsReceiver {
    /// One on a free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let state = Arc::new(Mutex::new(SmsState::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || take_sms(stream, &shared));
            }
        });
        Self { port, state }
    }

    /// How the next requests are answered, instead.
    pub fn answer(&self, answers: &[(u16, &str)]) {
        let answers = answers
            .iter()
            .map(|(status, body)| (*status, (*body).to_owned()));
        self.state.lock().unwrap().answers.extend(answers);
    }

    /// Every request so far.
    #[must_use]
    pub fn taken(&self) -> Vec<SmsRequest> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Its configuration under a name.
    #[must_use]
    pub fn gateway(&self, name: &str) -> Gateway {
        let template = |text: &str| Template::parse(text).expect("a template");
        let says = |state: &str| Rule {
            json: Some("state".to_owned()),
            equals: vec![state.to_owned()],
            ..Rule::default()
        };
        let body = r#"{"id":"${id}","to":"${to}","text":"${text}","language":"${language}","receipt":"${receipt_url}"}"#;
        Gateway {
            name: name.to_owned(),
            method: "POST".to_owned(),
            url: template(&format!("http://127.0.0.1:{}/send", self.port)),
            headers: Vec::new(),
            body: template(body),
            format: Escape::Json,
            values: Default::default(),
            languages: ("en".to_owned(), "ar".to_owned()),
            signature: None,
            success: says("OK"),
            refused: Some(says("NO_SUCH_NUMBER")),
            reference: Some("id".to_owned()),
            receipt: Some(ReceiptRule {
                list: None,
                id: "id".to_owned(),
                status: "state".to_owned(),
                delivered: vec!["DELIVERED".to_owned()],
                failed: vec!["FAILED".to_owned()],
            }),
            timeout: Duration::from_secs(10),
        }
    }
}

fn take_sms(stream: TcpStream, state: &Mutex<SmsState>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut line, mut length) = (String::new(), 0);
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            let header = header.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let (status, answer) = {
            let mut state = state.lock().unwrap();
            let body = serde_json::from_slice(&body).expect("a JSON body");
            let line = line.trim().to_owned();
            state.taken.push(SmsRequest { line, body });
            let usual = format!(r#"{{"state":"OK","id":"g-{}"}}"#, state.taken.len());
            state.answers.pop_front().unwrap_or((200, usual))
        };
        let length = answer.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        (&stream).write_all((head + &answer).as_bytes()).unwrap();
    }
}

#[derive(Default)]
struct MailState {
    taken: Vec<String>,
    recipients: Vec<String>,
    answers: VecDeque<String>,
}

/// A mail server without TLS. It takes every message, unless told otherwise.
#[derive(Clone)]
pub struct MailReceiver {
    port: u16,
    state: Arc<Mutex<MailState>>,
}

impl MailReceiver {
    /// One on a free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let state = Arc::new(Mutex::new(MailState::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || take_mail(stream, &shared));
            }
        });
        Self { port, state }
    }

    /// How the next recipients are answered, instead of `250`.
    pub fn answer(&self, answers: &[&str]) {
        let answers = answers.iter().map(|answer| (*answer).to_owned());
        self.state.lock().unwrap().answers.extend(answers);
    }

    /// Every message that was taken, as it came.
    #[must_use]
    pub fn taken(&self) -> Vec<String> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Every recipient that was named, refused ones among them.
    #[must_use]
    pub fn recipients(&self) -> Vec<String> {
        self.state.lock().unwrap().recipients.clone()
    }

    /// A way to it.
    #[must_use]
    pub fn mailer(&self) -> Mailer {
        Mailer::new(SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: SmtpTls::Plain,
            credentials: None,
            from_name: "هلال النيل".to_owned(),
            from_address: "no-reply@nile.example".to_owned(),
            timeout: Duration::from_secs(10),
            trust: client_config().expect("authorities of this machine"),
        })
    }
}

fn take_mail(stream: TcpStream, state: &Mutex<MailState>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let say = |line: &str| {
        let _ = (&stream).write_all(format!("{line}\r\n").as_bytes());
    };
    say("220 mail.example");
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end();
        match line
            .get(..4)
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "EHLO" => say("250-mail.example\r\n250 8BITMIME"),
            "RCPT" => {
                let mut state = state.lock().unwrap();
                state.recipients.push(line.to_owned());
                let answer = state.answers.pop_front();
                say(answer.as_deref().unwrap_or("250 ok"));
            }
            "DATA" => {
                say("354 go on");
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    assert!(
                        reader.read_line(&mut text).unwrap() > 0,
                        "the message breaks off"
                    );
                }
                state.lock().unwrap().taken.push(text);
                say("250 taken");
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 ok"),
        }
    }
}
