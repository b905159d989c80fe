//! Outside judges of a sealed file: pdfsig (poppler) and pyHanko. A missing judge is a failure.

use std::{
    ffi::OsString,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use mithaq_domain::id::TenantId;
use mithaq_service::{
    App,
    contract::{Outcome, root_certificate, verify},
};
use mithaq_testkit::TestFolder;
use serde_json::Value;

/// After the test's clock, within the life of the certificates.
const MOMENT: i64 = 1_795_341_600 + 30 * 86_400;

/// All of them, ours too, are content with every signature of the file, and say that it is
/// covered whole; the fields that were signed, in order.
pub async fn all_approve(app: &App, tenant: TenantId, pdf: &[u8]) -> Vec<String> {
    let root = root_certificate(app, tenant).await.unwrap().unwrap();
    let ours = verify(pdf, std::slice::from_ref(&root), MOMENT).unwrap();
    assert_eq!(ours.outcome(), Outcome::Intact);
    let folder = TestFolder::new();
    let file = put(&folder, "judged.pdf", pdf);
    let pyhanko = pyhanko(&folder, &file, &root);
    let verdicts: Vec<Value> = serde_json::from_str(&pyhanko).unwrap();
    for verdict in &verdicts {
        assert_eq!(verdict["bottom_line"], true, "{pyhanko}");
        assert_eq!(verdict["trusted"], true, "{pyhanko}");
        assert_ne!(verdict["modification"], "OTHER", "{pyhanko}");
        assert_ne!(verdict["docmdp_ok"], false, "{pyhanko}");
    }
    let pdfsig = Command::new("pdfsig").arg("-nocert").arg(&file).output();
    let pdfsig = pdfsig.expect("pdfsig (poppler-utils) is needed").stdout;
    let pdfsig = String::from_utf8_lossy(&pdfsig).into_owned();
    let valid = pdfsig.matches("Signature Validation: Signature is Valid.");
    assert_eq!(valid.count(), verdicts.len(), "{pdfsig}");
    assert!(pdfsig.contains("Total document signed"), "{pdfsig}");
    let field = |verdict: &Value| verdict["field"].as_str().unwrap().to_owned();
    verdicts.iter().map(field).collect()
}

/// The EU's DSS finds every signature intact and valid, and no change but of forms and signatures. At B-B it has no
/// revocation data to conclude from.
pub async fn dss_approves(app: &App, tenant: TenantId, pdf: &[u8], signatures: usize) {
    let root = root_certificate(app, tenant).await.unwrap().unwrap();
    let folder = TestFolder::new();
    let file = put(&folder, "judged.pdf", pdf);
    let root = put(&folder, "root.pem", pem(&root).as_bytes());
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/java-judges");
    let home = std::env::var("MITHAQ_JUDGES_JAVA").unwrap_or_else(|_| usual.to_owned());
    let judged = Command::new("java")
        .args([
            "-cp",
            &format!("{home}/classes:{home}/lib/*"),
            "Judge",
            "dss",
            "--trust",
        ])
        .arg(root)
        .args(["--at", &MOMENT.to_string()])
        .arg(file)
        .output()
        .expect("java is needed");
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    let verdict: Value = serde_json::from_str(said.trim()).expect(&said);
    let found = verdict["signatures"].as_array().unwrap();
    assert_eq!(found.len(), signatures, "{said}");
    for one in found {
        assert_ne!(one["indication"], "TOTAL_FAILED", "{said}");
        assert!(one["intact"] == true && one["valid"] == true, "{said}");
        // It reaches a signature by the structure tree, too, where a tagged field has its element (PDF/UA-1 7.18.4),
        // and knows signing only by way of the page and of the form.
        let undefined = one["changes"]["undefined"].as_array().unwrap().iter();
        let by_structure = |change: &&Value| {
            let change = change.as_str().unwrap();
            change.starts_with("CREATION /Catalog /StructTreeRoot ") && change.contains(" /V ")
        };
        let other: Vec<&Value> = undefined.filter(|change| !by_structure(change)).collect();
        assert!(other.is_empty(), "{other:?}");
        for kind in ["annotation", "visiblyChangedPages", "addedOrRemovedPages"] {
            assert_eq!(one["changes"][kind], serde_json::json!([]), "{said}");
        }
    }
}

/// pyHanko's verdicts alone, where not all signatures are of the company.
pub async fn pyhankos(app: &App, tenant: TenantId, pdf: &[u8]) -> Vec<Value> {
    let root = root_certificate(app, tenant).await.unwrap().unwrap();
    let folder = TestFolder::new();
    let file = put(&folder, "judged.pdf", pdf);
    serde_json::from_str(&pyhanko(&folder, &file, &root)).unwrap()
}

/// pyHanko, pdfsig and DSS, whether each takes every signature and timestamp of a file for genuine: a file of so many
/// signatures, `level` as `approve.py` reads it, by the one root, at a moment.
pub fn bench(pdf: &[u8], root: &[u8], (signatures, level): (usize, &str), at: i64) -> Vec<String> {
    let folder = TestFolder::new();
    put(&folder, "judged.pdf", pdf);
    put(&folder, "root.pem", pem(root).as_bytes());
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/java-judges");
    let home = std::env::var("MITHAQ_JUDGES_JAVA").unwrap_or_else(|_| usual.to_owned());
    let manifest = format!("judged.pdf {signatures} pyhanko,pdfsig,dss {level}\n");
    let arguments = [folder.path().as_os_str(), at.to_string().as_ref()].map(ToOwned::to_owned);
    let said = python(
        "approve.py",
        arguments.into_iter().chain([home.into()]),
        &manifest,
    );
    said.lines().map(str::to_owned).collect()
}

/// A PDF that somebody else has signed with pyHanko, as the words of `sign.py` say.
pub fn signed_by_another(pdf: &[u8], wanted: &str) -> Vec<u8> {
    signed_by(pdf, (wanted, MOMENT - 40 * 86_400), &[])
}

/// The same with these files beside it, and at a moment.
pub fn signed_by(pdf: &[u8], (wanted, at): (&str, i64), beside: &[(&str, String)]) -> Vec<u8> {
    let folder = TestFolder::new();
    put(&folder, "from.pdf", pdf);
    for (name, text) in beside {
        put(&folder, name, text.as_bytes());
    }
    let arguments = [folder.path().as_os_str(), at.to_string().as_ref()].map(ToOwned::to_owned);
    let said = python(
        "sign.py",
        arguments.into_iter(),
        &format!("from.pdf to.pdf {wanted}\n"),
    );
    fs::read(folder.path().join("to.pdf")).unwrap_or_else(|_| panic!("{said}"))
}

/// What a script of the judges prints.
fn python(script: &str, arguments: impl Iterator<Item = OsString>, input: &str) -> String {
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let mut judging = Command::new(python)
        .arg(format!(
            "{}/../pades/tests/judge/{script}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the judges' Python is needed");
    let mut pipe = judging.stdin.take().unwrap();
    pipe.write_all(input.as_bytes()).unwrap();
    drop(pipe);
    let output = judging.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn put(folder: &TestFolder, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

pub fn pem(root: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let base64 = STANDARD.encode(root).into_bytes();
    let lines: Vec<&str> = base64
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

fn pyhanko(folder: &TestFolder, file: &PathBuf, root: &[u8]) -> String {
    let root = put(folder, "root.pem", pem(root).as_bytes());
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../pades/tests/judge/verify.py"
    );
    let output = Command::new(python)
        .arg(script)
        .args([file, &root])
        .arg(MOMENT.to_string())
        .output()
        .expect("pyHanko's interpreter is needed");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
