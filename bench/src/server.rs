//! The server under test: the shipped program as a child process, on a data folder that its own
//! demo made. Its binary is measured as it is; no crate of it is linked here.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{company::Credentials, connection::Connection, failure::Failure, workplace::Workplace};

const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(5);

/// A server that runs.
pub struct Server {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
    /// Where its messages go.
    pub outbox: PathBuf,
}

impl Server {
    /// Starts `mithaq serve` on a data folder; it may not answer yet.
    pub fn start(place: &Workplace, data: &Path) -> Result<Self, Failure> {
        let address = free_address()?;
        let outbox = data.join("outbox-bench");
        fs::create_dir_all(&outbox).map_err(Failure::file(&outbox))?;
        let config = place.path("mithaq.toml");
        let text = format!(
            "listen = \"{address}\"\npublic_url = \"http://{address}\"\ndata = {data:?}\n\
             development_outbox = {outbox:?}\ncodes_per_address_per_hour = 1000000\nlog = \"error\"\n\
             [webhooks]\nallow_private_targets = true\n"
        );
        fs::write(&config, text).map_err(Failure::file(&config))?;
        let mut command = Command::new(place.binary());
        command.arg("serve").arg("--config").arg(&config);
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self {
            child: child.map_err(Failure::file(place.binary()))?,
            address,
            outbox,
        })
    }

    /// Starts and waits for its first answer.
    pub fn answering(place: &Workplace, data: &Path) -> Result<Self, Failure> {
        let mut server = Self::start(place, data)?;
        server.first_answer()?;
        Ok(server)
    }

    /// Asks for the page that explains itself as soon as the door opens, and waits for it.
    pub fn first_answer(&mut self) -> Result<(), Failure> {
        let mut connection = self.open_door()?;
        let answer = connection.ask("GET", "/session", &[], &[])?;
        match answer.status {
            200 => Ok(()),
            status => Err(Failure::answer(format!("GET /session answered {status}"))),
        }
    }

    /// Waits until connections are taken.
    pub fn open_door(&mut self) -> Result<Connection, Failure> {
        let start = Instant::now();
        loop {
            if let Ok(connection) = Connection::open(self.address) {
                return Ok(connection);
            }
            let ended = self
                .child
                .try_wait()
                .map_err(Failure::system("the server"))?;
            if let Some(status) = ended {
                return Err(Failure::answer(format!("the server ended: {status}")));
            }
            if start.elapsed() > PATIENCE {
                return Err(Failure::answer("the server opens no door"));
            }
            sleep(GLANCE);
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Stops it in order, so that its database is one file again.
    pub fn stop(mut self) -> Result<(), Failure> {
        stop(&mut self.child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a data folder with the demo's company, administrator and contract type.
pub fn make_data(place: &Workplace) -> Result<(PathBuf, Credentials), Failure> {
    let (data, ready) = (place.path("data"), place.path("ready.json"));
    let mut command = Command::new(place.binary());
    command.args(["demo", "--no-run", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(&data).arg("--ready-file").arg(&ready);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().map_err(Failure::file(place.binary()))?;
    let start = Instant::now();
    let told = loop {
        if let Ok(text) = fs::read_to_string(&ready) {
            break Ok(text);
        }
        let ended = child.try_wait().map_err(Failure::system("the demo"))?;
        if ended.is_some() || start.elapsed() > PATIENCE {
            break Err(Failure::answer("the demo did not get ready"));
        }
        sleep(GLANCE);
    };
    let stopped = stop(&mut child);
    let told: Value = serde_json::from_str(&told?)
        .map_err(|error| Failure::answer(format!("the ready file: {error}")))?;
    stopped?;
    Ok((data, Credentials::read(&told)?))
}

/// Lifts the limits of calls that read, which lie below what is measured.
pub fn lift_limits(place: &Workplace, data: &Path, tenancy: &str) -> Result<(), Failure> {
    let file = place.path("settings.json");
    let settings = |more: &[&Path]| {
        let mut command = Command::new(place.binary());
        command
            .args(["tenant", "settings", tenancy, "--data"])
            .arg(data);
        let output = command.args(more).stdin(Stdio::null()).output();
        let output = output.map_err(Failure::file(place.binary()))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(Failure::answer(String::from_utf8_lossy(&output.stderr))),
        }
    };
    let printed = settings(&[])?;
    let mut changed: Value = serde_json::from_slice(&printed)
        .map_err(|error| Failure::answer(format!("the settings: {error}")))?;
    if let Some(limits) = changed.pointer_mut("/rate_limits/read") {
        *limits = json!({ "per_key": 0, "per_tenant": 0 });
    }
    fs::write(&file, changed.to_string()).map_err(Failure::file(&file))?;
    settings(&[Path::new("--replace"), &file]).map(drop)
}

fn stop(child: &mut Child) -> Result<(), Failure> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let told = pid.map(|pid| kill_process(pid, Signal::TERM));
    // Who has ended already cannot be told.
    if matches!(told, Some(Ok(()))) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match child.try_wait().map_err(Failure::system("the server"))? {
                Some(_) => return Ok(()),
                None => sleep(GLANCE),
            }
        }
    }
    child
        .kill()
        .and_then(|()| child.wait().map(drop))
        .map_err(Failure::system("the server"))
}

/// An address that nobody listens on.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0");
    listener
        .and_then(|listener| listener.local_addr())
        .map_err(Failure::system("a free port"))
}
