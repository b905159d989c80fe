//! The invited person's way through the hosted pages, by their stable hooks.

use std::{sync::Arc, time::Duration};

use hyper::{Method, body::Bytes};

use super::{COMPLETED, CUSTOMER_SIGNED, Invited, Journey, failed, note};
use crate::{
    demo::{
        answer::{Answer, sha256},
        client::Sent,
        html::Page,
        outbox,
    },
    error::CommandError,
};

/// How long rendering and sealing may take, and how often they are asked about.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(25);

impl Journey {
    /// Opens the link, continues, and proves the phone with the first code.
    pub(super) async fn prove_phone(&mut self, invited: &Invited) -> Result<Page, CommandError> {
        let opened = self
            .client
            .call("open", Method::GET, &invited.path, Sent::Nothing)
            .await?;
        let page = self.follow("open", &opened).await?;
        expect_step("open", &page, "open")?;
        let page = self.submit("continue", &page, "continue", &[]).await?;
        let page = self.submit("send-code", &page, "send-code", &[]).await?;
        let code = outbox::wait_for_code(&self.outbox, &invited.id, "phone").await?;
        note("read-outbox", "the first code is in the outbox");
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
    pub(super) async fn review(&mut self, page: &Page) -> Result<Bytes, CommandError> {
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
    pub(super) async fn confirm(
        &mut self,
        invited: &Invited,
        page: &Page,
    ) -> Result<(), CommandError> {
        let code = outbox::wait_for_code(&self.outbox, &invited.id, "sign").await?;
        note(
            "read-outbox",
            "the second code names the contract and the end of its hash",
        );
        let gate = Arc::clone(&self.gate);
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

    pub(super) async fn wait_for_seal(&mut self, invited: &Invited) -> Result<Page, CommandError> {
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

    /// Sends a form of a page and follows where the answer leads.
    pub(super) async fn submit(
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
        let mut fields = form.fields.clone();
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

    pub(super) async fn file(
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
        note(
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
