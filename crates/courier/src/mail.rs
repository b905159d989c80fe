//! E-mail by SMTP (RFC 5321): one connection per message, TLS before the password, and what the
//! server's answers mean for the message. The MIME text is made in `mail/mime`.

mod mime;

use std::{sync::Arc, time::Duration};

use async_smtp::{
    EmailAddress, Envelope, SendableEmail, SmtpClient, SmtpTransport,
    authentication::{Credentials, Mechanism},
    commands::{MailCommand, RsetCommand},
    error::Error,
    extension::ClientId,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, BufStream},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use crate::{Letter, NotSent};

/// How a connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the first byte (RFC 8314, usually port 465).
    Implicit,
    /// `STARTTLS` before anything else is said (RFC 3207, usually port 587); never without it.
    StartTls,
    /// Nothing.
    Plain,
}

/// A mail server that takes our messages.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// User and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// The name that readers see as the sender; may be empty.
    pub from_name: String,
    /// The address that messages come from.
    pub from_address: String,
    /// How long all of it may take.
    pub timeout: Duration,
    /// What TLS trusts.
    pub trust: Arc<ClientConfig>,
}

/// Sends e-mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<SmtpSettings>);

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

type Transport = SmtpTransport<BufStream<Box<dyn Wire>>>;

impl Mailer {
    /// One for a server.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        Self(Arc::new(settings))
    }

    /// Hands a message to the server. `id` names it for ever: a message that is sent twice bears
    /// the same Message-ID, so that mailboxes can tell. `at` is in seconds since 1970.
    ///
    /// # Errors
    /// [`NotSent`], with the server's number and never its words: they quote the address.
    pub async fn send(&self, id: &str, letter: &Letter, at: i64) -> Result<(), NotSent> {
        let envelope = self.envelope(letter)?;
        let message = mime::message(&self.0, id, letter, at)?;
        let sent = timeout(self.0.timeout, self.deliver(envelope, message)).await;
        sent.unwrap_or_else(|_| Err(later("it took too long")))
    }

    fn envelope(&self, letter: &Letter) -> Result<Envelope, NotSent> {
        let address = |text: &str| EmailAddress::new(text.to_owned()).ok();
        let from = address(&self.0.from_address).ok_or_else(|| later("the sender's address"))?;
        // RFC 6531 would carry other letters; few servers do.
        let never = || NotSent::Never("the address is not in ASCII".to_owned());
        let to = address(&letter.to).ok_or_else(never)?;
        Envelope::new(Some(from), vec![to]).map_err(|_| never())
    }

    async fn deliver(&self, envelope: Envelope, message: Vec<u8>) -> Result<(), NotSent> {
        let mut transport = self.connect().await?;
        if let Some((user, password)) = &self.0.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let entered = transport.try_login(&credentials, &mechanisms).await;
            entered.map_err(|error| later(&format!("log-in: {}", number(&error))))?;
        }
        // A server that will not take this sender refuses every message alike: that is a mistake
        // of the configuration, and no reason to give up the message.
        let sender = MailCommand::new(envelope.from().cloned(), Vec::new());
        for command in [sender.to_string(), RsetCommand.to_string()] {
            let accepted = transport.get_mut().command(command).await;
            accepted.map_err(|error| later(&format!("sender: {}", number(&error))))?;
        }
        let sent = transport.send(SendableEmail::new(envelope, message)).await;
        sent.map_err(|error| judge(&error))?;
        // It is sent; whether the server says goodbye is its own affair.
        let _ = transport.quit().await;
        Ok(())
    }

    async fn connect(&self) -> Result<Transport, NotSent> {
        let server = (self.0.host.as_str(), self.0.port);
        let stream = TcpStream::connect(server).await;
        let stream = stream.map_err(|error| later(&format!("connecting: {}", error.kind())))?;
        match self.0.tls {
            SmtpTls::Plain => self.greet(Box::new(stream), true).await,
            SmtpTls::Implicit => {
                let protected = self.protect(Box::new(stream)).await?;
                self.greet(protected, true).await
            }
            SmtpTls::StartTls => {
                let plain = self.greet(Box::new(stream), true).await?;
                let upgraded = plain.starttls().await;
                let upgraded =
                    upgraded.map_err(|error| later(&format!("STARTTLS: {}", number(&error))))?;
                // What came in plain text behind the answer is thrown away with the buffer.
                let protected = self.protect(upgraded.into_inner()).await?;
                self.greet(protected, false).await
            }
        }
    }

    async fn protect(&self, stream: Box<dyn Wire>) -> Result<Box<dyn Wire>, NotSent> {
        let name = ServerName::try_from(self.0.host.clone());
        let name = name.map_err(|_| later("the server's name"))?;
        let connector = TlsConnector::from(Arc::clone(&self.0.trust));
        let protected = connector.connect(name, stream).await;
        let protected = protected.map_err(|error| later(&format!("TLS: {error}")))?;
        Ok(Box::new(protected))
    }

    async fn greet(&self, stream: Box<dyn Wire>, greeted: bool) -> Result<Transport, NotSent> {
        let domain = mime::domain(&self.0.from_address).to_owned();
        let mut client = SmtpClient::new()
            .hello_name(ClientId::Domain(domain))
            .pipelining(false);
        if !greeted {
            client = client.without_greeting();
        }
        let transport = SmtpTransport::new(client, BufStream::new(stream)).await;
        transport.map_err(|error| later(&format!("greeting: {}", number(&error))))
    }
}

fn later(reason: &str) -> NotSent {
    NotSent::Later(format!("smtp: {reason}"))
}

/// A refusal of the recipient or of the message is final, except for reasons of security and
/// policy (RFC 3463, X.7.X): those speak of us, not of the mailbox.
fn judge(error: &Error) -> NotSent {
    let reason = number(error);
    match error {
        Error::Permanent(_) if !reason.contains(" 5.7.") && !reason.starts_with("530") => {
            NotSent::Never(format!("smtp: {reason}"))
        }
        _ => later(&reason),
    }
}

/// The reply's code and enhanced code (RFC 3463) where there are any; else what broke.
fn number(error: &Error) -> String {
    match error {
        Error::Transient(response) | Error::Permanent(response) => {
            let word = response.first_word().unwrap_or_default();
            let enhanced = word.len() <= 9 && word.contains('.') && {
                let mut parts = word.split('.');
                parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
            };
            let word = if enhanced { word } else { "" };
            format!("{} {word}", response.code).trim_end().to_owned()
        }
        Error::Io(error) => error.kind().to_string(),
        Error::Client(what) | Error::ResponseParsing(what) => (*what).to_owned(),
        _ => "the server's answer is not understood".to_owned(),
    }
}
