//! Answers to requests for timestamps (RFC 3161), honest and otherwise.
//!
//! What does not live here: HTTP.

use crate::asn1::{
    children, content, element, identifier, integer, issuer_and_serial, octets, sequence, set, time,
};
use crate::issue::{Authority, Signing};
use aws_lc_rs::digest::{SHA256, digest};
use std::sync::atomic::Ordering;

const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const POLICY: &str = "1.3.6.1.4.1.99999.3.1";

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// PKIStatus 2: rejection.
    Rejection,
    /// Granted, but without a token.
    NoToken,
    /// Over another hash.
    OtherImprint,
    /// For another request.
    OtherNonce,
    /// Without the nonce that was sent.
    NoNonce,
    /// An hour ahead.
    Ahead,
    /// Signed by a certificate that is not for timestamps.
    OtherPurpose,
    /// The signature's value is altered.
    BadSignature,
    /// The signing-certificate-v2 attribute names another certificate.
    OtherCertificate,
    /// Without that attribute.
    NoCertificateAttribute,
    /// TSTInfo altered after signing.
    AlteredInfo,
    /// With an unsigned attribute.
    Unsigned,
    /// With a certificate that belongs to nothing.
    Unrelated,
    /// Bytes after the answer.
    Trailing,
}

fn sha_256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

fn attribute(kind: &str, value: Vec<u8>) -> Vec<u8> {
    sequence(&[&identifier(kind), &set(vec![value])])
}

impl Authority {
    /// The answer to a TimeStampReq at a moment, Unix seconds.
    pub fn timestamp(&self, request: &[u8], now: i64) -> Vec<u8> {
        self.faulty_timestamp(request, now, None)
    }

    /// The same, with something wrong.
    pub fn faulty_timestamp(&self, request: &[u8], now: i64, fault: Option<Fault>) -> Vec<u8> {
        let granted = sequence(&[&integer(0)]);
        let parts = children(request);
        if fault == Some(Fault::Rejection) || parts.len() < 2 {
            return sequence(&[&sequence(&[&integer(2)])]);
        }
        if fault == Some(Fault::NoToken) {
            return sequence(&[&granted]);
        }
        let info = self.info(&parts, now, fault);
        let mut answer = sequence(&[&granted, &self.token(&info, fault)]);
        if fault == Some(Fault::Trailing) {
            answer.push(0);
        }
        answer
    }

    fn info(&self, parts: &[&[u8]], now: i64, fault: Option<Fault>) -> Vec<u8> {
        let sha_256 = sequence(&[&identifier(SHA_256)]);
        let imprint = match fault {
            Some(Fault::OtherImprint) => sequence(&[&sha_256, &octets(&[7; 32])]),
            _ => parts[1].to_vec(),
        };
        let nonce = parts[2..].iter().find(|part| part[0] == 2);
        let nonce = match fault {
            Some(Fault::NoNonce) => Vec::new(),
            Some(Fault::OtherNonce) => integer(99),
            _ => nonce.map(|nonce| nonce.to_vec()).unwrap_or_default(),
        };
        let asked = parts[2..].iter().find(|part| part[0] == 6);
        let policy = asked.map_or_else(|| identifier(POLICY), |policy| policy.to_vec());
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let ahead = if fault == Some(Fault::Ahead) { 3600 } else { 0 };
        sequence(&[
            &integer(1),
            &policy,
            &imprint,
            &integer(serial),
            &time(now + ahead),
            &sequence(&[&integer(1)]),
            &nonce,
        ])
    }

    fn token(&self, info: &[u8], fault: Option<Fault>) -> Vec<u8> {
        let by = match fault {
            Some(Fault::OtherPurpose) => &self.stranger,
            _ => &self.timestamps,
        };
        let attributes = set(self.attributes(info, by, fault));
        let mut value = by.sign(&attributes);
        if fault == Some(Fault::BadSignature) {
            *value.last_mut().unwrap() ^= 1;
        }
        let mut implicit = attributes;
        implicit[0] = 0xa0;
        let (issuer, serial) = issuer_and_serial(&by.certificate);
        let hash = sequence(&[&identifier(SHA_256)]);
        let unsigned = match fault {
            Some(Fault::Unsigned) => {
                let attribute = attribute("1.2.840.113549.1.9.16.2.14", octets(b"more"));
                element(0xa1, &[&attribute])
            }
            _ => Vec::new(),
        };
        let signer = sequence(&[
            &integer(1),
            &sequence(&[issuer, serial]),
            &hash,
            &implicit,
            &sequence(&[&identifier("1.2.840.10045.4.3.2")]),
            &octets(&value),
            &unsigned,
        ]);
        let mut certificates = vec![by.certificate.clone(), self.issuing.clone()];
        if fault == Some(Fault::Unrelated) {
            certificates.push(self.responder.certificate.clone());
        }
        let mut pool = set(certificates);
        pool[0] = 0xa0;
        let mut info = info.to_vec();
        if fault == Some(Fault::AlteredInfo) {
            *info.last_mut().unwrap() ^= 1;
        }
        let kind = identifier("1.2.840.113549.1.9.16.1.4");
        let wrapped = sequence(&[&kind, &element(0xa0, &[&octets(&info)])]);
        let data = sequence(&[
            &integer(3),
            &set(vec![hash]),
            &wrapped,
            &pool,
            &set(vec![signer]),
        ]);
        sequence(&[
            &identifier("1.2.840.113549.1.7.2"),
            &element(0xa0, &[&data]),
        ])
    }

    fn attributes(&self, info: &[u8], by: &Signing, fault: Option<Fault>) -> Vec<Vec<u8>> {
        let named = match fault {
            Some(Fault::OtherCertificate) => &self.issuing,
            _ => &by.certificate,
        };
        let certificate = sequence(&[&sequence(&[&sequence(&[&octets(&sha_256(named))])])]);
        let mut attributes = vec![
            attribute(
                "1.2.840.113549.1.9.3",
                identifier("1.2.840.113549.1.9.16.1.4"),
            ),
            attribute("1.2.840.113549.1.9.4", octets(&sha_256(info))),
        ];
        if fault != Some(Fault::NoCertificateAttribute) {
            attributes.push(attribute("1.2.840.113549.1.9.16.2.47", certificate));
        }
        attributes
    }
}

/// The serial number that an OCSP request asks for, without tag and length.
pub(crate) fn asked_serial(certificate_id: &[u8]) -> &[u8] {
    children(certificate_id)
        .last()
        .map_or(&[], |serial| content(serial))
}
