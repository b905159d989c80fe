//! A tenant: one company on this server, and the settings that shape its sessions.

use serde::{Deserialize, Serialize};

use crate::{
    access::{Limits, Permissions, RateLimits, Role},
    id::TenantId,
    message::MessagePolicy,
    oidc::Provider,
    place::Country,
    seal::SealLevel,
    text::{Bilingual, Language},
    transaction::provider::IdentityProvider,
    webhook::EVENT_DAYS,
};

/// One company on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its number on this server.
    pub id: TenantId,
    /// Its unique name, as sent in `TenancyName`; compared without regard to letter case.
    pub name: TenancyName,
    /// What it may be changed about.
    pub settings: Settings,
}

/// The settings of a tenant, stored as one JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The company's name as people read it.
    pub display: Bilingual,
    /// Whose rules for phones, national numbers and money hold.
    #[serde(default)]
    pub country: Country,
    /// IANA time zone of the dates in its documents.
    pub time_zone: String,
    /// Language of a session that names none and whose browser asks for none.
    pub language: Language,
    /// A production tenant never seals with a test chain.
    #[serde(default)]
    pub production: bool,
    /// Answers 200 instead of 4xx for enveloped refusals.
    #[serde(default)]
    pub always_ok: bool,
    /// A tenant to try things out: codes are answered as well as sent. Visibly marked everywhere.
    #[serde(default)]
    pub sandbox: bool,
    /// Who decides whether pictures prove an identity; see [`Settings::deciding_provider`].
    #[serde(default)]
    pub identity_provider: IdentityProvider,
    /// Whether a person needs a confirmed mailbox to sign.
    #[serde(default)]
    pub email_required: bool,
    /// How many calls are taken in a minute.
    #[serde(default)]
    pub rate_limits: RateLimits,
    /// Origins whose pages may call with a publishable key.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
    /// Identity providers whose tokens prove a mailbox.
    #[serde(default)]
    pub providers: Vec<Provider>,
    /// Where messages may go, and how many.
    #[serde(default)]
    pub messages: MessagePolicy,
    /// What opens a public sandbox to whoever reads the documentation; a company that is born without
    /// it never gets it.
    #[serde(default)]
    pub public_access: Option<PublicAccess>,
    /// The level that its seals are to reach; where it says nothing, the server's.
    #[serde(default)]
    pub seal_level: Option<SealLevel>,
    /// For how many days events are kept with what was delivered of them.
    #[serde(default = "event_days")]
    pub event_days: i64,
}

const fn event_days() -> i64 {
    EVENT_DAYS
}

/// What opens a public sandbox. It is shown to everyone: what it opens must harm nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAccess {
    /// A publishable ApiKey that may do what secret ones do.
    pub api_key: String,
    /// User name of a service member with [`PublicAccess::permissions`].
    pub user: String,
    /// That member's secret.
    pub password: String,
}

impl PublicAccess {
    /// What everyone may do: the daily work. Nothing that leads outside, as webhooks do, and nothing
    /// that could shut others out.
    pub fn permissions() -> Permissions {
        Role::Operator.permissions()
    }
}

/// Whether a text is an origin as browsers send it (RFC 6454, 6.2): scheme, host, perhaps a port,
/// in lower case, nothing behind.
pub fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(plain))
}

impl Settings {
    /// The settings of a company that changed nothing else; it seals with a test chain.
    pub fn new(display: Bilingual, time_zone: String, language: Language) -> Self {
        Self {
            display,
            country: Country::default(),
            time_zone,
            language,
            production: false,
            always_ok: false,
            sandbox: false,
            identity_provider: IdentityProvider::default(),
            email_required: false,
            rate_limits: RateLimits::default(),
            allowed_origins: Vec::new(),
            providers: Vec::new(),
            messages: MessagePolicy::default(),
            public_access: None,
            seal_level: None,
            event_days: EVENT_DAYS,
        }
    }

    /// The settings of a public sandbox: magic inputs count, and limits are such that a reader does
    /// not notice them and everyone together does not hold the server up.
    #[must_use]
    pub fn opened(self, access: PublicAccess) -> Self {
        let limits = |per_address, per_tenant| Limits {
            per_key: per_tenant,
            per_address,
            per_tenant,
        };
        Self {
            sandbox: true,
            identity_provider: IdentityProvider::Sandbox,
            rate_limits: RateLimits {
                login: limits(12, 60),
                write: limits(60, 180),
                read: limits(60, 300),
            },
            public_access: Some(access),
            ..self
        }
    }

    /// What opens this company to everyone. Nothing opens one that is no sandbox, whatever the
    /// setting says.
    pub fn public_access(&self) -> Option<&PublicAccess> {
        let is_sandbox = self.sandbox && !self.production;
        self.public_access.as_ref().filter(|_| is_sandbox)
    }

    /// Whether messages leave. Where everyone may type in anyone's number, none does.
    pub const fn sends_messages(&self) -> bool {
        self.public_access.is_none()
    }

    /// What is kept of what a caller tells without meaning to: a network address, the name of a
    /// browser. Nothing where everyone reads what is kept.
    pub const fn kept_of_caller<'a>(&self, told: &'a str) -> &'a str {
        if self.public_access.is_some() {
            ""
        } else {
            told
        }
    }

    /// Who decides whether pictures prove an identity. Magic inputs count in a sandbox only,
    /// whatever the setting says.
    pub const fn deciding_provider(&self) -> IdentityProvider {
        if self.sandbox {
            self.identity_provider
        } else {
            IdentityProvider::Manual
        }
    }

    /// Whether the provider that is set may be.
    pub const fn is_identity_provider_allowed(&self) -> bool {
        self.sandbox || matches!(self.identity_provider, IdentityProvider::Manual)
    }
}

/// The unique name of a tenant: 1 to 64 letters, digits, `-`, `_` or `.`; kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TenancyName(String);

/// The text is no tenancy name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATenancyName;

impl TenancyName {
    /// Reads a name in any letter case.
    pub fn parse(text: &str) -> Result<Self, NotATenancyName> {
        let name = text.trim().to_ascii_lowercase();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name))
        } else {
            Err(NotATenancyName)
        }
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Permission;

    #[test]
    fn an_origin_has_nothing_behind_its_host() {
        for right in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://[::1]:80",
        ] {
            assert!(is_origin(right), "{right}");
        }
        for wrong in [
            "",
            "*",
            "null",
            "https://",
            "app.example.com",
            "https://a.b/",
            "https://A.b",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }

    #[test]
    fn magic_inputs_count_in_a_sandbox_only() {
        let display = Bilingual {
            en: "N".to_owned(),
            ar: "ن".to_owned(),
        };
        let mut settings = Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar);
        settings.identity_provider = IdentityProvider::Sandbox;
        assert_eq!(settings.deciding_provider(), IdentityProvider::Manual);
        assert!(!settings.is_identity_provider_allowed());
        settings.sandbox = true;
        assert_eq!(settings.deciding_provider(), IdentityProvider::Sandbox);
    }

    #[test]
    fn a_public_sandbox_sends_nothing_and_nothing_but_a_sandbox_is_open_to_everyone() {
        let display = Bilingual {
            en: "N".to_owned(),
            ar: "ن".to_owned(),
        };
        let company = Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar);
        assert!(company.sends_messages() && company.public_access().is_none());
        assert_eq!(company.kept_of_caller("192.0.2.7"), "192.0.2.7");
        let access = PublicAccess {
            api_key: "mpk_a".to_owned(),
            user: "reader".to_owned(),
            password: "b".to_owned(),
        };
        let mut open = company.opened(access.clone());
        assert_eq!(open.public_access(), Some(&access));
        assert_eq!(open.deciding_provider(), IdentityProvider::Sandbox);
        assert!(!open.sends_messages());
        for (sandbox, production) in [(false, false), (true, true), (false, true)] {
            (open.sandbox, open.production) = (sandbox, production);
            assert_eq!(open.public_access(), None);
            assert!(!open.sends_messages(), "whoever has the key may still call");
            assert_eq!(open.kept_of_caller("192.0.2.7"), "");
        }
    }

    #[test]
    fn the_public_may_neither_lead_calls_outside_nor_manage_anything() {
        let may = PublicAccess::permissions();
        for one in [
            Permission::Webhooks,
            Permission::Administration,
            Permission::ContractTypes,
            Permission::BusinessRequestContractSigner,
        ] {
            assert!(!may.contains(one), "{one:?}");
        }
    }

    #[test]
    fn tenancy_names_are_plain_and_compare_in_any_case() {
        assert_eq!(TenancyName::parse(" Nile "), TenancyName::parse("nile"));
        for wrong in ["", "a b", "ن", "a/b", &"x".repeat(65)] {
            assert_eq!(TenancyName::parse(wrong), Err(NotATenancyName), "{wrong}");
        }
    }
}
