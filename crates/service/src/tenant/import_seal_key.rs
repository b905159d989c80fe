//! A company's own seal key, from a PKCS#12 file or in a PKCS#11 token of this server. It seals from then on;
//! what earlier keys sealed stays as it is. With it the company may be marked as one in production.

use mithaq_domain::{
    id::{ContractId, TenantId},
    time::Instant,
};
use mithaq_pades::{
    KeyError, Pkcs12Error, SealIdentity, SecretBytes, SignatureValue, find_issuers, import_pkcs12,
    may_sign, pem_decode_certificates,
};
use mithaq_store::{
    StoreError, TenantTx,
    contract::begun::BegunContract,
    seal::{SealKeyRow, TokenKey},
};
use mithaq_token::KeyName;

use crate::{
    App, Failure,
    app::{TokenSettings, refused},
    contract::{is_test_certificate, seal_context, whole_subject, write_certificates},
    error::Answer,
};

/// What a key of a token signs when it is imported: nothing that could pass for signed attributes.
const PROBE: &[u8] = b"mithaq: does this key belong to its certificate?";

/// Contracts that are counted before a name is changed.
const MOST_BEGUN: i64 = 10_000;

/// What is to be imported.
pub struct ImportSealKey {
    /// Where the key is.
    pub from: SealKeySource,
    /// Certificates (PEM) that are not beside the key: the root, perhaps issuers.
    pub certificates: Option<String>,
    /// Whether the company is in production from now on.
    pub production: bool,
    /// Whether a certificate of another name is taken than the one under which contracts are begun.
    pub other_name: bool,
}

/// Where a key is.
pub enum SealKeySource {
    /// In a file.
    Pkcs12 {
        /// Its bytes.
        file: Vec<u8>,
        /// What opens it.
        password: String,
    },
    /// In a token, where it stays.
    Token {
        /// The name by which the configuration knows the token.
        token: String,
        /// The key in it.
        key: KeyName,
    },
}

/// Why there is no new key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealKeyRefusal {
    /// The file gives no key.
    File(Pkcs12Error),
    /// The token gives no key, or no signature by it.
    Token(String),
    /// The token holds no certificate of the key, and none was given.
    NoCertificate,
    /// The certificates beside it cannot be read.
    Certificates,
    /// Neither the file nor the certificates beside it hold the root.
    NoRoot,
    /// The certificate is not valid now.
    NotValid,
    /// The certificate is not meant for signing documents.
    KeyUsage,
    /// A certificate says that it is a test.
    Test,
    /// It is of another name than the one under which contracts are begun.
    OtherName(Box<OtherName>),
}

/// Contracts that would be sealed for the company under two names, so that `verify` would refuse their evidence
/// (docs/decisions/0022).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherName {
    /// The whole subject of the new certificate.
    pub new: String,
    /// How many contracts are begun under other names.
    pub count: i64,
    /// Whether there may be more: not all were counted.
    pub is_cut: bool,
    /// The one that was begun first.
    pub oldest: ContractId,
    /// The whole subject of the certificate that sealed it last.
    pub begun: String,
    /// When its first signature was sealed.
    pub since: Instant,
}

/// A key, judged.
pub(super) struct JudgedKey {
    /// The private key, where it is at hand.
    pub(super) private: Option<SecretBytes>,
    /// The certificate and every issuer but the root.
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) root: Vec<u8>,
    /// The end of the certificate, Unix seconds.
    pub(super) until: i64,
}

/// Imports a key; the end of its certificate, Unix seconds.
pub async fn import_seal_key(
    app: &App,
    tenant: TenantId,
    ask: ImportSealKey,
) -> Answer<i64, SealKeyRefusal> {
    let context = app.tenant(tenant)?;
    let (production, other_name) = (ask.production, ask.other_name);
    let (judged, token) = match find_key(app, ask).await {
        Ok(found) => found,
        Err(refusal) => return refused(refusal),
    };
    let mut settings = context.tenant.settings.clone();
    settings.production |= production;
    let row = row(app, tenant, &judged, token).await?;
    let now = app.now();
    let refusal = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let two_names = match other_name {
                true => None,
                false => two_names(&mut tx, &row)?,
            };
            if two_names.is_none() {
                tx.insert_seal_key(&row, now)?;
                tx.set_settings(&settings)?;
            }
            Ok(two_names)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if let Some(names) = refusal {
        return refused(SealKeyRefusal::OtherName(Box::new(names)));
    }
    app.reload_tenants().await?;
    Ok(Ok(judged.until))
}

/// The contracts that this key would seal under a second name, if there are any: whatever the present key is, a contract
/// keeps the name of the one that sealed it last.
fn two_names(tx: &mut TenantTx<'_>, new: &SealKeyRow) -> Result<Option<OtherName>, StoreError> {
    let subject = |key: &SealKeyRow| whole_subject(&key.certificates).unwrap_or_default();
    let name = subject(new);
    let (mut count, mut oldest) = (0, None::<(BegunContract, String)>);
    for key in tx.list_seal_keys()? {
        let other = subject(&key);
        // Two that have no name are not of one.
        if other == name && !name.is_empty() {
            continue;
        }
        for contract in tx.list_begun(key.id, MOST_BEGUN.saturating_sub(count))? {
            count = count.saturating_add(1);
            if oldest
                .as_ref()
                .is_none_or(|(first, _)| contract.since < first.since)
            {
                oldest = Some((contract, other.clone()));
            }
        }
    }
    Ok(oldest.map(|(oldest, begun)| OtherName {
        new: name,
        count,
        is_cut: count >= MOST_BEGUN,
        oldest: oldest.id,
        begun,
        since: oldest.since,
    }))
}

/// Finds a key and judges it; where it is in a token, also which one.
pub(super) async fn find_key(
    app: &App,
    ask: ImportSealKey,
) -> Result<(JudgedKey, Option<TokenKey>), SealKeyRefusal> {
    let more = match ask.certificates.as_deref() {
        None => Vec::new(),
        Some(text) => pem_decode_certificates(text).map_err(|_| SealKeyRefusal::Certificates)?,
    };
    let (found, place) = match ask.from {
        SealKeySource::Pkcs12 { file, password } => (open_file(&file, &password, &more)?, None),
        SealKeySource::Token { token, key } => {
            let place = TokenKey {
                token: token.clone(),
                key: key.to_string(),
            };
            (open_token(app, (&token, key), more).await?, Some(place))
        }
    };
    Ok((judge(found, app.now(), ask.production)?, place))
}

async fn row(
    app: &App,
    tenant: TenantId,
    judged: &JudgedKey,
    token: Option<TokenKey>,
) -> Result<SealKeyRow, Failure> {
    let held = app
        .store()
        .read(move |tx| tx.tenant(tenant).list_seal_keys())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let last = held.iter().map(|row| row.id).max().unwrap_or(0);
    let id = last.saturating_add(1);
    let sealed = match &judged.private {
        None => Vec::new(),
        Some(private) => app.keys().seal_wrap.seal(
            &seal_context(tenant, &id.to_string()),
            private.expose(),
            app.entropy(),
        )?,
    };
    let origin = if token.is_some() { "pkcs11" } else { "pkcs12" };
    Ok(SealKeyRow {
        id,
        origin: origin.to_owned(),
        sealed,
        certificates: write_certificates(&judged.certificates),
        root_certificate: judged.root.clone(),
        lists: Vec::new(),
        token,
    })
}

/// A key that was found, with its certificates; the first is its own.
struct FoundKey {
    private: Option<SecretBytes>,
    certificates: Vec<Vec<u8>>,
    root: Option<Vec<u8>>,
}

/// The key of a PKCS#12 file.
fn open_file(file: &[u8], password: &str, more: &[Vec<u8>]) -> Result<FoundKey, SealKeyRefusal> {
    let key = import_pkcs12(file, password, more).map_err(SealKeyRefusal::File)?;
    let mut certificates = vec![key.certificate];
    certificates.extend(key.chain);
    Ok(FoundKey {
        private: Some(key.key_pkcs8),
        certificates,
        root: key.root,
    })
}

/// The certificates of a token's key, which has to sign once to prove that they are its own.
async fn open_token(
    app: &App,
    (token, key): (&str, KeyName),
    more: Vec<Vec<u8>>,
) -> Result<FoundKey, SealKeyRefusal> {
    let look = move |settings: &TokenSettings| {
        let TokenSettings { token, pin, .. } = settings;
        let value = token.sign(pin, &key, PROBE)?;
        Ok((
            value,
            token.find_certificate(pin, &key).ok(),
            token.list_certificates(pin)?,
        ))
    };
    let looked = app.seal_tokens().with(token, look).await;
    let looked = looked.map_err(|failure| SealKeyRefusal::Token(failure.to_string()));
    let (value, own, held) = looked?;
    let value = SignatureValue::new(value);
    let mut pool = more;
    pool.extend(held.into_iter().map(|one| one.der));
    let is_its = |der: &&Vec<u8>| {
        SealIdentity::new(der, Vec::new()).is_ok_and(|identity| identity.verifies(PROBE, &value))
    };
    let own = own.iter().chain(&pool).find(is_its).cloned();
    let own = own.ok_or(SealKeyRefusal::NoCertificate)?;
    // Whoever imports a key says by the roots that are given which one it ends in.
    let issuers = find_issuers(&own, &pool, &pool, app.now().unix_seconds());
    let mut certificates = vec![own];
    let root = issuers.map(|issuers| {
        certificates.extend(issuers.chain);
        issuers.root
    });
    Ok(FoundKey {
        private: None,
        certificates,
        root,
    })
}

/// What a key has to be to sign documents here.
fn judge(key: FoundKey, now: Instant, production: bool) -> Result<JudgedKey, SealKeyRefusal> {
    let certificate = key.certificates.first();
    let certificate = certificate.ok_or(SealKeyRefusal::NoCertificate)?;
    let validity = mithaq_pades::validity(certificate).ok_or(SealKeyRefusal::NotValid)?;
    if !(validity.0..=validity.1).contains(&now.unix_seconds()) {
        return Err(SealKeyRefusal::NotValid);
    }
    if !may_sign(certificate) {
        return Err(SealKeyRefusal::KeyUsage);
    }
    let root = key.root.ok_or(SealKeyRefusal::NoRoot)?;
    let chain = key.certificates.get(1..).unwrap_or_default().to_vec();
    let unfit = |error: KeyError| SealKeyRefusal::File(Pkcs12Error::Key(error));
    SealIdentity::new(certificate, chain).map_err(unfit)?;
    let is_test = |one: &Vec<u8>| is_test_certificate(one);
    if production && (is_test(&root) || key.certificates.iter().any(is_test)) {
        return Err(SealKeyRefusal::Test);
    }
    Ok(JudgedKey {
        private: key.private,
        certificates: key.certificates,
        root,
        until: validity.1,
    })
}
