//! PDF objects as bytes (ISO 32000-2 7.3).
//!
//! What does not live here: where objects go in the file; see `revision`.

use lopdf::{Dictionary, Object, StringFormat};

/// Writes an object as it stands after `n g obj`.
pub(crate) fn write_object(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        // Rust never prints an f32 with an exponent, which PDF does not know.
        // A whole one keeps its point, without which it would be read as an integer: another object.
        Object::Real(value) if value.fract() == 0.0 => {
            out.extend_from_slice(format!("{value:.1}").as_bytes());
        }
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => write_name(name, out),
        Object::String(bytes, format) => write_string(bytes, format, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                write_object(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(dictionary, out),
        Object::Stream(stream) => {
            let mut dictionary = stream.dict.clone();
            dictionary.set("Length", integer(stream.content.len()));
            write_stream(&dictionary, &stream.content, out);
        }
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
    }
}

pub(crate) fn write_stream(dictionary: &Dictionary, content: &[u8], out: &mut Vec<u8>) {
    write_dictionary(dictionary, out);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
}

pub(crate) fn write_dictionary(dictionary: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary.iter() {
        write_name(key, out);
        out.push(b' ');
        write_object(value, out);
    }
    out.extend_from_slice(b">>");
}

/// A text string (ISO 32000-2 7.9.2.2): ASCII as it is, all else UTF-16BE.
pub(crate) fn text(value: &str) -> Object {
    lopdf::text_string(value)
}

pub(crate) fn name(value: &str) -> Object {
    Object::Name(value.as_bytes().to_vec())
}

/// A length or offset; files are bounded by 31 bits long before this saturates.
pub(crate) fn integer(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.,:@*'\"".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// In the form in which it was read: another would make it another object to whoever compares the two.
fn write_string(bytes: &[u8], format: &StringFormat, out: &mut Vec<u8>) {
    if *format == StringFormat::Literal {
        out.push(b'(');
        for byte in bytes {
            match byte {
                b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
                b' '..=b'~' => out.push(*byte),
                _ => out.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
            }
        }
        out.push(b')');
        return;
    }
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(b'<');
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            out.extend(DIGITS.get(usize::from(half)));
        }
    }
    out.push(b'>');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(object: &Object) -> String {
        let mut out = Vec::new();
        write_object(object, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn strings_and_names_are_escaped_as_pdf_asks() {
        assert_eq!(written(&text("a(b)\\")), "(a\\(b\\)\\\\)");
        assert_eq!(written(&text("ن")), "<FEFF0646>");
        assert_eq!(written(&name("A B#/")), "/A#20B#23#2F");
        let string = |bytes: &[u8], format| written(&Object::String(bytes.to_vec(), format));
        let literal = string(b"\xfe\xff\x06(\r", StringFormat::Literal);
        assert_eq!(literal, "(\\376\\377\\006\\(\\015)");
        assert_eq!(string(b"a b", StringFormat::Hexadecimal), "<612062>");
    }

    #[test]
    fn small_numbers_have_no_exponent() {
        assert_eq!(written(&Object::Real(0.000_000_1)), "0.0000001");
        assert_eq!(written(&Object::Real(72.0)), "72.0");
        assert_eq!(written(&Object::Real(-72.5)), "-72.5");
    }
}
