//! TLS towards others: the machine's own list of authorities, one cryptographic library.

use std::sync::{Arc, OnceLock};

use tokio_rustls::rustls::{
    ClientConfig, RootCertStore, crypto::aws_lc_rs::default_provider, version,
};

/// How connections are secured: with the authorities that the operating system (or
/// `SSL_CERT_FILE`) trusts, read once. An error says why that cannot be.
pub fn client_config() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    CONFIG
        .get_or_init(|| {
            let mut roots = RootCertStore::empty();
            let found = rustls_native_certs::load_native_certs();
            let (added, _) = roots.add_parsable_certificates(found.certs);
            if added == 0 {
                return Err("this machine has no list of trusted authorities (on Debian: the package ca-certificates)".to_owned());
            }
            trusting(roots)
        })
        .clone()
}

/// How connections are secured with `roots` alone.
pub(crate) fn trusting(roots: RootCertStore) -> Result<Arc<ClientConfig>, String> {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
