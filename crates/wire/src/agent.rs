//! `ContractSigner/PairAgent` and `SignAgent/…` [ours]: the calls of `mithaq sign-agent`, which has no ApiKey but a secret of
//! its own.

use mithaq_domain::time::Instant;
use serde_json::{Value, json};

use crate::{
    base64, code,
    json::Json,
    read::{FieldError, Reader},
};

/// Longest texts: a certificate of 12 KiB, and seven of them.
const CERTIFICATE: usize = 16 << 10;
const ISSUERS: usize = 7 * CERTIFICATE;
/// A secret of an agent.
const SECRET: usize = 64;

/// What an agent shows to be paired.
pub struct Pair {
    /// The code as typed.
    pub code: String,
    /// Its certificate, then issuers; DER.
    pub certificates: Vec<Vec<u8>>,
    /// The signature that shows the key.
    pub signature: Vec<u8>,
}

/// Reads `SignAgent/Pair`.
pub fn read_pair(body: &Json) -> Result<Pair, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let code = reader.required_text("code", 64);
    let own = bytes(&mut reader, "certificate", CERTIFICATE);
    let issuers = reader.text("issuers", ISSUERS).unwrap_or_default();
    let read: Option<Vec<Vec<u8>>> = issuers.split_whitespace().map(base64::decode).collect();
    if read.is_none() {
        reader.refuse(reader.path_of("issuers"), code::WRONG_TYPE);
    }
    let signature = bytes(&mut reader, "signature", 2048);
    let certificates = [own].into_iter().chain(read.unwrap_or_default()).collect();
    reader.finish(Pair {
        code,
        certificates,
        signature,
    })
}

fn bytes(reader: &mut Reader<'_>, name: &str, limit: usize) -> Vec<u8> {
    let text = reader.required_text(name, limit);
    if text.is_empty() {
        return Vec::new();
    }
    base64::decode(&text).unwrap_or_else(|| {
        reader.refuse(reader.path_of(name), code::WRONG_TYPE);
        Vec::new()
    })
}

/// Reads `SignAgent/Next`: the agent's secret.
pub fn read_next(body: &Json) -> Result<String, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let agent = reader.required_text("agent", SECRET);
    reader.finish(agent)
}

/// A signature that an agent gives.
pub struct Give {
    /// Its secret.
    pub agent: String,
    /// The contract, as sent.
    pub id: String,
    /// The signature; none where the signer said no.
    pub signature: Option<Vec<u8>>,
}

/// Reads `SignAgent/Sign`.
pub fn read_give(body: &Json) -> Result<Give, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let is_refused = reader.flag("refused");
    let give = Give {
        agent: reader.required_text("agent", SECRET),
        id: reader.required_text("id", 64),
        signature: (!is_refused).then(|| bytes(&mut reader, "signature", 2048)),
    };
    reader.finish(give)
}

/// A code that pairs an agent.
pub fn pairing(code: &str, expires_at: Instant) -> Value {
    json!({ "code": code, "expiresAt": expires_at.to_iso() })
}

/// An agent that is paired.
pub fn paired(agent: &str, company: &str, member: &str) -> Value {
    json!({ "agent": agent, "company": company, "member": member })
}

/// What an agent is asked to sign.
pub struct AskedShown<'a> {
    /// The contract.
    pub id: &'a str,
    /// Its number.
    pub request_number: &'a str,
    /// The company.
    pub company: &'a str,
    /// SHA-256 of the reviewed document.
    pub document_sha256: &'a str,
    /// What opens the commitment.
    pub salt: &'a str,
    /// The statement.
    pub statement: &'a str,
    /// Until when.
    pub expires_at: Instant,
    /// The file, Base64.
    pub file: &'a str,
}

impl AskedShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "requestNumber": self.request_number,
            "company": self.company,
            "documentSha256": self.document_sha256,
            "salt": self.salt,
            "statement": self.statement,
            "expiresAt": self.expires_at.to_iso(),
            "file": self.file,
        })
    }
}

/// The answer of `SignAgent/Next`.
pub fn next(asked: Option<Value>) -> Value {
    json!({ "request": asked })
}
