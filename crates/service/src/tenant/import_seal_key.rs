//! A company's own seal key, from a PKCS#12 file. It seals from then on; what earlier keys sealed stays
//! as it is. With it the company may be marked as one in production.

use mithaq_domain::id::TenantId;
use mithaq_pades::{Pkcs12Error, TEST_MARK, import_pkcs12, pem_decode_certificates};
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
    let more = match ask.certificates.as_deref().map(pem_decode_certificates) {
        None => Vec::new(),
        Some(Ok(more)) => more,
        Some(Err(_)) => return refused(SealKeyRefusal::Certificates),
    };
    let key = match import_pkcs12(&ask.pkcs12, &ask.password, &more) {
        Ok(key) => key,
        Err(error) => return refused(SealKeyRefusal::File(error)),
    };
    let Some(root) = key.root.clone() else {
        return refused(SealKeyRefusal::NoRoot);
    };
    let now = app.now();
    let Some((from, until)) = mithaq_pades::validity(&key.certificate) else {
        return refused(SealKeyRefusal::NotValid);
    };
    if !(from..=until).contains(&now.unix_seconds()) {
        return refused(SealKeyRefusal::NotValid);
    }
    let all = [&key.certificate, &root].into_iter().chain(&key.chain);
    if ask.production && all.into_iter().any(|one| bears(one, TEST_MARK)) {
        return refused(SealKeyRefusal::Test);
    }
    let mut certificates = vec![key.certificate.clone()];
    certificates.extend(key.chain.iter().cloned());
    let held = app
        .store()
        .read(move |tx| tx.tenant(tenant).list_seal_keys())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let id = held.first().map_or(0, |row| row.id).saturating_add(1);
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

fn bears(certificate: &[u8], mark: &str) -> bool {
    let mark = mark.as_bytes();
    certificate.windows(mark.len()).any(|part| part == mark)
}
