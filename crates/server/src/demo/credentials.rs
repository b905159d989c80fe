//! What the demo remembers of itself in its data folder: the tenant, its secrets in plain text and
//! how many phone numbers were used. A real server keeps no such file.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use mithaq_domain::{place::Country, text::Language};
use mithaq_service::{App, tenant::CreateTenant};
use serde::{Deserialize, Serialize};

use crate::{error::CommandError, place, tenant};

/// The number of the demo's contract type.
pub const CONTRACT_TYPE_ID: i64 = 414;

const TENANCY: &str = "nile";
const DISPLAY_EN: &str = "Nile Crescent Finance";
const DISPLAY_AR: &str = "هلال النيل للتمويل";
const ADMIN: &str = "admin";
/// The company in which the documentation's calls are tried; it has secrets that nobody needs.
const SANDBOX: &str = "sandbox";
const SANDBOX_EN: &str = "Sandbox";
const SANDBOX_AR: &str = "البيئة التجريبية";
const FILE: &str = "demo-credentials.json";

/// The demo's company and what opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The tenancy name.
    pub tenancy_name: String,
    /// Its ApiKey.
    pub api_key: String,
    /// Its administrator.
    pub admin_user: String,
    /// That administrator's password.
    pub admin_password: String,
    /// Phone numbers that were invited so far.
    #[serde(default)]
    pub phones_used: u32,
    #[serde(skip)]
    path: PathBuf,
}

impl Credentials {
    /// The company of an earlier start on the same data, else a new one with its contract type.
    pub async fn of(app: &App, data: &Path) -> Result<Self, CommandError> {
        let path = data.join(FILE);
        let credentials = match read(&path)? {
            Some(known) => Self { path, ..known },
            None => make(app, path).await?,
        };
        if app.tenant_by_name(SANDBOX).is_none() {
            tenant::create(app, company((SANDBOX, SANDBOX_EN, SANDBOX_AR), true)).await?;
        }
        let nile = tenant::find(app, &credentials.tenancy_name)?;
        let forms = app.tenant(nile)?;
        if !forms
            .forms
            .all()
            .iter()
            .any(|form| form.id.get() == CONTRACT_TYPE_ID)
        {
            tenant::import_type(app, nile, tenant::SAMPLE_TYPE).await?;
        }
        Ok(credentials)
    }

    /// A phone number that was not invited before on this data: the sample's first, then others.
    pub fn next_phone(&mut self) -> Result<Phone, CommandError> {
        let number = self.phones_used;
        self.phones_used = number.saturating_add(1);
        self.save()?;
        Ok(Phone::numbered(number))
    }

    fn save(&self) -> Result<(), CommandError> {
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        place::write_whole(&self.path, &text)
    }
}

fn read(path: &Path) -> Result<Option<Credentials>, CommandError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(CommandError::File {
                path: path.to_owned(),
                error,
            });
        }
    };
    let read = serde_json::from_slice(&text);
    read.map(Some)
        .map_err(|error| CommandError::Refused(format!("{}: {error}", path.display())))
}

async fn make(app: &App, path: PathBuf) -> Result<Credentials, CommandError> {
    if app.tenant_by_name(TENANCY).is_some() {
        let missing = path.display();
        return Err(CommandError::Refused(format!(
            "this data folder has a company `{TENANCY}` but no {missing}, which the demo would need: choose another folder"
        )));
    }
    let ask = company((TENANCY, DISPLAY_EN, DISPLAY_AR), false);
    let made = tenant::create(app, ask).await?;
    let credentials = Credentials {
        tenancy_name: made.tenant.name.as_str().to_owned(),
        api_key: made.api_key,
        admin_user: ADMIN.to_owned(),
        admin_password: made.password,
        phones_used: 0,
        path,
    };
    credentials.save()?;
    Ok(credentials)
}

fn company((name, en, ar): (&str, &str, &str), is_public: bool) -> CreateTenant {
    CreateTenant {
        name: name.to_owned(),
        settings: tenant::settings(
            en.to_owned(),
            ar.to_owned(),
            Country::Egypt.time_zone().to_owned(),
            Language::Ar,
        ),
        admin: ADMIN.to_owned(),
        password: None,
        is_public,
    }
}

/// An Egyptian mobile number for the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// The one in the reference sample.
    Sample,
    /// Another, in E.164.
    Other(String),
}

impl Phone {
    fn numbered(number: u32) -> Self {
        match number {
            0 => Self::Sample,
            _ => Self::Other(Country::Egypt.made_up_phone(20_000_000_u32.wrapping_add(number))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_phone_is_another_valid_number_after_the_samples() {
        assert_eq!(Phone::numbered(0), Phone::Sample);
        let mut seen = BTreeSet::from(["+201234567890".to_owned()]);
        for number in (1..2_000).chain([9_999_999, 79_999_999, u32::MAX]) {
            let Phone::Other(text) = Phone::numbered(number) else {
                panic!("{number} is the sample's again");
            };
            let read = mithaq_domain::place::phone::Phone::parse(&text);
            assert_eq!(
                read.map(|phone| phone.as_str().to_owned()),
                Ok(text.clone())
            );
            assert!(seen.insert(text.clone()), "{text} twice");
        }
    }
}
