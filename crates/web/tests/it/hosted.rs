//! The hosted session: what a browser with cookies and without script meets.

mod answers;
mod browser;
mod codes;
mod conditions;
mod endings;
mod flow;
pub mod house;
mod locked;
mod once;
mod values;
