//! The settings of a company: read as one JSON text, replaced as one.

use mithaq_domain::{
    id::TenantId,
    place::is_time_zone,
    tenant::{Settings, is_origin},
    webhook::EVENT_DAYS_RANGE,
};
use mithaq_store::StoreError;
use serde_json::Value;

use crate::{App, Failure, app::refused, error::Answer};

/// Why settings were not replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsRefusal {
    /// They are not JSON of their form.
    Malformed(
        /// What is wrong with it.
        String,
    ),
    /// There is no setting of this name.
    Unknown(
        /// Its path.
        String,
    ),
    /// The time zone is unknown.
    UnknownTimeZone,
    /// An entry of `allowed_origins` is no origin.
    NotAnOrigin(
        /// The entry.
        String,
    ),
    /// `event_days` is out of its range.
    EventDays,
    /// Magic inputs would prove identities in a company that is no sandbox.
    SandboxProvider,
    /// Whether a company is in production is not changed like this: it has to do with its seal key.
    Production,
    /// Nor is what opens a public sandbox: its key would open a company that sends messages.
    PublicAccess,
}

/// The settings, written out.
pub fn show_settings(app: &App, tenant: TenantId) -> Result<String, Failure> {
    let context = app.tenant(tenant)?;
    serde_json::to_string_pretty(&context.tenant.settings)
        .map_err(|_| Failure::Inconsistent("settings that cannot be written"))
}

/// Replaces the settings; what is not named has its default.
pub async fn change_settings(
    app: &App,
    tenant: TenantId,
    text: &str,
) -> Answer<(), SettingsRefusal> {
    let context = app.tenant(tenant)?;
    let settings = match read(text) {
        Ok(settings) => settings,
        Err(refusal) => return refused(refusal),
    };
    if settings.production != context.tenant.settings.production {
        return refused(SettingsRefusal::Production);
    }
    if settings.public_access != context.tenant.settings.public_access {
        return refused(SettingsRefusal::PublicAccess);
    }
    app.store()
        .write(move |tx| tx.tenant(tenant).set_settings(&settings))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.reload_tenants().await?;
    Ok(Ok(()))
}

fn read(text: &str) -> Result<Settings, SettingsRefusal> {
    let malformed = |error: serde_json::Error| SettingsRefusal::Malformed(error.to_string());
    let given: Value = serde_json::from_str(text).map_err(malformed)?;
    let settings: Settings = serde_json::from_value(given.clone()).map_err(malformed)?;
    // A misspelt name would be ignored without a word: compared with what was understood.
    let understood = serde_json::to_value(&settings).map_err(malformed)?;
    if let Some(path) = unknown(&given, &understood, "") {
        return Err(SettingsRefusal::Unknown(path));
    }
    if !is_time_zone(&settings.time_zone) {
        return Err(SettingsRefusal::UnknownTimeZone);
    }
    if !EVENT_DAYS_RANGE.contains(&settings.event_days) {
        return Err(SettingsRefusal::EventDays);
    }
    if !settings.is_identity_provider_allowed() {
        return Err(SettingsRefusal::SandboxProvider);
    }
    let wrong = settings.allowed_origins.iter().find(|one| !is_origin(one));
    wrong.map_or(Ok(()), |one| Err(SettingsRefusal::NotAnOrigin(one.clone())))?;
    Ok(settings)
}

/// The first name that was given and not understood.
fn unknown(given: &Value, understood: &Value, path: &str) -> Option<String> {
    given.as_object()?.iter().find_map(|(name, value)| {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match understood.get(name) {
            None => Some(path),
            Some(understood) => unknown(value, understood, &path),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_domain::transaction::provider::IdentityProvider;

    const LEAST: &str =
        r#"{"display": {"en": "N", "ar": "ن"}, "time_zone": "Africa/Cairo", "language": "ar""#;

    fn reading(more: &str) -> Result<Settings, SettingsRefusal> {
        read(&format!("{LEAST}{more}}}"))
    }

    #[test]
    fn what_is_not_named_has_its_default_and_limits_may_be_named_one_by_one() {
        let read = reading(r#", "rate_limits": {"login": {"per_key": 7}}"#);
        let limits = read.map(|settings| settings.rate_limits);
        let login = limits.as_ref().map(|limits| limits.login.per_key);
        assert_eq!(login, Ok(7));
        assert_eq!(limits.map(|limits| limits.read), Ok(Default::default()));
    }

    #[test]
    fn magic_inputs_are_for_a_sandbox() {
        let provider = r#", "identity_provider": "sandbox""#;
        assert_eq!(reading(provider), Err(SettingsRefusal::SandboxProvider));
        let sandbox = format!("{provider}, \"sandbox\": true");
        let read = reading(&sandbox).map(|settings| settings.deciding_provider());
        assert_eq!(read, Ok(IdentityProvider::Sandbox));
        let unknown = reading(r#", "identity_provider": "nobody""#);
        assert!(matches!(unknown, Err(SettingsRefusal::Malformed(_))));
    }

    #[test]
    fn a_misspelt_name_and_what_is_no_origin_are_refused() {
        assert_eq!(
            reading(r#", "rate_limits": {"login": {"perKey": 7}}"#),
            Err(SettingsRefusal::Unknown(
                "rate_limits.login.perKey".to_owned()
            ))
        );
        assert_eq!(
            reading(r#", "allowed_origins": ["https://a.b", "*"]"#),
            Err(SettingsRefusal::NotAnOrigin("*".to_owned()))
        );
        for days in ["6", "3651", "-1"] {
            let wrong = reading(&format!(", \"event_days\": {days}"));
            assert_eq!(wrong, Err(SettingsRefusal::EventDays), "{days}");
        }
        assert!(matches!(read("{"), Err(SettingsRefusal::Malformed(_))));
        assert!(matches!(read("{}"), Err(SettingsRefusal::Malformed(_))));
    }
}
