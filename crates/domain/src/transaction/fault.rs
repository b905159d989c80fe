//! Why a picture of a card or face is refused, by the published numbers (`wire.md` 9): they are
//! what everybody calls them, so that they are kept here too. Their sentences are elsewhere.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        /// What is wrong with a card, a face or their picture.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its published number.
            pub const fn number(self) -> u16 {
                match self {
                    $(Self::$name => $number,)*
                }
            }
        }
    };
}

faults! {
    /// The picture's quality is too low.
    LowQuality = 1050;
    /// The ID number is none.
    BadIdNumber = 3001;
    /// The date of birth is none, or not the one of the ID number.
    BadBirthDate = 3002;
    /// The governorate is none.
    BadGovernorate = 3003;
    /// The card's key number is none.
    BadIdKey = 3004;
    /// The gender is none, or not the one of the ID number.
    BadGender = 3005;
    /// The date of issue is none.
    BadReleaseDate = 3006;
    /// The date of birth is not written as one.
    BirthDateFormat = 3007;
    /// The date of issue is not written as one.
    ReleaseDateFormat = 3008;
    /// The date of expiry is not written as one.
    ExpiryDateFormat = 3009;
    /// The card has expired.
    CardExpired = 3010;
    /// There is no card in the picture.
    CardNotDetected = 3011;
    /// The machine-readable zone is none, or its check digits are wrong.
    BadMrz = 3013;
    /// There is no face on the card.
    NoFaceOnCard = 3014;
    /// The ID number on the back is not the one on the front.
    IdNumberDiffers = 3101;
    /// The name is another one.
    NameDiffers = 3102;
    /// There is more than one face.
    SeveralFaces = 4206;
    /// There is no face.
    NoFace = 4207;
    /// There is no face in one of the pictures.
    NoFaceInOne = 4208;
    /// The face is not clear.
    FaceUnclear = 4209;
    /// The face is not clear in one of the pictures.
    FaceUnclearInOne = 4210;
    /// Something else went wrong with the picture.
    General = 5000;
    /// It is no picture, or of no document that is known.
    UnsupportedDocument = 5001;
    /// The picture has more bytes than are taken.
    TooManyBytes = 5002;
    /// The picture has more pixels than are taken.
    TooManyPixels = 5003;
    /// There is no such transaction for this caller, or it takes nothing more.
    BadTransaction = 5004;
    /// The document is not a real one.
    NotReal = 5005;
    /// The picture is not in focus.
    NotInFocus = 5006;
    /// The document is right, but this is its other side.
    OtherSide = 5007;
    /// What is written could not be made out.
    NotReadable = 5008;
    /// Something else is wrong with the front.
    FrontFailed = 7001;
    /// Something else is wrong with the back.
    BackFailed = 7002;
    /// Something else is wrong with the back of a car's licence.
    CarBackFailed = 7003;
    /// Something else is wrong with its front.
    CarFrontFailed = 7004;
    /// Something else is wrong with the driving licence.
    DrivingFailed = 7005;
    /// Something else is wrong with the passport.
    PassportFailed = 7006;
    /// Something else is wrong with the faces.
    FaceMatchFailed = 7008;
}

impl Fault {
    /// The fault of a published number.
    pub fn from_number(number: u16) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|fault| fault.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_names_one_fault() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_number(fault.number()), Some(*fault));
        }
        assert_eq!(Fault::from_number(1), None);
    }
}
