//! A company's own seal key, from a PKCS#12 file. It seals from then on; what earlier keys sealed stays
//! as it is. With it the company may be marked as one in production.

use mithaq_domain::{id::TenantId, time::Instant};
use mithaq_pades::{ImportedKey, Pkcs12Error, TEST_MARK, import_pkcs12, pem_decode_certificates};
use mithaq_store::{StoreError, seal::SealKeyRow};

use crate::{
    App, Failure,
    app::refused,
    contract::{seal_context, write_certificates},
    error::Answer,
};

/// What is to be imported.
pub struct ImportSealKey {
    /// The file.
    pub pkcs12: Vec<u8>,
    /// What opens it.
    pub password: String,
    /// Certificates (PEM) that the file lacks: the root, perhaps issuers.
    pub certificates: Option<String>,
    /// Whether the company is in production from now on.
    pub production: bool,
}

/// Why there is no new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealKeyRefusal {
    /// The file gives no key.
    File(Pkcs12Error),
    /// The certificates beside it cannot be read.
    Certificates,
    /// Neither the file nor the certificates beside it hold the root.
    NoRoot,
    /// The certificate is not valid now.
    NotValid,
    /// A certificate says that it is a test.
    Test,
}

/// Imports a key; the end of its certificate, Unix seconds.
pub async fn import_seal_key(
    app: &App,
    tenant: TenantId,
    ask: ImportSealKey,
) -> Answer<i64, SealKeyRefusal> {
    let context = app.tenant(tenant)?;
    let now = app.now();
    let (key, root, until) = match judge(&ask, now) {
        Ok(judged) => judged,
        Err(refusal) => return refused(refusal),
    };
    let held = app
        .store()
        .read(move |tx| tx.tenant(tenant).list_seal_keys())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let id = held
        .iter()
        .map(|row| row.id)
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    let mut certificates = vec![key.certificate];
    certificates.extend(key.chain);
    let row = SealKeyRow {
        id,
        origin: "pkcs12".to_owned(),
        sealed: app.keys().seal_wrap.seal(
            &seal_context(tenant, &id.to_string()),
            key.key_pkcs8.expose(),
            app.entropy(),
        )?,
        certificates: write_certificates(&certificates),
        root_certificate: root,
        lists: Vec::new(),
    };
    let mut settings = context.tenant.settings.clone();
    settings.production |= ask.production;
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            tx.insert_seal_key(&row, now)?;
            tx.set_settings(&settings)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.reload_tenants().await?;
    Ok(Ok(until))
}

/// The key, its root and the end of its certificate.
fn judge(ask: &ImportSealKey, now: Instant) -> Result<(ImportedKey, Vec<u8>, i64), SealKeyRefusal> {
    let more = match ask.certificates.as_deref() {
        None => Vec::new(),
        Some(text) => pem_decode_certificates(text).map_err(|_| SealKeyRefusal::Certificates)?,
    };
    let key = import_pkcs12(&ask.pkcs12, &ask.password, &more).map_err(SealKeyRefusal::File)?;
    let root = key.root.clone().ok_or(SealKeyRefusal::NoRoot)?;
    let (from, until) = mithaq_pades::validity(&key.certificate).ok_or(SealKeyRefusal::NotValid)?;
    if !(from..=until).contains(&now.unix_seconds()) {
        return Err(SealKeyRefusal::NotValid);
    }
    let says_test = [&key.certificate, &root]
        .into_iter()
        .chain(&key.chain)
        .any(|one| bears(one, TEST_MARK));
    if ask.production && says_test {
        return Err(SealKeyRefusal::Test);
    }
    Ok((key, root, until))
}

fn bears(certificate: &[u8], mark: &str) -> bool {
    let mark = mark.as_bytes();
    certificate.windows(mark.len()).any(|part| part == mark)
}
