//! Registered persons: what they and the company's staff do by the API, outside any session.
//!
//! Map: `look_up` is somebody registered · `contact` a phone or mailbox is proved before
//! registration · `register` · `login` · `recover` a forgotten password · `email` a mailbox is
//! proved or changed · `id_token`
//! a provider proves a mailbox · `list` for the staff · `cancel_identity` · `profile` a person as the use cases see
//! one · `shown` as the caller does.

mod cancel_identity;
mod contact;
mod email;
mod id_token;
mod list;
mod login;
mod look_up;
mod profile;
mod recover;
mod register;
mod shown;

pub use cancel_identity::{CancelRefusal, Canceller, cancel_identity};
pub use contact::{ContactRefusal, check_registration_code, send_registration_code};
pub use email::{EmailAsk, EmailRefusal, EmailStep, Prover, prove_email};
pub use id_token::{IdTokenAsk, Judgement, ProviderNotSet, confirm_by_id_token, prove_by_id_token};
pub use list::{ListPersons, ListedPerson, list_persons};
pub use login::{LoginPerson, LoginPersonRefusal, LoginStep, login_person};
pub use look_up::{TooManyLookUps, check_existence};
pub use recover::{
    BadResetCode, RecoverAsk, ResetAsk, ResetGrant, check_recovery_code, reset_password,
    send_recovery_code,
};
pub use register::{RegisterPerson, RegisterRefusal, register_person};
pub use shown::{LoggedIn, PersonShown, find_person};

pub(crate) use profile::{Person, index_words};

use mithaq_domain::{place::phone::Phone, text::Email};
use mithaq_store::vault::TenantKey;

/// The blind index by which a person's phone is found.
pub(crate) fn phone_index(tenant: &TenantKey, phone: &Phone) -> [u8; 32] {
    tenant.blind_index("phone", phone.as_str())
}

/// The blind index by which a person's mailbox is found.
pub(crate) fn email_index(tenant: &TenantKey, email: &Email) -> [u8; 32] {
    tenant.blind_index("e-mail", &email.as_str().to_lowercase())
}
