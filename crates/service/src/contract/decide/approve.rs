//! `Approve`: the contract may be signed, with the values that the company gives; or by a person whose
//! proved identity differs from what it says, which the company has seen.

use std::{collections::BTreeSet, sync::Arc};

use mithaq_domain::{
    contract::Status,
    evidence::Act,
    form::{Completeness, Given, Values},
    session::{INVITATION_LIFE, InvitationRefusal, Origin, fill},
};
use mithaq_store::TenantTx;

use super::{Case, DecideRefusal};
use crate::{
    Failure,
    contract::signers::invite_due,
    error::Answer,
    notice::ContractNews,
    session::{open_given, open_values, seal_given},
};

impl Case<'_> {
    pub(super) fn approve(
        &self,
        tx: &mut TenantTx<'_>,
        given: &[(String, Given)],
    ) -> Answer<Vec<String>, DecideRefusal> {
        let (contract, now) = (&self.contract, self.draws.now);
        let signers = tx.list_signers(contract.id)?;
        let signed = signers.iter().any(|signer| signer.signed_at.is_some());
        let Ok(next) = self.status().approved(signed) else {
            return Ok(Err(DecideRefusal::WrongStatus));
        };
        // Its values are fixed: what is approved is who signs them.
        let hold = tx.find_hold(contract.id)?;
        if hold.is_some_and(|hold| hold.accepted_at.is_none()) {
            return self.accept_identity(tx, next, given);
        }
        let (values, persons) = match self.filled(tx, given)? {
            Ok(filled) => filled,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let sealed = seal_given(
            &self.key,
            contract.id,
            (&values, &persons),
            self.app.entropy(),
        )?;
        if !tx.set_contract_values(contract, &sealed, next, now)? {
            return Ok(Err(DecideRefusal::WrongStatus));
        }
        let superfluous = self.written.settle(tx, contract.id, &values)?;
        self.let_sign(tx, format!("{{\"values\":{}}}", given.len()))?;
        Ok(Ok(superfluous))
    }

    /// The company saw that the proved identity differs from what a contract says, and accepts it.
    fn accept_identity(
        &self,
        tx: &mut TenantTx<'_>,
        next: Status,
        given: &[(String, Given)],
    ) -> Answer<Vec<String>, DecideRefusal> {
        let (contract, now) = (&self.contract, self.draws.now);
        if !given.is_empty() {
            let fixed = |(key, _): &(String, Given)| (key.clone(), InvitationRefusal::NotAsked);
            return Ok(Err(DecideRefusal::Fields(
                given.iter().map(fixed).collect(),
            )));
        }
        if !tx.change_status(contract.id, contract.status, next, now)? {
            return Ok(Err(DecideRefusal::WrongStatus));
        }
        tx.accept_hold(contract.id, now)?;
        self.let_sign(tx, "{\"identityDiffers\":true}".to_owned())?;
        Ok(Ok(Vec::new()))
    }

    /// Tells whoever signs next; the person has the whole time of an invitation again, and a link that
    /// opens anywhere.
    fn let_sign(&self, tx: &mut TenantTx<'_>, detail: String) -> Result<(), Failure> {
        let (contract, now) = (&self.contract, self.draws.now);
        let mut session = self.session.clone();
        session.expires_at = session.expires_at.max(now.plus(INVITATION_LIFE));
        if session.origin == Origin::Auth {
            session.origin = Origin::Invitation;
            session.generation = session.generation.saturating_add(1);
        }
        tx.renew_session(&session)?;
        tx.insert_entry(&self.entry(Act::ContractApproved, detail, None)?)?;
        self.tell(tx, &session, 0, ContractNews::Approved)?;
        for signer in tx.list_signers(contract.id)? {
            if signer.session != session.id
                && let Some(mut other) = tx.find_session(signer.session)?
            {
                other.expires_at = other.expires_at.max(session.expires_at);
                tx.renew_session(&other)?;
            }
        }
        invite_due(self.app, tx, self.context, contract.id, &self.signers())
    }

    /// The values with what the approver gives, and the keys that the person gave.
    fn filled(
        &self,
        tx: &mut TenantTx<'_>,
        given: &[(String, Given)],
    ) -> Answer<(Values, BTreeSet<String>), DecideRefusal> {
        let contract = &self.contract;
        let form = Arc::clone(&self.context.form_of(tx, contract)?.form);
        let country = self.context.tenant.settings.country;
        let (mut taken, mut wrong) = (Values::new(), Vec::new());
        for (key, given) in given {
            if let Err(why) = fill(&form, key, given, country, &mut taken) {
                wrong.push((key.clone(), why));
            }
        }
        let mut values = open_values(&self.key, contract.id, &contract.sealed)?;
        let mut persons = open_given(&self.key, contract.id, &contract.sealed)?;
        persons.retain(|key| !taken.contains_key(key));
        let keys: Vec<String> = taken.keys().cloned().collect();
        values.extend(taken);
        let asked = form.asked(&values);
        let unasked = keys
            .into_iter()
            .filter(|key| !asked.iter().any(|field| field.key == *key));
        wrong.extend(unasked.map(|key| (key, InvitationRefusal::NotAsked)));
        if wrong.is_empty() && form.completeness(&values) != Completeness::Complete {
            let missing = form.missing(&values);
            let missing = missing.iter().map(|field| field.key.clone());
            wrong.extend(missing.map(|key| (key, InvitationRefusal::Required)));
        }
        if !wrong.is_empty() {
            return Ok(Err(DecideRefusal::Fields(wrong)));
        }
        form.settle(&mut values);
        Ok(Ok((values, persons)))
    }
}
