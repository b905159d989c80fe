//! As fast as the server answers: so many connections, each of which asks again as soon as it was
//! answered. One thread of this process does it all, so that it takes little from the server.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, task::LocalSet};

use super::Waits;
use crate::{company::Company, exchange::Head, failure::Failure, phones::Phones};

/// What came of it.
pub struct Outcome {
    /// Answers in a second.
    pub per_second: f64,
    /// How long each took.
    pub waits: Waits,
    /// CPU seconds of the load generator.
    pub generator_seconds: f64,
}

/// What is asked, again and again.
pub trait Asks {
    /// Where.
    fn address(&self) -> SocketAddr;
    /// Writes the next request in place of what `bytes` held.
    fn write(&self, bytes: &mut Vec<u8>);
    /// The status that every answer must have.
    fn expected(&self) -> u16 {
        200
    }
}

impl Asks for (Company, Phones) {
    fn address(&self) -> SocketAddr {
        self.0.address
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write_invitation(&self.1.next(), bytes);
    }
}

/// Invites for `span` over `connections`. Any refusal is a failure.
pub fn invite(
    company: Company,
    phones: Phones,
    connections: usize,
    span: Duration,
) -> Result<(Outcome, Company, Phones), Failure> {
    let (outcome, (company, phones)) = ask((company, phones), connections, span)?;
    Ok((outcome, company, phones))
}

/// Asks for `span` over `connections`. Any other answer than the expected one is a failure.
pub fn ask<A: Asks + 'static>(
    asks: A,
    connections: usize,
    span: Duration,
) -> Result<(Outcome, A), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build();
    let runtime = runtime.map_err(Failure::system("the load generator"))?;
    let shared = Rc::new(asks);
    let (start, cpu) = (Instant::now(), crate::usage::own_thread_seconds());
    let end = start + span;
    let all = async {
        let clients: Vec<_> = (0..connections)
            .map(|_| tokio::task::spawn_local(client(Rc::clone(&shared), end)))
            .collect();
        let mut waits = Waits::default();
        for client in clients {
            let noted = client
                .await
                .map_err(|error| Failure::answer(error.to_string()))?;
            waits.add(noted?);
        }
        Ok::<_, Failure>(waits)
    };
    let waits = LocalSet::new().block_on(&runtime, all)?;
    let outcome = Outcome {
        per_second: waits.count() as f64 / start.elapsed().as_secs_f64(),
        waits,
        generator_seconds: crate::usage::own_thread_seconds() - cpu,
    };
    drop(runtime);
    let asks = Rc::into_inner(shared)
        .ok_or_else(|| Failure::answer("a client of the load generator is left over"))?;
    Ok((outcome, asks))
}

async fn client<A: Asks>(asks: Rc<A>, end: Instant) -> Result<Waits, Failure> {
    let stream = TcpStream::connect(asks.address()).await;
    let stream = stream.map_err(Failure::system("connecting"))?;
    stream
        .set_nodelay(true)
        .map_err(Failure::system("connecting"))?;
    let (mut request, mut answer) = (Vec::new(), Vec::with_capacity(4 << 10));
    let mut waits = Waits::default();
    let mut now = Instant::now();
    while now < end {
        asks.write(&mut request);
        let asked = now;
        send(&stream, &request).await?;
        receive(&stream, &mut answer, asks.expected()).await?;
        now = Instant::now();
        waits.note(now - asked);
    }
    Ok(waits)
}

async fn send(stream: &TcpStream, mut bytes: &[u8]) -> Result<(), Failure> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                stream
                    .writable()
                    .await
                    .map_err(Failure::system("sending"))?;
            }
            Err(error) => return Err(Failure::System("sending".to_owned(), error)),
        }
    }
    Ok(())
}

/// Reads one whole answer and demands that it is the expected one.
async fn receive(stream: &TcpStream, answer: &mut Vec<u8>, expected: u16) -> Result<(), Failure> {
    answer.clear();
    loop {
        stream
            .readable()
            .await
            .map_err(Failure::system("receiving"))?;
        match stream.try_read_buf(answer) {
            Ok(0) => return Err(Failure::answer("the server hung up")),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(Failure::System("receiving".to_owned(), error)),
        }
        if let Some(head) = Head::read(answer)?
            && answer.len() >= head.whole
        {
            return match head.status {
                status if status == expected => Ok(()),
                _ => Err(Failure::answer(String::from_utf8_lossy(answer))),
            };
        }
    }
}
