//! Who signs beside the person that makes a contract: who is named is found, checked all at once
//! before anything is written, and gets a session of their own. Naming oneself says nothing new.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{EntryId, PersonId, SessionId},
    message::MessageRefusal,
    place::local_date,
    session::{
        Contact, InvitationRefusal, MOST_LOOKED_UP_IN_A_DAY, MOST_NAMED_IN_A_DAY,
        NEXT_SIGNER_LIMIT, Named, least,
    },
    time::Instant,
};
use mithaq_store::TenantTx;

use super::{MakePart, MakeRefusal, Unit};
use crate::{
    App, Failure,
    contract::{SignerDraws, invite_due},
    error::Answer,
    notice::texts_left,
    person::{Person, email_index, phone_index},
};

/// Randomness of one who is named, drawn before the unit.
#[derive(Clone)]
pub(super) struct Draw {
    session: SessionId,
    entry: EntryId,
    salt: [u8; 16],
}

impl Draw {
    pub(super) fn new(app: &App, now: Instant) -> Self {
        Self {
            session: SessionId::new(now, &app.random()),
            entry: EntryId::new(now, &app.random()),
            salt: app.random(),
        }
    }
}

/// Somebody who will sign beside the maker.
pub(super) struct Beside {
    contact: Contact,
    /// The registered person, where it is one.
    person: Option<PersonId>,
    position: usize,
}

/// Those who sign beside the maker, and how many in all must.
pub(super) type Others = (Vec<Beside>, Option<i64>);

impl Unit {
    /// Everybody who is named, or everything that is wrong with them. Writes only the count of
    /// the names that the person had looked up today, right or wrong, and of those who get a link.
    pub(super) fn others(
        &self,
        tx: &mut TenantTx<'_>,
        maker: &Person,
    ) -> Answer<Others, MakeRefusal> {
        let looked_up = ("looked up", self.ask.signers.len());
        if !self.count(tx, looked_up, MOST_LOOKED_UP_IN_A_DAY)? {
            return Ok(Err(MakeRefusal::TooManyNamed));
        }
        let mut wrong = Vec::new();
        let mut others: Vec<Beside> = Vec::new();
        let own = Beside {
            contact: contact_of(maker),
            person: Some(maker.row.id),
            position: 0,
        };
        for (position, named) in self.ask.signers.iter().enumerate() {
            let mut refuse = |why| wrong.push((MakePart::Signer(position), why));
            let Some(beside) = self.find(tx, named, position)? else {
                refuse(InvitationRefusal::NoSuchPerson);
                continue;
            };
            if is_same(&beside, &own) {
                continue;
            }
            if others.iter().any(|other| is_same(&beside, other)) {
                refuse(InvitationRefusal::SamePerson);
            }
            let policy = &self.context.tenant.settings.messages;
            let phone = beside.contact.phone.as_ref();
            if phone.is_some_and(|phone| !policy.allows(phone.as_str())) {
                refuse(InvitationRefusal::Message(
                    MessageRefusal::CountryNotAllowed,
                ));
            }
            others.push(beside);
        }
        if let Some(beyond) = others.get(NEXT_SIGNER_LIMIT) {
            let part = MakePart::Signer(beyond.position);
            wrong.push((part, InvitationRefusal::OutOfRange));
        }
        wrong.extend(self.unreached(tx, &others)?);
        let least = match least(self.ask.least, others.len()) {
            Ok(least) => least,
            Err(why) => {
                wrong.push((MakePart::Least, why));
                None
            }
        };
        if !wrong.is_empty() {
            return Ok(Err(MakeRefusal::Signers(wrong)));
        }
        if !self.count(tx, ("named", others.len()), MOST_NAMED_IN_A_DAY)? {
            return Ok(Err(MakeRefusal::TooManyNamed));
        }
        Ok(Ok((others, least)))
    }

    fn find(
        &self,
        tx: &mut TenantTx<'_>,
        named: &Named,
        position: usize,
    ) -> Result<Option<Beside>, Failure> {
        let key = &self.context.key;
        let row = match named {
            Named::Phone(phone) => tx.find_person_by_phone(&phone_index(key, phone))?,
            Named::Email(email) => tx.find_person_by_email(&email_index(key, email))?,
            Named::Person(id) => tx.find_person(*id)?,
        };
        let row = row.filter(|row| row.registered_at.is_some());
        let (person, known) = match row {
            Some(row) => {
                let person = Person::open(key, row)?;
                (Some(person.row.id), Some(contact_of(&person)))
            }
            None => (None, None),
        };
        let contact = match named {
            Named::Phone(phone) => Some(Contact {
                phone: Some(phone.clone()),
                email: None,
            }),
            Named::Email(email) => Some(Contact {
                phone: None,
                email: Some(email.clone()),
            }),
            Named::Person(_) => known,
        };
        let contact = contact.filter(|contact| contact.phone.is_some() || contact.email.is_some());
        Ok(contact.map(|contact| Beside {
            contact,
            person,
            position,
        }))
    }

    /// Those whose link may not leave today, where it is to leave at once.
    fn unreached(
        &self,
        tx: &mut TenantTx<'_>,
        others: &[Beside],
    ) -> Result<Vec<(MakePart, InvitationRefusal)>, Failure> {
        if self.new.status != Status::Approved || others.is_empty() {
            return Ok(Vec::new());
        }
        let left = texts_left(tx, &self.context, self.now)?;
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let by_text = others.iter().filter(|other| other.contact.phone.is_some());
        let capped = |other: &Beside| {
            let why = InvitationRefusal::Message(MessageRefusal::DailyCap);
            (MakePart::Signer(other.position), why)
        };
        Ok(by_text.skip(left).map(capped).collect())
    }

    /// Counts what the person did with so many names; false where there were too many today.
    fn count(
        &self,
        tx: &mut TenantTx<'_>,
        (done, names): (&str, usize),
        most: i64,
    ) -> Result<bool, Failure> {
        let day = local_date(self.now, &self.context.tenant.settings.time_zone);
        let counter = format!("signers {done} by {} on {day}", self.user.person);
        let mut is_within = true;
        for _ in 0..names {
            is_within &= tx.count_up(&counter)? <= most;
        }
        Ok(is_within)
    }

    /// Gives everybody a session, and sends the link where the contract may be signed at once.
    pub(super) fn insert_others(
        &self,
        tx: &mut TenantTx<'_>,
        others: Vec<Beside>,
    ) -> Result<(), Failure> {
        if others.is_empty() {
            return Ok(());
        }
        for (ordinal, (other, draw)) in (1_i64..).zip(others.into_iter().zip(&self.draws)) {
            let new = self.session((draw.session, draw.salt), other.contact);
            let (row, _, invitee) = new.row(&self.app, &self.context)?;
            tx.insert_session(&row)?;
            if let Some(person) = other.person {
                tx.set_session_person(row.id, person)?;
            }
            tx.insert_next_signer(self.contract, ordinal, row.id, 0)?;
            tx.insert_entry(&Entry {
                id: draw.entry,
                tenant: self.user.tenant,
                at: self.now,
                act: Act::SessionInvited,
                actor: Actor::Person(self.user.person),
                session: Some(row.id),
                contract: Some(self.contract),
                detail: format!("{{\"contact\":\"{}\"}}", invitee.contact_commitment()),
                sealed: None,
            })?;
        }
        let draws = SignerDraws {
            now: self.now,
            jobs: self.jobs,
        };
        invite_due(&self.app, tx, &self.context, self.contract, &draws)
    }
}

/// Where a person is reached. A mailbox that nobody proved gets nothing of a contract.
pub(super) fn contact_of(person: &Person) -> Contact {
    let proved = person.row.email_index.as_ref();
    Contact {
        phone: person.profile.phone.clone(),
        email: proved.and(person.profile.email.clone()),
    }
}

fn is_same(one: &Beside, other: &Beside) -> bool {
    let (a, b) = (&one.contact, &other.contact);
    (one.person.is_some() && one.person == other.person)
        || (a.phone.is_some() && a.phone == b.phone)
        || (a.email.is_some() && a.email == b.email)
}
