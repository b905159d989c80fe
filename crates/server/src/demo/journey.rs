//! The job, step by step over the server's own door: the company logs in and invites, a person
//! opens the link, proves the phone, reads and signs, and the sealed file is judged. The company's
//! calls are in `company`, the person's pages in `person`.

mod company;
mod person;

use std::path::PathBuf;

use hyper::body::Bytes;
use mithaq_pades::Outcome;
use mithaq_service::{
    Clock,
    evidence::{Bundle, judge_bundle},
};

use super::{client::Client, credentials::Credentials};
use crate::{clock::SystemClock, error::CommandError, worker::Gate};

const APPROVED: i64 = 2;
const CUSTOMER_SIGNED: i64 = 4;
const COMPLETED: i64 = 8;

/// What the job left.
pub struct Outcomes {
    /// The file that was reviewed.
    pub reviewed: Bytes,
    /// The sealed file.
    pub sealed: Bytes,
    /// What proves it without the server.
    pub evidence: Bytes,
}

/// An invitation that was created.
pub struct Invited {
    /// The session.
    pub id: String,
    /// The path that opens it, token included.
    pub path: String,
}

/// Who walks, and what they need.
pub struct Journey {
    /// The caller.
    pub client: Client,
    /// The demo's company.
    pub credentials: Credentials,
    /// Where codes appear.
    pub outbox: PathBuf,
    /// Holds the workers back for a moment, so that the state between signing and sealing is seen.
    pub gate: Gate,
    /// The root of the company's seals, DER.
    pub root: Vec<u8>,
}

impl Journey {
    /// The whole job, from the log-in to the judgement on the sealed file.
    pub async fn run(&mut self) -> Result<Outcomes, CommandError> {
        self.log_in().await?;
        let invited = self.invite().await?;
        self.expect_status("status-approved", &invited, APPROVED)
            .await?;
        let review = self.prove_phone(&invited).await?;
        let reviewed = self.review(&review).await?;
        let sign = self.submit("sign", &review, "sign", &[]).await?;
        self.confirm(&invited, &sign).await?;
        let done = self.wait_for_seal(&invited).await?;
        let sealed = self.file("download", &done, "sealed").await?;
        self.judge(&reviewed, &sealed)?;
        let evidence = self.evidence(&invited).await?;
        self.judge_evidence(&evidence, &sealed)?;
        Ok(Outcomes {
            reviewed,
            sealed,
            evidence,
        })
    }

    fn judge_evidence(&self, evidence: &[u8], sealed: &[u8]) -> Result<(), CommandError> {
        let step = "verify-evidence";
        let bundle = Bundle::unpack(evidence).map_err(|why| failed(step, why.code()))?;
        if bundle.contract != sealed {
            return Err(failed(step, "the evidence is of another file"));
        }
        let now = SystemClock.now().unix_seconds();
        let verdict = judge_bundle(&bundle, std::slice::from_ref(&self.root), now);
        if verdict.outcome() != Outcome::Intact || verdict.statements.is_empty() {
            let codes = verdict.problems.iter().map(|problem| problem.code());
            let codes: Vec<&str> = codes.collect();
            return Err(failed(step, &codes.join(", ")));
        }
        let found = format!(
            "{} journal entries proved below the head of {}, the signature's commitment opened",
            verdict.proved, bundle.journal.head.size
        );
        note(step, &found);
        Ok(())
    }

    fn judge(&self, reviewed: &[u8], sealed: &[u8]) -> Result<(), CommandError> {
        if !sealed.starts_with(reviewed) {
            return Err(failed(
                "verify",
                "the sealed file does not begin with the reviewed one",
            ));
        }
        let now = SystemClock.now().unix_seconds();
        let verdict = mithaq_pades::verify(sealed, std::slice::from_ref(&self.root), now);
        let verdict = verdict.map_err(|why| failed("verify", &why.to_string()))?;
        match verdict.outcome() {
            Outcome::Intact => {
                note(
                    "verify",
                    "intact, covers the whole file, ends in root.pem; begins with the reviewed file",
                );
                Ok(())
            }
            Outcome::Invalid => Err(failed("verify", "altered or invalid")),
            Outcome::UnknownIssuer => Err(failed("verify", "the issuer is unknown")),
        }
    }
}

/// What a step found, under its line.
fn note(step: &str, what: &str) {
    say!("  {step:<20} {what}");
}

fn failed(step: &'static str, why: &str) -> CommandError {
    CommandError::Step {
        step,
        why: why.to_owned(),
    }
}
