//! Every SQL text of the crate on a PostgreSQL that lives as long as the test: one process, a
//! folder of its own, a socket in that folder and no port.

use crate::stage::Folder;
use mithaq_store::{POSTGRES, statements as all_statements};
use postgres::types::Type;
use postgres::{Client, Config, NoTls};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Server {
    programs: PathBuf,
    folder: Folder,
}

impl Server {
    fn start() -> Server {
        let folder = Folder::new();
        std::fs::create_dir(folder.path()).unwrap();
        let programs = programs();
        if runs_as_root() {
            chown(folder.path(), Some(number("-u")), Some(number("-g"))).unwrap();
        }
        let server = Server { programs, folder };
        server.run(
            "initdb",
            &[
                "--auth=trust",
                "--username=postgres",
                "--no-sync",
                "--encoding=UTF8",
            ],
        );
        let socket = server.folder.path().to_str().unwrap();
        let options = format!("-k {socket} -c listen_addresses= -c fsync=off");
        let log = format!("{socket}/log");
        server.run("pg_ctl", &["start", "-w", "-o", &options, "-l", &log]);
        server
    }

    fn client(&self) -> Client {
        let mut config = Config::new();
        config.host_path(self.folder.path()).user("postgres");
        config.connect(NoTls).unwrap()
    }

    /// Runs one of PostgreSQL's programs on the server's folder, never as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if runs_as_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        command.arg("-D").arg(self.folder.path().join("data"));
        // The started server must not keep our pipes open.
        let quiet = std::fs::File::create("/dev/null").unwrap();
        command.args(arguments).current_dir("/").stdout(quiet);
        assert!(command.status().unwrap().success(), "{}", program.display());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.folder.path().join("data/postmaster.pid").exists() {
            self.run("pg_ctl", &["stop", "-w", "-m", "immediate"]);
        }
    }
}

/// The newest PostgreSQL of Debian, or whatever `PATH` has.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let newest = versions
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|path| path.join("initdb").exists())
        .max();
    newest.unwrap_or_default()
}

fn runs_as_root() -> bool {
    std::fs::metadata(Path::new("/proc/self")).unwrap().uid() == 0
}

fn number(flag: &str) -> u32 {
    let output = Command::new("id")
        .args([flag, "postgres"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().parse().unwrap()
}

/// The types that a [`mithaq_store::Value`] can be.
fn can_be_carried(kind: &Type) -> bool {
    [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
}

#[test]
fn the_migrations_run_and_every_statement_is_prepared_on_postgresql() {
    let server = Server::start();
    let mut client = server.client();
    for step in POSTGRES {
        if let Err(error) = client.batch_execute(step.sql) {
            panic!("{}: {error:?}", step.name);
        }
    }
    for text in all_statements() {
        let statement = match client.prepare(text) {
            Ok(statement) => statement,
            Err(error) => panic!("{text}: {error:?}"),
        };
        let columns = statement.columns().iter().map(|column| column.type_());
        for kind in statement.params().iter().chain(columns) {
            assert!(can_be_carried(kind), "{text}: {kind} is no value of ours");
        }
    }
}
