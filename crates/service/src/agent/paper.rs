//! What is to be signed, as the agent sees it: it believes the server nothing, but looks which document the file begins with,
//! how many pages that has, and makes what is signed from the file's bytes itself.

use mithaq_domain::evidence::commitment;
use mithaq_pades::{Prepared, SealIdentity, SignatureValue, page_count};

use super::ask::Asked;
use crate::{access::sha256, evidence::Statement, session::hex};

/// Ends of revisions that are looked at.
const MOST_ENDS: usize = 64;

/// What does not fit in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// The file does not begin with the document whose SHA-256 is stated.
    OtherDocument,
    /// The statement is about something else, or not readable.
    OtherStatement,
    /// The file has no empty place for a signature at its end.
    NoPlace,
    /// The certificate of the pairing cannot be used.
    Certificate,
}

impl Distrust {
    /// The end of the key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherDocument => "other-document",
            Self::OtherStatement => "other-statement",
            Self::NoPlace => "no-place",
            Self::Certificate => "certificate",
        }
    }
}

/// A request that was looked through.
pub struct Paper {
    /// Pages of the reviewed document, counted here.
    pub pages: usize,
    prepared: Prepared,
}

impl Paper {
    /// Looks a request through, for the key of this certificate (DER).
    pub fn look(asked: &Asked, certificate: &[u8]) -> Result<Self, Distrust> {
        let document = beginning(&asked.file, &asked.document_sha256);
        let document = document.ok_or(Distrust::OtherDocument)?;
        let statement: Statement =
            serde_json::from_str(&asked.statement).map_err(|_| Distrust::OtherStatement)?;
        let speaks_of_it = statement.document_sha256 == asked.document_sha256
            && statement.contract.to_string() == asked.contract
            && statement.request_number == asked.request_number
            && statement.member.is_some();
        if !speaks_of_it {
            return Err(Distrust::OtherStatement);
        }
        let commitment = commitment(&asked.salt, asked.statement.as_bytes());
        let identity =
            SealIdentity::new(certificate, Vec::new()).map_err(|_| Distrust::Certificate)?;
        let prepared = Prepared::resume(asked.file.clone(), &identity, Some(commitment));
        Ok(Self {
            pages: page_count(document).ok_or(Distrust::OtherDocument)?,
            prepared: prepared.ok_or(Distrust::NoPlace)?,
        })
    }

    /// What the key signs.
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.prepared.attributes().to_be_signed().to_vec()
    }

    /// Whether a value is this certificate's signature over it.
    pub fn accepts(&self, value: &[u8]) -> bool {
        let value = SignatureValue::new(value.to_vec());
        let attributes = self.prepared.attributes();
        attributes.into_checked_cms(&value).is_some()
    }
}

/// The beginning of a file that has this SHA-256: it ends where a revision does.
fn beginning<'a>(file: &'a [u8], wanted: &str) -> Option<&'a [u8]> {
    const END: &[u8] = b"%%EOF";
    let ends = file.windows(END.len()).enumerate();
    let ends = ends.filter(|(_, part)| *part == END).take(MOST_ENDS);
    let ends = ends.flat_map(|(at, _)| {
        let end = at.saturating_add(END.len());
        // A line end of none, one or two characters.
        [0, 1, 2].map(|more| end.saturating_add(more))
    });
    let mut beginnings = ends.filter_map(|end| file.get(..end));
    beginnings.find(|part| hex(&sha256(part)) == wanted)
}
