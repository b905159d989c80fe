//! Members of staff, persons and services, found by blind indexes of their names.

use mithaq_domain::{
    access::{AddressList, MemberKind, Permissions, Role},
    id::MemberId,
    time::Instant,
};

use super::LoginName;
use crate::{Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO member (tenant_id, id, user_name_index, email_index, password_hash, role, sealed, created_at, kind, scopes, addresses)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    FIND = "SELECT id, password_hash, totp, totp_step, kind, role, scopes, addresses FROM member
        WHERE tenant_id = $1 AND (user_name_index = $2 OR email_index = $3) AND disabled_at IS NULL ORDER BY id LIMIT 1";
    FIND_NAMED = "SELECT id, kind, role, scopes, addresses, disabled_at FROM member
        WHERE tenant_id = $1 AND (user_name_index = $2 OR email_index = $3) ORDER BY id LIMIT 1";
    FIND_BY_ID = "SELECT id, kind, role, scopes, addresses, disabled_at FROM member WHERE tenant_id = $1 AND id = $2";
    FIND_SEALED = "SELECT sealed FROM member WHERE tenant_id = $1 AND id = $2";
    FIND_ID = "SELECT id FROM member WHERE tenant_id = $1 AND user_name_index = $2";
    LIST = "SELECT id, kind, role, scopes, addresses, sealed, totp, disabled_at, created_at FROM member WHERE tenant_id = $1 ORDER BY id";
    SET_DISABLED = "UPDATE member SET disabled_at = $3 WHERE tenant_id = $1 AND id = $2";
    SET_PASSWORD = "UPDATE member SET password_hash = $3 WHERE tenant_id = $1 AND id = $2";
    SET_TOTP = "UPDATE member SET totp = $3, totp_step = 0 WHERE tenant_id = $1 AND id = $2";
    USE_TOTP_STEP = "UPDATE member SET totp_step = $3 WHERE tenant_id = $1 AND id = $2 AND totp_step < $3";
}

/// What a member may do, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whether it is a person or a program.
    pub kind: MemberKind,
    /// The role of a person; a service has none.
    pub role: Option<Role>,
    /// The scopes of a service.
    pub scopes: Permissions,
    /// Where it may call from.
    pub addresses: AddressList,
}

impl Grant {
    /// What it may do: the role of a person, the scopes of a service.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        self.role.map_or(self.scopes, Role::permissions)
    }
}

/// A new member of staff.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Its number.
    pub id: MemberId,
    /// Blind index of the user name.
    pub user_name_index: [u8; 32],
    /// Blind index of the e-mail address.
    pub email_index: Option<[u8; 32]>,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// What it may do.
    pub grant: Grant,
    /// Names and addresses, sealed under the tenant's key for the record of its number.
    pub sealed: Vec<u8>,
}

/// A member who is logging in.
#[derive(Clone, Debug)]
pub struct LoginMember {
    /// Its number.
    pub id: MemberId,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// The secret of its second factor, sealed.
    pub totp: Option<Vec<u8>>,
    /// The time step of the last code that was taken.
    pub totp_step: i64,
    /// What it may do.
    pub grant: Grant,
}

/// A member whom somebody named, by a name or a number.
#[derive(Clone, Debug)]
pub struct NamedMember {
    /// Its number.
    pub id: MemberId,
    /// What it may do.
    pub grant: Grant,
    /// Whether it was shut out.
    pub is_disabled: bool,
}

/// A member as its tenant sees it.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// Its number.
    pub id: MemberId,
    /// What it may do.
    pub grant: Grant,
    /// Names and addresses, sealed.
    pub sealed: Vec<u8>,
    /// Whether it has a second factor.
    pub has_totp: bool,
    /// When it was shut out.
    pub disabled_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

impl TenantTx<'_> {
    /// Stores a new member. [`StoreError::Unique`] when the user name is taken.
    pub fn insert_member(&mut self, member: &NewMember, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                member.id.get(),
                &member.user_name_index,
                member.email_index.as_ref(),
                &member.password_hash,
                member.grant.role.map_or("", Role::name),
                &member.sealed,
                now.unix_millis(),
                member.grant.kind.name(),
                member.grant.scopes.to_names(),
                member.grant.addresses.to_text()
            ],
        )?;
        Ok(())
    }

    /// The member of a user name or address who is not shut out.
    pub fn find_member(&mut self, name: &LoginName) -> Result<Option<LoginMember>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(
            FIND,
            params![tenant, &name.user_name_index, &name.email_index],
        )?;
        row.map(|row| {
            Ok(LoginMember {
                id: MemberId::new(row.integer(0)?),
                password_hash: row.text(1)?.to_owned(),
                totp: row.optional_bytes(2)?.map(<[u8]>::to_vec),
                totp_step: row.integer(3)?,
                grant: read_grant(&row, 4)?,
            })
        })
        .transpose()
    }

    /// The member of a user name or address, by their blind indexes, shut out or not.
    pub fn find_named_member(
        &mut self,
        user_name_index: &[u8; 32],
        email_index: &[u8; 32],
    ) -> Result<Option<NamedMember>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_NAMED, params![tenant, user_name_index, email_index])?;
        row.as_ref().map(read_named).transpose()
    }

    /// The member of a number, shut out or not.
    pub fn find_member_by_id(&mut self, id: MemberId) -> Result<Option<NamedMember>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_BY_ID, params![tenant, id.get()])?;
        row.as_ref().map(read_named).transpose()
    }

    /// Names and addresses of a member, sealed under the tenant's key.
    pub fn find_member_names(&mut self, id: MemberId) -> Result<Option<Vec<u8>>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_SEALED, params![tenant, id.get()])?;
        row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
    }

    /// The member of a user name, shut out or not.
    pub fn find_member_id(&mut self, index: &[u8; 32]) -> Result<Option<MemberId>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_ID, params![tenant, index])?;
        row.map(|row| row.integer(0).map(MemberId::new)).transpose()
    }

    /// Every member, oldest first.
    pub fn list_members(&mut self) -> Result<Vec<MemberRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant])?;
        rows.iter()
            .map(|row| {
                Ok(MemberRow {
                    id: MemberId::new(row.integer(0)?),
                    grant: read_grant(row, 1)?,
                    sealed: row.bytes(5)?.to_vec(),
                    has_totp: row.optional_bytes(6)?.is_some(),
                    disabled_at: row.optional_integer(7)?.map(Instant::from_unix_millis),
                    created_at: Instant::from_unix_millis(row.integer(8)?),
                })
            })
            .collect()
    }

    /// Shuts a member out, or lets it in again.
    pub fn set_member_disabled(
        &mut self,
        id: MemberId,
        at: Option<Instant>,
    ) -> Result<(), StoreError> {
        let (tenant, at) = (self.id().get(), at.map(Instant::unix_millis));
        self.execute(SET_DISABLED, params![tenant, id.get(), at])?;
        Ok(())
    }

    /// Replaces a member's password.
    pub fn set_member_password(&mut self, id: MemberId, hash: &str) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_PASSWORD, params![tenant, id.get(), hash])?;
        Ok(())
    }

    /// Gives a member a second factor, or takes it away.
    pub fn set_member_totp(
        &mut self,
        id: MemberId,
        sealed: Option<&Vec<u8>>,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_TOTP, params![tenant, id.get(), sealed])?;
        Ok(())
    }

    /// Notes that the code of a time step was taken; false when that one or a later one was before.
    pub fn use_totp_step(&mut self, id: MemberId, step: i64) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(USE_TOTP_STEP, params![tenant, id.get(), step])? == 1)
    }
}

fn read_named(row: &Row) -> Result<NamedMember, StoreError> {
    Ok(NamedMember {
        id: MemberId::new(row.integer(0)?),
        grant: read_grant(row, 1)?,
        is_disabled: row.optional_integer(5)?.is_some(),
    })
}

/// Reads kind, role, scopes and addresses from the columns that begin at `first`.
pub(crate) fn read_grant(row: &Row, first: usize) -> Result<Grant, StoreError> {
    let [kind, role, scopes, addresses] = [first, first + 1, first + 2, first + 3];
    let parsed = Role::parse(row.text(role)?);
    let grant = Grant {
        kind: MemberKind::parse(row.text(kind)?).ok_or_else(|| row.corrupt(kind, "a kind"))?,
        role: parsed,
        scopes: Permissions::from_names(row.text(scopes)?)
            .ok_or_else(|| row.corrupt(scopes, "permissions"))?,
        addresses: AddressList::parse(row.text(addresses)?)
            .map_err(|_| row.corrupt(addresses, "addresses"))?,
    };
    // A role that this program does not know must not become the scopes of a service.
    if grant.role.is_none() && grant.kind == MemberKind::Person {
        return Err(row.corrupt(role, "a role"));
    }
    Ok(grant)
}
