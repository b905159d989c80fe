//! The pictures that there are.

use super::{Purpose, document::DocumentKind};

/// One picture of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capture {
    /// The card's front.
    IdFront,
    /// The card's back.
    IdBack,
    /// A further picture of the face, which some apps send beside the three.
    Liveness,
    /// The first of three pictures of the face.
    Face01,
    /// The second.
    Face02,
    /// The third.
    Face03,
    /// A picture of the face that is compared with the card's.
    FaceMatch,
    /// The page of a passport that bears the portrait.
    Passport,
    /// The front of a car's licence.
    CarLicenseFront,
    /// Its back.
    CarLicenseBack,
    /// A driving licence.
    DrivingLicense,
    /// A document of a kind that is asked for.
    Document,
    /// The first of two faces that are compared with each other.
    Compared01,
    /// The second.
    Compared02,
}

impl Capture {
    /// Every picture.
    pub const ALL: [Self; 14] = [
        Self::IdFront,
        Self::IdBack,
        Self::Liveness,
        Self::Face01,
        Self::Face02,
        Self::Face03,
        Self::FaceMatch,
        Self::Passport,
        Self::CarLicenseFront,
        Self::CarLicenseBack,
        Self::DrivingLicense,
        Self::Document,
        Self::Compared01,
        Self::Compared02,
    ];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdFront => "id-front",
            Self::IdBack => "id-back",
            Self::Liveness => "liveness",
            Self::Face01 => "liveness-face-01",
            Self::Face02 => "liveness-face-02",
            Self::Face03 => "liveness-face-03",
            Self::FaceMatch => "face-match",
            Self::Passport => "passport",
            Self::CarLicenseFront => "car-license-front",
            Self::CarLicenseBack => "car-license-back",
            Self::DrivingLicense => "driving-license",
            Self::Document => "document",
            Self::Compared01 => "compared-face-01",
            Self::Compared02 => "compared-face-02",
        }
    }

    /// Reads a name: one of a few words, so that it never leads anywhere else.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capture| capture.name() == name)
    }

    /// Whether it shows a side of the card.
    pub const fn is_card(self) -> bool {
        matches!(self, Self::IdFront | Self::IdBack)
    }

    /// What kind of document it shows, where the call itself says so.
    pub const fn kind(self) -> Option<DocumentKind> {
        match self {
            Self::Passport => Some(DocumentKind::Passport),
            Self::CarLicenseFront | Self::CarLicenseBack => Some(DocumentKind::CarLicense),
            Self::DrivingLicense => Some(DocumentKind::DrivingLicense),
            _ => None,
        }
    }

    /// What a transaction is for that holds it.
    pub(super) const fn purpose(self) -> Purpose {
        match self {
            Self::Passport
            | Self::CarLicenseFront
            | Self::CarLicenseBack
            | Self::DrivingLicense
            | Self::Document => Purpose::Document,
            Self::Compared01 | Self::Compared02 => Purpose::Comparison,
            _ => Purpose::Identity,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pictures_read_back_and_no_path_is_one() {
        for capture in Capture::ALL {
            assert_eq!(Capture::parse(capture.name()), Some(capture));
        }
        for path in [
            "",
            "..",
            "../id-front",
            "id-front/..",
            "/etc/passwd",
            "ID-FRONT\0",
        ] {
            assert_eq!(Capture::parse(path), None, "{path}");
        }
    }
}
