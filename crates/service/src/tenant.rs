//! Companies on this server and the contract types that they bring.

mod create;
mod import_contract_type;
mod settings;

pub use create::{CreateTenant, CreateTenantRefusal, NewTenant, create_tenant};
pub use import_contract_type::{ImportRefusal, Imported, import_contract_type};
pub use settings::{SettingsRefusal, change_settings, show_settings};
