//! The message that hands over the signed copy: an e-mail with the file where the session has a
//! mailbox, else an SMS with the session's link, which leads through phone proof to the copy. It is
//! composed when it leaves, so that neither the file nor the link lies in the queue.

use mithaq_courier::{Attachment, Letter};
use mithaq_domain::{
    id::{ContractId, SessionId},
    job::{HELD_BACK, MessageJob, Side},
    message::MessageRefusal,
    otp::Destination,
    text::Language,
};
use mithaq_i18n::{Argument, text_with};
use mithaq_store::{
    TenantTx, job::LeasedJob, message::NewMessage, session::SessionRow, vault::PersonKey,
};

use super::{hand_over::hand_over, locale, permit};
use crate::{
    App, Failure,
    app::TenantContext,
    contract::read_file,
    error::Answer,
    outcome::Outcome,
    session::{
        Invitee, SignatureFacts, link_address, link_token, open_invitee, open_sealed, session_key,
    },
};

/// What such a message is for, in rows and log lines.
const PURPOSE: &str = "copy";

/// Hands a signer the signed copy; nothing where the person was erased. Later, where the company's text
/// messages of the day are used up.
pub(crate) async fn send_copy(
    app: &App,
    job: &LeasedJob,
    (session, contract): (SessionId, ContractId),
    side: Side,
) -> Result<Outcome, Failure> {
    let (tenant, context) = (job.tenant, app.tenant(job.tenant)?);
    let loaded = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let kept = |row: &SessionRow| row.wrapped_key.is_some();
            let Some(row) = tx.find_session(session)?.filter(kept) else {
                return Ok(None);
            };
            let key = session_key(&context.key, &row)?;
            let Some(copy) = Copy::load(&mut tx, &context, (&row, &key), (contract, side))? else {
                return Ok(None);
            };
            Ok::<_, Failure>(Some((row, copy)))
        })
        .await?;
    let Some((row, copy)) = loaded else {
        return Ok(Outcome::Done);
    };
    let context = app.tenant(tenant)?;
    let inner = app.clone();
    let by_sms = copy.destination();
    let composed = app.pool().run(move || copy.compose(&inner, &context, &row));
    let letter = composed.await?;
    if let Some(destination) = by_sms {
        match admit(app, job, destination).await? {
            Ok(()) => {}
            Err(MessageRefusal::DailyCap) => return Ok(Outcome::Later(app.now().plus(HELD_BACK))),
            // Logged where it was refused: the company sends to that country no more.
            Err(MessageRefusal::CountryNotAllowed | MessageRefusal::Pumping) => {
                return Ok(Outcome::Done);
            }
        }
    }
    hand_over(app, job, &MessageJob::default(), letter).await
}

/// Asks the company's rules for a text message, once: what was admitted is counted, and is not counted
/// again where a gateway has to be asked again.
async fn admit(app: &App, job: &LeasedJob, destination: Destination) -> Answer<(), MessageRefusal> {
    let (id, tenant, now) = (job.id, job.tenant, app.now());
    let context = app.tenant(tenant)?;
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            if tx.find_message(id)?.is_some() {
                return Ok(Ok(()));
            }
            let permit = match permit(&mut tx, &context, &destination, false, now)? {
                Ok(permit) => permit,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let new = NewMessage {
                id,
                channel: "sms",
                purpose: PURPOSE,
                destination_index: permit.destination_index,
                blocks: None,
            };
            tx.insert_message(&new, now)?;
            Ok::<_, Failure>(Ok(()))
        })
        .await
}

/// What a message says of the copy that it hands over.
struct Copy {
    invitee: Invitee,
    language: Language,
    request_number: String,
    sealed_file: String,
    /// The key of the file.
    file_key: PersonKey,
    side: Side,
}

impl Copy {
    /// Loads what the message needs.
    fn load(
        tx: &mut TenantTx<'_>,
        context: &TenantContext,
        (row, key): (&SessionRow, &PersonKey),
        (contract, side): (ContractId, Side),
    ) -> Result<Option<Self>, Failure> {
        let found = tx
            .find_contract(contract)?
            .ok_or(Failure::Inconsistent("a contract without a row"))?;
        let first = tx
            .find_session(found.session)?
            .ok_or(Failure::Inconsistent("a contract without a session"))?;
        // The contract was erased with the person whose it was first of all, or has ended.
        if first.wrapped_key.is_none() || found.status.ending().is_some() {
            return Ok(None);
        }
        let documents = tx.list_documents(contract)?;
        let sealed_file = documents.into_iter().next().and_then(|row| row.sealed_file);
        let signers = tx.list_signers(contract)?;
        let ours = signers.into_iter().find(|signer| signer.session == row.id);
        let facts = ours.and_then(|signer| signer.sealed);
        let facts: Option<SignatureFacts> = facts
            .map(|sealed| {
                let record = contract.to_string();
                open_sealed(key, "contract_signer.sealed", &record, &sealed)
            })
            .transpose()?;
        let company = context.tenant.settings.language;
        Ok(Some(Self {
            invitee: open_invitee(key, row)?,
            language: facts
                .and_then(|facts| facts.language)
                .or(row.language)
                .unwrap_or(company),
            request_number: found.request_number,
            sealed_file: sealed_file.ok_or(Failure::Inconsistent("a copy of an unsealed file"))?,
            file_key: session_key(&context.key, &first)?,
            side,
        }))
    }

    /// Where it goes as a text message; nothing where there is a mailbox.
    fn destination(&self) -> Option<Destination> {
        let phone = self.invitee.phone.clone().map(Destination::Phone);
        phone.filter(|_| self.invitee.copy_mailbox().is_none())
    }

    /// Writes the message. Blocks: it reads the file where it goes along.
    fn compose(
        &self,
        app: &App,
        context: &TenantContext,
        row: &SessionRow,
    ) -> Result<Letter, Failure> {
        let told = match self.side {
            Side::Customer => "message-signed",
            Side::Company => "message-completed",
        };
        let text = |part: &str| {
            let company = context.tenant.settings.display.in_language(self.language);
            let request = Argument::Text(&self.request_number);
            let arguments = [("company", Argument::Text(company)), ("request", request)];
            text_with(locale(self.language), &format!("{told}{part}"), &arguments)
        };
        let letter = |channel: &str, to: &str, text| Letter {
            channel: channel.to_owned(),
            to: to.to_owned(),
            subject: None,
            text,
            code: None,
            purpose: PURPOSE.to_owned(),
            session_id: Some(row.id.to_string()),
            created_at: app.now().to_iso(),
            attachments: Vec::new(),
        };
        Ok(match (self.invitee.copy_mailbox(), &self.invitee.phone) {
            (Some(email), _) => Letter {
                subject: Some(text("-subject")),
                attachments: vec![Attachment {
                    name: format!("{}.pdf", self.request_number),
                    content_type: "application/pdf".to_owned(),
                    content: read_file(app, &self.file_key, &self.sealed_file)?,
                }],
                ..letter("email", email.as_str(), text(""))
            },
            (None, phone) => {
                let link = link_address(app, &link_token(app, row.id, row.generation));
                let to = phone.as_ref().map_or("", |phone| phone.as_str());
                // On a line of its own: phones then take the whole address and nothing else.
                letter("sms", to, format!("{}\n{link}", text("-link")))
            }
        })
    }
}
