//! Bytes in lower-case hexadecimal and in no other form, for serde.

use mithaq_domain::evidence::merkle::Hash;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::session::hex;

pub(super) fn serialize<S: Serializer>(hash: &Hash, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex(hash))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
    read(from)
}

fn read<'de, D: Deserializer<'de>, const LENGTH: usize>(from: D) -> Result<[u8; LENGTH], D::Error> {
    let text = String::deserialize(from)?;
    parse(&text).ok_or_else(|| Error::custom("not that many bytes in lower-case hexadecimal"))
}

fn parse<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    bytes
        .filter(|_| rest.is_empty())
        .and_then(|bytes| bytes.try_into().ok())
}

pub(super) mod list {
    use super::{Deserialize, Deserializer, Error, Hash, Serializer, hex, parse};

    pub(crate) fn serialize<S: Serializer>(hashes: &[Hash], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(hashes.iter().map(|hash| hex(hash)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Hash>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        let hashes: Option<Vec<Hash>> = texts.iter().map(|text| parse(text)).collect();
        hashes.ok_or_else(|| Error::custom("not hashes in lower-case hexadecimal"))
    }
}

pub(super) mod salt {
    use super::{Deserializer, Serializer, hex, read};

    pub(crate) fn serialize<S: Serializer>(salt: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(salt))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
        read(from)
    }
}
