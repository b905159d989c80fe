//! A sealed contract on its way from B-B to B-LTA, with a test authority beside it.
//!
//! What does not live here: assertions.

use crate::sample::{self, NOW, Style};
use mithaq_authority::{Authority, Fault};
use mithaq_pades::{
    Collection, Need, Prepared, PreparedTimestamp, SealKey, SealRequest, TIMESTAMP_ROOM,
    TimestampError, TimestampRequest, TimestampToken, ValidationMaterial, add_validation_material,
};

pub const BASE: &str = "http://authority.test";

pub struct Desk {
    pub authority: Authority,
    pub key: SealKey,
    pub roots: Vec<Vec<u8>>,
}

impl Desk {
    pub fn new() -> Self {
        Self::of(Authority::new(BASE, NOW))
    }

    pub fn of(authority: Authority) -> Self {
        let issued = authority.issue_seal("شركة النيل للتمويل", 365);
        let key = SealKey::from_pkcs8(&issued.key_pkcs8, &issued.certificate, issued.chain);
        Self {
            key: key.unwrap(),
            roots: vec![authority.root.clone()],
            authority,
        }
    }

    /// Asks the authority, as whoever is connected to it would.
    pub fn stamp(&self, imprint: [u8; 32], now: i64) -> TimestampToken {
        self.ask(imprint, now, None).unwrap()
    }

    pub fn ask(
        &self,
        imprint: [u8; 32],
        now: i64,
        fault: Option<Fault>,
    ) -> Result<TimestampToken, TimestampError> {
        let request = TimestampRequest::new(imprint, [9; 16], None).unwrap();
        let answer = self.authority.faulty_timestamp(request.der(), now, fault);
        request.accept(&answer, &self.roots, now)
    }

    /// B-T: sealed with a timestamp in the signature.
    pub fn sealed(&self, pdf: &[u8], request: &SealRequest<'_>) -> Vec<u8> {
        let request = SealRequest {
            timestamp_room: TIMESTAMP_ROOM,
            ..request.clone()
        };
        let prepared = Prepared::new(pdf, &request, self.key.identity()).unwrap();
        let attributes = prepared.attributes();
        let value = self.key.sign(&attributes).unwrap();
        let cms = attributes.into_cms(&value);
        let token = self.stamp(cms.timestamp_imprint(), NOW + 5);
        let cms = cms.with_timestamp(&token).unwrap();
        prepared.embed(&cms).unwrap()
    }

    /// B-LT: what the file needs comes into it.
    pub fn with_material(&self, pdf: &[u8], now: i64) -> Vec<u8> {
        add_validation_material(pdf, &self.material(pdf, now)).unwrap()
    }

    pub fn material(&self, pdf: &[u8], now: i64) -> ValidationMaterial {
        let known = ValidationMaterial::default();
        let mut collection = Collection::of_file(pdf, &self.roots, &known, now).unwrap();
        for _ in 0..8 {
            for need in collection.needs() {
                collection.accept(&need, &self.fetch(&need, now)).unwrap();
            }
        }
        collection.finish().unwrap()
    }

    pub fn fetch(&self, need: &Need, now: i64) -> Vec<u8> {
        match need {
            Need::Issuer { addresses, .. } if addresses[0].ends_with("/root.cer") => {
                self.authority.root.clone()
            }
            Need::Issuer { .. } => self.authority.issuing.clone(),
            Need::Statement {
                responders,
                request,
                lists,
                ..
            } => {
                if responders.is_empty() {
                    assert_eq!(lists, &[format!("{BASE}/root.crl")]);
                    return self.authority.list(true, now);
                }
                assert_eq!(responders, &[format!("{BASE}/ocsp")]);
                self.authority.ocsp(request, now)
            }
        }
    }

    /// A timestamp over everything so far.
    pub fn stamped(&self, pdf: &[u8], now: i64) -> Vec<u8> {
        let prepared = PreparedTimestamp::new(pdf, TIMESTAMP_ROOM).unwrap();
        let token = self.stamp(prepared.imprint(), now);
        prepared.embed(&token).unwrap()
    }

    /// B-LTA, the customer alone.
    pub fn archived(&self, style: Style) -> Vec<u8> {
        let sealed = self.sealed(&sample::reviewed(style), &sample::request());
        self.stamped(&self.with_material(&sealed, NOW + 10), NOW + 20)
    }
}
