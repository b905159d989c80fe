//! Signatures of authorities that were found right a moment ago.
//!
//! One chain stands behind thousands of seals, and checking its signatures is most of what judging
//! one takes. What lives here: a memory of this thread, by SHA-256 over key, algorithm, message and
//! value. What does not: signatures over documents, which are checked each time, and anything that
//! was found wrong.

use crate::certificate::PublicKey;
use aws_lc_rs::digest::{Context, SHA256};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Some 32 KB; when there are more it begins anew.
const MOST: usize = 512;

thread_local! {
    static VOUCHED: RefCell<BTreeSet<[u8; 32]>> = const { RefCell::new(BTreeSet::new()) };
}

/// As [`PublicKey::verifies`].
pub(crate) fn verifies(
    key: &PublicKey,
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
) -> bool {
    let name = name(&[key.bytes(), algorithm, message, signature]);
    let known = name.is_some_and(|name| VOUCHED.with_borrow(|vouched| vouched.contains(&name)));
    if known {
        return true;
    }
    let verifies = key.verifies(algorithm, message, signature);
    if verifies && let Some(name) = name {
        VOUCHED.with_borrow_mut(|vouched| {
            if vouched.len() >= MOST {
                vouched.clear();
            }
            vouched.insert(name);
        });
    }
    verifies
}

/// Each part with its length, so that no two lists of parts are the same bytes.
fn name(parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).ok()?.to_be_bytes());
        context.update(part);
    }
    <[u8; 32]>::try_from(context.finish().as_ref()).ok()
}
