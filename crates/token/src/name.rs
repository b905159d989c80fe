//! How a key in a token is named: by its label, or by `id:` and its `CKA_ID` in hexadecimal.

use cryptoki::object::Attribute;

/// Which key of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// `CKA_LABEL`.
    Label(String),
    /// `CKA_ID`.
    Id(Vec<u8>),
}

impl KeyName {
    /// Reads a name: `id:` and hexadecimal digits, else a label. None where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let Some(digits) = text.strip_prefix("id:") else {
            return (!text.is_empty()).then(|| Self::Label(text.to_owned()));
        };
        if digits.is_empty() || digits.len() % 2 != 0 {
            return None;
        }
        let digits: Option<Vec<u8>> = digits
            .chars()
            .map(|digit| {
                digit
                    .to_digit(16)
                    .and_then(|value| u8::try_from(value).ok())
            })
            .collect();
        let digits = digits?;
        let pairs = digits.chunks_exact(2);
        Some(Self::Id(
            pairs
                .filter_map(|pair| Some((pair.first()? << 4) | pair.last()?))
                .collect(),
        ))
    }

    pub(crate) fn attribute(&self) -> Attribute {
        match self {
            Self::Label(label) => Attribute::Label(label.as_bytes().to_vec()),
            Self::Id(id) => Attribute::Id(id.clone()),
        }
    }
}

/// As [`KeyName::parse`] reads it.
impl std::fmt::Display for KeyName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Label(label) => out.write_str(label),
            Self::Id(id) => {
                out.write_str("id:")?;
                id.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_label_or_an_id_in_hexadecimal_and_reads_back() {
        assert_eq!(
            KeyName::parse("seal"),
            Some(KeyName::Label("seal".to_owned()))
        );
        assert_eq!(KeyName::parse("id:0aFF"), Some(KeyName::Id(vec![10, 255])));
        for wrong in ["", "id:", "id:0", "id:0g", "id:+1"] {
            assert_eq!(KeyName::parse(wrong), None, "{wrong}");
        }
        for right in ["id:0aff", "a label"] {
            let read = KeyName::parse(right).map(|name| name.to_string());
            assert_eq!(read.as_deref(), Some(right));
        }
    }
}
