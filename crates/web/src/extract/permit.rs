//! Permissions as types, so that a handler's argument says which one its route needs:
//! `AdminCaller<permit::Requests>`.

use mithaq_domain::access::Permission;

/// A permission as a type.
pub trait Permit: Send {
    /// Which.
    const PERMISSION: Permission;
}

macro_rules! permits {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`Permission::", stringify!($name), "`.")]
            pub enum $name {}

            impl Permit for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*
    };
}

permits! {
    Administration
    BusinessRequestContractSigner
    Invitations
    Requests
    RequestsDecision
    Users
    Webhooks
}
