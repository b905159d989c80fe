//! Companies on this server and the contract types that they bring.

mod create;
mod import_contract_type;
mod import_seal_key;
mod levels;
mod member_key;
mod providers;
mod public_sandbox;
mod set_identity_provider;
mod set_messages;
mod settings;

pub use create::{CreateTenant, CreateTenantRefusal, NewTenant, create_tenant};
pub use import_contract_type::{ImportRefusal, Imported, import_contract_type};
pub use import_seal_key::{
    ImportSealKey, OtherName, SealKeyRefusal, SealKeySource, import_seal_key,
};
pub use levels::unattainable_levels;
pub use member_key::{MemberKeyRefusal, give_member_key, list_member_keys, retire_member_key};
pub use providers::set_provider;
pub use public_sandbox::{PublicSandbox, public_sandbox};
pub use set_identity_provider::{NoSandbox, set_identity_provider};
pub use set_messages::set_messages;
pub use settings::{SettingsRefusal, change_settings, show_settings};
