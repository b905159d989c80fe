//! Why a token gave nothing, without any secret in it.

/// Why there is no signature, or no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The library cannot be loaded or started.
    Module(String),
    /// No token of this label is there.
    Away,
    /// Several tokens bear this label.
    SeveralTokens,
    /// The PIN was refused; this process does not try it again.
    PinRefused,
    /// The token says that one more wrong PIN locks it, or that it is locked: a person has to
    /// see to it.
    PinAtRisk,
    /// The token holds no such key, or no certificate of it.
    NoKey,
    /// The token holds several keys of this name.
    SeveralKeys,
    /// The key is neither RSA nor on P-256, or the token cannot sign with it as is needed.
    UnsupportedKey,
    /// What the token, or its library, said.
    Failed(String),
}

impl TokenError {
    /// A stable word for each, and the end of the key of its sentence.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Module(_) => "module",
            Self::Away => "away",
            Self::SeveralTokens => "several-tokens",
            Self::PinRefused => "pin-refused",
            Self::PinAtRisk => "pin-at-risk",
            Self::NoKey => "no-key",
            Self::SeveralKeys => "several-keys",
            Self::UnsupportedKey => "unsupported-key",
            Self::Failed(_) => "failed",
        }
    }

    /// What the library, or the computer, said in its own words, where it said something.
    pub fn detail(&self) -> &str {
        match self {
            Self::Module(why) | Self::Failed(why) => why,
            _ => "",
        }
    }
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Module(why) => write!(out, "the PKCS#11 module cannot be used: {why}"),
            Self::Away => out.write_str("the token is not there"),
            Self::SeveralTokens => out.write_str("several tokens bear this label"),
            Self::PinRefused => {
                out.write_str("the token refused the PIN, which is not tried again until it is another or the program is started anew")
            }
            Self::PinAtRisk => {
                out.write_str("one more wrong PIN would lock the token, or it is locked: see to it by its maker's tools")
            }
            Self::NoKey => out.write_str("the token holds no such key with its certificate"),
            Self::SeveralKeys => out.write_str("the token holds several keys of this name"),
            Self::UnsupportedKey => {
                out.write_str("the token cannot sign with this key by SHA-256 as P-256 or RSA (PKCS#1 v1.5)")
            }
            Self::Failed(why) => write!(out, "the token failed: {why}"),
        }
    }
}

impl std::error::Error for TokenError {}

impl From<cryptoki::error::Error> for TokenError {
    fn from(error: cryptoki::error::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
