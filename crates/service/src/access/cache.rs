//! Verified tokens and keys by their hash, so that a signature is checked once and not at every
//! call. What is revoked is forgotten at once, and cannot slip in again behind the revocation.

use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, RwLock},
};

use mithaq_domain::{
    access::{Admin, ApiClient},
    id::FamilyId,
    time::Instant,
};

/// More than this many tokens are not remembered: then the map starts anew.
const LIMIT: usize = 20_000;

#[derive(Default)]
struct Maps {
    admins: HashMap<[u8; 32], (Admin, Instant)>,
    clients: HashMap<[u8; 32], ApiClient>,
    revoked: HashSet<FamilyId>,
}

/// Verified tokens and keys.
#[derive(Default)]
pub struct TokenCache(RwLock<Maps>);

impl TokenCache {
    pub(super) fn admin(&self, hash: &[u8; 32], now: Instant) -> Option<Admin> {
        let maps = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (admin, expires_at) = maps.admins.get(hash)?;
        (now < *expires_at).then_some(*admin)
    }

    pub(super) fn remember_admin(&self, hash: [u8; 32], admin: Admin, expires_at: Instant) {
        let mut maps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if maps.admins.len() >= LIMIT {
            maps.admins.clear();
        }
        if !maps.revoked.contains(&admin.family) {
            maps.admins.insert(hash, (admin, expires_at));
        }
    }

    pub(super) fn revoke(&self, family: FamilyId) {
        let mut maps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        maps.revoked.insert(family);
        maps.admins.retain(|_, (admin, _)| admin.family != family);
    }

    pub(super) fn client(&self, hash: &[u8; 32]) -> Option<ApiClient> {
        let maps = self.0.read().unwrap_or_else(PoisonError::into_inner);
        maps.clients.get(hash).cloned()
    }

    pub(super) fn remember_client(&self, hash: [u8; 32], client: ApiClient) {
        let mut maps = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if maps.clients.len() >= LIMIT {
            maps.clients.clear();
        }
        maps.clients.insert(hash, client);
    }
}
