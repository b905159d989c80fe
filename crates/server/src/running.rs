//! A server from start to stop: the door and the workers around one application.

use std::{net::IpAddr, sync::Arc};

use mithaq_domain::job::Lane;
use mithaq_service::App;
use mithaq_web::{Door, WebState};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    chain, deliver,
    error::CommandError,
    http,
    supervise::{self, keep_running},
    sweep, worker,
};

/// Two a lane: a second one takes the next jobs while the first waits for a slow gateway or a long
/// document.
const WORKERS: [Lane; 4] = [Lane::Work, Lane::Work, Lane::Messages, Lane::Messages];

/// A server that answers.
pub struct Running {
    app: App,
    gate: worker::Gate,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Opens the door and starts the workers.
    pub fn start(app: App, listener: TcpListener, trusted_proxies: Arc<[IpAddr]>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let gate = worker::Gate::default();
        let door = Door::new(WebState::new(app.clone(), trusted_proxies));
        let mut tasks = JoinSet::new();
        let kept = |name| (name, app.clone(), stopped.clone());
        for lane in WORKERS {
            let gate = Arc::clone(&gate);
            let work = move |app, stop| worker::run(app, lane, Arc::clone(&gate), stop);
            tasks.spawn(keep(kept("a worker"), work));
        }
        tasks.spawn(keep(kept("the sweep of sessions"), sweep::sessions));
        tasks.spawn(keep(kept("the sweep of files"), sweep::files));
        tasks.spawn(keep(kept("the sweep of transactions"), sweep::transactions));
        tasks.spawn(keep(kept("the sweep of events"), sweep::events));
        tasks.spawn(keep(kept("the sweep of pages"), sweep::pages));
        tasks.spawn(keep(kept("the watch over the journal"), sweep::journal));
        tasks.spawn(keep(kept("the journal's chain"), chain::run));
        tasks.spawn(keep(kept("the sweep of seals"), sweep::seals));
        tasks.spawn(keep(kept("the stamping of journals"), sweep::heads));
        tasks.spawn(keep(kept("the deliveries"), deliver::run));
        tasks.spawn(http::serve(listener, door, stopped));
        Self {
            app,
            gate,
            stop,
            tasks,
        }
    }

    /// The application.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What holds the workers back while it is written to.
    pub fn gate(&self) -> &worker::Gate {
        &self.gate
    }

    /// Answers what was asked, finishes the jobs that were begun, and lets go of the data folder.
    pub async fn stop(mut self) -> Result<(), CommandError> {
        self.stop.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the server broke");
            }
        }
        let app = self.app;
        chain::finish(&app).await;
        let closed = tokio::task::spawn_blocking(move || app.close()).await;
        closed.unwrap_or(Ok(())).map_err(CommandError::from)
    }
}

/// A task of the server's own, started again where it breaks.
async fn keep<T>(
    (name, app, stop): (&'static str, App, watch::Receiver<bool>),
    start: impl Fn(App, watch::Receiver<bool>) -> T,
) where
    T: Future<Output = ()> + Send + 'static,
{
    let again = || start(app.clone(), stop.clone());
    keep_running(name, supervise::PAUSE, stop.clone(), again).await;
}
