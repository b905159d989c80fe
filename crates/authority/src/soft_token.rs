//! A PKCS#11 token in software (SoftHSM2), in a folder of the test's own.
//!
//! Its library reads `SOFTHSM2_CONF` when it is started, so that whoever uses it is a process of
//! its own: [`SoftToken::environment`] is what that process is given.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where Debian has the library.
pub const SOFT_MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A token with a label and a PIN.
pub struct SoftToken {
    folder: PathBuf,
    label: String,
    pin: String,
}

impl SoftToken {
    /// A new, empty token in a folder.
    pub fn new(folder: &Path, label: &str, pin: &str) -> Self {
        let token = Self {
            folder: folder.to_owned(),
            label: label.to_owned(),
            pin: pin.to_owned(),
        };
        std::fs::create_dir_all(token.store()).unwrap();
        let settings = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            token.store().display()
        );
        std::fs::write(token.environment().1, settings).unwrap();
        let arguments = [
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            pin,
            "--so-pin",
            "12345678",
        ];
        token.run("softhsm2-util", &arguments);
        token
    }

    /// The variable by which the library finds it, and its value.
    pub fn environment(&self) -> (&'static str, PathBuf) {
        ("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
    }

    /// The folder that holds the token: moved away, the token is away.
    pub fn store(&self) -> PathBuf {
        self.folder.join("tokens")
    }

    /// Puts a private key (PKCS#8 DER) and its certificate into it, under a label and an id in
    /// hexadecimal.
    pub fn import(&self, key_pkcs8: &[u8], certificate: &[u8], label: &str, id: &str) {
        let pem = self.folder.join("key.pem");
        std::fs::write(&pem, crate::pem("PRIVATE KEY", key_pkcs8)).unwrap();
        let path = pem.display().to_string();
        let key = ["--import", &path, "--token", &self.label, "--label", label];
        let key = [&key[..], &["--id", id, "--pin", &self.pin]].concat();
        self.run("softhsm2-util", &key);
        std::fs::remove_file(pem).unwrap();
        let der = self.folder.join("certificate.der");
        std::fs::write(&der, certificate).unwrap();
        let path = der.display().to_string();
        let object = ["--write-object", &path, "--type", "cert", "--id", id];
        self.tool(&[&object[..], &["--label", label]].concat());
    }

    /// Runs `pkcs11-tool` on it, logged in.
    pub fn tool(&self, arguments: &[&str]) -> Output {
        let login = ["--module", SOFT_MODULE, "--token-label", &self.label];
        let login = [&login[..], &["--login", "--pin", &self.pin]].concat();
        self.run("pkcs11-tool", &[&login[..], arguments].concat())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let (name, value) = self.environment();
        let output = Command::new(program)
            .args(arguments)
            .env(name, value)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
        output
    }
}
