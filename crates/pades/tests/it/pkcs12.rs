//! Keys in PKCS#12 files as OpenSSL writes them, with today's ciphers and with older ones.

use crate::sample::{self, NOW, Style};
use mithaq_authority::Authority;
use mithaq_pades::{Outcome, Pkcs12Error, SealKey, import_pkcs12, pem_encode, seal, verify};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("mithaq-pkcs12-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A file with the key, its certificate and these others.
fn export(folder: &Path, authority: &Authority, others: &[&[u8]], options: &[&str]) -> Vec<u8> {
    let issued = authority.issue_seal("Nile Finance", 365);
    let put = |name: &str, label: &str, ders: &[&[u8]]| {
        let text: String = ders
            .iter()
            .map(|der| pem_encode(label, der).unwrap())
            .collect();
        std::fs::write(folder.join(name), text).unwrap();
    };
    put("key.pem", "PRIVATE KEY", &[&issued.key_pkcs8]);
    put("seal.pem", "CERTIFICATE", &[&issued.certificate]);
    put("others.pem", "CERTIFICATE", others);
    let mut command = Command::new("openssl");
    command.current_dir(folder).args([
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "seal.pem",
        "-passout",
        "pass:open، sesame",
        "-out",
        "out.p12",
    ]);
    if !others.is_empty() {
        command.args(["-certfile", "others.pem"]);
    }
    let output = command.args(options).output().expect("openssl is needed");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    std::fs::read(folder.join("out.p12")).unwrap()
}

/// The same, for whoever wants no folder.
pub fn exported(authority: &Authority, others: &[&[u8]], options: &[&str]) -> Vec<u8> {
    export(&Folder::new("exported").0, authority, others, options)
}

const PASSWORD: &str = "open، sesame";

#[test]
fn a_key_is_imported_with_its_chain_whatever_the_cipher_and_seals() {
    let folder = Folder::new("ciphers");
    let authority = Authority::new("http://authority.test", NOW);
    let (issuing, root) = (authority.issuing.as_slice(), authority.root.as_slice());
    let older = [
        "-keypbe",
        "PBE-SHA1-3DES",
        "-certpbe",
        "PBE-SHA1-3DES",
        "-macalg",
        "sha1",
    ];
    for options in [&[][..], &older] {
        let file = export(&folder.0, &authority, &[root, issuing], options);
        let key = import_pkcs12(&file, PASSWORD, &[]).unwrap();
        assert_eq!(key.chain, [issuing.to_vec()]);
        assert_eq!(key.root.as_deref(), Some(root));
        let key = SealKey::from_pkcs8(key.key_pkcs8.expose(), &key.certificate, key.chain);
        let sealed = seal(
            &sample::reviewed(Style::Table),
            &sample::request(),
            &key.unwrap(),
        );
        let verdict = verify(&sealed.unwrap(), &[root.to_vec()], NOW).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    }
}

#[test]
fn what_the_file_lacks_may_be_given_beside_it() {
    let folder = Folder::new("beside");
    let authority = Authority::new("http://authority.test", NOW);
    let file = export(&folder.0, &authority, &[], &[]);
    let alone = import_pkcs12(&file, PASSWORD, &[]).unwrap();
    assert!(alone.chain.is_empty() && alone.root.is_none());
    let beside = [authority.root.clone(), authority.issuing.clone()];
    let whole = import_pkcs12(&file, PASSWORD, &beside).unwrap();
    assert_eq!(whole.chain, [authority.issuing.clone()]);
    assert_eq!(whole.root, Some(authority.root.clone()));
    let stranger = Authority::new("http://authority.test", NOW);
    let other = import_pkcs12(&file, PASSWORD, &[stranger.root, stranger.issuing]).unwrap();
    assert!(other.chain.is_empty() && other.root.is_none());
}

#[test]
fn wrong_passwords_and_files_are_named_and_never_a_panic() {
    let folder = Folder::new("wrong");
    let authority = Authority::new("http://authority.test", NOW);
    let file = export(&folder.0, &authority, &[&authority.issuing], &[]);
    for password in ["", "open sesame", "pass"] {
        let refused = import_pkcs12(&file, password, &[]).unwrap_err();
        assert_eq!(refused, Pkcs12Error::Password, "{password}");
    }
    for wrong in [&b""[..], b"0", b"-----BEGIN", &authority.root] {
        assert_eq!(
            import_pkcs12(wrong, PASSWORD, &[]).unwrap_err(),
            Pkcs12Error::Malformed
        );
    }
    for position in (0..file.len()).step_by(7) {
        let mut changed = file.clone();
        changed[position] ^= 0x11;
        let _ = import_pkcs12(&changed[..file.len() - position % 3], PASSWORD, &[]);
    }
    let nothing = export(&folder.0, &authority, &[], &["-nokeys"]);
    assert_eq!(
        import_pkcs12(&nothing, PASSWORD, &[]).unwrap_err(),
        Pkcs12Error::NoKey
    );
}
