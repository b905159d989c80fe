//! The log: one line per event on the standard error, for people or for machines. What goes into
//! a request's lines, its id among it, is the web layer's.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts the log. `filter` is in the form of `tracing` (`info`, `warn,mithaq_web=debug`).
pub fn start(filter: &str, format: LogFormat) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_target(false)
        // A log that nobody reads any more must not end the server by a panic.
        .log_internal_errors(false)
        .with_ansi(stderr().is_terminal());
    // Only the first start of a process counts; a second one changes nothing.
    let _ = match format {
        LogFormat::Human => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}

/// Whether `tracing` understands a filter.
pub fn is_filter(filter: &str) -> bool {
    EnvFilter::try_new(filter).is_ok()
}
