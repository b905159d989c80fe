//! The PDFs of the corpus (`cargo xtask setup`), for the tests of whoever reads foreign files.

use std::path::{Path, PathBuf};

/// Its folder.
pub fn corpus() -> PathBuf {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/corpus");
    std::env::var("MITHAQ_JUDGES_CORPUS").map_or_else(|_| usual.into(), PathBuf::from)
}

/// Every PDF in a folder and below, in no order.
#[allow(clippy::expect_used, clippy::unwrap_used)]
pub fn pdfs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the corpus is needed: cargo xtask setup") {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pdfs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
}
