//! The one way out: a message is handed to the outbox, the mail server or one gateway after the
//! other, what became of it is noted, and one line in the log says so, without number, address or
//! text.

use std::time::Duration;

use mithaq_courier::{Letter, NotSent, segment::segments, sms::Sms, write_to_outbox};
use mithaq_domain::{id::TenantId, job::MessageJob, time::Instant};
use mithaq_store::{
    StoreError,
    job::LeasedJob,
    message::{Note, State},
};

use super::receipt::receipt_url;
use crate::{App, Failure, outcome::Outcome};

/// Attempts after which a message is parked: more than a day after the first.
const MOST_ATTEMPTS: i64 = 36;
/// One attempt ends within its lease, whatever the gateways do.
const TIME_LIMIT: Duration = Duration::from_secs(50);

/// What one attempt came to.
struct Attempt {
    state: State,
    gateway: String,
    reference: Option<String>,
    reason: Option<String>,
}

/// Hands a message over, at least once. `Ok` means that the job is done and forgotten, also where nobody
/// will ever take the message; `Err` that it is to be tried again.
pub(crate) async fn hand_over(
    app: &App,
    job: &LeasedJob,
    message: &MessageJob,
    letter: Letter,
) -> Result<Outcome, Failure> {
    let began = app.now();
    let is_late = message.until.is_some_and(|until| began >= until);
    let outcome = if is_late {
        dropped("its code is too old")
    } else {
        let attempt = attempt(app, job, message, &letter);
        let attempted = tokio::time::timeout(TIME_LIMIT, attempt).await;
        attempted.unwrap_or_else(|_| later(String::new(), "no gateway answered in time".to_owned()))
    };
    settle(app, job, &letter, outcome, began).await?;
    Ok(Outcome::Forgotten)
}

async fn attempt(app: &App, job: &LeasedJob, message: &MessageJob, letter: &Letter) -> Attempt {
    if app.ways_out().outbox().is_some() {
        return to_outbox(app, job, letter.clone()).await;
    }
    let Ok(context) = app.tenant(job.tenant) else {
        return later(String::new(), "the company is gone".to_owned());
    };
    let settings = &context.tenant.settings;
    if !settings.sends_messages() {
        return dropped("a public sandbox sends nothing");
    }
    if letter.channel == "sms" {
        let company = &settings.messages.gateways;
        return to_gateways(app, job, (message, company), letter).await;
    }
    let Some(mailer) = app.ways_out().mail() else {
        return later(String::new(), "no mail server is configured".to_owned());
    };
    let at = app.now().unix_seconds();
    let sent = mailer.send(&job.id.to_string(), letter, at).await;
    judge("smtp", sent.map(|()| None))
}

async fn to_outbox(app: &App, job: &LeasedJob, letter: Letter) -> Attempt {
    let Some(folder) = app.ways_out().outbox().cloned() else {
        return later(String::new(), "there is no outbox".to_owned());
    };
    let name = job.id.to_string();
    let written = app.pool().run(move || {
        write_to_outbox(&folder, &name, &letter)
            .map_err(|error| Failure::Courier(error.to_string()))
    });
    let written = written
        .await
        .map_err(|error| NotSent::Later(error.to_string()));
    judge("outbox", written.map(|()| None))
}

/// One gateway after the other, until one takes the message or says that nobody can.
async fn to_gateways(
    app: &App,
    job: &LeasedJob,
    (message, company): (&MessageJob, &[String]),
    letter: &Letter,
) -> Attempt {
    let lines = app.ways_out().order(message.gateway, company, app.now());
    let id = job.id.to_string();
    let mut last = later(String::new(), "no gateway is configured".to_owned());
    for line in lines {
        let name = &line.gateway.name;
        let sms = Sms {
            id: &id,
            to: &letter.to,
            text: &letter.text,
            receipt_url: &receipt_url(app, name),
        };
        let sent = line.gateway.send(app.ways_out().client(), &sms).await;
        if matches!(sent, Err(NotSent::Later(_))) {
            line.ail(app.now());
        }
        last = judge(name, sent.map(Some));
        if last.state != State::Queued {
            break;
        }
        tracing::warn!(message = %job.id, gateway = %name, reason = last.reason, "a gateway did not take a message");
    }
    last
}

fn judge(gateway: &str, sent: Result<Option<String>, NotSent>) -> Attempt {
    let (state, reference, reason) = match sent {
        Ok(reference) => (State::Sent, reference, None),
        Err(NotSent::Later(reason)) => (State::Queued, None, Some(reason)),
        Err(NotSent::Never(reason)) => (State::Parked, None, Some(reason)),
    };
    Attempt {
        state,
        gateway: gateway.to_owned(),
        reference,
        reason,
    }
}

fn dropped(reason: &str) -> Attempt {
    Attempt {
        state: State::Dropped,
        gateway: String::new(),
        reference: None,
        reason: Some(reason.to_owned()),
    }
}

fn later(gateway: String, reason: String) -> Attempt {
    Attempt {
        state: State::Queued,
        gateway,
        reference: None,
        reason: Some(reason),
    }
}

/// Notes and logs what became of a message.
async fn settle(
    app: &App,
    job: &LeasedJob,
    letter: &Letter,
    mut outcome: Attempt,
    began: Instant,
) -> Result<(), Failure> {
    // Where nobody was even asked, the operator is to blame and the message waits.
    if outcome.state == State::Queued
        && !outcome.gateway.is_empty()
        && job.attempts >= MOST_ATTEMPTS
    {
        outcome.state = State::Parked;
    }
    let parts = (letter.channel == "sms").then(|| segments(&letter.text));
    let now = app.now();
    tracing::info!(
        message = %job.id,
        tenant = %job.tenant,
        channel = letter.channel,
        purpose = letter.purpose,
        gateway = outcome.gateway,
        outcome = outcome.state.name(),
        reason = outcome.reason,
        segments = parts,
        attempt = job.attempts,
        milliseconds = now.since(began).as_millis(),
        "message"
    );
    let reason = outcome.reason.clone();
    let state = outcome.state;
    note(app, job.tenant, written(job, letter, outcome, parts), now).await?;
    if state == State::Queued {
        return Err(Failure::Courier(reason.unwrap_or_default()));
    }
    Ok(())
}

/// What a note is made of, owned for the transaction.
struct Written {
    job: LeasedJob,
    channel: String,
    purpose: String,
    outcome: Attempt,
    segments: Option<i64>,
}

fn written(job: &LeasedJob, letter: &Letter, outcome: Attempt, parts: Option<usize>) -> Written {
    Written {
        job: job.clone(),
        channel: letter.channel.clone(),
        purpose: letter.purpose.clone(),
        outcome,
        segments: parts.map(|parts| i64::try_from(parts).unwrap_or(i64::MAX)),
    }
}

/// What became of the message, and, where nobody is asked again, the end of its job.
async fn note(app: &App, tenant: TenantId, written: Written, now: Instant) -> Result<(), Failure> {
    let noted = app.store().write(move |tx| {
        let Attempt {
            state,
            gateway,
            reference,
            reason,
        } = &written.outcome;
        let note = Note {
            id: written.job.id,
            channel: &written.channel,
            purpose: &written.purpose,
            state: *state,
            gateway: (!gateway.is_empty()).then_some(gateway.as_str()),
            reference: reference.as_deref(),
            segments: written.segments,
            reason: reason.as_deref(),
        };
        tx.tenant(tenant).note_message(&note, now)?;
        if *state != State::Queued {
            tx.everyone().delete_job(written.job.id)?;
        }
        Ok(())
    });
    noted.await.map_err(|error: StoreError| error.into())
}
