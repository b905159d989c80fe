//! The company's calls of the API.

use hyper::{Method, body::Bytes};
use serde_json::{Value, json};

use super::{Invited, Journey, failed, note};
use crate::{
    demo::{answer::Answer, client::Sent, credentials::Phone},
    error::CommandError,
};

/// The reference sample, as its publisher gives it.
const SAMPLE: &str = include_str!("../../../assets/demo/create-invitation.json");

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

    /// The state of the session's only contract, which must be `status`.
    pub(super) async fn expect_status(
        &mut self,
        step: &'static str,
        invited: &Invited,
        status: i64,
    ) -> Result<(), CommandError> {
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
        note(step, &format!("state {status}, {name}"));
        Ok(())
    }

    /// The evidence of the session's only contract.
    pub(super) async fn evidence(&mut self, invited: &Invited) -> Result<Bytes, CommandError> {
        let step = "evidence";
        let path = format!("/api/IdentityUserSession/Get?id={}", invited.id);
        let data = self.ask(step, Method::GET, &path, None).await?;
        let id = data
            .pointer("/contracts/0/requestId")
            .and_then(Value::as_str);
        let id = id.ok_or_else(|| failed(step, "there is no contract"))?;
        let path = format!("/api/BusinessRequest/Evidence?id={id}");
        let answer = self
            .client
            .call(step, Method::GET, &path, Sent::Nothing)
            .await?;
        if answer.status != 200 || !answer.body.starts_with(b"PK") {
            return Err(failed(step, &format!("status {} or no ZIP", answer.status)));
        }
        Ok(answer.body)
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
