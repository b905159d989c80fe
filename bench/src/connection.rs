//! One kept-alive connection that waits for each answer: for whoever does one thing after the other.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::{
    exchange::{Head, Request},
    failure::Failure,
};

/// Longer than any call may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An answer, whole.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Values of `set-cookie`.
    pub cookies: Vec<String>,
    /// `location`, where there is one.
    pub location: Option<String>,
    /// `x-session-url`, where there is one.
    pub session_url: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection.
pub struct Connection {
    address: SocketAddr,
    host: String,
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Result<Self, Failure> {
        Ok(Self {
            address,
            host: address.to_string(),
            stream: connect(address)?,
            received: Vec::with_capacity(64 << 10),
        })
    }

    /// Asks and waits for the answer.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, Failure> {
        let request = Request {
            method,
            path,
            host: &self.host,
            headers,
            body,
        };
        let bytes = request.bytes();
        self.send(&bytes)
    }

    /// Sends a request that is already written, and waits for the answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        let sent = self.stream.write_all(request);
        if sent.is_err() {
            self.stream = connect(self.address)?;
            self.stream
                .write_all(request)
                .map_err(Failure::system("sending"))?;
        }
        self.received.clear();
        let mut part = [0; 32 << 10];
        loop {
            if let Some(head) = Head::read(&self.received)?
                && let Some(body) = self.received.get(head.size..head.whole)
            {
                let one = |name| head.fields(name).next().map(str::to_owned);
                return Ok(Answer {
                    status: head.status,
                    cookies: head.fields("set-cookie").map(str::to_owned).collect(),
                    location: one("location"),
                    session_url: one("x-session-url"),
                    body: body.to_vec(),
                });
            }
            let count = match self.stream.read(&mut part) {
                Ok(0) => return Err(Failure::answer("the server hung up")),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Failure::System("receiving".to_owned(), error)),
            };
            self.received
                .extend_from_slice(part.get(..count).unwrap_or_default());
        }
    }
}

fn connect(address: SocketAddr) -> Result<TcpStream, Failure> {
    let stream = TcpStream::connect(address).map_err(Failure::system("connecting"))?;
    let set = stream
        .set_nodelay(true)
        .and_then(|()| stream.set_read_timeout(Some(TIMEOUT)));
    set.map_err(Failure::system("connecting"))?;
    Ok(stream)
}
