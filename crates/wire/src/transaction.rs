//! `DigitalIdentity/verify/…` and the staff's side of it (`wire.md` 3 to 5): pictures of card and
//! face come in as Base64; what a provider found stands in `services`, beside `data`.

mod answer;
pub mod document;
pub mod staff;

use mithaq_domain::id::TransactionId;

pub use answer::{Family, PictureFault, Verification, refused, taken};
pub use staff::{read_approve, read_reject};

use crate::{
    code,
    json::Json,
    read::{FieldError, Reader},
};

/// Longest text of a picture: what a body can hold.
const PICTURE: usize = 16 << 20;
/// Longest name that a caller gives to something.
const NAME: usize = 256;

/// A picture as sent.
pub struct SentPicture {
    /// Base64, perhaps behind `data:…,`.
    pub text: String,
    /// Its path as sent.
    pub path: String,
}

/// What every call says of its transaction.
pub struct Named {
    /// The transaction, where one is named; `Some(None)` where what is named can be none.
    pub transaction: Option<Option<TransactionId>>,
    /// The caller's own name for the transaction.
    pub client_transaction: Option<String>,
    /// The caller's own name for the request.
    pub request: Option<String>,
    /// Whether what was read off the card is asked for.
    pub extracted: bool,
}

/// A side of a card.
pub struct CardAsk {
    /// Its picture.
    pub image: SentPicture,
    /// The name that the caller expects on the card.
    pub expected_name: Option<String>,
    /// What it says of its transaction.
    pub named: Named,
}

/// Three pictures of a face, and perhaps a further one.
pub struct FacesAsk {
    /// `face_1`, `face_2`, `face_3`.
    pub faces: [SentPicture; 3],
    /// `image`.
    pub image: Option<SentPicture>,
    /// What it says of its transaction.
    pub named: Named,
}

/// Reads `verify/id/front` or `verify/id/back`.
pub fn read_card(body: &Json) -> Result<CardAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let image = required_picture(&mut reader, "image");
    let expected_name = reader.text("name_check_value", NAME);
    let named = named(&mut reader);
    country(&mut reader);
    reader.finish(CardAsk {
        image,
        expected_name,
        named,
    })
}

/// Reads `verify/liveness/multi`. The transaction must be named: the card is in it.
pub fn read_faces(body: &Json) -> Result<FacesAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let (faces, image) = face_pictures(&mut reader);
    let named = named(&mut reader);
    if named.transaction.is_none() {
        reader.refuse(reader.path_of("transaction_id"), code::REQUIRED);
    }
    reader.finish(FacesAsk {
        faces,
        image,
        named,
    })
}

/// `face_1`, `face_2`, `face_3`, and perhaps `image`.
pub(crate) fn face_pictures(reader: &mut Reader<'_>) -> ([SentPicture; 3], Option<SentPicture>) {
    let faces = ["face_1", "face_2", "face_3"].map(|name| required_picture(reader, name));
    let path = reader.path_of("image");
    let image = reader.text("image", PICTURE);
    let image = image.filter(|text| !text.trim().is_empty());
    (faces, image.map(|text| SentPicture { text, path }))
}

/// `LinkUserWithExistingTransaction`.
pub struct LinkAsk {
    /// The transaction; nothing where the text can be no id.
    pub transaction: Option<TransactionId>,
    /// Whether what was read off the card is asked for.
    pub extracted: bool,
}

/// Reads `LinkUserWithExistingTransaction`.
pub fn read_link(body: &Json) -> Result<LinkAsk, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let id = reader.required_text("transactionId", NAME);
    let ask = LinkAsk {
        transaction: TransactionId::parse(&id),
        extracted: reader.flag("getExtractedData"),
    };
    reader.finish(ask)
}

fn required_picture(reader: &mut Reader<'_>, name: &str) -> SentPicture {
    SentPicture {
        path: reader.path_of(name),
        text: reader.required_text(name, PICTURE),
    }
}

/// A transaction that is named, perhaps; `Some(None)` where what is named can be none.
pub(crate) fn transaction_named(
    reader: &mut Reader<'_>,
    name: &str,
) -> Option<Option<TransactionId>> {
    let text = reader.text(name, NAME);
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| TransactionId::parse(&text))
}

fn named(reader: &mut Reader<'_>) -> Named {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Named {
        transaction: transaction_named(reader, "transaction_id"),
        client_transaction: filled(reader.text("client_transaction_id", NAME)),
        request: filled(reader.text("request_id", NAME)),
        extracted: reader.flag("getExtractedData"),
    }
}

/// The country of the card: Egypt, which is also the default.
fn country(reader: &mut Reader<'_>) {
    let Some(country) = reader.text("country", NAME) else {
        return;
    };
    let country = country.trim();
    let known = ["", "EG", "EGY"];
    if !known
        .iter()
        .any(|known| known.eq_ignore_ascii_case(country))
    {
        reader.refuse(reader.path_of("country"), code::VALUE_NOT_TAKEN);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_transaction_is_named_in_any_letter_case_and_nonsense_is_none() {
        let read = |id: &str| {
            let body = format!(r#"{{"Image": "AA==", "Transaction_ID": {id}}}"#);
            read_card(&parse(&body)).ok().unwrap().named.transaction
        };
        let id = "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11";
        let upper = format!("\"{}\"", id.to_uppercase());
        assert_eq!(read(&upper), Some(TransactionId::parse(id)));
        assert!(matches!(read("\"x\""), Some(None)));
        assert!(read("null").is_none() && read("\"\"").is_none());
    }

    #[test]
    fn what_is_missing_is_said_at_once() {
        let errors = read_faces(&parse(r#"{"face_2": "AA=="}"#)).err().unwrap();
        let paths: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(paths, ["face_1", "face_3", "transaction_id"]);
        let abroad = read_card(&parse(r#"{"image": "AA==", "country": "FR"}"#));
        let errors = abroad.err().unwrap();
        assert_eq!(
            errors.first().map(|error| error.code),
            Some(code::VALUE_NOT_TAKEN)
        );
    }
}
