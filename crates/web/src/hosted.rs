//! The hosted session: the pages that the invited person sees.

pub mod page;
