//! Where a person's browser said it was when they confirmed: evidence, never a condition. What is
//! not a place on Earth counts as not given.

use serde::{Deserialize, Serialize};

/// More letters than three numbers need.
const MOST_LETTERS: usize = 64;
/// Half of the Earth's circumference, in metres: no place is known less exactly.
const MOST_METRES: f64 = 20_037_508.0;

/// A place in WGS 84, as the Geolocation API gives it. Its `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// Degrees north, in millionths.
    pub latitude_micro: i32,
    /// Degrees east, in millionths.
    pub longitude_micro: i32,
    /// Radius of the circle that holds the true place, in metres, where the browser said it.
    pub accuracy_metres: Option<u32>,
}

impl Location {
    /// Reads `latitude,longitude` or `latitude,longitude,accuracy`: decimal degrees and metres.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_LETTERS {
            return None;
        }
        let numbers = text
            .split(',')
            .map(|part| part.trim().parse::<f64>().ok())
            .collect::<Option<Vec<f64>>>()?;
        let (latitude, longitude, accuracy) = match numbers.as_slice() {
            [latitude, longitude] => (*latitude, *longitude, None),
            [latitude, longitude, accuracy] => (*latitude, *longitude, Some(*accuracy)),
            _ => return None,
        };
        // Comparisons with what is no number are false.
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        let possible = accuracy.is_none_or(|metres| (0.0..=MOST_METRES).contains(&metres));
        (on_earth && possible).then(|| Self {
            latitude_micro: (latitude * 1e6).round() as i32,
            longitude_micro: (longitude * 1e6).round() as i32,
            accuracy_metres: accuracy.map(|metres| metres.ceil() as u32),
        })
    }
}

impl std::fmt::Debug for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Location(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_is_kept_to_the_millionth_of_a_degree() {
        let cairo = Location {
            latitude_micro: 30_044_420,
            longitude_micro: 31_235_712,
            accuracy_metres: Some(26),
        };
        assert_eq!(Location::parse("30.04442, 31.2357119,25.2"), Some(cairo));
        let south = Location::parse("-90,-180").map(|place| place.latitude_micro);
        assert_eq!(south, Some(-90_000_000));
        assert!(!format!("{cairo:?}").contains("30"));
    }

    #[test]
    fn what_is_no_place_on_earth_is_not_given() {
        for garbage in [
            "",
            ",",
            "30",
            "30,31,5,1",
            "NaN,31",
            "30,inf",
            "90.1,0",
            "0,-180.1",
            "30,31,-1",
            "30,31,1e9",
            "1e999,0",
            "٣٠,٣١",
            "30;31",
            "<b>,1",
        ] {
            assert_eq!(Location::parse(garbage), None, "{garbage}");
        }
        assert_eq!(Location::parse(&format!("30,31,{}", "0".repeat(80))), None);
    }

    proptest! {
        #[test]
        fn no_text_is_a_place_outside_of_the_earth(text in "[0-9einfa.,+ -]{0,70}") {
            if let Some(place) = Location::parse(&text) {
                prop_assert!(place.latitude_micro.abs() <= 90_000_000);
                prop_assert!(place.longitude_micro.abs() <= 180_000_000);
            }
        }
    }
}
