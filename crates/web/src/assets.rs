//! Files that the pages load: style sheets, small scripts, an icon, four fonts. Compiled in.
//!
//! Every address carries the version of the whole set (`/assets/session.css?v=…`), so browsers may
//! keep what they have for ever. Who routes `/assets/` and sets the other headers is not here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/served/"]
struct Files;

/// A file ready to be sent.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Cache-Control`.
    pub cache_control: &'static str,
}

/// One short hash over all files: a change in any of them gives all of them new addresses.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    // FNV-1a over the SHA-256 of each: not for security, only to tell versions apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in names.iter().filter_map(|name| Files::get(name)) {
        for byte in file.metadata.sha256_hash() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
});

/// The style sheet with the version behind each font's name.
static STYLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let source = Files::get("session.css")
        .map(|file| file.data)
        .unwrap_or_default();
    let text = String::from_utf8_lossy(&source);
    text.replace(".woff2\"", &format!(".woff2?v={}\"", *VERSION))
        .into_bytes()
});

/// The address of the file called `name`.
#[must_use]
pub fn href(name: &str) -> String {
    format!("/assets/{name}?v={}", *VERSION)
}

/// The file called `name`, asked for with `version` (the value of `v`); `None` where there is none.
/// Only the right version may be kept for ever: an old page must not pin a new file to an old address.
#[must_use]
pub fn find(name: &str, version: Option<&str>) -> Option<Asset> {
    let file = Files::get(name)?;
    Some(Asset {
        bytes: if name == "session.css" {
            Cow::Borrowed(STYLE.as_slice())
        } else {
            file.data
        },
        content_type: content_type(name)?,
        cache_control: if version == Some(VERSION.as_str()) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        },
    })
}

/// The text files as gzip, made once.
static COMPRESSED: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let texts = Files::iter().filter(|name| !name.ends_with(".woff2"));
    texts
        .filter_map(|name| Some((gzip(&find(&name, None)?.bytes)?, name.into_owned())))
        .map(|(bytes, name)| (name, bytes))
        .collect()
});

/// The file called `name` as gzip; `None` where that would not help.
#[must_use]
pub fn compressed(name: &str) -> Option<&'static [u8]> {
    COMPRESSED.get(name).map(Vec::as_slice)
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]

    use super::*;

    #[test]
    fn the_right_version_is_kept_for_ever_and_no_other() {
        let address = href("session.css");
        let version = address.rsplit_once("?v=").unwrap().1;
        assert!(
            find("session.css", Some(version))
                .unwrap()
                .cache_control
                .contains("immutable")
        );
        assert_eq!(
            find("session.css", Some("0")).unwrap().cache_control,
            "no-cache"
        );
        assert_eq!(find("session.css", None).unwrap().cache_control, "no-cache");
    }

    #[test]
    fn nothing_but_the_pages_files_is_served() {
        for name in [
            "subset-fonts.py",
            "OFL.txt",
            "../Cargo.toml",
            "/etc/passwd",
            "",
            "session",
        ] {
            assert!(find(name, None).is_none(), "{name}");
        }
    }

    #[test]
    fn every_font_that_the_style_sheet_names_exists_under_its_version() {
        let style =
            String::from_utf8(find("session.css", None).unwrap().bytes.into_owned()).unwrap();
        let mut fonts = 0;
        for part in style.split("url(\"").skip(1) {
            let (name, version) = part.split('"').next().unwrap().split_once("?v=").unwrap();
            assert!(
                find(name, Some(version))
                    .unwrap()
                    .cache_control
                    .contains("immutable"),
                "{name}"
            );
            fonts += 1;
        }
        assert_eq!(fonts, 4);
    }

    #[test]
    fn the_arabic_face_does_not_claim_the_isolates() {
        // With them in its range Chromium loses Latin text between two nested isolates.
        let style = String::from_utf8(STYLE.clone()).unwrap();
        assert!(style.contains("U+600-6FF") && !style.contains("U+2066"));
    }

    #[test]
    fn style_script_and_fonts_leave_room_for_the_page_in_sixty_kilobytes() {
        // The signing script comes with the signing step only, others with the documentation.
        let total: usize = Files::iter()
            .filter(|name| !["signing.js", "docs.css", "try.js"].contains(&name.as_ref()))
            .map(|name| find(&name, None).unwrap().bytes.len())
            .sum();
        assert!(total <= 60_000, "{total} bytes before compression");
        for name in Files::iter().filter(|name| name.ends_with(".woff2")) {
            assert!(find(&name, None).unwrap().bytes.len() <= 25_000, "{name}");
        }
    }
}
