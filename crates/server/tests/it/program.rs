//! Running the binary: to its end, or as a server that is stopped again.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::OnceLock,
};

use mithaq_testkit::TestFolder;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The binary, with nothing of this machine's environment but where temporary files go.
pub fn mithaq(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mithaq"));
    command.args(arguments).env_clear();
    command
}

/// Runs the binary to its end in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let output = mithaq(arguments).current_dir(folder).output().unwrap();
    Ended::from(output)
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().expect("no signal ended it"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

/// The permissions of a file or folder.
pub fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// What one run of the whole job left, shared by the tests that only read it.
pub fn sealed() -> &'static Sealed {
    static SEALED: OnceLock<Sealed> = OnceLock::new();
    SEALED.get_or_init(|| {
        let folder = TestFolder::new();
        let ended = run(folder.path(), &["demo", "--once", "--out", "made/by/demo"]);
        assert_eq!(ended.code, 0, "{ended:?}");
        let out = folder.path().join("made/by/demo");
        Sealed { ended, out, folder }
    })
}

/// The files of the demo.
pub struct Sealed {
    pub ended: Ended,
    pub out: PathBuf,
    folder: TestFolder,
}

impl Sealed {
    /// The path of one of the files.
    pub fn file(&self, name: &str) -> String {
        self.out.join(name).to_str().unwrap().to_owned()
    }

    /// A folder in which tests may write files of their own names.
    pub fn beside(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// A server that runs.
pub struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Server {
    /// Starts a demo without the job and reads its ready file.
    pub fn demo(folder: &Path, arguments: &[&str]) -> (Self, Value) {
        let mut all = vec![
            "demo",
            "--no-run",
            "--listen",
            "127.0.0.1:0",
            "--ready-file",
            "ready.json",
        ];
        all.extend(arguments);
        let server = Self::start(
            mithaq(&all).current_dir(folder).env("TMPDIR", folder),
            "listens on",
        );
        let ready = fs::read(folder.join("ready.json")).unwrap();
        (server, serde_json::from_slice(&ready).unwrap())
    }

    /// Starts a server and waits for the line that says that it is there.
    pub fn start(command: &mut Command, sign: &str) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, lines };
        server.wait_for(sign);
        server
    }

    /// Reads lines until one holds `sign`, and gives it.
    pub fn wait_for(&mut self, sign: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without saying {sign:?}");
            if line.contains(sign) {
                return line;
            }
        }
    }

    /// Sends a signal and waits for the end; the exit code.
    pub fn stop(mut self, signal: Signal) -> i32 {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        self.child
            .wait()
            .unwrap()
            .code()
            .expect("it ended by itself")
    }
}

/// A test that fails leaves no server behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One call over a connection of its own: the status and the whole answer.
pub fn call(base_url: &str, head: &str, body: &str) -> (u16, String) {
    let address = base_url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

/// The status of a log-in.
pub fn log_in(base_url: &str, tenancy: &str, key: &str, user: &str, password: &str) -> u16 {
    let head =
        format!("POST /api/credentials/Login HTTP/1.1\r\nApiKey: {key}\r\nTenancyName: {tenancy}");
    let body = serde_json::json!({ "tenancyName": tenancy, "userNameOrEmailAddress": user, "password": password });
    call(base_url, &head, &body.to_string()).0
}
