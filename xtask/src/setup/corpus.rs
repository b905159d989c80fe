//! The corpus of PDFs that other programs wrote (`tests/corpus`): the source archives of a few packages, each held
//! against its SHA-256 in the tree, and the PDFs in them.
//!
//! Not here: what must become of each; see the tests that read `MITHAQ_JUDGES_CORPUS`.

use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::setup::{same_text, stamp_with};
use crate::workshop::Workshop;

pub fn install(workshop: &Workshop) -> Result<(), Failure> {
    let wanted = workshop
        .root
        .join("tests")
        .join("corpus")
        .join("requirements.txt");
    let home = workshop.corpus();
    let stamp = home.join("requirements.txt");
    if same_text(&wanted, &stamp) {
        println!("corpus: {} is up to date", home.display());
        return Ok(());
    }
    let failed = |error| Failure::new(format!("{} cannot be made anew: {error}", home.display()));
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(failed)?;
    }
    let archives = home.join("archives");
    std::fs::create_dir_all(&archives).map_err(failed)?;
    let download = ["-m", "pip", "download", "--quiet", "--no-deps"];
    command::run(
        Command::new(workshop.judges_python())
            .args(download)
            .args(["--disable-pip-version-check", "--no-binary", ":all:"])
            .args(["--require-hashes", "--requirement"])
            .arg(&wanted)
            .arg("--dest")
            .arg(&archives),
    )?;
    for archive in std::fs::read_dir(&archives).map_err(failed)?.flatten() {
        command::run(
            Command::new("tar")
                .args(["--extract", "--gzip", "--wildcards", "--no-anchored"])
                .arg("--directory")
                .arg(&home)
                .arg("--file")
                .arg(archive.path())
                .arg("*.pdf"),
        )?;
    }
    std::fs::remove_dir_all(&archives).map_err(failed)?;
    stamp_with(&wanted, &stamp)
}
