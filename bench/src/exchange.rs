//! HTTP/1.1 as far as a load generator needs it (RFC 9112): requests with a length, answers with a
//! length. No chunks, no compression: the server sends none for what is asked here.

use crate::failure::Failure;

/// A request to be written.
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Host of the server.
    pub host: &'a str,
    /// Header fields but host and length.
    pub headers: &'a [(&'a str, &'a str)],
    /// What follows them.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// As it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\n",
            self.method, self.path, self.host
        );
        for (name, value) in self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method != "GET" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(self.body);
        bytes
    }
}

/// The head of an answer that has arrived.
pub struct Head<'a> {
    /// The status.
    pub status: u16,
    /// Status line and fields.
    text: &'a str,
    /// Bytes of head and body.
    pub whole: usize,
    /// Bytes of the head.
    pub size: usize,
}

impl<'a> Head<'a> {
    /// Reads a head; nothing while it is incomplete.
    pub fn read(bytes: &'a [u8]) -> Result<Option<Self>, Failure> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let text = bytes
            .get(..end)
            .and_then(|head| std::str::from_utf8(head).ok());
        let text = text.ok_or_else(|| Failure::answer("an answer whose head is no text"))?;
        let status = text.get(9..12).and_then(|status| status.parse().ok());
        let mut head = Self {
            status: status.ok_or_else(|| Failure::answer(format!("not HTTP/1.1: {text}")))?,
            text,
            whole: 0,
            size: end + 4,
        };
        let length = head
            .fields("content-length")
            .next()
            .map(str::parse::<usize>);
        match length {
            Some(Ok(length)) => head.whole = head.size + length,
            _ if head.status == 304 || head.status == 204 => head.whole = head.size,
            _ => {
                return Err(Failure::answer(format!(
                    "an answer without a length: {text}"
                )));
            }
        }
        Ok(Some(head))
    }

    /// The values of a field, its name in small letters.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let lines = self.text.split("\r\n").skip(1);
        lines.filter_map(move |line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 303 See Other\r\nSet-Cookie: a=1\r\nContent-Length: 5\r\nset-cookie: b=2\r\n\r\nhello";
        assert!(Head::read(&answer[..30]).unwrap().is_none());
        let head = Head::read(answer).unwrap().unwrap();
        assert_eq!((head.status, head.whole), (303, answer.len()));
        assert_eq!(
            head.fields("set-cookie").collect::<Vec<_>>(),
            ["a=1", "b=2"]
        );
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_request_says_how_long_it_is() {
        let request = Request {
            method: "POST",
            path: "/a?b",
            host: "c",
            headers: &[("apikey", "d")],
            body: b"efg",
        };
        let text = String::from_utf8(request.bytes()).unwrap();
        assert_eq!(
            text,
            "POST /a?b HTTP/1.1\r\nhost: c\r\napikey: d\r\ncontent-length: 3\r\n\r\nefg"
        );
    }
}
