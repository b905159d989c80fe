//! Room for large bodies: so many are held in memory at once, and nobody has more than half of the
//! places that are shared with others. Who waits for a place of one's own share keeps nobody else
//! waiting.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use mithaq_domain::id::{PersonId, TenantId};
use mithaq_service::otp::network;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies beyond the ordinary that are held in memory at once: one is there as bytes, as a tree and as
/// pictures, some 40 MiB. Further ones wait.
const PLACES: usize = 24;
/// Of these, what one company has.
const OF_TENANT: usize = PLACES / 2;
/// What one network address has of all companies: many people may stand behind one.
const OF_ADDRESS: usize = OF_TENANT / 2;
/// What whoever visits a public page has: one file at a time of one network.
const OF_VISITOR: usize = 1;
/// What one person has: the two sides of a card and the faces, sent in the same moment.
const OF_PERSON: usize = OF_ADDRESS / 2;

/// Somebody who has a share of the places and no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Share {
    /// A person of a company.
    Person(TenantId, PersonId),
    /// Whoever calls from a network (of IPv6 the /64 that one subscriber has) with a publishable key: that key is in everyone's hands.
    Address(String),
    /// A company.
    Tenant(TenantId),
    /// Whoever visits a public page from a network.
    Visitor(String),
}

impl Share {
    const fn places(&self) -> usize {
        match self {
            Self::Person(..) => OF_PERSON,
            Self::Address(_) => OF_ADDRESS,
            Self::Tenant(_) => OF_TENANT,
            Self::Visitor(_) => OF_VISITOR,
        }
    }
}

/// Whose a body is. The extractors of callers note it; a body of nobody finds no room.
#[derive(Clone, Debug)]
pub(crate) struct Whose(Vec<Share>);

impl Whose {
    /// A body of a company's client program, called from an address where its key is publishable.
    pub(crate) fn of_client(tenant: TenantId, address: Option<&str>) -> Self {
        let address = address.map(|address| Share::Address(network(address)));
        Self(address.into_iter().chain([Share::Tenant(tenant)]).collect())
    }

    /// A file that somebody hands in on a public page.
    pub(crate) fn of_visitor(address: &str) -> Self {
        Self(vec![Share::Visitor(network(address))])
    }

    /// Says that it is this person's: the smallest share is asked for first.
    pub(crate) fn and_person(&mut self, tenant: TenantId, person: PersonId) {
        self.0.insert(0, Share::Person(tenant, person));
    }
}

/// The places of a process.
pub struct Room {
    all: Arc<Semaphore>,
    shares: Mutex<HashMap<Share, Arc<Semaphore>>>,
}

/// A place in the room, until it is dropped.
pub(crate) struct Place {
    _taken: Vec<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(PLACES)),
            shares: Mutex::default(),
        }
    }
}

impl Room {
    /// Waits for a place: first for one of one's own shares, so that who has used it up stands in
    /// nobody's way. Nobody closes the room; whoever waits too long is answered by the gate.
    pub(super) async fn take(&self, whose: &Whose) -> Option<Place> {
        let mut taken = Vec::new();
        for share in self.shares_of(whose) {
            taken.push(share.acquire_owned().await.ok()?);
        }
        taken.push(Arc::clone(&self.all).acquire_owned().await.ok()?);
        Some(Place { _taken: taken })
    }

    fn shares_of(&self, whose: &Whose) -> Vec<Arc<Semaphore>> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has no place and waits for none is forgotten.
        shares.retain(|_, share| Arc::strong_count(share) > 1);
        let of = |share: &Share| {
            let new = || Arc::new(Semaphore::new(share.places()));
            Arc::clone(shares.entry(share.clone()).or_insert_with(new))
        };
        whose.0.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    /// A place, where one is free.
    fn take(room: &Room, whose: &Whose) -> Option<Place> {
        let taking = pin!(room.take(whose));
        match taking.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(place) => place,
            Poll::Pending => None,
        }
    }

    /// As many places as are free.
    fn take_all(room: &Room, whose: impl Fn(i64) -> Whose) -> Vec<Place> {
        (0..1000).map_while(|of| take(room, &whose(of))).collect()
    }

    fn of_person(tenant: i64, person: i64, address: &str) -> Whose {
        let tenant = TenantId::new(tenant);
        let mut whose = Whose::of_client(tenant, Some(address));
        whose.and_person(tenant, PersonId::new(person));
        whose
    }

    #[test]
    fn a_person_an_address_and_a_company_each_leave_half_of_the_places_to_others() {
        let room = Room::default();
        let of_person_1 = take_all(&room, |call| of_person(1, 1, &format!("192.0.2.{call}")));
        assert_eq!(of_person_1.len(), OF_PERSON);
        assert!(take(&room, &of_person(1, 2, "192.0.2.1")).is_some());
        drop(of_person_1);

        // One address, with the keys of many companies and ever new persons.
        let of_address = take_all(&room, |call| of_person(call, call, "192.0.2.1"));
        assert_eq!(of_address.len(), OF_ADDRESS);
        assert!(take(&room, &of_person(1, 1, "192.0.2.2")).is_some());
        drop(of_address);
        let of_household = take_all(&room, |call| {
            of_person(call, call, &format!("2001:db8::{call}"))
        });
        assert_eq!(of_household.len(), OF_ADDRESS);
        drop(of_household);

        // One company, with ever new persons and addresses.
        let new = |call: i64| of_person(1, call, &format!("192.0.2.{call}"));
        let of_tenant = take_all(&room, new);
        assert_eq!(of_tenant.len(), OF_TENANT);
        assert!(take(&room, &Whose::of_client(TenantId::new(1), None)).is_none());
        assert!(take(&room, &of_person(2, 1, "192.0.2.99")).is_some());
    }

    #[test]
    fn a_visitor_has_one_place_at_a_time_whatever_address_of_a_network_asks() {
        let room = Room::default();
        let of_visitor = take_all(&room, |call| {
            Whose::of_visitor(&format!("2001:db8::{call}"))
        });
        assert_eq!(of_visitor.len(), OF_VISITOR);
        assert!(take(&room, &Whose::of_visitor("192.0.2.1")).is_some());
    }

    #[test]
    fn together_they_hold_no_more_than_there_is_room_for_and_a_place_comes_free_again() {
        let room = Room::default();
        let new = |call: i64| of_person(call, call, &format!("192.0.2.{call}"));
        let mut all = take_all(&room, new);
        assert_eq!(all.len(), PLACES);
        all.pop();
        assert_eq!(take_all(&room, new).len(), 1);
    }

    #[test]
    fn who_has_no_place_any_more_is_forgotten() {
        let room = Room::default();
        drop(take_all(&room, |call| of_person(1, call, "192.0.2.1")));
        let _place = take(&room, &Whose::of_client(TenantId::new(2), None));
        assert_eq!(room.shares.lock().unwrap().len(), 1);
    }
}
