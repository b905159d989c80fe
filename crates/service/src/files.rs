//! Files, sealed under the key of whoever they say something of. Which row names one is its noun's.

use std::{any::Any, str::FromStr, sync::Arc};

use mithaq_store::{FileId, StoreError, Tx, vault::PersonKey};

use crate::{App, Failure, access::sha256};

/// What is kept from others for as long as pictures or files are in memory, also where whoever handed
/// them in has gone.
pub type Held = Option<Arc<dyn Any + Send + Sync>>;

/// Seals and stores a file; its name and the SHA-256 of its plain bytes. Blocks.
pub(crate) fn write_file(
    app: &App,
    key: &PersonKey,
    plain: &[u8],
) -> Result<(FileId, [u8; 32]), Failure> {
    let id = FileId::draw(app.entropy());
    let sealed = key.seal("file", id.as_str(), plain, app.entropy())?;
    app.store().files().write(&id, &sealed)?;
    Ok((id, sha256(plain)))
}

/// Reads and opens a file. Blocks.
pub(crate) fn read_file(app: &App, key: &PersonKey, name: &str) -> Result<Vec<u8>, Failure> {
    let id = file_id(name)?;
    let sealed = app.store().files().read(&id)?;
    Ok(key.open("file", id.as_str(), &sealed)?.to_vec())
}

/// The name of a file as a row has it.
pub(crate) fn file_id(name: &str) -> Result<FileId, Failure> {
    Ok(FileId::from_str(name)?)
}

/// Whether what became of a unit is unknown: then its files stay.
pub(crate) const fn is_unknown(failure: &Failure) -> bool {
    matches!(failure, Failure::Store(StoreError::Disk(_)))
}

/// Removes a file that lost a race; what is left behind is an orphan that no row names.
pub(crate) fn remove_file(app: &App, id: &FileId) {
    if let Err(error) = app.store().files().remove(id) {
        tracing::warn!(%error, "an orphaned file was left behind");
    }
}

/// Removes files that no row names any more.
pub(crate) async fn remove_files(app: &App, files: Vec<FileId>) -> Result<(), Failure> {
    let inner = app.clone();
    let remove = move || {
        files.iter().for_each(|file| remove_file(&inner, file));
        Ok(())
    };
    app.pool().run(remove).await
}

/// Runs the unit that writes a stored file's name into its row, and answers whether it did. Where it
/// did not, another had been first or the unit failed: then the file, which no row names, is removed.
pub(crate) async fn name_file(
    app: &App,
    file: &str,
    unit: impl Fn(&mut Tx<'_>) -> Result<bool, Failure> + Send + 'static,
) -> Result<bool, Failure> {
    let file = file_id(file)?;
    let named = app.store().write(unit).await;
    let stays = match &named {
        Ok(is_named) => *is_named,
        Err(failure) => is_unknown(failure),
    };
    if !stays {
        let inner = app.clone();
        app.pool()
            .run(move || {
                remove_file(&inner, &file);
                Ok(())
            })
            .await?;
    }
    named
}
