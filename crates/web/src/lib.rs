//! web

pub mod assets;
pub mod hosted;
