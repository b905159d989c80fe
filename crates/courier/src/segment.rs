//! How many parts a text message costs: 3GPP TS 23.038 (alphabets) and TS 23.040, 9.2.3.24.1
//! (concatenation, whose header takes six bytes of every part).

/// The alphabet that a text is sent in: one for the whole message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM 7-bit default alphabet with its extension table.
    Gsm7,
    /// UCS-2, which any Arabic letter asks for.
    Ucs2,
}

/// TS 23.038, 6.2.1, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// TS 23.038, 6.2.1.1: each costs the escape besides.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

impl Alphabet {
    /// The cheapest alphabet that has every character.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let plain = |character: char| BASIC.contains(character) || EXTENSION.contains(character);
        if text.chars().all(plain) {
            Self::Gsm7
        } else {
            Self::Ucs2
        }
    }

    /// Its name in log lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm7",
            Self::Ucs2 => "ucs2",
        }
    }

    /// Units of a message alone, and of each part of a longer one.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// What a character costs, in septets or in UTF-16 units.
    fn cost(self, character: char) -> usize {
        match self {
            Self::Gsm7 => 1 + usize::from(EXTENSION.contains(character)),
            Self::Ucs2 => character.len_utf16(),
        }
    }
}

/// How many parts a text is sent in, at least one. A character never straddles two parts.
#[must_use]
pub fn segments(text: &str) -> usize {
    let alphabet = Alphabet::of(text);
    let (alone, each) = alphabet.room();
    let costs = || text.chars().map(|character| alphabet.cost(character));
    if costs().sum::<usize>() <= alone {
        return 1;
    }
    let (mut parts, mut used) = (1, 0);
    for cost in costs() {
        if used + cost > each {
            parts += 1;
            used = 0;
        }
        used += cost;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin_message_has_160_characters_and_153_in_each_part_of_a_longer_one() {
        for (length, parts) in [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3)] {
            assert_eq!(segments(&"a".repeat(length)), parts, "{length}");
        }
    }

    #[test]
    fn an_arabic_message_has_70_characters_and_67_in_each_part_of_a_longer_one() {
        for (length, parts) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)] {
            assert_eq!(segments(&"م".repeat(length)), parts, "{length}");
        }
        assert_eq!(Alphabet::of("code 1234 م"), Alphabet::Ucs2);
    }

    #[test]
    fn a_character_that_costs_two_units_never_straddles_two_parts() {
        assert_eq!(segments(&"€".repeat(80)), 1);
        // 76 of them and a half would fit: 76 do.
        assert_eq!(segments(&"€".repeat(153)), 3);
        assert_eq!(segments(&"😀".repeat(35)), 1);
        assert_eq!(segments(&"😀".repeat(66)), 2);
        assert_eq!(segments(&"😀".repeat(67)), 3);
    }

    #[test]
    fn the_alphabet_has_its_127_characters_once_each() {
        let mut all: Vec<char> = BASIC.chars().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), EXTENSION.chars().count()), (127, 10));
        assert_eq!(
            Alphabet::of("Crème brûlée"),
            Alphabet::Ucs2,
            "û and ê are not in it"
        );
    }
}
