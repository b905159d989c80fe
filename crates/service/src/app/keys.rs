//! The keys under the master key, unwrapped once: keyed hashes, wrapping keys, and the keys that
//! sign access tokens, which rotate.

use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use mithaq_domain::{
    id::TenantId,
    time::{Instant, Span},
};
use mithaq_store::{
    Store, StoreError,
    token::TokenKeyRow,
    vault::{Context, Entropy, HashKey, MasterKey, Purpose, SealingKey, TenantKey, Wrapped},
};

use crate::Failure;

/// A key that signs access tokens is replaced after this long.
const TOKEN_KEY_LIFE: Span = Span::days(90);
/// And may verify for this long after the next one took over: longer than any access token lives.
const TOKEN_KEY_GRACE: Span = Span::days(2);

/// Every key of the house.
pub struct Keys {
    master: MasterKey,
    /// Keyed hash of the links of sessions and downloads.
    pub token: HashKey,
    /// Keyed hash of verification codes.
    pub code: HashKey,
    /// Keyed hash of cookies.
    pub cookie: HashKey,
    /// Anti-forgery values of forms.
    pub form: HashKey,
    /// Wraps the keys that seal documents.
    pub seal_wrap: SealingKey,
    jwt_wrap: SealingKey,
    /// Newest first.
    signing: RwLock<Vec<Arc<TokenKey>>>,
}

/// A key that signs or verifies access tokens.
pub struct TokenKey {
    /// Its `kid`.
    pub id: String,
    /// For signing.
    pub encoding: EncodingKey,
    /// For verifying.
    pub decoding: DecodingKey,
    /// The public point: x and y, base64url.
    pub public: (String, String),
    /// When it was made.
    created_at: Instant,
}

/// Refuses a database that was made under another master key.
pub(super) fn check_master(store: &Store, master: &MasterKey) -> Result<(), Failure> {
    let fingerprint = master.fingerprint()?;
    let noted = store.write_blocking(move |tx| {
        let mut house = tx.everyone();
        match house.find_master_fingerprint()? {
            Some(noted) => Ok(noted),
            None => house
                .insert_master_fingerprint(&fingerprint)
                .map(|()| fingerprint.to_vec()),
        }
    });
    if noted.map_err(|error: StoreError| Failure::from(error))? == fingerprint {
        Ok(())
    } else {
        Err(Failure::Inconsistent(
            "this database belongs to another master key",
        ))
    }
}

impl Keys {
    /// Derives the keys and loads those that sign tokens; makes a new one when the newest is old.
    pub(super) fn load(
        store: &Store,
        master: MasterKey,
        now: Instant,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, Failure> {
        let wrap = master.sealing_key(Purpose::JwtWrap)?;
        let rows = store
            .read_blocking(|tx| tx.everyone().list_token_keys())
            .map_err(|error: StoreError| Failure::from(error))?;
        let keys = Self {
            token: master.hash_key(Purpose::Token)?,
            code: master.hash_key(Purpose::Code)?,
            cookie: master.hash_key(Purpose::SessionCookie)?,
            form: master.hash_key(Purpose::FormToken)?,
            seal_wrap: master.sealing_key(Purpose::SealWrap)?,
            signing: RwLock::new(open_token_keys(&wrap, &rows, now)?),
            jwt_wrap: wrap,
            master,
        };
        if keys.is_rotation_due(now) {
            let row = keys.new_token_key(now, entropy.as_ref())?;
            let stored = row.clone();
            store
                .write_blocking(move |tx| tx.everyone().insert_token_key(&stored))
                .map_err(|error: StoreError| Failure::from(error))?;
            keys.take_over(&row)?;
        }
        Ok(keys)
    }

    /// Whether the key that signs is old, or there is none.
    pub(crate) fn is_rotation_due(&self, now: Instant) -> bool {
        let keys = self.signing.read().unwrap_or_else(PoisonError::into_inner);
        is_due(keys.first().map(|key| key.created_at), now)
    }

    /// Draws a key for its row; it signs once it is stored and has taken over.
    pub(crate) fn new_token_key(
        &self,
        now: Instant,
        entropy: &dyn Entropy,
    ) -> Result<TokenKeyRow, Failure> {
        new_token_key(&self.jwt_wrap, now, entropy)
    }

    /// Lets a stored key sign from now on; the earlier ones verify for a while longer.
    pub(crate) fn take_over(&self, row: &TokenKeyRow) -> Result<(), Failure> {
        let key = Arc::new(open_token_key(&self.jwt_wrap, row)?);
        let mut keys = self.signing.write().unwrap_or_else(PoisonError::into_inner);
        keys.insert(0, key);
        Ok(())
    }

    /// The key that signs now.
    pub fn signing(&self) -> Result<Arc<TokenKey>, Failure> {
        let keys = self.signing.read().unwrap_or_else(PoisonError::into_inner);
        let newest = keys.first().cloned();
        newest.ok_or(Failure::Inconsistent("no key signs tokens"))
    }

    /// Every key whose tokens may still be shown, newest first.
    pub fn verifying(&self, now: Instant) -> Vec<Arc<TokenKey>> {
        let keys = self.signing.read().unwrap_or_else(PoisonError::into_inner);
        let made = |key: &Arc<TokenKey>| key.created_at;
        verifying(&keys, made, now).cloned().collect()
    }

    /// Unwraps a tenant's key.
    pub fn open_tenant_key(&self, tenant: TenantId, wrapped: &[u8]) -> Result<TenantKey, Failure> {
        Ok(self.master.open_tenant_key(tenant, wrapped)?)
    }

    /// Draws a new tenant's key.
    pub fn new_tenant_key(
        &self,
        tenant: TenantId,
        entropy: &dyn Entropy,
    ) -> Result<(TenantKey, Wrapped), Failure> {
        Ok(self.master.new_tenant_key(tenant, entropy)?)
    }
}

/// Whether it is time for a new key, by the age of the newest one.
pub(crate) fn is_due(newest: Option<Instant>, now: Instant) -> bool {
    newest.is_none_or(|made| now >= made.plus(TOKEN_KEY_LIFE))
}

fn context(id: &str) -> Context<'_> {
    Context {
        purpose: "token key",
        tenant: None,
        record: id,
    }
}

fn new_token_key(
    wrap: &SealingKey,
    now: Instant,
    entropy: &dyn Entropy,
) -> Result<TokenKeyRow, Failure> {
    let failed = |_| Failure::Token("no key could be generated".to_owned());
    let document =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(failed)?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref())
        .map_err(|error| Failure::Token(error.to_string()))?;
    let mut id = [0; 12];
    entropy.fill(&mut id);
    let id = URL_SAFE_NO_PAD.encode(id);
    Ok(TokenKeyRow {
        sealed: wrap.seal(&context(&id), document.as_ref(), entropy)?,
        public_key: pair.public_key().as_ref().to_vec(),
        created_at: now,
        id,
    })
}

/// Of keys, newest first, the newest, and the others until nobody can hold a token of theirs any
/// more: some time after the next one took over.
fn verifying<K>(
    keys: &[K],
    made: impl Fn(&K) -> Instant,
    now: Instant,
) -> impl Iterator<Item = &K> {
    let successors: Vec<_> = keys.iter().map(|key| Some(made(key))).collect();
    let successors = std::iter::once(None).chain(successors);
    keys.iter()
        .zip(successors)
        .filter(move |(_, next)| next.is_none_or(|next| now < next.plus(TOKEN_KEY_GRACE)))
        .map(|(key, _)| key)
}

fn open_token_keys(
    wrap: &SealingKey,
    rows: &[TokenKeyRow],
    now: Instant,
) -> Result<Vec<Arc<TokenKey>>, Failure> {
    verifying(rows, |row| row.created_at, now)
        .map(|row| open_token_key(wrap, row).map(Arc::new))
        .collect()
}

fn open_token_key(wrap: &SealingKey, row: &TokenKeyRow) -> Result<TokenKey, Failure> {
    let private = wrap.open(&context(&row.id), &row.sealed)?;
    let point = |range| {
        row.public_key
            .get::<std::ops::Range<usize>>(range)
            .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
    };
    let (Some(x), Some(y)) = (point(1..33), point(33..65)) else {
        return Err(Failure::Inconsistent("a token key without a public point"));
    };
    Ok(TokenKey {
        id: row.id.clone(),
        encoding: EncodingKey::from_ec_der(&private),
        decoding: DecodingKey::from_ec_components(&x, &y)?,
        public: (x, y),
        created_at: row.created_at,
    })
}
