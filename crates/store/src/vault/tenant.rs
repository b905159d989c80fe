//! The keys of a tenant and of a person, and the blind indexes by which sealed values are found.
//! How a value is normalised before it is indexed is a rule of `domain`.

use super::{Context, Entropy, HashKey, KEY_BYTES, SealingKey, VaultError};
use super::{derive, draw_key, key_from};
use mithaq_domain::id::TenantId;
use zeroize::Zeroizing;

/// A key in its wrapped form, for a column.
pub type Wrapped = Vec<u8>;

pub(super) fn tenant_context(tenant: TenantId) -> Context<'static> {
    Context {
        purpose: "tenant key",
        tenant: Some(tenant),
        record: "",
    }
}

/// The key of a tenant: it wraps the keys of persons, seals what is the tenant's own, and makes
/// blind indexes.
pub struct TenantKey {
    tenant: TenantId,
    sealing: SealingKey,
    index: HashKey,
}

impl TenantKey {
    pub(super) fn new(
        tenant: TenantId,
        bytes: &Zeroizing<[u8; KEY_BYTES]>,
    ) -> Result<TenantKey, VaultError> {
        Ok(TenantKey {
            tenant,
            sealing: SealingKey::new(&*derive(bytes, "tenant sealing")?)?,
            index: HashKey::new(&*derive(bytes, "blind index")?),
        })
    }

    /// Whose key it is.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Draws a key for a new person; the wrapped form is for the person's row.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn new_person_key(
        &self,
        person: &str,
        entropy: &dyn Entropy,
    ) -> Result<(PersonKey, Wrapped), VaultError> {
        let bytes = draw_key(entropy);
        let wrapped = self.seal("person key", person, &*bytes, entropy)?;
        Ok((PersonKey::new(self.tenant, &bytes)?, wrapped))
    }

    /// Unwraps the key of a person.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when it was wrapped for another person or tenant.
    pub fn open_person_key(&self, person: &str, wrapped: &[u8]) -> Result<PersonKey, VaultError> {
        let bytes = self.open("person key", person, wrapped)?;
        PersonKey::new(self.tenant, &key_from(bytes)?)
    }

    /// Seals what is the tenant's own (not a person's) for the column `purpose` of `record`.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn seal(
        &self,
        purpose: &str,
        record: &str,
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, VaultError> {
        let context = context(self.tenant, purpose, record);
        self.sealing.seal(&context, plain, entropy)
    }

    /// Opens what [`seal`](TenantKey::seal) made.
    ///
    /// # Errors
    /// [`VaultError::Refused`] or [`VaultError::Malformed`].
    pub fn open(
        &self,
        purpose: &str,
        record: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let context = context(self.tenant, purpose, record);
        self.sealing.open(&context, sealed)
    }

    /// The blind index of a normalised value: equal for equal values of one kind in one tenant,
    /// meaningless to whoever has no key.
    #[must_use]
    pub fn blind_index(&self, kind: &str, normalised: &str) -> [u8; 32] {
        self.index.hash(&[kind.as_bytes(), normalised.as_bytes()])
    }

    /// The first 8 bytes of the blind index, for the hot index of a column. Two values may share
    /// it: confirm by opening what was found.
    #[must_use]
    pub fn short_blind_index(&self, kind: &str, normalised: &str) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = self.blind_index(kind, normalised);
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

/// The key of a person: everything personal is sealed under it, so that without it, it is gone.
pub struct PersonKey {
    tenant: TenantId,
    sealing: SealingKey,
}

/// What the key of something that is a person's own is wrapped as, within the person's key.
const INNER: &str = "inner key";

impl PersonKey {
    /// Draws a key for something of this person, `record`; the wrapped form is for its row. It goes
    /// with the person's key.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn new_inner_key(
        &self,
        record: &str,
        entropy: &dyn Entropy,
    ) -> Result<(PersonKey, Wrapped), VaultError> {
        let bytes = draw_key(entropy);
        let wrapped = self.seal(INNER, record, &*bytes, entropy)?;
        Ok((PersonKey::new(self.tenant, &bytes)?, wrapped))
    }

    /// Takes over a key that the tenant's own wrapped for `record` while it was nobody's: from then on it
    /// opens with [`open_inner_key`](PersonKey::open_inner_key) and goes with this person's key.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when it was wrapped for something else or another tenant.
    pub fn adopt_key(
        &self,
        tenant: &TenantKey,
        record: &str,
        wrapped: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Wrapped, VaultError> {
        let bytes = tenant.open("person key", record, wrapped)?;
        self.seal(INNER, record, &bytes, entropy)
    }

    /// Unwraps a key of [`new_inner_key`](PersonKey::new_inner_key).
    ///
    /// # Errors
    /// [`VaultError::Refused`] when it was wrapped for something else or another person.
    pub fn open_inner_key(&self, record: &str, wrapped: &[u8]) -> Result<PersonKey, VaultError> {
        let bytes = self.open(INNER, record, wrapped)?;
        PersonKey::new(self.tenant, &key_from(bytes)?)
    }

    fn new(tenant: TenantId, bytes: &Zeroizing<[u8; KEY_BYTES]>) -> Result<PersonKey, VaultError> {
        Ok(PersonKey {
            tenant,
            sealing: SealingKey::new(bytes)?,
        })
    }

    /// Seals a value or a file for the column `purpose` of `record`.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn seal(
        &self,
        purpose: &str,
        record: &str,
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, VaultError> {
        let context = context(self.tenant, purpose, record);
        self.sealing.seal(&context, plain, entropy)
    }

    /// Opens what [`seal`](PersonKey::seal) made.
    ///
    /// # Errors
    /// [`VaultError::Refused`] or [`VaultError::Malformed`].
    pub fn open(
        &self,
        purpose: &str,
        record: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let context = context(self.tenant, purpose, record);
        self.sealing.open(&context, sealed)
    }
}

fn context<'a>(tenant: TenantId, purpose: &'a str, record: &'a str) -> Context<'a> {
    Context {
        purpose,
        tenant: Some(tenant),
        record,
    }
}
