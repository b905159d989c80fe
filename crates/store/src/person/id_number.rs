//! The ID number by which a person is verified, by blind index: one person's at a time within a
//! company.

use mithaq_domain::id::PersonId;

use crate::{StoreError, TenantTx};

statements! {
    CLAIM = "UPDATE person SET id_number_index = $3 WHERE tenant_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM person AS other
            WHERE other.tenant_id = $1 AND other.id_number_index = $3 AND other.id <> $2)";
    RELEASE = "UPDATE person SET id_number_index = NULL WHERE tenant_id = $1 AND id = $2";
}

impl TenantTx<'_> {
    /// Lets an ID number be this person's; false where it is another's.
    pub fn claim_id_number(
        &mut self,
        person: PersonId,
        index: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(CLAIM, params![tenant, person.get(), index])? == 1)
    }

    /// Lets go of a person's ID number.
    pub fn release_id_number(&mut self, person: PersonId) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(RELEASE, params![tenant, person.get()])?;
        Ok(())
    }
}
