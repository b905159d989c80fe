//! Answers to OCSP requests (RFC 6960), by a responder that the issuer has delegated.
//!
//! What does not live here: HTTP.

use crate::asn1::{children, element, identifier, octets, sequence, subject_and_key, time};
use crate::issue::Authority;
use crate::token::asked_serial;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

impl Authority {
    /// The answer to an OCSPRequest at a moment, Unix seconds; it holds for a day.
    pub fn ocsp(&self, request: &[u8], now: i64) -> Vec<u8> {
        let certificate_id = children(request)
            .first()
            .and_then(|fields| children(fields).first().copied())
            .and_then(|list| children(list).first().copied())
            .and_then(|one| children(one).first().copied());
        let Some(id) = certificate_id else {
            return sequence(&[&element(0x0a, &[&[1]])]); // malformedRequest
        };
        let status = match self.revoked_at(asked_serial(id)) {
            None => element(0x80, &[]),
            Some(at) => element(0xa1, &[&time(at)]),
        };
        let single = sequence(&[
            id,
            &status,
            &time(now),
            &element(0xa0, &[&time(now + 86_400)]),
        ]);
        let (_, key) = subject_and_key(&self.responder.certificate);
        let key = digest(&SHA1_FOR_LEGACY_USE_ONLY, key);
        let responder = element(0xa2, &[&octets(key.as_ref())]);
        let data = sequence(&[&responder, &time(now), &sequence(&[&single])]);
        let value = self.responder.sign(&data);
        let certificates = sequence(&[&self.responder.certificate]);
        let basic = sequence(&[
            &data,
            &sequence(&[&identifier("1.2.840.10045.4.3.2")]),
            &element(3, &[&[0], &value]),
            &element(0xa0, &[&certificates]),
        ]);
        let bytes = sequence(&[&identifier("1.3.6.1.5.5.7.48.1.1"), &octets(&basic)]);
        let successful = element(0x0a, &[&[0]]);
        sequence(&[&successful, &element(0xa0, &[&bytes])])
    }
}
