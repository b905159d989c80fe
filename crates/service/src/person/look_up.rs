//! `CheckExistenceOfEmailOrPhone`: whether a phone or mailbox is registered here. Who asks often is
//! refused, so that nobody can try every number there is.

use mithaq_domain::{
    access::ApiClient,
    id::ApiKeyId,
    person::look_up_wait,
    place::phone::Phone,
    text::Email,
    time::{Instant, Span},
};
use mithaq_store::{StoreError, TenantTx, access::LoginName, vault::TenantKey};

use super::{email_index, phone_index};
use crate::{App, error::Answer, otp::network};

/// Too much was asked: when to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLookUps(
    /// How long to wait.
    pub Span,
);

/// Whether a phone or mailbox is registered in the key's tenant.
pub async fn check_existence(
    app: &App,
    (client, address): (&ApiClient, &str),
    (phone, email): (Option<Phone>, Option<Email>),
) -> Answer<bool, TooManyLookUps> {
    let (tenant, context, now) = (client.tenant, app.tenant(client.tenant)?, app.now());
    let asker = Asker::new(app, &context.key, client.key, address);
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            if let Err(refusal) = asker.count(&mut tx, now)? {
                return Ok(Err(refusal));
            }
            let by_phone = match &phone {
                Some(phone) => tx.find_person_by_phone(&phone_index(&context.key, phone))?,
                None => None,
            };
            let by_email = match &email {
                Some(email) => tx.find_person_by_email(&email_index(&context.key, email))?,
                None => None,
            };
            let mut found = by_phone.iter().chain(by_email.iter());
            Ok(Ok(found.any(|person| person.registered_at.is_some())))
        })
        .await
}

/// Who looks people up: a client program's key at a network address.
#[derive(Clone, Copy)]
pub(super) struct Asker {
    name: LoginName,
    most: i64,
}

impl Asker {
    pub(super) fn new(app: &App, tenant: &TenantKey, key: ApiKeyId, address: &str) -> Self {
        let index = tenant.blind_index("look-up", &key.to_string());
        Self {
            name: LoginName {
                user_name_index: index,
                email_index: index,
                address_index: tenant.blind_index("address", &network(address)),
            },
            most: app.codes_per_address(),
        }
    }

    /// Counts one more question, unless there were too many.
    pub(super) fn count(
        &self,
        tx: &mut TenantTx<'_>,
        now: Instant,
    ) -> Result<Result<(), TooManyLookUps>, StoreError> {
        let asked = tx.get_login_failures(&self.name)?;
        if let Some(wait) = look_up_wait(asked, self.most, now) {
            return Ok(Err(TooManyLookUps(wait)));
        }
        tx.set_login_failures(&self.name, asked.failed(now))?;
        Ok(Ok(()))
    }
}
