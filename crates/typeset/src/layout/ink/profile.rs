//! One colour profile for a whole file.

use memchr::memmem;

/// krilla names the profile of the output intent, sRGB, once more as the space of every colour. A colour that names no
/// space means that very profile (ISO 19005-2, 6.2.4.3), and whoever draws a page is spared working out what a
/// profile makes of it. No byte changes its place; a file that looks otherwise stays as it is.
pub(super) fn named_once(pdf: &mut [u8]) {
    let Some(space) = intent(pdf).map(|number| [b"\n[/ICCBased ", number, b" 0 R]\n"].concat())
    else {
        return;
    };
    let length = space.len();
    let mut places = memmem::find_iter(pdf, &space);
    let (Some(place), None) = (places.next(), places.next()) else {
        return;
    };
    let device = format!("\n{:<width$}\n", "/DeviceRGB", width = length - 2);
    if let Some(found) = pdf.get_mut(place..place + length) {
        found.copy_from_slice(device.as_bytes());
    }
}

/// The number of the output intent's profile.
fn intent(pdf: &[u8]) -> Option<&[u8]> {
    const KEY: &[u8] = b"/DestOutputProfile ";
    let rest = pdf.get(memmem::find(pdf, KEY)? + KEY.len()..)?;
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = rest.split_at_checked(length)?;
    rest.starts_with(b" 0 R").then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "4 0 obj\n<</DestOutputProfile 288 0 R>>\nendobj\n7 0 obj\n[/ICCBased 288 0 R]\nendobj";

    fn named(file: &str) -> String {
        let mut pdf = file.as_bytes().to_vec();
        named_once(&mut pdf);
        assert_eq!(pdf.len(), file.len());
        String::from_utf8_lossy(&pdf).into_owned()
    }

    #[test]
    fn the_space_of_the_intents_profile_becomes_the_device_and_nothing_moves() {
        let expected = FILE.replace("[/ICCBased 288 0 R]", "/DeviceRGB         ");
        assert_eq!(named(FILE), expected);
    }

    #[test]
    fn another_profile_or_two_spaces_or_no_intent_stay() {
        for file in [
            FILE.replace("[/ICCBased 288", "[/ICCBased 289"),
            FILE.replace("DestOutputProfile", "Other"),
            format!("{FILE}\n[/ICCBased 288 0 R]\n"),
            String::new(),
        ] {
            assert_eq!(named(&file), file);
        }
    }
}
