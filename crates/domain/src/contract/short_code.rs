//! The code that is printed on a document, by which its issuer can be asked for.

use crate::text::ascii_digits;

/// How a short code is grouped for people: `ABCD-EFGH-JKMN-PQRS`. 80 random bits in Crockford's
/// base 32, which has no letters that look alike.
pub fn short_code(random: &[u8; 10]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bits: u128 = 0;
    for byte in random {
        bits = (bits << 8) | u128::from(*byte);
    }
    let mut code = String::with_capacity(19);
    for position in (0..16_u32).rev() {
        let index = usize::try_from((bits >> (position * 5)) & 31).unwrap_or(0);
        code.push(char::from(*ALPHABET.get(index).unwrap_or(&b'0')));
        if position % 4 == 0 && position > 0 {
            code.push('-');
        }
    }
    code
}

/// Reads a short code as people type it: in any letter case, with or without its dashes, O for 0, I and L
/// for 1, digits of either script. Nothing where it cannot be one.
pub fn parse_short_code(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(19);
    let mut letters = 0;
    for letter in ascii_digits(typed).chars() {
        let letter = match letter.to_ascii_uppercase() {
            '-' | ' ' => continue,
            'O' => '0',
            'I' | 'L' => '1',
            'U' => return None,
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => return None,
        };
        if letters == 16 {
            return None;
        }
        if letters % 4 == 0 && letters > 0 {
            code.push('-');
        }
        code.push(letter);
        letters += 1;
    }
    (letters == 16).then_some(code)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_code_is_read_as_people_type_it_and_nothing_else_is_one() {
        let code = Some("K7QM-4T2X-91PD-0Z3B".to_owned());
        for typed in [
            "K7QM-4T2X-91PD-0Z3B",
            "k7qm4t2x9lpdoz3b",
            " K7QM 4T2X 9IPD OZ3B ",
            "K٧QM-٤T٢X-٩١PD-٠Z٣B",
        ] {
            assert_eq!(parse_short_code(typed), code, "{typed}");
        }
        for wrong in [
            "",
            "K7QM-4T2X-91PD-0Z3",
            "K7QM-4T2X-91PD-0Z3BB",
            "K7QM-4T2X-91PD-0Z3U",
            "K7QM/4T2X-91PD-0Z3B",
        ] {
            assert_eq!(parse_short_code(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_short_code_reads_back(random: [u8; 10]) {
            let code = short_code(&random);
            prop_assert_eq!(parse_short_code(&code.to_lowercase()), Some(code));
        }
    }

    #[test]
    fn a_short_code_has_eighty_bits_in_sixteen_plain_letters() {
        assert_eq!(short_code(&[0xff; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(short_code(&[0; 10]), "0000-0000-0000-0000");
        assert_eq!(
            short_code(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 33]),
            "0000-0000-0000-0011"
        );
    }
}
