//! Certificate authorities that an operator names, where the mail server's is none of the
//! machine's.

use std::sync::Arc;

use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::tls;

/// How connections are secured with the authorities of a PEM text alone.
///
/// # Errors
/// In words, where there is no certificate in it or one that cannot be read.
pub fn trusting_pem(pem: &[u8]) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    tls::trusting(roots)
}
