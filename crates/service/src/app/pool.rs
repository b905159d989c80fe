//! A bounded pool of plain threads for slow work: rendering, drawing, sealing, passwords. Its
//! threads run at a lower priority, so that short calls are not kept waiting by long ones.

use std::sync::{Arc, Mutex, PoisonError, mpsc};

use tokio::sync::oneshot;

use crate::Failure;

/// Works that may wait before more are refused.
const QUEUE: usize = 512;

type Work = Box<dyn FnOnce() + Send>;

/// The threads and their queue.
pub struct Pool {
    queue: mpsc::SyncSender<Work>,
}

impl Pool {
    /// Starts `threads` threads, at least one.
    pub fn start(threads: usize) -> Result<Self, std::io::Error> {
        let (queue, receiver) = mpsc::sync_channel::<Work>(QUEUE);
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads.max(1) {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new()
                .name(format!("slow-{number}"))
                .spawn(move || run(&receiver))?;
        }
        Ok(Self { queue })
    }

    /// Runs `work` on a thread of the pool. A panic in it is a failure of this work alone.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Failure> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let boxed: Work = Box::new(move || {
            // Whoever asked may have gone; then nobody needs the answer.
            let _ = answer.send(work());
        });
        self.queue
            .try_send(boxed)
            .map_err(|_| Failure::Overloaded)?;
        outcome.await.unwrap_or_else(|_| Err(Failure::Panicked))
    }
}

fn run(queue: &Mutex<mpsc::Receiver<Work>>) {
    lower_priority();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            tracing::error!("slow work panicked");
        }
    }
}

/// On Linux the priority of the calling thread alone changes (setpriority(2), "C library/kernel
/// differences"). Where the system refuses, the thread runs as any other.
fn lower_priority() {
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "the priority of a slow thread stays as it is");
    }
}
