//! A signature drawn by finger or mouse: strokes, not a picture, so that it is small, crisp at any
//! size, and cannot hide anything. How it is drawn is not here.

use serde::{Deserialize, Serialize};

/// Width of the pad in its own units.
pub const WIDTH: u16 = 1_000;
/// Height of the pad in its own units.
pub const HEIGHT: u16 = 400;
/// Strokes of one signature: more than a long Arabic name with all its dots.
const MOST_STROKES: usize = 100;
/// Points of all strokes together.
const MOST_POINTS: usize = 2_400;
/// Letters that so many points may take.
const MOST_LETTERS: usize = 24_000;
/// Anything narrower and lower is a slip of the finger, not a signature.
const LEAST_EXTENT: u16 = 20;

/// A point of the pad: from the left, from the top.
pub type Point = (u16, u16);

/// A drawn signature as it was checked. Its text is `x.y-x.y_x.y-x.y`: points of a stroke after `-`,
/// strokes after `_`, all of which a form carries unescaped. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Drawing(Vec<Vec<Point>>);

impl Drawing {
    /// Reads strokes; `None` for what is no signature within the pad and the limits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_LETTERS || text.split('_').count() > MOST_STROKES {
            return None;
        }
        if text.bytes().filter(|byte| *byte == b'.').count() > MOST_POINTS {
            return None;
        }
        let stroke = |text: &str| text.split('-').map(point).collect::<Option<Vec<_>>>();
        let strokes = text.split('_').map(stroke).collect::<Option<Vec<_>>>()?;
        (extent(&strokes) >= LEAST_EXTENT).then_some(Self(strokes))
    }

    /// The strokes, each of at least one point; one of a single point is a dot.
    pub fn strokes(&self) -> &[Vec<Point>] {
        &self.0
    }
}

fn point(text: &str) -> Option<Point> {
    let (x, y) = text.split_once('.')?;
    Some((number(x, WIDTH)?, number(y, HEIGHT)?))
}

fn number(text: &str, most: u16) -> Option<u16> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse().ok().filter(|_| plain)?;
    (value <= most).then_some(value)
}

/// The longer side of what is drawn.
fn extent(strokes: &[Vec<Point>]) -> u16 {
    let side = |of: fn(&Point) -> u16| {
        let values = || strokes.iter().flatten().map(of);
        let (least, most) = (values().min(), values().max());
        most.unwrap_or(0).saturating_sub(least.unwrap_or(0))
    };
    side(|point| point.0).max(side(|point| point.1))
}

impl From<Drawing> for String {
    fn from(drawing: Drawing) -> Self {
        let point = |(x, y): &Point| format!("{x}.{y}");
        let stroke = |points: &Vec<Point>| points.iter().map(point).collect::<Vec<_>>().join("-");
        let strokes: Vec<_> = drawing.0.iter().map(stroke).collect();
        strokes.join("_")
    }
}

impl TryFrom<String> for Drawing {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("no drawn signature")
    }
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Drawing({} strokes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strokes_and_dots_read_back_as_they_were() {
        let text = "0.0-1000.400-500.37_620.40";
        let drawing = Drawing::parse(text).unwrap();
        assert_eq!(drawing.strokes()[1], [(620, 40)]);
        assert_eq!(String::from(drawing.clone()), text);
        let json = serde_json::to_string(&drawing).unwrap();
        assert_eq!(serde_json::from_str::<Drawing>(&json).unwrap(), drawing);
        assert_eq!(format!("{drawing:?}"), "Drawing(2 strokes)");
    }

    #[test]
    fn what_a_hostile_client_sends_is_no_signature() {
        let many = |piece: &str, count: usize| vec![piece; count].join("-");
        let strokes = vec!["0.0-90.90"; 101].join("_");
        for garbage in [
            "",
            "_",
            "-",
            "1.1",
            "1.1-2.2",
            "1001.0-0.0",
            "0.401-90.0",
            "0.0-90.0-",
            "0.0-90.0_",
            "-1.0-90.0",
            "+1.0-90.0",
            "1e1.0-90.0",
            "0.0-00090.0",
            "0.0-NaN.0",
            "٠.٠-٩٠.٩٠",
            "0.0-90.0\n",
            "<script>",
            strokes.as_str(),
        ] {
            assert_eq!(Drawing::parse(garbage), None, "{garbage}");
        }
        assert!(Drawing::parse(&many("0.0-90.90", 1_200)).is_some());
        assert_eq!(Drawing::parse(&many("0.0-90.90", 1_201)), None);
        assert_eq!(Drawing::parse(&many("0000.0000", 2_401)), None);
    }

    proptest! {
        #[test]
        fn no_text_is_a_signature_outside_of_the_pad(text in "[0-9._-]{0,60}") {
            if let Some(drawing) = Drawing::parse(&text) {
                let inside = |(x, y): &Point| *x <= WIDTH && *y <= HEIGHT;
                prop_assert!(drawing.strokes().iter().flatten().all(inside));
                prop_assert_eq!(Drawing::parse(&String::from(drawing.clone())), Some(drawing));
            }
        }
    }
}
