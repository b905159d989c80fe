//! A PIN: not printed, wiped when dropped.

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// A PIN. Printed as `Pin(..)`.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// By which one that was tried before is known again.
    pub(crate) fn mark(&self) -> [u8; 32] {
        let mut mark = [0; 32];
        let hash = digest(&SHA256, self.0.as_bytes());
        mark.iter_mut()
            .zip(hash.as_ref())
            .for_each(|(to, from)| *to = *from);
        mark
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Pin(..)")
    }
}
