//! The browsers that exchanged a link, by the keyed hash of their cookie.

use mithaq_domain::{id::SessionId, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO browser (cookie_hash, session_id, tenant_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT proved_at FROM browser WHERE tenant_id = $1 AND cookie_hash = $2 AND session_id = $3 AND expires_at > $4";
    PROVE = "UPDATE browser SET proved_at = $3 WHERE tenant_id = $1 AND cookie_hash = $2";
}

/// A browser that exchanged the link.
#[derive(Clone, Copy, Debug)]
pub struct BrowserRow {
    /// When it last proved the phone or mailbox.
    pub proved_at: Option<Instant>,
}

impl TenantTx<'_> {
    /// Stores a browser's cookie by its hash.
    pub fn insert_browser(
        &mut self,
        cookie_hash: &[u8; 32],
        session: SessionId,
        life: (Instant, Instant),
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let (now, expires_at) = (life.0.unix_millis(), life.1.unix_millis());
        self.execute(
            INSERT,
            params![cookie_hash, session.as_bytes(), tenant, now, expires_at],
        )?;
        Ok(())
    }

    /// The browser of a cookie in this session, if its time is not over.
    pub fn find_browser(
        &mut self,
        cookie_hash: &[u8; 32],
        session: SessionId,
        now: Instant,
    ) -> Result<Option<BrowserRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(
            FIND,
            params![tenant, cookie_hash, session.as_bytes(), now.unix_millis()],
        )?;
        row.map(|row| {
            let proved_at = row.optional_integer(0)?.map(Instant::from_unix_millis);
            Ok(BrowserRow { proved_at })
        })
        .transpose()
    }

    /// Notes that a browser proved the phone or mailbox.
    pub fn prove_browser(
        &mut self,
        cookie_hash: &[u8; 32],
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(PROVE, params![tenant, cookie_hash, now.unix_millis()])?;
        Ok(())
    }
}
