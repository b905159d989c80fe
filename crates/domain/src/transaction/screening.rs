//! Whether somebody stands on a list of sanctions (`wire.md` 5, `aml/validate`). No list is asked
//! yet, and an answer that says *nobody* without having looked would pass everybody: so a company
//! hears that the service is switched off, and a sandbox hears what its magic input asks for.

use super::provider::{IdentityProvider, asked};

/// What a search of the lists found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screened {
    /// Nobody; only a sandbox says so.
    Nobody,
    /// Somebody; only a sandbox says so.
    Somebody,
    /// No list was asked.
    NotAsked,
}

/// Looks somebody up by name: in a sandbox `sandbox:ok` is nobody on a list, and `sandbox:ok:match` is
/// somebody.
pub fn screen(provider: IdentityProvider, name: &str) -> Screened {
    match asked(provider, name.as_bytes()) {
        Some(Ok(detail)) if detail.eq_ignore_ascii_case("match") => Screened::Somebody,
        Some(Ok("")) => Screened::Nobody,
        Some(_) | None => Screened::NotAsked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_cleared_without_a_list_that_was_asked() {
        for name in ["Mona Ahmed Ali", "", "sandbox:ok", "sandbox:ok:match"] {
            assert_eq!(screen(IdentityProvider::Manual, name), Screened::NotAsked);
        }
        let sandbox = |name| screen(IdentityProvider::Sandbox, name);
        assert_eq!(sandbox("sandbox:ok"), Screened::Nobody);
        assert_eq!(sandbox("sandbox:ok:match"), Screened::Somebody);
        for name in ["Mona Ahmed Ali", "sandbox:ok:no", "sandbox:5000"] {
            assert_eq!(sandbox(name), Screened::NotAsked);
        }
    }
}
