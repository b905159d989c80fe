//! SQL texts and the values they carry: what both databases have in common. How a value is bound
//! or a text prepared is the business of the database's own file.

use std::borrow::Cow;

/// One SQL text with `$1`, `$2` … for its values.
///
/// Only [`statements!`](crate::statements!) makes one, so that every text is registered and a test
/// can prepare it on both databases.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    sql: &'static str,
}

impl Statement {
    /// Called by the macro alone.
    #[doc(hidden)]
    #[must_use]
    pub const fn registered_by_the_macro(sql: &'static str) -> Statement {
        Statement { sql }
    }

    /// The text, with `$n`.
    #[must_use]
    pub const fn sql(&self) -> &'static str {
        self.sql
    }
}

/// Declares the SQL texts of a file and `ALL`, the list of them.
///
/// For the files of this crate, its tests and the bench; anywhere else SQL has no business.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $visibility:vis $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* $visibility static $name: &$crate::Statement =
            &$crate::Statement::registered_by_the_macro($sql);)*

        /// Every SQL text of this file.
        pub const ALL: &[&$crate::Statement] = &[$($name),*];
    };
}

/// Values in the order of `$1`, `$2` …, each turned by [`Value::from`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Value::from($value)),*] as &[$crate::Value<'_>]
    };
}

/// A value of a column. Both databases store exactly these: ids and JSON are text, times are
/// milliseconds, truth is 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// INTEGER on SQLite, BIGINT on PostgreSQL.
    Integer(i64),
    /// TEXT.
    Text(Cow<'a, str>),
    /// BLOB on SQLite, BYTEA on PostgreSQL.
    Bytes(Cow<'a, [u8]>),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Integer(i64::from(value))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Integer(i64::from(value))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(value: Vec<u8>) -> Self {
        Value::Bytes(Cow::Owned(value))
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}

impl<'a, const LENGTH: usize> From<&'a [u8; LENGTH]> for Value<'a> {
    fn from(value: &'a [u8; LENGTH]) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
