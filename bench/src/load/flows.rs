//! Whole walks: persons who are invited, open their link, prove the phone, read, confirm and fetch
//! the sealed file, one walk after the other, several persons at once.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use crate::{
    company::Company, connection::Connection, failure::Failure, outbox::Outbox, person::Person,
    phones::Phones,
};

/// Who walks, and how many at once.
pub struct Flows<'a> {
    /// Who invites.
    pub company: &'a Company,
    /// Whom.
    pub phones: &'a Phones,
    /// Where their codes arrive.
    pub outbox: &'a Outbox,
    /// Persons at once.
    pub persons: usize,
    /// Whether they load the pictures of the pages.
    pub looks: bool,
}

impl Flows<'_> {
    /// Walks `count` times.
    pub fn walk(&self, count: u64) -> Result<(), Failure> {
        let begun = AtomicU64::new(0);
        self.walk_while(&|| begun.fetch_add(1, Ordering::Relaxed) < count)
            .map(drop)
    }

    /// Walks until told to stop; how many walks were finished.
    pub fn walk_until(&self, stop: &AtomicBool) -> Result<u64, Failure> {
        self.walk_while(&|| !stop.load(Ordering::Relaxed))
    }

    fn walk_while(&self, another: &(dyn Fn() -> bool + Sync)) -> Result<u64, Failure> {
        let finished = AtomicU64::new(0);
        let one = || -> Result<(), Failure> {
            let mut connection = Connection::open(self.company.address)?;
            while another() {
                let link = self.company.invite(&mut connection, self.phones)?;
                let mut person = Person::new(&mut connection, self.outbox, self.looks);
                let sealed = person.walk(&link)?;
                if !sealed.starts_with(b"%PDF-") {
                    return Err(Failure::answer("the sealed file is no PDF"));
                }
                finished.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        thread::scope(|scope| {
            let persons: Vec<_> = (0..self.persons).map(|_| scope.spawn(one)).collect();
            for person in persons {
                person
                    .join()
                    .map_err(|_| Failure::answer("a person panicked"))??;
            }
            Ok(finished.load(Ordering::Relaxed))
        })
    }
}
