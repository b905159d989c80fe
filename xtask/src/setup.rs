//! What a fresh Debian machine with Rust lacks for the tests: Debian packages, the Python judges in a virtual
//! environment and those in Java (`java`) under the target folder, PDFs for them to judge (`corpus`), the browser
//! driver by `npm ci`. Doing it twice costs nothing.
//!
//! Not here: anything that the program itself needs to be built or to run; that is Rust and a C compiler.

mod corpus;
mod java;

use std::path::Path;
use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::workshop::{Workshop, read};

/// How to tell that a Debian package is there.
enum Sign {
    Program(&'static str),
    /// `initdb` lies outside the `PATH`, in a folder named by its version.
    PostgresServer,
    /// Debian splits `ensurepip` off from Python.
    PythonVenv,
}

const PACKAGES: &[(Sign, &str)] = &[
    (Sign::Program("chromium"), "chromium"),
    (Sign::Program("chromium"), "fonts-dejavu-core"),
    (Sign::Program("pdfsig"), "poppler-utils"),
    (Sign::Program("certutil"), "libnss3-tools"),
    (Sign::Program("qpdf"), "qpdf"),
    (Sign::Program("mutool"), "mupdf-tools"),
    (Sign::Program("javac"), "default-jdk-headless"),
    (Sign::Program("mvn"), "maven"),
    (Sign::Program("openssl"), "openssl"),
    (Sign::Program("softhsm2-util"), "softhsm2"),
    (Sign::Program("pkcs11-tool"), "opensc"),
    (Sign::Program("strace"), "strace"),
    (Sign::PostgresServer, "postgresql"),
    (Sign::Program("node"), "nodejs"),
    (Sign::Program("npm"), "npm"),
    (Sign::PythonVenv, "python3-venv"),
];

/// The oldest Node.js whose test runner and `fetch` are enough; Debian 12 has it.
const OLDEST_NODE: u32 = 18;

pub fn run(workshop: &Workshop) -> Result<(), Failure> {
    install_packages()?;
    refuse_old_node()?;
    install_judges(workshop)?;
    java::install(workshop)?;
    corpus::install(workshop)?;
    install_browser_driver(workshop)
}

fn install_packages() -> Result<(), Failure> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(sign, _)| !is_there(sign))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        println!("Debian packages: all there");
        return Ok(());
    }
    if !is_root() {
        let list = missing.join(" ");
        return Err(Failure::new(format!(
            "these Debian packages are missing, and only root can install them:\n  sudo apt-get install {list}"
        )));
    }
    command::run(Command::new("apt-get").arg("update"))?;
    let install = ["install", "--yes", "--no-install-recommends"];
    command::run(
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(install)
            .args(&missing),
    )
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(program) => command::is_installed(program),
        Sign::PostgresServer => postgres_server_is_there(Path::new("/usr/lib/postgresql")),
        Sign::PythonVenv => Command::new("python3")
            .args(["-c", "import ensurepip, venv"])
            .output()
            .is_ok_and(|result| result.status.success()),
    }
}

fn postgres_server_is_there(versions: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(versions) else {
        return false;
    };
    entries
        .flatten()
        .any(|version| version.path().join("bin").join("initdb").is_file())
}

fn is_root() -> bool {
    command::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

fn refuse_old_node() -> Result<(), Failure> {
    let version = command::output(Command::new("node").arg("--version"))?;
    match major_version(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "Node.js {OLDEST_NODE} or newer is needed, this is {}",
            version.trim()
        ))),
    }
}

/// The first number of `v20.1.2`.
fn major_version(version: &str) -> Option<u32> {
    let digits = version.trim().trim_start_matches('v').split('.').next()?;
    digits.parse().ok()
}

fn install_judges(workshop: &Workshop) -> Result<(), Failure> {
    let requirements = workshop.blackbox().join("requirements.txt");
    let stamp = workshop.judges().join("requirements.txt");
    if workshop.judges_python().is_file() && same_text(&requirements, &stamp) {
        println!("judges: {} is up to date", workshop.judges().display());
        return Ok(());
    }
    command::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(workshop.judges()),
    )?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    command::run(
        Command::new(workshop.judges_python())
            .args(install)
            .args([
                "--require-hashes",
                "--only-binary",
                ":all:",
                "--requirement",
            ])
            .arg(&requirements),
    )?;
    stamp_with(&requirements, &stamp)
}

/// `--ignore-scripts`: neither package has an install script worth running, and none shall be run.
fn install_browser_driver(workshop: &Workshop) -> Result<(), Failure> {
    let lock = workshop.blackbox().join("package-lock.json");
    let stamp = workshop
        .blackbox()
        .join("node_modules")
        .join(".installed-lock.json");
    if same_text(&lock, &stamp) {
        println!("browser driver: up to date");
        return Ok(());
    }
    command::run(Command::new("npm").current_dir(workshop.blackbox()).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    stamp_with(&lock, &stamp)
}

fn same_text(one: &Path, other: &Path) -> bool {
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn stamp_with(wanted: &Path, stamp: &Path) -> Result<(), Failure> {
    std::fs::copy(wanted, stamp)
        .map(|_| ())
        .map_err(|error| Failure::new(format!("{} cannot be written: {error}", stamp.display())))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major_version("v18.20.4\n"), Some(18));
        assert_eq!(major_version("v8.1.0"), Some(8));
        assert_eq!(major_version("no"), None);
    }

    #[test]
    fn no_version_of_the_postgresql_server_means_it_is_missing() {
        assert!(!postgres_server_is_there(Path::new("/nowhere/at/all")));
    }

    #[test]
    fn two_missing_files_are_not_the_same_text() {
        assert!(!same_text(
            Path::new("/nowhere/one"),
            Path::new("/nowhere/two")
        ));
    }
}
