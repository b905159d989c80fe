//! Heads that were kept outside the data folder, as they are given to `mithaq verify journal`: size and root
//! of one on the command line, or lines that `mithaq journal head` wrote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mithaq_domain::tenant::Tenant;
use mithaq_service::evidence::{HeadTime, Renewals};
use mithaq_store::evidence::judge::Kept;

use crate::{
    error::CommandError,
    journal::{HeadLine, hash},
};

/// What was kept of one company's journal.
#[derive(Default)]
pub(super) struct KeptHeads {
    pub(super) heads: Vec<Kept>,
    /// What the timestamps are worth that were kept with them.
    pub(super) times: Vec<HeadTime>,
}

/// A line of a file.
pub(super) struct KeptLine {
    line: HeadLine,
    place: String,
}

/// The lines of every file.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<KeptLine>, CommandError> {
    let mut lines = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(CommandError::file(file))?;
        for (number, text) in text.lines().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let place = place(file, number);
            let line = serde_json::from_str(text).map_err(|_| not_a_head(&place))?;
            lines.push(KeptLine { line, place });
        }
    }
    Ok(lines)
}

/// A company that lines speak of and that is not here: its whole journal would be missed.
pub(super) fn missing(lines: &[KeptLine], tenants: &[Tenant]) -> Option<CommandError> {
    let is_here = |kept: &&KeptLine| {
        let mut names = tenants.iter().map(|tenant| tenant.name.as_str());
        names.any(|name| name == kept.line.company())
    };
    let missing = lines.iter().find(|kept| !is_here(kept))?;
    let (place, name) = (&missing.place, missing.line.company());
    let text = format!("{place}: there is no company named {name:?}");
    Some(CommandError::Refused(text))
}

impl KeptHeads {
    /// What was kept of a company's journal, each timestamp judged over the head that it was kept with.
    pub(super) fn of(
        company: &str,
        lines: &[KeptLine],
        (roots, now): (&[Vec<u8>], i64),
    ) -> Result<Self, CommandError> {
        let mut kept = Self::default();
        for line in lines.iter().filter(|kept| kept.line.company() == company) {
            let read = line.line.read();
            let (head, token) = read.ok_or_else(|| not_a_head(&line.place))?;
            kept.heads.push(Kept::Whole(head));
            let Some(token) = token else { continue };
            let renewals = Renewals::none(roots, now);
            let time = HeadTime::judge((&head, head.at), (&token, None), &renewals);
            if !time.is_sound() {
                let (place, why) = (&line.place, time.problems().join(", "));
                let text = format!("{place}: the timestamp is not one of this head ({why})");
                return Err(CommandError::Refused(text));
            }
            kept.times.push(time);
        }
        Ok(kept)
    }
}

fn place(file: &Path, number: usize) -> String {
    format!("{}, line {}", file.display(), number.saturating_add(1))
}

fn not_a_head(place: &str) -> CommandError {
    CommandError::Refused(format!(
        "{place}: this is no head as `mithaq journal head` prints it"
    ))
}

/// A head on the command line.
pub(super) fn parse(text: &str) -> Result<Kept, String> {
    let wrong = || "SIZE:ROOT, for example 1024:9f86d0…, with 64 hexadecimal digits".to_owned();
    let (size, root) = text.split_once(':').ok_or_else(wrong)?;
    let size = size.parse().ok().filter(|size| *size > 0);
    Ok(Kept::Root {
        size: size.ok_or_else(wrong)?,
        root: hash(root).ok_or_else(wrong)?,
    })
}
