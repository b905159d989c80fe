//! The authority on a port of this machine: `/tsa`, `/ocsp`, `/root.crl`, `/issuing.crl`,
//! `/root.cer`, `/issuing.cer`.
//!
//! What lives here: as much HTTP/1.1 as its clients speak, one answer a connection, and
//! the switches that let it fail. What does not: what it answers.

use crate::issue::Authority;
use crate::token::Fault;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

type Clock = dyn Fn() -> i64 + Send + Sync;

struct Shared {
    authority: Authority,
    clock: Box<Clock>,
    is_down: AtomicBool,
    stops: AtomicBool,
    fault: Mutex<Option<Fault>>,
    timestamps: AtomicU64,
}

/// A running authority; it stops when it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    base: String,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts on a free port of 127.0.0.1; the clock gives Unix seconds.
    pub fn start(clock: impl Fn() -> i64 + Send + Sync + 'static) -> std::io::Result<Self> {
        Self::start_at("127.0.0.1:0", clock)
    }

    /// Starts on an address.
    pub fn start_at(
        address: &str,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        Self::start_with(address, clock, Authority::new)
    }

    /// The same with an authority that is made of its address and the time.
    pub fn start_with(
        address: &str,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        make: impl FnOnce(&str, i64) -> Authority,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let base = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            authority: make(&base, clock()),
            clock: Box::new(clock),
            is_down: AtomicBool::new(false),
            stops: AtomicBool::new(false),
            fault: Mutex::new(None),
            timestamps: AtomicU64::new(0),
        });
        let inner = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if inner.stops.load(Ordering::SeqCst) {
                    return;
                }
                let inner = Arc::clone(&inner);
                std::thread::spawn(move || {
                    let _ = answer(&inner, stream);
                });
            }
        });
        Ok(Self {
            shared,
            base,
            thread: Some(thread),
        })
    }

    /// The address under which everything lies.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The authority behind it.
    pub fn authority(&self) -> &Authority {
        &self.shared.authority
    }

    /// Lets it refuse every request with status 503, or answer again.
    pub fn set_down(&self, is_down: bool) {
        self.shared.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Lets every timestamp have something wrong, or nothing.
    pub fn set_fault(&self, fault: Option<Fault>) {
        *self.shared.fault.lock().unwrap() = fault;
    }

    /// How many timestamps were asked for.
    pub fn timestamps(&self) -> u64 {
        self.shared.timestamps.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stops.store(true, Ordering::SeqCst);
        // Wakes the loop that waits for a connection.
        let _ = TcpStream::connect(self.base.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(shared: &Shared, mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        let header = header.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (status, kind, body) = if shared.is_down.load(Ordering::SeqCst) {
        ("503 Service Unavailable", "text/plain", Vec::new())
    } else {
        respond(shared, &path, &body)
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

fn respond(shared: &Shared, path: &str, body: &[u8]) -> (&'static str, &'static str, Vec<u8>) {
    let (authority, now) = (&shared.authority, (shared.clock)());
    let (kind, answer) = match path {
        "/tsa" => {
            shared.timestamps.fetch_add(1, Ordering::SeqCst);
            let fault = *shared.fault.lock().unwrap();
            let answer = authority.faulty_timestamp(body, now, fault);
            ("application/timestamp-reply", answer)
        }
        "/ocsp" => ("application/ocsp-response", authority.ocsp(body, now)),
        "/root.crl" => ("application/pkix-crl", authority.list(true, now)),
        "/issuing.crl" => ("application/pkix-crl", authority.list(false, now)),
        "/root.cer" => ("application/pkix-cert", authority.root.clone()),
        "/issuing.cer" => ("application/pkix-cert", authority.issuing.clone()),
        _ => return ("404 Not Found", "text/plain", Vec::new()),
    };
    ("200 OK", kind, answer)
}
