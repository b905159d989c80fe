//! A token in software (SoftHSM2). Its library reads its settings from the environment, once: each
//! test runs its second half in a process of its own, which is this program again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::Command;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use mithaq_authority::{Authority, SOFT_MODULE, SoftToken};
use mithaq_token::{KeyName, Pin, Token, TokenError, list_tokens};

const MESSAGE: &[u8] = b"signed attributes";

struct Bench {
    folder: PathBuf,
    soft: SoftToken,
}

impl Bench {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("mithaq-token-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let soft = SoftToken::new(&folder, "Seals", "4321");
        Self { folder, soft }
    }

    /// Runs the half of a test that uses the library.
    fn run(&self, half: &str) {
        let (name, value) = self.soft.environment();
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                half,
                "--ignored",
                "--nocapture",
                "--test-threads",
                "1",
            ])
            .env(name, value)
            .env("MITHAQ_TEST_FOLDER", &self.folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{complained}");
        assert!(said.contains("1 passed"), "{said}");
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("MITHAQ_TEST_FOLDER").unwrap())
}

fn token() -> Token {
    Token {
        module: Path::new(SOFT_MODULE).to_owned(),
        label: "Seals".to_owned(),
    }
}

fn pin(text: &str) -> Pin {
    Pin::new(text.to_owned())
}

fn name(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

fn assert_verifies(method: &'static dyn VerificationAlgorithm, key: &[u8], value: &[u8]) {
    let key = UnparsedPublicKey::new(method, key);
    key.verify(MESSAGE, value).unwrap();
    assert!(key.verify(b"another message", value).is_err());
}

/// A key made by OpenSSL, PKCS#8 DER.
fn openssl_key(folder: &Path, kind: &[&str]) -> Vec<u8> {
    let (pem, file) = (folder.join("made.pem"), folder.join("made.der"));
    let mut make = Command::new("openssl");
    make.args(["genpkey", "-out"]).arg(&pem).args(kind);
    let mut write = Command::new("openssl");
    write.args(["pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in"]);
    write.arg(&pem).arg("-out").arg(&file);
    for mut step in [make, write] {
        let done = step.output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }
    std::fs::read(&file).unwrap()
}

#[test]
fn keys_of_both_kinds_sign_by_label_and_by_id_and_their_certificates_are_found() {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RsaKeyPair};
    let bench = Bench::new("kinds");
    let issued = Authority::new("http://authority.test", 1_795_000_000).issue_seal("Delta", 365);
    bench
        .soft
        .import(&issued.key_pkcs8, &issued.certificate, "seal", "0a01");
    let rsa = openssl_key(
        &bench.folder,
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    bench.soft.import(&rsa, &issued.certificate, "rsa", "0a02");
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &issued.key_pkcs8);
    std::fs::write(
        bench.folder.join("ec.pub"),
        pair.unwrap().public_key().as_ref(),
    )
    .unwrap();
    let pair = RsaKeyPair::from_pkcs8(&rsa).unwrap();
    std::fs::write(bench.folder.join("rsa.pub"), pair.public_key().as_ref()).unwrap();
    std::fs::write(bench.folder.join("certificate"), &issued.certificate).unwrap();
    bench.run("half_kinds");
}

#[test]
#[ignore = "half of a test, in a process of its own"]
fn half_kinds() {
    let (token, right) = (token(), pin("4321"));
    let read = |name: &str| std::fs::read(folder().join(name)).unwrap();
    let shown = list_tokens(Path::new(SOFT_MODULE)).unwrap();
    assert_eq!((shown.len(), shown[0].label.as_str()), (1, "Seals"));
    for named in ["seal", "id:0a01"] {
        let value = token.sign(&right, &name(named), MESSAGE).unwrap();
        assert_verifies(&ECDSA_P256_SHA256_ASN1, &read("ec.pub"), &value);
        let certificate = token.find_certificate(&right, &name(named)).unwrap();
        assert_eq!(certificate, read("certificate"));
    }
    let value = token.sign(&right, &name("rsa"), MESSAGE).unwrap();
    assert_verifies(&RSA_PKCS1_2048_8192_SHA256, &read("rsa.pub"), &value);
    assert_eq!(
        token.sign(&right, &name("none"), MESSAGE),
        Err(TokenError::NoKey)
    );
    assert_eq!(token.list_certificates(&right).unwrap().len(), 2);
    token.log_out().unwrap();
    assert_eq!(token.list_public_certificates().unwrap().len(), 2);
    assert!(token.sign(&right, &name("seal"), MESSAGE).is_ok());
}

#[test]
fn a_wrong_pin_is_tried_once_and_another_one_is_tried_again() {
    let bench = Bench::new("pin");
    let issued = Authority::new("http://authority.test", 1_795_000_000).issue_seal("Delta", 365);
    bench
        .soft
        .import(&issued.key_pkcs8, &issued.certificate, "seal", "01");
    bench.run("half_pin");
}

#[test]
#[ignore = "half of a test, in a process of its own"]
fn half_pin() {
    let (token, seal) = (token(), name("seal"));
    let wrong = pin("0000");
    assert_eq!(
        token.sign(&wrong, &seal, MESSAGE),
        Err(TokenError::PinRefused)
    );
    // Were it tried, the token would have to be there.
    let store = folder().join("tokens");
    std::fs::rename(&store, folder().join("away")).unwrap();
    assert_eq!(
        token.sign(&wrong, &seal, MESSAGE),
        Err(TokenError::PinRefused)
    );
    let started = token.sign(&pin("4321"), &seal, MESSAGE);
    assert!(matches!(started, Err(TokenError::Module(_))), "{started:?}");
    std::fs::create_dir(&store).unwrap();
    assert_eq!(
        token.sign(&pin("4321"), &seal, MESSAGE),
        Err(TokenError::Away)
    );
    std::fs::remove_dir(&store).unwrap();
    std::fs::rename(folder().join("away"), &store).unwrap();
    assert!(
        token.sign(&pin("4321"), &seal, MESSAGE).is_ok(),
        "the token came back"
    );
    // A session that is open says nothing of another PIN.
    assert_eq!(
        token.sign(&wrong, &seal, MESSAGE),
        Err(TokenError::PinRefused)
    );
    let other = pin("1111");
    assert_eq!(
        token.sign(&other, &seal, MESSAGE),
        Err(TokenError::PinRefused)
    );
    assert!(token.sign(&pin("4321"), &seal, MESSAGE).is_ok());
    for shown in [format!("{wrong:?}"), TokenError::PinRefused.to_string()] {
        assert!(!shown.contains("0000"), "{shown}");
    }
}

#[test]
fn a_token_or_library_that_is_not_there_and_keys_of_one_name_are_told_apart() {
    let bench = Bench::new("away");
    let authority = Authority::new("http://authority.test", 1_795_000_000);
    for id in ["01", "02"] {
        let issued = authority.issue_seal("Delta", 365);
        bench
            .soft
            .import(&issued.key_pkcs8, &issued.certificate, "seal", id);
    }
    bench.run("half_away");
}

#[test]
#[ignore = "half of a test, in a process of its own"]
fn half_away() {
    let right = pin("4321");
    let stranger = Token {
        label: "Others".to_owned(),
        ..token()
    };
    assert_eq!(
        stranger.sign(&right, &name("seal"), MESSAGE),
        Err(TokenError::Away)
    );
    assert_eq!(
        token().sign(&right, &name("seal"), MESSAGE),
        Err(TokenError::SeveralKeys)
    );
    assert!(token().sign(&right, &name("id:02"), MESSAGE).is_ok());
    for module in ["/nowhere/module.so", "/etc/hostname"] {
        let broken = Token {
            module: PathBuf::from(module),
            ..token()
        };
        let refused = broken.sign(&right, &name("seal"), MESSAGE);
        assert!(matches!(refused, Err(TokenError::Module(_))), "{refused:?}");
    }
}
