//! A row that was read, with getters that refuse what they did not expect instead of panicking.

use crate::{Statement, StoreError, Value};

/// One row of a query, its columns counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    statement: &'static Statement,
    values: Vec<Value<'static>>,
}

impl Row {
    pub(crate) fn new(statement: &'static Statement, values: Vec<Value<'static>>) -> Row {
        Row { statement, values }
    }

    /// The integer at `column`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is none.
    pub fn integer(&self, column: usize) -> Result<i64, StoreError> {
        let value = self.optional_integer(column)?;
        value.ok_or_else(|| self.corrupt(column, "an integer"))
    }

    /// The text at `column`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is none.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        let value = self.optional_text(column)?;
        value.ok_or_else(|| self.corrupt(column, "a text"))
    }

    /// The bytes at `column`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there are none.
    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        let value = self.optional_bytes(column)?;
        value.ok_or_else(|| self.corrupt(column, "bytes"))
    }

    /// The 0 or 1 at `column`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is anything else.
    pub fn truth(&self, column: usize) -> Result<bool, StoreError> {
        match self.integer(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.corrupt(column, "0 or 1")),
        }
    }

    /// The integer at `column`, or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is something else.
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.values.get(column) {
            Some(Value::Integer(value)) => Ok(Some(*value)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.corrupt(column, "an integer or nothing")),
        }
    }

    /// The text at `column`, or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is something else.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.values.get(column) {
            Some(Value::Text(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.corrupt(column, "a text or nothing")),
        }
    }

    /// The bytes at `column`, or nothing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where there is something else.
    pub fn optional_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.values.get(column) {
            Some(Value::Bytes(value)) => Ok(Some(value)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.corrupt(column, "bytes or nothing")),
        }
    }

    /// The error for a stored value that does not parse, for example an unknown state.
    #[must_use]
    pub fn corrupt(&self, column: usize, expected: &'static str) -> StoreError {
        StoreError::Corrupt {
            statement: self.statement.sql(),
            column,
            expected,
        }
    }
}
