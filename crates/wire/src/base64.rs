//! Bytes that come as text in JSON, however apps write them.

use ::base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// The bytes behind Base64 (RFC 4648, 4), with or without padding, white space and `data:…,`.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = text.trim();
    let text = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data:") => text.split_once(',')?.1,
        _ => text,
    };
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let tight: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        return ENGINE.decode(tight).ok();
    }
    ENGINE.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn base64_is_taken_however_apps_write_it_and_nothing_else_is() {
        let bytes = Some(b"pictur".to_vec());
        for text in [
            "cGljdHVy",
            " cGlj\r\ndHVy ",
            "data:image/png;base64,cGljdHVy",
            "DATA:;base64,cGljdHVy",
        ] {
            assert_eq!(decode(text), bytes, "{text}");
        }
        assert_eq!(decode("cGljdA"), decode("cGljdA=="));
        for wrong in ["data:image/png", "c", "صورة", "cGlj*HVy", "=cGljdHVy"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
