//! `mithaq journal`: heads of journals for whoever keeps them where the people who run the server cannot
//! write. One JSON object a line, so that a file that is only ever appended to is one of kept heads, which
//! `mithaq verify journal --head` holds against the database.
//!
//! Not here: judging; see `verify/journal`.

use std::process::ExitCode;

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::{Args, Subcommand};
use mithaq_domain::{
    evidence::chain::Head,
    id::TenantId,
    tenant::{TenancyName, Tenant},
    time::Instant,
};
use mithaq_store::{Inspection, StoreError, TenantTx};
use serde::{Deserialize, Serialize};

use crate::{arguments::DataArgs, config::Config, error::CommandError, verify::hexadecimal};

/// The form of a line, and its version.
const FORMAT: &str = "mithaq-journal-head-1";

/// What can be asked of journals.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Print the newest head of each journal, and the newest with an outside timestamp: lines to be kept elsewhere
    Head(HeadArgs),
}

/// Whose.
#[derive(Debug, Args)]
pub struct HeadArgs {
    /// The unique name of one company, instead of all
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    #[command(flatten)]
    data: DataArgs,
}

/// A head as it is kept outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadLine {
    format: String,
    company: String,
    tenant: i64,
    size: i64,
    at: String,
    link: String,
    root: String,
    imprint: String,
    timestamp: Option<String>,
}

impl HeadLine {
    fn of(company: &str, head: &Head, token: Option<&[u8]>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            company: company.to_owned(),
            tenant: head.tenant.get(),
            size: head.size,
            at: head.at.to_iso(),
            link: hexadecimal(&head.link),
            root: hexadecimal(&head.root),
            imprint: hexadecimal(&head.imprint()),
            timestamp: token.map(|token| STANDARD.encode(token)),
        }
    }

    /// The company's unique name.
    pub fn company(&self) -> &str {
        &self.company
    }

    /// The head and the token over it; nothing where the line is not as `mithaq journal head` writes it.
    pub fn read(&self) -> Option<(Head, Option<Vec<u8>>)> {
        let head = Head {
            tenant: TenantId::new(self.tenant),
            size: self.size,
            at: Instant::parse_iso(&self.at)?,
            link: hash(&self.link)?,
            root: hash(&self.root)?,
        };
        let token = match &self.timestamp {
            Some(text) => Some(STANDARD.decode(text).ok()?),
            None => None,
        };
        let is_as_written = Self::of(&self.company, &head, token.as_deref()) == *self;
        (is_as_written && head.size > 0).then_some((head, token))
    }
}

/// The 32 bytes of 64 hexadecimal digits.
pub fn hash(text: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect();
    let bytes = bytes.filter(|_| rest.is_empty())?;
    bytes.try_into().ok()
}

/// Does what was asked.
pub fn run(command: &JournalCommand) -> Result<ExitCode, CommandError> {
    match command {
        JournalCommand::Head(args) => print_heads(args),
    }
}

fn print_heads(args: &HeadArgs) -> Result<ExitCode, CommandError> {
    let inspection = open(&args.data)?;
    for tenant in tenants(&inspection, args.tenant.as_deref())? {
        let lines = inspection.read(|tx| lines(&mut tx.tenant(tenant.id), &tenant));
        for line in lines.map_err(refused)? {
            let text = serde_json::to_string(&line);
            say!("{}", text.map_err(|error| refused(&error))?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(tx: &mut TenantTx<'_>, tenant: &Tenant) -> Result<Vec<HeadLine>, StoreError> {
    let (head, stamped) = (tx.find_head()?, tx.find_stamped_head()?);
    let company = tenant.name.as_str();
    let is_stamped = |head: &Head| {
        let stamped = stamped.as_ref();
        stamped.is_some_and(|stamped| stamped.head.size == head.size)
    };
    let plain = head.filter(|head| !is_stamped(head));
    let with = stamped.iter();
    let with = with.map(|one| HeadLine::of(company, &one.head, Some(&one.token)));
    Ok(with
        .chain(plain.map(|head| HeadLine::of(company, &head, None)))
        .collect())
}

/// The data folder, to be read beside a server or without one.
pub fn open(args: &DataArgs) -> Result<Inspection, CommandError> {
    let folder = match &args.data {
        Some(folder) => folder.clone(),
        None => Config::data_folder(args.config.config.as_deref())?,
    };
    Inspection::open(&folder).map_err(refused)
}

/// Every company, or the one of a name.
pub fn tenants(inspection: &Inspection, name: Option<&str>) -> Result<Vec<Tenant>, CommandError> {
    let all = inspection.read(|tx| tx.everyone().list_tenants());
    let all = all.map_err(|error: StoreError| refused(error))?;
    let all = all.into_iter().map(|row| row.tenant);
    let Some(name) = name else {
        return Ok(all.collect());
    };
    let wanted = TenancyName::parse(name);
    let found: Vec<Tenant> = all
        .filter(|tenant| wanted.as_ref() == Ok(&tenant.name))
        .collect();
    match found.is_empty() {
        true => Err(refused(format!("there is no company named {name:?}"))),
        false => Ok(found),
    }
}

fn refused(error: impl std::fmt::Display) -> CommandError {
    CommandError::Refused(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> HeadLine {
        let head = Head {
            tenant: TenantId::new(3),
            size: 12,
            at: Instant::from_unix_millis(1_800_000_000_123),
            link: [1; 32],
            root: [2; 32],
        };
        HeadLine::of("nile", &head, Some(&[1, 2, 3]))
    }

    #[test]
    fn a_line_is_read_back_as_it_was_written_and_in_no_other_form() {
        let line = line();
        let (head, token) = line.read().into_iter().next().unzip();
        assert_eq!(head.map(|head: Head| head.size), Some(12));
        assert_eq!(token.flatten(), Some(vec![1, 2, 3]));
        let changes: [fn(&mut HeadLine); 8] = [
            |it| it.size = 13,
            |it| it.size = -12,
            |it| it.tenant = 4,
            |it| it.at = "2027-01-15T08:00:00.124Z".to_owned(),
            |it| it.root = "0".repeat(64),
            |it| it.link = "x".repeat(64),
            |it| it.format = "mithaq-journal-head-2".to_owned(),
            |it| it.timestamp = Some("?".to_owned()),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = line.clone();
            change(&mut changed);
            assert_eq!(changed.read(), None, "{number}");
        }
    }
}
