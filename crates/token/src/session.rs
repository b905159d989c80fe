//! What is done in a session with a token: finding keys and certificates, signing.
//!
//! Not here: opening it and logging in; see `module`.

use cryptoki::{
    mechanism::{Mechanism, MechanismType},
    object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    types::AuthPin,
};

use crate::{CertificateShown, KeyName, Pin, TokenError, value};

/// A session, and what its token can do.
pub(crate) struct Desk {
    pub(crate) session: Session,
    pub(crate) mechanisms: Vec<MechanismType>,
}

/// A private key of the token.
struct Key {
    handle: ObjectHandle,
    is_rsa: bool,
    id: Vec<u8>,
    label: Vec<u8>,
    /// Every signature takes the PIN again (`CKA_ALWAYS_AUTHENTICATE`).
    asks_each_time: bool,
}

impl Desk {
    fn find_key(&self, name: &KeyName) -> Result<Key, TokenError> {
        let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), name.attribute()];
        let found = self.session.find_objects(&template)?;
        let [handle] = found.as_slice() else {
            return Err(if found.is_empty() {
                TokenError::NoKey
            } else {
                TokenError::SeveralKeys
            });
        };
        let wanted = [
            AttributeType::KeyType,
            AttributeType::Id,
            AttributeType::Label,
            AttributeType::AlwaysAuthenticate,
        ];
        let mut kind = None;
        let (mut id, mut label, mut asks_each_time) = (Vec::new(), Vec::new(), false);
        for attribute in self.session.get_attributes(*handle, &wanted)? {
            match attribute {
                Attribute::KeyType(value) => kind = Some(value),
                Attribute::Id(value) => id = value,
                Attribute::Label(value) => label = value,
                Attribute::AlwaysAuthenticate(value) => asks_each_time = value,
                _ => {}
            }
        }
        Ok(Key {
            handle: *handle,
            is_rsa: match kind {
                Some(KeyType::RSA) => true,
                Some(KeyType::EC) => false,
                _ => return Err(TokenError::UnsupportedKey),
            },
            id,
            label,
            asks_each_time,
        })
    }

    pub(crate) fn sign(
        &self,
        pin: &Pin,
        name: &KeyName,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let key = self.find_key(name)?;
        let can = |kind| self.mechanisms.contains(&kind);
        let raw = match (key.is_rsa, key.asks_each_time) {
            (true, false) if can(MechanismType::RSA_PKCS) => {
                let info = value::digest_info(message);
                self.session.sign(&Mechanism::RsaPkcs, key.handle, &info)?
            }
            (true, false) if can(MechanismType::SHA256_RSA_PKCS) => {
                let mechanism = Mechanism::Sha256RsaPkcs;
                self.session.sign(&mechanism, key.handle, message)?
            }
            (true, true) if can(MechanismType::SHA256_RSA_PKCS) => {
                self.sign_asked(pin, &Mechanism::Sha256RsaPkcs, &key, message)?
            }
            (false, false) if can(MechanismType::ECDSA) => {
                let hash = value::sha_256(message);
                self.session.sign(&Mechanism::Ecdsa, key.handle, &hash)?
            }
            (false, true) if can(MechanismType::ECDSA_SHA256) => {
                self.sign_asked(pin, &Mechanism::EcdsaSha256, &key, message)?
            }
            _ => return Err(TokenError::UnsupportedKey),
        };
        if key.is_rsa {
            Ok(raw)
        } else {
            value::ecdsa_der(&raw)
        }
    }

    /// The PIN stands between the beginning and the message (PKCS #11 5.6.8, C_Login with
    /// CKU_CONTEXT_SPECIFIC), so that it has to be done in parts.
    fn sign_asked(
        &self,
        pin: &Pin,
        mechanism: &Mechanism<'_>,
        key: &Key,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.session.sign_init(mechanism, key.handle)?;
        let pin = AuthPin::new(pin.expose().into());
        self.session.login(UserType::ContextSpecific, Some(&pin))?;
        self.session.sign_update(message)?;
        Ok(self.session.sign_final()?)
    }

    pub(crate) fn list_certificates(&self) -> Result<Vec<CertificateShown>, TokenError> {
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
        ];
        let found = self.session.find_objects(&template)?;
        found.into_iter().map(|one| self.certificate(one)).collect()
    }

    fn certificate(&self, handle: ObjectHandle) -> Result<CertificateShown, TokenError> {
        let wanted = [
            AttributeType::Label,
            AttributeType::Id,
            AttributeType::Value,
        ];
        let mut shown = CertificateShown {
            label: String::new(),
            id: Vec::new(),
            der: Vec::new(),
        };
        for attribute in self.session.get_attributes(handle, &wanted)? {
            match attribute {
                Attribute::Label(label) => {
                    shown.label = String::from_utf8_lossy(&label).into_owned();
                }
                Attribute::Id(id) => shown.id = id,
                Attribute::Value(der) => shown.der = der,
                _ => {}
            }
        }
        Ok(shown)
    }

    pub(crate) fn find_certificate(&self, name: &KeyName) -> Result<Vec<u8>, TokenError> {
        let key = self.find_key(name)?;
        let mut held = self.list_certificates()?;
        let of_key = |one: &CertificateShown| !key.id.is_empty() && one.id == key.id;
        let of_label = |one: &CertificateShown| one.label.as_bytes() == key.label;
        let place = held.iter().position(of_key);
        let place = place.or_else(|| held.iter().position(of_label));
        let place = place.ok_or(TokenError::NoKey)?;
        Ok(held.swap_remove(place).der)
    }
}
