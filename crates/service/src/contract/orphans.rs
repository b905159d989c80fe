//! Files that no row names: what a crash left between a file and its row, or a transaction whose
//! outcome was unknown. They are removed when they are a day old, one folder a step.

use mithaq_domain::time::Span;
use mithaq_store::{FileId, StoreError};

use super::files::remove_file;
use crate::{App, Failure};

/// Far longer than any work stands between a file and its row.
const AGE: Span = Span::days(1);
/// Files that are asked for in one read.
const ASK: usize = 250;
/// Files that one step removes: more of them wait for the next pass.
const REMOVE: usize = 500;

/// Where the sweep stands.
#[derive(Debug, Default)]
pub struct OrphanSweep {
    folder: u8,
}

impl OrphanSweep {
    /// Steps that look at every file once.
    pub const STEPS: usize = 256;

    /// Sweeps the next of the folders; how many files were removed.
    pub async fn step(&mut self, app: &App) -> Result<usize, Failure> {
        let (folder, before) = (self.folder, app.now().minus(AGE));
        self.folder = folder.wrapping_add(1);
        let files = app.store().files().clone();
        let old = app
            .pool()
            .run(move || Ok(files.list_old(folder, before)?))
            .await?;
        let mut orphans = Vec::new();
        for some in old.chunks(ASK) {
            orphans.extend(unnamed(app, some.to_vec()).await?);
        }
        orphans.truncate(REMOVE);
        let (count, inner) = (orphans.len(), app.clone());
        if count > 0 {
            tracing::warn!(count, "files that no row names are removed");
            let remove = move || {
                orphans.iter().for_each(|id| remove_file(&inner, id));
                Ok(())
            };
            app.pool().run(remove).await?;
        }
        Ok(count)
    }
}

/// Those of the files that no row names.
async fn unnamed(app: &App, files: Vec<FileId>) -> Result<Vec<FileId>, Failure> {
    app.store()
        .read(move |tx| {
            let mut orphans = Vec::new();
            for id in files {
                if !tx.everyone().is_file_named(&id)? {
                    orphans.push(id);
                }
            }
            Ok(orphans)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))
}
