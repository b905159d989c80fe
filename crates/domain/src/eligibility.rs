//! Whether a person may make a contract or sign one: one rule for `CheckEligibility`, `Create`,
//! `CustomerSign` and the hosted session (`wire.md` 6).

use crate::{form::IdentityPolicy, person::Stage};

/// What the rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How far the identity is proved.
    pub stage: Stage,
    /// Whether a contract of this person waits for something.
    pub has_pending: bool,
    /// Whether the mailbox was proved.
    pub email_confirmed: bool,
    /// Whether the company asks for a proved mailbox.
    pub email_required: bool,
}

/// Why a person may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEligible {
    /// The contract type asks for a verified identity.
    IdentityNotVerified,
    /// Another contract of this person waits for something.
    ContractPending,
    /// The company asks for a proved mailbox.
    EmailNotConfirmed,
    /// The proved number says that the person is younger than who signs must be.
    UnderAge,
}

impl Standing {
    /// Whether the identity is proved as far as a type asks for it.
    pub fn satisfies(self, policy: IdentityPolicy) -> bool {
        policy == IdentityPolicy::None || self.stage == Stage::Verified
    }

    /// Whether a contract may be signed that exists: what it waits for is this.
    pub fn may_sign(self, policy: IdentityPolicy) -> Result<(), NotEligible> {
        if !self.satisfies(policy) {
            return Err(NotEligible::IdentityNotVerified);
        }
        if self.email_required && !self.email_confirmed {
            return Err(NotEligible::EmailNotConfirmed);
        }
        Ok(())
    }

    /// Whether a new contract may be made.
    pub fn may_make(self, policy: IdentityPolicy) -> Result<(), NotEligible> {
        self.may_sign(policy)?;
        if self.has_pending {
            return Err(NotEligible::ContractPending);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Standing = Standing {
        stage: Stage::Verified,
        has_pending: false,
        email_confirmed: false,
        email_required: false,
    };

    #[test]
    fn only_a_type_without_identity_lets_an_unverified_person_sign() {
        for stage in [Stage::Registered, Stage::Validated] {
            let one = Standing { stage, ..GOOD };
            let refused = Err(NotEligible::IdentityNotVerified);
            assert_eq!(one.may_sign(IdentityPolicy::Required), refused);
            assert_eq!(one.may_make(IdentityPolicy::Required), refused);
            assert_eq!(one.may_make(IdentityPolicy::None), Ok(()));
        }
        assert_eq!(GOOD.may_make(IdentityPolicy::Required), Ok(()));
    }

    #[test]
    fn what_waits_keeps_from_a_new_contract_and_not_from_signing_the_one_that_waits() {
        let pending = Standing {
            has_pending: true,
            ..GOOD
        };
        let refused = Err(NotEligible::ContractPending);
        assert_eq!(pending.may_make(IdentityPolicy::None), refused);
        assert_eq!(pending.may_sign(IdentityPolicy::Required), Ok(()));
    }

    #[test]
    fn a_mailbox_counts_where_the_company_asks_for_it() {
        let asked = Standing {
            email_required: true,
            ..GOOD
        };
        let refused = Err(NotEligible::EmailNotConfirmed);
        assert_eq!(asked.may_sign(IdentityPolicy::None), refused);
        let proved = Standing {
            email_confirmed: true,
            ..asked
        };
        assert_eq!(proved.may_make(IdentityPolicy::Required), Ok(()));
    }
}
