//! Files of a contract, sealed under the key of the session that it was made in. How, is `files`'
//! business.

pub(crate) use crate::files::read_file;
pub(super) use crate::files::{name_file, remove_file, write_file};
