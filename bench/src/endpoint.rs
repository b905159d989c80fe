//! A webhook endpoint on this machine, which takes everything at once and counts it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crate::failure::Failure;

/// An endpoint; its threads live as long as the program.
pub struct Endpoint {
    /// Its address.
    pub url: String,
    taken: Arc<AtomicU64>,
}

impl Endpoint {
    /// Opens one.
    pub fn open() -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::system("the endpoint"))?;
        let address = listener.local_addr();
        let address = address.map_err(Failure::system("the endpoint"))?;
        let taken = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                // A connection that breaks is opened again by whoever needs it.
                thread::spawn(move || drop(serve(&stream, &count)));
            }
        });
        Ok(Self {
            url: format!("http://{address}/hook"),
            taken,
        })
    }

    /// Requests taken so far.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

fn serve(stream: &TcpStream, count: &AtomicU64) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
        count.fetch_add(1, Ordering::Relaxed);
    }
}
