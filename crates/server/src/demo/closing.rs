//! What the demo leaves on the screen: where the files are, a `curl` for each call, and a fresh
//! link for a browser.

use std::path::Path;

use super::{credentials::Credentials, journey::Invited};

/// Where everything is.
pub struct Closing<'a> {
    /// The address that was bound.
    pub base_url: &'a str,
    /// The company.
    pub credentials: &'a Credentials,
    /// Where codes appear.
    pub outbox: &'a Path,
}

impl Closing<'_> {
    /// Where the files are and how to judge them again.
    pub fn files(&self, out: &Path) {
        say!();
        say!(
            "The sealed contract   {}",
            out.join("contract.pdf").display()
        );
        say!(
            "What was reviewed     {}",
            out.join("reviewed.pdf").display()
        );
        say!(
            "What proves it        {}",
            out.join("evidence.zip").display()
        );
        say!("The root of its seal  {}", out.join("root.pem").display());
        say!(
            "What was said         {}",
            out.join("transcript.json").display()
        );
        say!(
            "Judge it again        mithaq verify {} --trust {}",
            out.join("evidence.zip").display(),
            out.join("root.pem").display()
        );
    }

    /// The whole job as ready-made calls, to be pasted into a shell in this order.
    pub fn calls(&self) {
        let outbox = self.outbox.display().to_string();
        let filled = [
            ("{base}", self.base_url),
            ("{key}", &self.credentials.api_key),
            ("{outbox}", &outbox),
            ("{tenancy}", &self.credentials.tenancy_name),
            ("{user}", &self.credentials.admin_user),
            ("{password}", &self.credentials.admin_password),
        ];
        let calls = filled
            .iter()
            .fold(BY_HAND.to_owned(), |text, (name, value)| {
                text.replace(name, value)
            });
        say!();
        say!("The same by hand, with another phone, pasted into a shell:");
        say!();
        say!("{}", calls.trim_end());
        say!();
        say!("Every call, described, and to be tried in a sandbox by a click:");
        say!("  {}/docs", self.base_url);
    }

    /// A link that nobody has opened yet.
    pub fn link(&self, invited: &Invited) {
        say!();
        say!("Walk through it yourself, in a browser:");
        say!("  {}{}", self.base_url, invited.path);
        say!("Codes appear, as a phone would show them, in");
        say!("  {}", self.outbox.display());
        say!("The newest one:");
        say!(
            "  grep -h '\"code\"' {}/*.json | tail -n 1",
            self.outbox.display()
        );
    }
}

/// Each call of the job, with names in braces where the demo's own values stand.
const BY_HAND: &str = include_str!("../../assets/demo/by-hand.sh");
