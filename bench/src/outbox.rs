//! The phones of all invited persons at once: codes, taken from the development outbox.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::failure::Failure;

const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(3);

/// An outbox, shared by everyone who waits for a message.
pub struct Outbox {
    folder: PathBuf,
    /// Session and purpose → code.
    arrived: Mutex<HashMap<(String, String), String>>,
}

impl Outbox {
    /// The outbox in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            arrived: Mutex::default(),
        }
    }

    /// Waits for a code and takes it.
    pub fn code(&self, session: &str, purpose: &str) -> Result<String, Failure> {
        let wanted = (session.to_owned(), purpose.to_owned());
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
            if !arrived.contains_key(&wanted) {
                self.collect(&mut arrived)?;
            }
            if let Some(code) = arrived.remove(&wanted) {
                return Ok(code);
            }
            drop(arrived);
            sleep(GLANCE);
        }
        Err(Failure::answer(format!("no code for {purpose} came")))
    }

    /// Reads what is new and removes it, so that the folder stays short.
    fn collect(&self, arrived: &mut HashMap<(String, String), String>) -> Result<(), Failure> {
        let entries = fs::read_dir(&self.folder).map_err(Failure::file(&self.folder))?;
        for entry in entries {
            let path = entry.map_err(Failure::file(&self.folder))?.path();
            // Unfinished files have another ending.
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
            let message: Value = serde_json::from_str(&text)
                .map_err(|error| Failure::answer(format!("{}: {error}", path.display())))?;
            let part = |key: &str| message.get(key).and_then(Value::as_str).map(str::to_owned);
            if let (Some(session), Some(purpose), Some(code)) =
                (part("sessionId"), part("purpose"), part("code"))
            {
                arrived.insert((session, purpose), code);
            }
            fs::remove_file(&path).map_err(Failure::file(&path))?;
        }
        Ok(())
    }
}
