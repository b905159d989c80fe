//! People who proved a phone or mailbox to a company: what is known of them, how far their
//! identity is proved, and where they were last. How they are found is the store's business.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    access::{LOGIN_PAUSE, LoginFailures},
    place::{location, phone::Phone},
    text::{Email, arabic_letter, ascii_digits},
    time::{Instant, Span},
};

/// How far a person's identity is proved (`wire.md` 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Only phone or mailbox.
    #[default]
    Registered,
    /// Card and face were captured and passed the checks.
    Validated,
    /// The authorities' checks that the company asks for were passed too.
    Verified,
}

/// There is no identity that could be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingToCancel;

impl Stage {
    const ALL: [Self; 3] = [Self::Registered, Self::Validated, Self::Verified];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Validated => "validated",
            Self::Verified => "verified",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// The identity is withdrawn: the person starts again from the beginning.
    pub const fn cancelled(self) -> Result<Self, NothingToCancel> {
        match self {
            Self::Registered => Err(NothingToCancel),
            Self::Validated | Self::Verified => Ok(Self::Registered),
        }
    }
}

/// What is known of a person, sealed under the person's own key. It reads also the older form, a
/// pair of phone and mailbox.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The proved phone.
    pub phone: Option<Phone>,
    /// The mailbox, proved or only given.
    pub email: Option<Email>,
    /// What the identity card says, once it was read.
    #[serde(default)]
    pub card: Option<Card>,
}

/// What a person's identity card says.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// First name.
    pub name: String,
    /// The other names.
    pub surname: String,
    /// The whole name as written.
    pub full_name: String,
    /// The national number.
    pub id_number: String,
    /// The address as written.
    pub address: String,
    /// The whole name in Latin letters, where the document has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name_english: Option<String>,
}

impl Card {
    /// The whole name, in each of its scripts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.full_name.as_str()).chain(self.full_name_english.as_deref())
    }
}

impl Profile {
    /// The words by which the person is found, normalised.
    pub fn words(&self) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        if let Some(phone) = &self.phone {
            words.insert(phone.as_str().to_owned());
            words.insert(phone.as_str().trim_start_matches('+').to_owned());
            words.extend(phone.national());
        }
        if let Some(email) = &self.email {
            words.insert(normalised(email.as_str()));
        }
        if let Some(card) = &self.card {
            let names = [&card.name, &card.surname, &card.full_name].map(|name| search_words(name));
            words.extend(names.into_iter().flatten());
        }
        words
    }
}

/// The words of a search, normalised as those that find a person are.
pub fn search_words(text: &str) -> Vec<String> {
    let words = text.split_whitespace().map(normalised);
    words.filter(|word| !word.is_empty()).collect()
}

/// A word without what people write or leave out: letter case, what [`arabic_letter`] leaves out,
/// digits of other scripts.
fn normalised(word: &str) -> String {
    let lower = ascii_digits(word).to_lowercase();
    lower.chars().filter_map(arabic_letter).collect()
}

/// A point on the earth in decimal degrees (WGS 84).
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    latitude: f64,
    longitude: f64,
}

impl Location {
    /// A point, unless latitude or longitude is none.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let real = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        real.then_some(Self {
            latitude,
            longitude,
        })
    }

    /// Kilometres to another point along the surface of a sphere of the earth's mean radius (the
    /// haversine formula; an error of at most 0.6 % beside the ellipsoid).
    pub fn kilometres_to(self, other: Self) -> f64 {
        const MEAN_RADIUS: f64 = 6_371.008_8;
        let half_sine = |one: f64, other: f64| ((other - one).to_radians() / 2.0).sin().powi(2);
        let chord = half_sine(self.latitude, other.latitude)
            + self.latitude.to_radians().cos()
                * other.latitude.to_radians().cos()
                * half_sine(self.longitude, other.longitude);
        2.0 * MEAN_RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// Whether a person who was `self` lately is too far away to sign here (`wire.md` 6).
    pub fn is_too_far_from(self, here: Self) -> bool {
        self.kilometres_to(here) > FARTHEST_KILOMETRES
    }

    /// The same to the millionth of a degree, as confirmations keep it.
    pub fn rounded(self) -> location::Location {
        location::Location {
            latitude_micro: (self.latitude * 1e6).round() as i32,
            longitude_micro: (self.longitude * 1e6).round() as i32,
            accuracy_metres: None,
        }
    }

    /// Degrees north of the equator, negative south of it.
    pub const fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east of Greenwich, negative west of it.
    pub const fn longitude(self) -> f64 {
        self.longitude
    }
}

/// How far from where they were last active people may sign, in kilometres (`wire.md` 6).
const FARTHEST_KILOMETRES: f64 = 80.0;

/// How long whoever looked people up `most` times within [`LOGIN_PAUSE`] must wait to ask again. The
/// questions are counted as wrong passwords are.
pub fn look_up_wait(asked: LoginFailures, most: i64, now: Instant) -> Option<Span> {
    let until = asked.since?.plus(LOGIN_PAUSE);
    (asked.count >= most && now < until).then(|| until.since(now))
}

/// Shortest password that is taken (NIST SP 800-63B, 5.1.1.2).
pub const SHORTEST_PASSWORD: usize = 8;

/// Whether a password is long enough; what it consists of is the person's own business.
pub fn is_password(text: &str) -> bool {
    text.chars().count() >= SHORTEST_PASSWORD && !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_proved_identity_can_be_withdrawn() {
        assert_eq!(Stage::Registered.cancelled(), Err(NothingToCancel));
        for stage in [Stage::Validated, Stage::Verified] {
            assert_eq!(stage.cancelled(), Ok(Stage::Registered));
        }
    }

    #[test]
    fn the_older_form_of_a_profile_is_read() {
        let older = r#"["+201234567890", null]"#;
        let profile: Profile = serde_json::from_str(older).unwrap();
        let phone = profile.phone.as_ref().map(Phone::as_str);
        assert_eq!(phone, Some("+201234567890"));
        assert!(profile.email.is_none() && profile.card.is_none());
    }

    #[test]
    fn names_are_found_however_they_are_spelled() {
        assert_eq!(search_words(" مُنى  أحمد "), search_words("منى احمد"));
        assert_eq!(search_words("فاطمة"), search_words("فاطمه"));
        assert_eq!(search_words("MONA"), ["mona"]);
        let profile = Profile {
            phone: Phone::parse("+201012345678").ok(),
            ..Profile::default()
        };
        for way in ["+201012345678", "01012345678", "٠١٠١٢٣٤٥٦٧٨"] {
            let words = profile.words();
            assert!(
                search_words(way).iter().all(|word| words.contains(word)),
                "{way}"
            );
        }
    }

    #[test]
    fn distances_are_those_of_the_great_circle() {
        let at = |latitude, longitude| Location::new(latitude, longitude).unwrap();
        let (cairo, alexandria) = (at(30.0444, 31.2357), at(31.2001, 29.9187));
        assert!((cairo.kilometres_to(alexandria) - 179.4).abs() < 1.0);
        assert!((at(0.0, 179.9).kilometres_to(at(0.0, -179.9)) - 22.24).abs() < 0.1);
        assert!((at(90.0, 0.0).kilometres_to(at(-90.0, 77.0)) - 20_015.1).abs() < 1.0);
        // One degree of latitude is 111.195 km.
        let north = |kilometres: f64| at(30.0 + kilometres / 111.195, 31.0);
        assert!(!at(30.0, 31.0).is_too_far_from(north(79.9)));
        assert!(at(30.0, 31.0).is_too_far_from(north(80.1)));
    }

    #[test]
    fn a_point_lies_on_the_earth() {
        assert!(Location::new(30.04, 31.24).is_some());
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0)] {
            assert!(Location::new(latitude, longitude).is_none());
        }
    }

    #[test]
    fn a_password_has_eight_characters_of_any_script() {
        assert!(is_password("كلمةسرطويلة"));
        for short in ["1234567", "        ", ""] {
            assert!(!is_password(short), "{short:?}");
        }
    }
}
