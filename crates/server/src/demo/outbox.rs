//! Reading the newest code of a session from the development outbox, as a person reads a phone.

use std::{fs, path::Path, time::Duration};

use serde::Deserialize;

use crate::error::CommandError;

/// How long a message may take, and how often the folder is looked at.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    session_id: Option<String>,
    purpose: String,
    code: Option<String>,
}

/// Waits for the newest code of a purpose for a session.
pub async fn wait_for_code(
    folder: &Path,
    session: &str,
    purpose: &'static str,
) -> Result<String, CommandError> {
    let waiting = async {
        loop {
            if let Some(code) = newest(folder, session, purpose) {
                return code;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .map_err(|_| CommandError::Step {
            step: "read-outbox",
            why: format!(
                "no code ({purpose}) in {} within {} s",
                folder.display(),
                PATIENCE.as_secs()
            ),
        })
}

/// Names sort by time: the last that fits is the newest. A folder that is not there yet is empty.
fn newest(folder: &Path, session: &str, purpose: &str) -> Option<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    names.retain(|name| {
        name.extension()
            .is_some_and(|extension| extension == "json")
    });
    names.sort();
    names.iter().rev().find_map(|name| {
        let message: Message = serde_json::from_slice(&fs::read(name).ok()?).ok()?;
        let ours = message.purpose == purpose
            && message
                .session_id
                .is_some_and(|id| id.eq_ignore_ascii_case(session));
        message.code.filter(|_| ours)
    })
}
