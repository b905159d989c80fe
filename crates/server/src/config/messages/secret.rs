//! A value that may be a secret: written as it is, or where it is kept.

use std::{env, fmt, fs, path::PathBuf};

use serde::Deserialize;

/// A value, or where it is kept.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Secret {
    /// In the configuration itself.
    Plain(String),
    /// In a variable of the environment.
    Env {
        /// Its name.
        env: String,
    },
    /// In a file; a line break at its end does not count.
    File {
        /// Its path.
        file: PathBuf,
    },
}

/// Never shows the value.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => formatter.write_str("(a value)"),
            Self::Env { env } => write!(formatter, "${env}"),
            Self::File { file } => write!(formatter, "{}", file.display()),
        }
    }
}

impl Secret {
    /// Whether the value stands in the configuration itself.
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// The value.
    pub fn read(&self) -> Result<String, String> {
        let value = match self {
            Self::Plain(value) => value.clone(),
            Self::Env { env } => env::var(env)
                .map_err(|_| format!("there is no variable {env} in the environment"))?,
            Self::File { file } => {
                let text = fs::read_to_string(file);
                let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        if value.is_empty() {
            return Err("it is empty".to_owned());
        }
        Ok(value)
    }
}
