//! Why a message did not leave.

use std::fmt;

/// Why a message did not leave. The reasons hold no number, no address and no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// Another gateway, or the same one later, may take it.
    Later(String),
    /// Nobody will: there is no such number or mailbox, or the message itself is refused.
    Never(String),
}

impl fmt::Display for NotSent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Later(reason) | Self::Never(reason) => formatter.write_str(reason),
        }
    }
}
