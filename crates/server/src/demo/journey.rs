//! The job, step by step over the server's own door: the company logs in and invites, a person
//! opens the link, proves the phone, reads and signs, and the sealed file is judged.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use hyper::{Method, body::Bytes};
use mithaq_pades::Outcome;
use mithaq_service::Clock;
use serde_json::{Value, json};

use super::{
    client::{Answer, Client, Sent, sha256},
    credentials::{Credentials, Phone},
    html::Page,
    outbox,
};
use crate::{clock::SystemClock, error::CommandError, worker::Gate};

/// The reference sample, as its publisher gives it.
const SAMPLE: &str = include_str!("../../assets/demo/create-invitation.json");

const APPROVED: i64 = 2;
const CUSTOMER_SIGNED: i64 = 4;
const COMPLETED: i64 = 8;

/// How long sealing may take, and how often it is asked about.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// What the job left.
pub struct Outcomes {
    /// The file that was reviewed.
    pub reviewed: Bytes,
    /// The sealed file.
    pub sealed: Bytes,
    /// The contract's id.
    pub contract: String,
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
    /// The company's server logs in.
    pub async fn log_in(&mut self) -> Result<(), CommandError> {
        for secret in [&self.credentials.api_key, &self.credentials.admin_password] {
            self.client.transcript.keep_secret(secret);
        }
        self.client.say("ApiKey", &self.credentials.api_key);
        self.client
            .say("TenancyName", &self.credentials.tenancy_name);
        let body = json!({
            "tenancyName": self.credentials.tenancy_name,
            "userNameOrEmailAddress": self.credentials.admin_user,
            "password": self.credentials.admin_password,
        });
        let data = self
            .ask(
                "log-in",
                Method::POST,
                "/api/credentials/Login",
                Some(&body.to_string()),
            )
            .await?;
        let Some(token) = data.get("accessToken").and_then(Value::as_str) else {
            return Err(failed("log-in", "the answer has no accessToken"));
        };
        self.client.transcript.keep_secret(token);
        self.client.say("Authorization", &format!("Bearer {token}"));
        Ok(())
    }

    /// The company invites the next phone with the reference sample: as it stands the first time,
    /// with another number later.
    pub async fn invite(&mut self) -> Result<Invited, CommandError> {
        let body = match self.credentials.next_phone()? {
            Phone::Sample => SAMPLE.to_owned(),
            Phone::Other(phone) => SAMPLE.replace("+201234567890", &phone),
        };
        let path = "/api/IdentityUserSession/CreateInvitation";
        let answer = self
            .client
            .call("create-invitation", Method::POST, path, Sent::Json(&body))
            .await?;
        let data = data("create-invitation", &answer)?;
        let (Some(token), Some(id)) = (data.as_str(), answer.header("x-session-id")) else {
            return Err(failed(
                "create-invitation",
                "the answer has no token or no X-Session-Id",
            ));
        };
        self.client.transcript.keep_secret(token);
        Ok(Invited {
            id: id.to_owned(),
            path: format!("/session?token={token}"),
        })
    }

    /// The whole job, from the log-in to the judgement on the sealed file.
    pub async fn run(&mut self) -> Result<Outcomes, CommandError> {
        self.log_in().await?;
        let invited = self.invite().await?;
        let contract = self
            .expect_status("status-approved", &invited, APPROVED)
            .await?;
        let review = self.prove_phone(&invited).await?;
        let reviewed = self.review(&review).await?;
        let sign = self.submit("sign", &review, "sign", &[]).await?;
        self.confirm(&invited, &sign).await?;
        let done = self.wait_for_seal(&invited).await?;
        let sealed = self.file("download", &done, "sealed").await?;
        self.judge(&reviewed, &sealed)?;
        Ok(Outcomes {
            reviewed,
            sealed,
            contract,
        })
    }

    /// Opens the link, continues, and proves the phone with the first code.
    async fn prove_phone(&mut self, invited: &Invited) -> Result<Page, CommandError> {
        let opened = self
            .client
            .call("open", Method::GET, &invited.path, Sent::Nothing)
            .await?;
        let page = self.follow("open", &opened).await?;
        expect_step("open", &page, "open")?;
        let page = self.submit("continue", &page, "continue", &[]).await?;
        let page = self.submit("send-code", &page, "send-code", &[]).await?;
        let code = outbox::wait_for_code(&self.outbox, &invited.id, "phone").await?;
        say("read-outbox", "the first code is in the outbox");
        let mut page = self
            .submit("verify-code", &page, "verify-code", &[("code", &code)])
            .await?;
        // While the document is drawn the page asks to come again.
        let waiting = async {
            while !page.documents.contains_key("review") {
                tokio::time::sleep(LOOK_AGAIN).await;
                page = self.look("review", &invited.id).await?;
            }
            Ok::<_, CommandError>(page)
        };
        let page = tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| failed("review", "nothing to review"))??;
        expect_step("review", &page, "review")?;
        Ok(page)
    }

    /// Reads what will be sealed: every page's picture and the file itself.
    async fn review(&mut self, page: &Page) -> Result<Bytes, CommandError> {
        if page.pictures.is_empty() {
            return Err(failed(
                "review",
                "the page shows no picture of the document",
            ));
        }
        for picture in &page.pictures {
            let answer = self
                .client
                .call("review-picture", Method::GET, picture, Sent::Nothing)
                .await?;
            if answer.status != 200 || !answer.body.starts_with(b"\x89PNG") {
                return Err(failed(
                    "review-picture",
                    &format!("status {} or no PNG", answer.status),
                ));
            }
        }
        self.file("review", page, "review").await
    }

    /// The second code signs. The workers are held back meanwhile, so that the state between
    /// signature and seal can be seen.
    async fn confirm(&mut self, invited: &Invited, page: &Page) -> Result<(), CommandError> {
        let code = outbox::wait_for_code(&self.outbox, &invited.id, "sign").await?;
        say(
            "read-outbox",
            "the second code names the contract and the end of its hash",
        );
        let gate = std::sync::Arc::clone(&self.gate);
        let held = gate.write().await;
        let action = page
            .forms
            .iter()
            .find(|form| form.fields.contains_key("code"));
        let action = action
            .ok_or_else(|| failed("verify-code", "no form takes the code"))?
            .action
            .clone();
        let page = self
            .submit("verify-code", page, &action, &[("code", &code)])
            .await?;
        expect_step("verify-code", &page, "done")?;
        self.expect_status("status-signed", invited, CUSTOMER_SIGNED)
            .await?;
        drop(held);
        Ok(())
    }

    async fn wait_for_seal(&mut self, invited: &Invited) -> Result<Page, CommandError> {
        let waiting = async {
            loop {
                let page = self.look("done", &invited.id).await?;
                if page.documents.contains_key("sealed") {
                    return Ok::<_, CommandError>(page);
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        let page = tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| failed("done", "the seal did not come"))??;
        self.expect_status("status-completed", invited, COMPLETED)
            .await?;
        Ok(page)
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
                say(
                    "verify",
                    "intact, covers the whole file, ends in root.pem; begins with the reviewed file",
                );
                Ok(())
            }
            Outcome::Invalid => Err(failed("verify", "altered or invalid")),
            Outcome::UnknownIssuer => Err(failed("verify", "the issuer is unknown")),
        }
    }

    /// The state of the session's only contract, which must be `status`; its id.
    async fn expect_status(
        &mut self,
        step: &'static str,
        invited: &Invited,
        status: i64,
    ) -> Result<String, CommandError> {
        let path = format!("/api/IdentityUserSession/Get?id={}", invited.id);
        let data = self.ask(step, Method::GET, &path, None).await?;
        let contract = data
            .pointer("/contracts/0")
            .ok_or_else(|| failed(step, "there is no contract"))?;
        let found = contract.get("requeststatus").and_then(Value::as_i64);
        let name = contract
            .get("requestStatusName")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if found != Some(status) {
            return Err(failed(
                step,
                &format!("the contract is in state {found:?} {name:?}, not {status}"),
            ));
        }
        say(step, &format!("state {status}, {name}"));
        Ok(contract
            .get("requestId")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned())
    }

    async fn ask(
        &mut self,
        step: &'static str,
        method: Method,
        path: &str,
        body: Option<&str>,
    ) -> Result<Value, CommandError> {
        let sent = body.map_or(Sent::Nothing, Sent::Json);
        let answer = self.client.call(step, method, path, sent).await?;
        data(step, &answer)
    }

    /// Sends a form of a page and follows where the answer leads.
    async fn submit(
        &mut self,
        step: &'static str,
        page: &Page,
        action: &str,
        values: &[(&str, &str)],
    ) -> Result<Page, CommandError> {
        let form = page.form(action).ok_or_else(|| {
            failed(
                step,
                &format!("the {} page has no form `{action}`", page.step),
            )
        })?;
        let mut fields: BTreeMap<String, String> = form.fields.clone();
        fields.extend(
            values
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        );
        let fields: Vec<(String, String)> = fields.into_iter().collect();
        let answer = self
            .client
            .call(step, Method::POST, &form.url, Sent::Form(&fields))
            .await?;
        if answer.status != 303 {
            return Err(failed(
                step,
                &format!("status {} instead of 303", answer.status),
            ));
        }
        self.follow(step, &answer).await
    }

    /// The page that a redirect leads to.
    async fn follow(&mut self, step: &'static str, answer: &Answer) -> Result<Page, CommandError> {
        let Some(location) = answer.location() else {
            return Err(failed(
                step,
                &format!("status {} leads nowhere", answer.status),
            ));
        };
        let location = location.to_owned();
        let answer = self
            .client
            .call(step, Method::GET, &location, Sent::Nothing)
            .await?;
        page(step, &answer)
    }

    async fn look(&mut self, step: &'static str, session: &str) -> Result<Page, CommandError> {
        let answer = self
            .client
            .call(
                step,
                Method::GET,
                &format!("/session/{session}"),
                Sent::Nothing,
            )
            .await?;
        page(step, &answer)
    }

    async fn file(
        &mut self,
        step: &'static str,
        page: &Page,
        which: &str,
    ) -> Result<Bytes, CommandError> {
        let href = page
            .documents
            .get(which)
            .ok_or_else(|| failed(step, &format!("the page has no {which} document")))?;
        let answer = self
            .client
            .call(step, Method::GET, href, Sent::Nothing)
            .await?;
        if answer.status != 200 || !answer.body.starts_with(b"%PDF-") {
            return Err(failed(step, &format!("status {} or no PDF", answer.status)));
        }
        say(
            step,
            &format!(
                "{} bytes, SHA-256 {}",
                answer.body.len(),
                sha256(&answer.body)
            ),
        );
        Ok(answer.body)
    }
}

fn page(step: &'static str, answer: &Answer) -> Result<Page, CommandError> {
    let page = answer.page();
    match page.errors.as_slice() {
        [] if answer.status == 200 => Ok(page),
        [] => Err(failed(
            step,
            &format!("status {} on the {} page", answer.status, page.step),
        )),
        errors => Err(failed(
            step,
            &format!("the {} page shows error {}", page.step, errors.join(", ")),
        )),
    }
}

fn expect_step(step: &'static str, page: &Page, expected: &str) -> Result<(), CommandError> {
    if page.step == expected {
        return Ok(());
    }
    Err(failed(
        step,
        &format!("the page is `{}`, not `{expected}`", page.step),
    ))
}

/// The `data` of an envelope without an error.
fn data(step: &'static str, answer: &Answer) -> Result<Value, CommandError> {
    let mut envelope = answer.json();
    let refused = envelope
        .get("error_code")
        .is_none_or(|code| !code.is_null());
    match envelope.get_mut("data") {
        Some(data) if answer.status == 200 && !refused => Ok(data.take()),
        _ => Err(failed(
            step,
            &format!("status {}: {}", answer.status, envelope),
        )),
    }
}

/// What a step found, under its line.
fn say(step: &str, what: &str) {
    println!("  {step:<20} {what}");
}

fn failed(step: &'static str, why: &str) -> CommandError {
    CommandError::Step {
        step,
        why: why.to_owned(),
    }
}
