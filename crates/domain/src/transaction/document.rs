//! What is known of a document that is no identity card: its kind, and for a passport what its
//! machine-readable zone says. It proves nobody's identity.

use serde::{Deserialize, Serialize};

use super::passport::Passport;

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A national identity card.
    NationalId,
    /// A passport.
    Passport,
    /// A car's licence.
    CarLicense,
    /// A driving licence.
    DrivingLicense,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::NationalId,
        Self::Passport,
        Self::CarLicense,
        Self::DrivingLicense,
    ];

    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NationalId => "national_id",
            Self::Passport => "passport",
            Self::CarLicense => "car_license",
            Self::DrivingLicense => "driving_license",
        }
    }

    /// Reads a name, in any letter case.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// What was made out of a document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentReading {
    /// Its kind.
    pub kind: DocumentKind,
    /// What a passport's machine-readable zone says.
    pub passport: Option<Passport>,
}
