//! Rows whose columns are not what the reading code expects.

use crate::stage::{Folder, insert, open};
use mithaq_store::StoreError;

#[test]
fn a_stored_value_of_another_kind_is_corrupt_not_a_panic() {
    let folder = Folder::new();
    let store = open(&folder);
    insert(&store, "one", 1).unwrap();
    let rows = store
        .read_blocking(|tx| tx.query(crate::stage::LIST, &[]))
        .unwrap();
    assert!(matches!(
        rows[0].integer(0),
        Err(StoreError::Corrupt { column: 0, .. })
    ));
    assert!(matches!(
        rows[0].bytes(1),
        Err(StoreError::Corrupt { column: 1, .. })
    ));
    assert!(matches!(
        rows[0].optional_text(2),
        Err(StoreError::Corrupt { column: 2, .. })
    ));
}
