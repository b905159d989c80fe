//! Sessions from invitation to end: the company's calls, and the hosted steps of the invited
//! person, who holds two cookies and nothing else.

mod advance;
mod confirm;
mod create;
mod decline;
mod disown;
mod expire;
mod guest;
mod language;
mod link;
mod list;
mod mailbox;
mod new_row;
mod open;
mod own_sign;
mod prove;
mod remind;
mod revoke;
mod save_values;
mod sealed;
mod send_code;
mod verify_code;
mod view;

pub use create::{Caller, CreateSession, Created, create_session};
pub use decline::{DeclineAsk, decline};
pub use disown::disown;
pub use expire::{ExpirySweep, Swept};
pub use guest::{Ask, Cookies, GuestRefusal, Uploader, uploader};
pub use language::LanguageWish;
pub use link::{LinkOutcome, open_link};
pub use list::{ContractSummary, SessionSummary, get_session, list_sessions};
/// A slice of a listing.
pub use mithaq_store::session::Page;
pub use open::{Opened, open_browser};
pub use own_sign::{
    DeclineByApp, SignAsk, SignRefusal, ViewRefusal, check_sign_code, confirm_by_app,
    decline_by_app, make_sign_link, open_sign_link, request_sign_code, view_by_sign_link,
    view_link,
};
pub use revoke::{RevokeRefusal, revoke};
pub use save_values::{Inputs, SaveRefusal, SentFile, save_values};
pub use sealed::Invitee;
pub use send_code::{SendAsk, send_code};
pub use verify_code::{VerifyAsk, verify_code};
pub use view::{
    Awaited, Blocked, CardView, DoneView, EndedView, OpenField, OpenView, PhoneView, ProofFor,
    Reached, ReviewView, ShownFile, ShownValue, View, ViewDetail, view,
};

pub(crate) use guest::Guest;
pub(crate) use link::{address as link_address, token as link_token};
pub(crate) use new_row::{NewSession, new_key};
pub(crate) use own_sign::follow_view;
pub(crate) use sealed::{
    SignatureFacts, hex, open as open_sealed, open_given, open_invitee, open_values, seal,
    seal_given, session_key,
};
