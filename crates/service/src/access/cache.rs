//! Verified tokens and keys by their hash, so that a signature is checked once and not at every
//! call. What is revoked is forgotten at once, and cannot slip in again behind the revocation: who
//! looks something up notes the age first, and nothing is remembered that is of an earlier age.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use mithaq_domain::{
    access::{AddressList, Admin, ApiClient, User},
    id::{ApiKeyId, FamilyId, MemberId, PersonId, TenantId},
    time::Instant,
};

/// More than this many are not remembered: then the map starts anew.
const LIMIT: usize = 20_000;

/// Something was revoked between two of these or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Age(u64);

/// An admin whose token was verified.
#[derive(Clone, Debug)]
pub(super) struct KnownAdmin {
    /// Who it is.
    pub admin: Admin,
    /// End of the token's life.
    pub expires_at: Instant,
    /// Where the member may call from.
    pub addresses: AddressList,
}

#[derive(Default)]
struct Maps {
    admins: HashMap<[u8; 32], KnownAdmin>,
    users: HashMap<[u8; 32], (User, Instant)>,
    clients: HashMap<[u8; 32], ApiClient>,
    age: u64,
}

/// Verified tokens and keys.
#[derive(Default)]
pub struct TokenCache(RwLock<Maps>);

impl TokenCache {
    /// The present age: to be noted before the rows are read.
    pub(super) fn age(&self) -> Age {
        Age(self.read().age)
    }

    pub(super) fn admin(&self, hash: &[u8; 32], now: Instant) -> Option<KnownAdmin> {
        let maps = self.read();
        let known = maps.admins.get(hash)?;
        (now < known.expires_at).then(|| known.clone())
    }

    pub(super) fn remember_admin(&self, age: Age, hash: [u8; 32], known: KnownAdmin) {
        let mut maps = self.write();
        if maps.admins.len() >= LIMIT {
            maps.admins.clear();
        }
        if Age(maps.age) == age {
            maps.admins.insert(hash, known);
        }
    }

    pub(super) fn user(&self, hash: &[u8; 32], now: Instant) -> Option<User> {
        let maps = self.read();
        let (user, expires_at) = maps.users.get(hash)?;
        (now < *expires_at).then_some(*user)
    }

    pub(super) fn remember_user(&self, age: Age, hash: [u8; 32], known: (User, Instant)) {
        let mut maps = self.write();
        if maps.users.len() >= LIMIT {
            maps.users.clear();
        }
        if Age(maps.age) == age {
            maps.users.insert(hash, known);
        }
    }

    pub(super) fn client(&self, hash: &[u8; 32]) -> Option<ApiClient> {
        self.read().clients.get(hash).cloned()
    }

    pub(super) fn remember_client(&self, age: Age, hash: [u8; 32], client: ApiClient) {
        let mut maps = self.write();
        if maps.clients.len() >= LIMIT {
            maps.clients.clear();
        }
        if Age(maps.age) == age {
            maps.clients.insert(hash, client);
        }
    }

    /// Forgets the tokens of a family that was revoked.
    pub(super) fn revoke(&self, family: FamilyId) {
        self.forget(|maps| {
            maps.admins.retain(|_, known| known.admin.family != family);
            maps.users.retain(|_, (user, _)| user.family != family);
        });
    }

    /// Forgets the tokens of a person, all of whose families were revoked.
    pub(crate) fn revoke_person(&self, tenant: TenantId, person: PersonId) {
        let other = |user: &User| (user.tenant, user.person) != (tenant, person);
        self.forget(|maps| maps.users.retain(|_, (user, _)| other(user)));
    }

    /// Forgets the tokens of a member who was shut out or changed.
    pub(super) fn revoke_member(&self, tenant: TenantId, member: MemberId) {
        let other = |admin: &Admin| (admin.tenant, admin.member) != (tenant, member);
        self.forget(|maps| maps.admins.retain(|_, known| other(&known.admin)));
    }

    /// Forgets a key that was revoked.
    pub(super) fn revoke_client(&self, key: ApiKeyId) {
        self.forget(|maps| maps.clients.retain(|_, client| client.key != key));
    }

    fn forget(&self, forget: impl FnOnce(&mut Maps)) {
        let mut maps = self.write();
        maps.age = maps.age.wrapping_add(1);
        forget(&mut maps);
    }

    fn read(&self) -> RwLockReadGuard<'_, Maps> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Maps> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use mithaq_domain::access::KeyKind;

    use super::*;

    #[test]
    fn what_was_read_before_a_revocation_is_not_remembered_behind_it() {
        let (cache, hash) = (TokenCache::default(), [7; 32]);
        let client = ApiClient {
            tenant: TenantId::new(1),
            key: ApiKeyId::new(Instant::from_unix_millis(0), &[0; 10]),
            kind: KeyKind::Secret,
            widened: false,
            always_ok: false,
            addresses: AddressList::default(),
        };
        let age = cache.age();
        cache.revoke_client(client.key);
        cache.remember_client(age, hash, client.clone());
        assert_eq!(cache.client(&hash), None);
        cache.remember_client(cache.age(), hash, client.clone());
        assert_eq!(cache.client(&hash), Some(client.clone()));
        cache.revoke_client(client.key);
        assert_eq!(cache.client(&hash), None);
    }
}
