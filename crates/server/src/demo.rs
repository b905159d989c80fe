//! `mithaq demo`: the whole job on a server of its own. Here is the order of things; the company
//! is in `credentials`, the steps in `journey`, the caller in `client`.

mod answer;
mod client;
mod closing;
mod cookies;
mod credentials;
mod html;
mod journey;
mod outbox;
mod transcript;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Args;
use mithaq_service::{App, AppOptions, contract::root_certificate};
use mithaq_store::vault::OsEntropy;
use serde_json::json;

use crate::{
    arguments,
    clock::SystemClock,
    config,
    error::CommandError,
    place::{self, ThrowAway},
    running::Running,
    serve,
    signals::StopSignals,
    telemetry::{self, LogFormat},
    tenant,
};
use client::Client;
use closing::Closing;
use credentials::{CONTRACT_TYPE_ID, Credentials};
use journey::{Journey, Outcomes};

/// What may be chosen.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Do the job once on a free port and end; fails unless the sealed PDF verifies
    #[arg(long, requires = "out", conflicts_with = "no_run")]
    once: bool,
    /// Where contract.pdf, reviewed.pdf, evidence.zip, root.pem and transcript.json are left
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Written (JSON, 0600) once the door answers
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Only start the server
    #[arg(long)]
    no_run: bool,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080, with --once a free port]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Keep the data here and use it again; without it everything is thrown away at the end
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// The folders of a demo; a throw-away one goes away with this value.
struct Folders {
    data: PathBuf,
    out: PathBuf,
    outbox: PathBuf,
    _throw_away: Option<ThrowAway>,
}

/// Runs the demo.
pub fn run(args: DemoArgs) -> Result<ExitCode, CommandError> {
    telemetry::start("warn", LogFormat::Human);
    let folders = folders(&args)?;
    arguments::block_on(async {
        let mut signals = StopSignals::listen().map_err(CommandError::Runtime)?;
        let demo = start(&args, &folders).await?;
        // A signal ends the demo wherever it is; the server then stops in order.
        let outcome = tokio::select! {
            outcome = demo.play(&args, &folders) => outcome.map(|()| ExitCode::SUCCESS),
            () = signals.next() => Ok(interrupted(args.once)),
        };
        demo.running.stop().await?;
        outcome
    })
}

/// A demo that was to end by itself has shown nothing when it is interrupted.
fn interrupted(once: bool) -> ExitCode {
    if once {
        ExitCode::from(130)
    } else {
        ExitCode::SUCCESS
    }
}

fn folders(args: &DemoArgs) -> Result<Folders, CommandError> {
    if let Some(out) = &args.out {
        place::make_folder(out)?;
    }
    let throw_away = args.data.is_none().then(ThrowAway::new).transpose()?;
    let data = match (&args.data, &throw_away) {
        (Some(data), _) => std::path::absolute(data).map_err(CommandError::file(data))?,
        (None, Some(folder)) => folder.path().join("data"),
        (None, None) => return Err(CommandError::Refused("there is no data folder".to_owned())),
    };
    let out = match &args.out {
        Some(out) => std::path::absolute(out).map_err(CommandError::file(out))?,
        None => data.join("demo"),
    };
    Ok(Folders {
        outbox: data.join("outbox"),
        out,
        data,
        _throw_away: throw_away,
    })
}

/// A server with the demo's company in it.
struct Demo {
    running: Running,
    address: SocketAddr,
    base_url: String,
    credentials: Credentials,
}

async fn start(args: &DemoArgs, folders: &Folders) -> Result<Demo, CommandError> {
    let free_port = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let usual = if args.once {
        free_port
    } else {
        config::DEFAULT_LISTEN
    };
    let listener = serve::bind(args.listen.unwrap_or(usual)).await?;
    let address = reachable(listener.local_addr().map_err(CommandError::Runtime)?);
    let base_url = format!("http://{address}");
    let options = AppOptions {
        data: folders.data.clone(),
        public_url: base_url.clone(),
        outbox: Some(folders.outbox.clone()),
        gateways: mithaq_service::app::Gateways::default(),
        seals: mithaq_service::app::SealPolicy::default(),
        // Load tests come from one address.
        codes_per_address: i64::MAX,
        // The demo is for the machine that it runs on.
        private_webhook_targets: true,
        workers: config::processors(),
        durability: config::durability(),
    };
    let opened = tokio::task::spawn_blocking(move || {
        App::open(options, Arc::new(SystemClock), Arc::new(OsEntropy))
    });
    let app = opened
        .await
        .map_err(|error| CommandError::Runtime(error.into()))??;
    let credentials = Credentials::of(&app, &folders.data).await?;
    place::make_folder(&folders.outbox)?;
    let running = Running::start(app, listener, [].into());
    Ok(Demo {
        running,
        address,
        base_url,
        credentials,
    })
}

/// An address that a client on this machine can connect to.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

impl Demo {
    /// From the ready file to the closing words; returns when the demo is over.
    async fn play(&self, args: &DemoArgs, folders: &Folders) -> Result<(), CommandError> {
        client::wait_until_answering(self.address).await?;
        if let Some(file) = &args.ready_file {
            self.write_ready_file(file, folders)?;
        }
        say!(
            "Mithaq listens on {} (demo, test seals, messages go to a folder)",
            self.base_url
        );
        let closing = Closing {
            base_url: &self.base_url,
            credentials: &self.credentials,
            outbox: &folders.outbox,
        };
        if args.no_run {
            closing.calls();
        } else {
            let mut journey = self.journey(folders).await?;
            let played = journey.run().await;
            // What was said is worth reading most when something failed.
            place::make_folder(&folders.out)?;
            place::write_whole(
                &folders.out.join("transcript.json"),
                journey.client.transcript.to_json().as_bytes(),
            )?;
            let outcomes = played?;
            write_files(&folders.out, &journey.root, &outcomes)?;
            closing.files(&folders.out);
            if args.once {
                return Ok(());
            }
            closing.calls();
            say!();
            let invited = journey.invite().await?;
            closing.link(&invited);
        }
        self.say_how_it_ends(args, folders);
        std::future::pending().await
    }

    fn say_how_it_ends(&self, args: &DemoArgs, folders: &Folders) {
        say!();
        match &args.data {
            Some(_) => say!("Ctrl-C ends it; {} is kept.", folders.data.display()),
            None => say!("Ctrl-C ends it and throws {} away.", folders.data.display()),
        }
    }

    async fn journey(&self, folders: &Folders) -> Result<Journey, CommandError> {
        let app = self.running.app();
        let tenant = tenant::find(app, &self.credentials.tenancy_name)?;
        let root = root_certificate(app, tenant).await?;
        Ok(Journey {
            client: Client::new(self.address),
            credentials: self.credentials.clone(),
            outbox: folders.outbox.clone(),
            gate: Arc::clone(self.running.gate()),
            root: root
                .ok_or_else(|| CommandError::Refused("the company has no seal key".to_owned()))?,
        })
    }

    fn write_ready_file(&self, file: &Path, folders: &Folders) -> Result<(), CommandError> {
        let ready = json!({
            "baseUrl": self.base_url,
            "tenancyName": self.credentials.tenancy_name,
            "apiKey": self.credentials.api_key,
            "adminUser": self.credentials.admin_user,
            "adminPassword": self.credentials.admin_password,
            "contractTypeId": CONTRACT_TYPE_ID,
            "outboxDir": folders.outbox,
        });
        place::write_whole(file, format!("{ready:#}\n").as_bytes())
    }
}

fn write_files(out: &Path, root: &[u8], outcomes: &Outcomes) -> Result<(), CommandError> {
    let pem = mithaq_pades::pem_encode("CERTIFICATE", root);
    let pem = pem.map_err(|error| CommandError::Refused(error.to_string()))?;
    place::write_whole(&out.join("contract.pdf"), &outcomes.sealed)?;
    place::write_whole(&out.join("reviewed.pdf"), &outcomes.reviewed)?;
    place::write_whole(&out.join("evidence.zip"), &outcomes.evidence)?;
    place::write_whole(&out.join("root.pem"), pem.as_bytes())
}
