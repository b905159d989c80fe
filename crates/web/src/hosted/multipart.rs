//! `multipart/form-data` (RFC 7578) as browsers send our own pages' uploads: read whole, then taken
//! apart. What is broken is no form.

/// More parts than any of our pages has inputs.
const MOST_PARTS: usize = 1_000;
/// Longest head of a part, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The name of its input.
    pub(super) name: String,
    /// What its sender calls it, where it is a file.
    pub(super) file_name: Option<String>,
    /// Its bytes.
    pub(super) content: &'a [u8],
}

/// Whether a content type is that of an upload.
pub(super) fn is_upload(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// What stands between the parts (RFC 2046, 5.1.1).
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let (_, parameters) = content_type.split_once(';')?;
    let boundary = parameter(parameters, "boundary")?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// The parts of a body; `None` where it is broken or cut.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut rest = body.strip_prefix(delimiter.get(2..)?)?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let head_end = find(part.get(..HEAD_LIMIT.min(part.len()))?, b"\r\n\r\n")?;
        let (head, content) = (part.get(..head_end)?, part.get(head_end + 4..)?);
        let content_end = find(content, &delimiter)?;
        let (name, file_name) = named(head)?;
        parts.push(Part {
            name,
            file_name,
            content: content.get(..content_end)?,
        });
        if parts.len() > MOST_PARTS {
            return None;
        }
        rest = content.get(content_end + delimiter.len()..)?;
    }
}

/// Where `wanted`, which begins with a carriage return, stands first.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == b'\r')?;
        if bytes.get(at..)?.starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The names in a part's `Content-Disposition`.
fn named(head: &[u8]) -> Option<(String, Option<String>)> {
    let head = String::from_utf8_lossy(head);
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    })?;
    let (kind, parameters) = disposition.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let name = parameter(parameters, "name")?;
    Some((name, parameter(parameters, "filename")))
}

/// A parameter's value, quoted or not. Browsers write `"` and line ends within it as `%22`, `%0D` and
/// `%0A` (HTML, 4.10.22.8), so that the next quotation mark ends it.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let (value, next) = quoted.split_once('"')?;
                (
                    value,
                    next.trim_start_matches([' ', '\t']).strip_prefix(';'),
                )
            }
            None => match after.split_once(';') {
                Some((value, next)) => (value.trim(), Some(next)),
                None => (after.trim(), None),
            },
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            let plain = value.replace("%22", "\"").replace("%0D", "\r");
            return Some(plain.replace("%0A", "\n"));
        }
        rest = next?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----x";

    fn body(parts: &[(&str, &str)]) -> Vec<u8> {
        let part = |(head, content): &(&str, &str)| {
            format!("------x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
        };
        let parts: String = parts.iter().map(part).collect();
        format!("{parts}------x--\r\n").into_bytes()
    }

    fn read(body: &[u8]) -> Option<Vec<Part<'_>>> {
        parts(body, &boundary(TYPE)?)
    }

    #[test]
    fn texts_and_files_come_out_as_they_went_in() {
        let content = "%PDF\r\n\r\n--x\r\n----x\r\n\u{0}";
        let sent = body(&[
            ("name=\"form_token\"", "t\r\n"),
            (
                "name=\"f.7.slip\"; filename=\"a;name=%22b.pdf\"\r\nContent-Type: text/html",
                content,
            ),
            ("filename=\"\"; name=\"f.7.other\"", ""),
        ]);
        let part = |name: &str, file_name: Option<&str>, content| Part {
            name: name.to_owned(),
            file_name: file_name.map(str::to_owned),
            content,
        };
        let expected = [
            part("form_token", None, b"t\r\n".as_slice()),
            part("f.7.slip", Some("a;name=\"b.pdf"), content.as_bytes()),
            part("f.7.other", Some(""), b""),
        ];
        assert_eq!(read(&sent).as_deref(), Some(expected.as_slice()));
        assert_eq!(read(&body(&[])), Some(Vec::new()));
    }

    #[test]
    fn what_is_broken_is_no_form() {
        let whole = body(&[("name=\"a\"; filename=\"b\"", "content")]);
        for length in 0..whole.len() - 4 {
            assert_eq!(read(&whole[..length]), None, "{length}");
        }
        for wrong in [
            b"".as_slice(),
            b"------x",
            b"------x\r\n\r\n\r\n------x--",
            b"------x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n------x--",
            b"------x\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n\r\n------x--",
            b"------x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n------x--",
        ] {
            assert_eq!(read(wrong), None);
        }
        let many = body(&vec![("name=\"a\"", ""); MOST_PARTS + 1]);
        assert_eq!(read(&many), None);
        let head = format!("name=\"a\"\r\nX: {}", "x".repeat(HEAD_LIMIT));
        assert_eq!(read(&body(&[(&head, "")])), None);
    }

    #[test]
    fn an_upload_is_known_by_its_content_type_and_has_a_boundary() {
        assert!(is_upload(TYPE) && is_upload("Multipart/Form-Data ;boundary=a"));
        assert!(!is_upload("application/x-www-form-urlencoded") && !is_upload("multipart/mixed"));
        let quoted = boundary("multipart/form-data; charset=utf-8; boundary=\"a b\"");
        assert_eq!(quoted.as_deref(), Some("a b"));
        for wrong in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "a; b",
        ] {
            assert_eq!(boundary(wrong), None);
        }
        let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
        assert_eq!(boundary(&long), None);
    }
}
