//! The rules of Mithaq, and nothing else: what a session, a form, a contract, a code and a
//! journal entry are, and which changes they allow.
//!
//! Map: [`id`] names of things · [`time`] instants · [`text`] cleaned text, languages ·
//! [`verified`] the proved identity against a contract · [`place`] what differs by country · [`tenant`] companies · [`access`] keys, members, tokens ·
//! [`oidc`] tokens of identity providers · [`person`] who proved a phone · [`otp`] verification codes · [`form`] fields and values ·
//! [`transaction`] proving who one is ·
//! [`session`] invitations · [`replay`] calls that act once · [`contract`] lifecycle ·
//! [`drawing`] drawn signatures · [`evidence`] journal · [`event`] what companies are told ·
//! [`webhook`] how · [`job`] deferred effects.
//!
//! Deliberately absent: async, input and output, the clock, randomness, databases, the wire.

pub mod access;
pub mod contract;
pub mod drawing;
pub mod eligibility;
pub mod event;
pub mod evidence;
pub mod form;
pub mod id;
pub mod job;
pub mod message;
pub mod oidc;
pub mod otp;
pub mod person;
pub mod place;
pub mod replay;
pub mod seal;
pub mod session;
pub mod tenant;
pub mod text;
pub mod time;
pub mod transaction;
pub mod verified;
pub mod webhook;
