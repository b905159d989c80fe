//! The hosted session: what a browser with cookies and without script meets.

mod answers;
mod broken;
pub mod browser;
mod chance;
mod check;
mod codes;
mod conditions;
mod copy;
mod countersign;
mod disk;
mod endings;
mod evidence;
mod files;
mod flow;
pub mod house;
mod judges;
mod leaving;
mod limits;
mod locked;
mod mailbox;
mod once;
mod placed;
mod quorum;
mod seal_level;
mod several;
mod signature;
mod values;
