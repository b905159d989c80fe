//! Who is calling: ApiKeys, members of staff, log-in, and the rotation of tokens.

mod api_key;
mod authenticate;
mod cache;
mod family;
mod login;
mod member;
mod password;
mod rate;
mod recipient;
mod refresh_token;
mod second_factor;
mod token;
mod turn;

pub use api_key::{KeyRefusal, KeyWish, create_api_key, list_api_keys, revoke_api_key};
pub use authenticate::{
    Unauthenticated, authenticate_admin, authenticate_client, authenticate_user,
};
pub use cache::TokenCache;
pub use login::{LoggedIn, LoginAsk, LoginRefusal, login};
pub use member::{
    MemberRefusal, MemberShown, MemberWish, create_member, list_members, renew_member_password,
    set_member_disabled,
};
pub use password::hash_password;
pub use rate::{RateLimiter, take_call, take_visit};
pub use recipient::RecipientKey;
pub use refresh_token::{RefreshRefusal, refresh_token};
pub use second_factor::{enrol_second_factor, remove_second_factor};
pub use token::{PublicKey, public_keys, rotate_token_key};
pub use turn::Turns;

pub(crate) use api_key::draw_api_key;
pub(crate) use family::NewFamily;
pub(crate) use login::{NOBODY, count_try};
pub(crate) use member::{find_named_member, member_name, member_row};
pub(crate) use password::is_password;

use mithaq_domain::{access::Holder, time::Span};

/// A pair of tokens for a member of staff or a registered person.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// Whose.
    pub holder: Holder,
    /// The access token.
    pub access_token: String,
    /// Its life.
    pub access_life: Span,
    /// The refresh token.
    pub refresh_token: String,
    /// Its life.
    pub refresh_life: Span,
}

/// SHA-256, for secrets of 128 random bits and more.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_ref());
    hash
}
