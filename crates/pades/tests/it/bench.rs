//! The bench of outside judges, asked about many files at once: pyHanko, pdfsig and the EU's DSS.
//!
//! What does not live here: what they should say.

use crate::sample::NOW;
use mithaq_pades::{Level, pem_encode};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file that the judges shall see.
pub struct Exhibit {
    pub name: String,
    /// How many signatures it should bear.
    pub signatures: usize,
    /// Whether DSS, which is slow, sees it too.
    pub with_dss: bool,
    /// How far it was brought.
    pub level: Level,
}

/// A folder for exhibits, with the one trusted root. Left where it is when a test fails, to be looked at.
pub fn folder(test: &str, root_der: &[u8]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mithaq-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let root = pem_encode("CERTIFICATE", root_der).unwrap();
    std::fs::write(folder.join("root.pem"), root).unwrap();
    folder
}

/// Name, judge, and whether the judge takes the file for genuine, for every exhibit and judge.
pub fn ask<'a>(
    folder: &Path,
    exhibits: impl Iterator<Item = &'a Exhibit>,
) -> Vec<(String, String, bool)> {
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let here = env!("CARGO_MANIFEST_DIR");
    let mut judges = Command::new(python)
        .arg(format!("{here}/tests/judge/approve.py"))
        .args([folder.as_os_str(), (NOW + 60).to_string().as_ref()])
        .arg(java_judges())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the judges' Python is needed");
    let mut manifest = String::new();
    let mut asked = 0;
    for one in exhibits {
        let judges = match one.with_dss {
            true => "pyhanko,pdfsig,dss",
            false => "pyhanko,pdfsig",
        };
        let (name, signatures, level) = (&one.name, one.signatures, one.level.code());
        writeln!(manifest, "{name} {signatures} {judges} {level}").unwrap();
        asked += judges.split(',').count();
    }
    let mut input = judges.stdin.take().unwrap();
    input.write_all(manifest.as_bytes()).unwrap();
    drop(input);
    let output = judges.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<_> = said.lines().map(read).collect();
    assert_eq!(said.len(), asked, "a judge has kept silent");
    said
}

/// Every judge takes every exhibit for genuine; the folder is not needed any more then.
pub fn all_approve(folder: &Path, exhibits: &[Exhibit]) {
    let said = ask(folder, exhibits.iter());
    let no: Vec<_> = said.iter().filter(|(_, _, yes)| !yes).collect();
    assert!(no.is_empty(), "{no:?} {}", folder.display());
    std::fs::remove_dir_all(folder).unwrap();
}

fn java_judges() -> String {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/java-judges");
    std::env::var("MITHAQ_JUDGES_JAVA").unwrap_or_else(|_| usual.to_owned())
}

/// DSS's whole verdict on each file of the folder at a time, one line of JSON each.
pub fn dss(folder: &Path, names: &[&str], unix_seconds: i64) -> Vec<String> {
    let home = java_judges();
    let output = Command::new("java")
        .args(["-cp", &format!("{home}/classes:{home}/lib/*"), "Judge"])
        .args(["dss", "--trust"])
        .arg(folder.join("root.pem"))
        .args(["--at", &unix_seconds.to_string()])
        .args(names.iter().map(|name| folder.join(name)))
        .output()
        .expect("java is needed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<String> = said.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), names.len(), "{output:?}");
    lines
}

fn read(line: &str) -> (String, String, bool) {
    match line.split(' ').collect::<Vec<_>>()[..] {
        [name, judge, answer] => (name.to_owned(), judge.to_owned(), answer == "yes"),
        _ => panic!("{line}"),
    }
}
