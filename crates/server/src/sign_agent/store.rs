//! What an agent keeps: the server, its secret, where its key is. The file is for its owner alone.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_token::{KeyName, Token};
use serde::{Deserialize, Serialize};

use super::CommonArgs;
use crate::error::CommandError;

const USUAL_FILE: &str = ".mithaq-sign-agent.json";

/// A pairing as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Stored {
    /// The server's address, without a slash at its end.
    pub(super) server: String,
    /// The agent's secret.
    pub(super) agent: String,
    /// For whom it signs, and as whom.
    pub(super) company: String,
    pub(super) member: String,
    module: PathBuf,
    token: String,
    key: String,
    /// The certificate of the key, DER in Base64.
    certificate: String,
}

impl Stored {
    /// A pairing with this key.
    pub(super) fn new(
        (server, agent): (String, String),
        (company, member): (String, String),
        (token, key): (&Token, &KeyName),
        certificate: &[u8],
    ) -> Self {
        Self {
            server,
            agent,
            company,
            member,
            module: token.module.clone(),
            token: token.label.clone(),
            key: key.to_string(),
            certificate: STANDARD.encode(certificate),
        }
    }

    /// The token.
    pub(super) fn token(&self) -> Token {
        Token {
            module: self.module.clone(),
            label: self.token.clone(),
        }
    }

    /// The key in it.
    pub(super) fn key(&self) -> Option<KeyName> {
        KeyName::parse(&self.key)
    }

    /// The certificate, DER.
    pub(super) fn certificate(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.certificate).ok()
    }

    /// Reads a pairing; refused where others may read it.
    pub(super) fn read(path: &Path) -> Result<Self, CommandError> {
        let mode = fs::metadata(path).map_err(CommandError::file(path))?;
        if mode.permissions().mode() & 0o077 != 0 {
            return Err(CommandError::Refused(format!(
                "{}: others may read it; make it yours alone (chmod 600)",
                path.display()
            )));
        }
        let text = fs::read_to_string(path).map_err(CommandError::file(path))?;
        serde_json::from_str(&text)
            .map_err(|_| CommandError::Refused(format!("{}: this is no pairing", path.display())))
    }

    /// Writes a pairing in place of the one before.
    pub(super) fn write(&self, path: &Path) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| CommandError::Refused(error.to_string()))?;
        let new = path.with_extension("new");
        let failed = |error| CommandError::file(&new)(error);
        // Left behind where this was broken off.
        let _ = fs::remove_file(&new);
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new)
            .map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        fs::rename(&new, path).map_err(CommandError::file(path))
    }
}

/// Where the pairing is kept.
pub(super) fn path(args: &CommonArgs) -> Result<PathBuf, CommandError> {
    if let Some(path) = &args.store {
        return Ok(path.clone());
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let home = home.ok_or_else(|| {
        CommandError::Refused("there is no home folder: name a file by --store".to_owned())
    })?;
    Ok(home.join(USUAL_FILE))
}
