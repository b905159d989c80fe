//! A test authority as a process of its own: `authority [ADDRESS] [ROOT.der]`.
//!
//! Prints its base address as the first line, writes its root where asked, and serves
//! until its standard input ends.

use mithaq_authority::Server;
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() as i64)
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".into());
    let server = Server::start_at(&address, now)?;
    if let Some(path) = arguments.next() {
        std::fs::write(path, &server.authority().root)?;
    }
    println!("{}", server.base());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
