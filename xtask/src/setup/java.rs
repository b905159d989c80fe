//! The judges that are written in Java (`judges/`): their libraries by Maven, each held against its SHA-256 in the tree,
//! and the one program around them by `javac`. Afterwards they need no network.
//!
//! Not here: what they judge; see `tests/blackbox/lib/java.mjs`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::workshop::{Workshop, read};

const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/// Makes them anew where anything in `judges/` has changed.
pub fn install(workshop: &Workshop) -> Result<(), Failure> {
    let home = workshop.java_judges();
    let wanted = everything(&workshop.root.join("judges"))?;
    let stamp = home.join("made-from");
    if read(&stamp).as_ref() == Some(&wanted) {
        println!("judges in Java: {} is up to date", home.display());
        return Ok(());
    }
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(|error| unwritable(&home, &error))?;
    }
    fetch_libraries(workshop, &home.join("lib"))?;
    compile(workshop, &home)?;
    std::fs::write(&stamp, wanted).map_err(|error| unwritable(&stamp, &error))
}

fn fetch_libraries(workshop: &Workshop, lib: &Path) -> Result<(), Failure> {
    let mut output = std::ffi::OsString::from("-DoutputDirectory=");
    output.push(lib);
    command::run(
        Command::new("mvn")
            .args(["--batch-mode", "--quiet", "--strict-checksums", "--file"])
            .arg(workshop.root.join("judges").join("pom.xml"))
            .arg(COPY)
            .arg(output),
    )?;
    let list = workshop.root.join("judges").join("libraries.sha256");
    let check = ["--check", "--strict", "--quiet"];
    command::run(
        Command::new("sha256sum")
            .current_dir(lib)
            .args(check)
            .arg(&list),
    )?;
    let listed = read(&list).unwrap_or_default().lines().count();
    let fetched = files(lib, "jar")?.len();
    if listed != fetched {
        let list = list.display();
        return Err(Failure::new(format!(
            "Maven brought {fetched} libraries, and {list} names {listed}"
        )));
    }
    Ok(())
}

fn compile(workshop: &Workshop, home: &Path) -> Result<(), Failure> {
    let sources = files(&workshop.root.join("judges").join("source"), "java")?;
    command::run(
        Command::new("javac")
            .current_dir(home)
            .args([
                "--release",
                "17",
                "-Werror",
                "-d",
                "classes",
                "-cp",
                "lib/*",
            ])
            .args(sources),
    )
}

/// The text of everything that they are made from.
fn everything(judges: &Path) -> Result<String, Failure> {
    let mut inputs = vec![judges.join("pom.xml"), judges.join("libraries.sha256")];
    inputs.extend(files(&judges.join("source"), "java")?);
    let mut all = String::new();
    for input in inputs {
        let text = read(&input)
            .ok_or_else(|| Failure::new(format!("{} cannot be read", input.display())))?;
        all.push_str(&text);
    }
    Ok(all)
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", folder.display())))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    Ok(found)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", path.display()))
}
