//! Use cases: one verb, one function, one transaction. Each loads what the rule needs, asks
//! `domain`, saves, and leaves further effects as jobs in the same transaction.
//!
//! Map: [`app`] what every use case is given · [`access`] keys, log-ins, tokens · [`agent`] what signs on members' computers · [`tenant`]
//! companies and their contract types · [`session`] invitations and the hosted steps · [`transaction`] proving who one is ·
//! [`evidence`] the journal's chain · [`contract`] documents, confirmation, sealing, listings · [`notice`] messages · `once` calls that
//! act once · [`webhook`] what companies are told · [`jobs`] the queue's one step.
//!
//! Deliberately absent: HTTP, the vendor's JSON, SQL. A use case never calls another: a shared
//! rule lives in `domain`, a next step is a job.

pub mod access;
pub mod agent;
pub mod app;
pub mod contract;
pub mod document;
pub mod error;
pub mod evidence;
mod files;
pub mod jobs;
pub mod notice;
pub mod oidc;
mod once;
pub mod otp;
mod outcome;
pub mod person;
pub mod session;
pub mod tenant;
pub mod transaction;
pub mod webhook;

pub use app::{App, AppOptions, Clock};
pub use error::{Answer, Failure};
pub use files::Held;
/// Randomness, as the vault defines it.
pub use mithaq_store::vault::Entropy;
pub use once::Once;
