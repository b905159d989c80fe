//! Outside judges of a sealed file: pdfsig (poppler) and pyHanko. A missing judge is a failure.

use std::{fs, path::PathBuf, process::Command};

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

/// A PDF that somebody else has signed with pyHanko, as the words of `sign.py` say.
pub fn signed_by_another(pdf: &[u8], wanted: &str) -> Vec<u8> {
    use std::io::Write as _;
    let folder = TestFolder::new();
    put(&folder, "from.pdf", pdf);
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../pades/tests/judge/sign.py");
    let mut signing = Command::new(python)
        .arg(script)
        .args([
            folder.path().as_os_str(),
            (MOMENT - 40 * 86_400).to_string().as_ref(),
        ])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("pyHanko's interpreter is needed");
    let mut input = signing.stdin.take().unwrap();
    writeln!(input, "from.pdf to.pdf {wanted}").unwrap();
    drop(input);
    assert!(signing.wait().unwrap().success());
    fs::read(folder.path().join("to.pdf")).unwrap()
}

fn put(folder: &TestFolder, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn pem(root: &[u8]) -> String {
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
