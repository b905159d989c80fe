//! The vendor's calls, one handler a call.

pub mod access;
pub mod agent;
pub mod contract;
pub mod countersign;
pub mod decision;
pub mod message;
pub mod otp;
pub mod person;
pub mod session;
pub mod transaction;
pub mod webhook;
