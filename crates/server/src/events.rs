//! `mithaq events`: what a company's systems would be told, pulled with its credentials; printed, or
//! sent on to a program on this machine as a webhook would be. For a laptop that no server can reach.

use std::{fs, path::PathBuf, process::ExitCode, time::Duration};

use mithaq_courier::{
    HttpAnswer, HttpClient, HttpRequest, Limits, Targets, webhook_headers, webhook_secret,
};
use mithaq_service::{Clock, Entropy};
use mithaq_store::vault::OsEntropy;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{arguments, clock::SystemClock, error::CommandError};

/// Between two looks, and between two attempts to send on.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
const LIMITS: Limits = Limits {
    time: Duration::from_secs(15),
    body: 16 << 20,
};
/// A program that is being written may be down for a moment, or for good.
const ATTEMPTS: i64 = 5;

/// Whose events, and where they go.
#[derive(Debug, clap::Args)]
pub struct EventsArgs {
    /// JSON with baseUrl, tenancyName, apiKey, adminUser and adminPassword, as `demo --ready-file` writes it
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// Begin behind this event instead of at the first (with --follow: instead of at the end)
    #[arg(long, value_name = "EVENT")]
    after: Option<String>,
    /// Go on with what happens from now on, until interrupted
    #[arg(long)]
    follow: bool,
    /// Send each event to this address, signed
    #[arg(long, value_name = "URL")]
    forward: Option<String>,
    /// The secret that signs, else one is drawn and printed
    #[arg(long, value_name = "SECRET", requires = "forward")]
    secret: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    base_url: String,
    tenancy_name: String,
    api_key: String,
    admin_user: String,
    admin_password: String,
}

/// Pulls and prints or sends on.
pub fn run(args: EventsArgs) -> Result<ExitCode, CommandError> {
    let text = fs::read_to_string(&args.credentials);
    let text = text.map_err(CommandError::file(&args.credentials))?;
    let credentials = serde_json::from_str(&text).map_err(|error| {
        let path = args.credentials.display();
        CommandError::Refused(format!("{path}: {error}"))
    })?;
    arguments::block_on(pull(args, credentials))
}

async fn pull(args: EventsArgs, credentials: Credentials) -> Result<ExitCode, CommandError> {
    let company = Company::log_in(credentials).await?;
    let outlet = Outlet::new(&args);
    let mut after = args.after.clone();
    if args.follow && after.is_none() {
        while let Some(last) = company.events(after.as_deref()).await?.last() {
            after = Some(id_of(last));
        }
    }
    loop {
        let events = company.events(after.as_deref()).await?;
        for event in &events {
            outlet.tell(event).await?;
            after = Some(id_of(event));
        }
        match (events.is_empty(), args.follow) {
            (true, false) => return Ok(ExitCode::SUCCESS),
            (true, true) => tokio::time::sleep(LOOK_AGAIN).await,
            (false, _) => {}
        }
    }
}

fn id_of(event: &Value) -> String {
    let id = event.get("Id").and_then(Value::as_str);
    id.unwrap_or_default().to_owned()
}

/// A company that is logged in.
struct Company {
    client: HttpClient,
    base_url: String,
    headers: Vec<(String, String)>,
}

impl Company {
    async fn log_in(credentials: Credentials) -> Result<Self, CommandError> {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut company = Self {
            client: HttpClient::new(Targets::Any),
            base_url: credentials.base_url.trim_end_matches('/').to_owned(),
            headers: vec![
                header("content-type", "application/json"),
                header("apikey", &credentials.api_key),
                header("tenancyname", &credentials.tenancy_name),
            ],
        };
        let body = json!({
            "tenancyName": credentials.tenancy_name,
            "userNameOrEmailAddress": credentials.admin_user,
            "password": credentials.admin_password,
        });
        let data = company
            .call("POST", "/api/credentials/Login", body.to_string())
            .await?;
        let token = data.get("accessToken").and_then(Value::as_str);
        let token =
            token.ok_or_else(|| CommandError::Refused("no access token came back".to_owned()))?;
        let bearer = header("authorization", &format!("Bearer {token}"));
        company.headers.push(bearer);
        Ok(company)
    }

    async fn events(&self, after: Option<&str>) -> Result<Vec<Value>, CommandError> {
        let plain = |id: &&str| {
            id.bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        };
        let path = match after {
            None => "/api/Webhook/Events".to_owned(),
            Some(id) if plain(&id) => format!("/api/Webhook/Events?after={id}"),
            Some(id) => return Err(CommandError::Refused(format!("{id:?} is no event"))),
        };
        match self.call("GET", &path, String::new()).await? {
            Value::Array(events) => Ok(events),
            _ => Err(CommandError::Refused(
                "no list of events came back".to_owned(),
            )),
        }
    }

    /// The `data` of an answer; what was refused is said in the server's words.
    async fn call(&self, method: &str, path: &str, body: String) -> Result<Value, CommandError> {
        let request = HttpRequest {
            method: method.to_owned(),
            url: format!("{}{path}", self.base_url),
            headers: self.headers.clone(),
            body: body.into_bytes(),
        };
        let refused = |why: String| CommandError::Refused(format!("{}: {why}", self.base_url));
        let answer = self.client.send(&request, LIMITS).await;
        let answer = answer.map_err(|error| refused(error.to_string()))?;
        let mut envelope: Value = serde_json::from_slice(&answer.body)
            .map_err(|_| refused(format!("answered {} without JSON", answer.status)))?;
        match envelope.get("error_message").and_then(Value::as_str) {
            Some(message) => Err(refused(message.to_owned())),
            None => Ok(envelope
                .get_mut("data")
                .map(Value::take)
                .unwrap_or_default()),
        }
    }
}

/// Where events go.
struct Outlet {
    client: HttpClient,
    forward: Option<(String, String)>,
    patient: bool,
}

impl Outlet {
    fn new(args: &EventsArgs) -> Self {
        let secret = args.secret.clone().unwrap_or_else(|| {
            let mut random = [0; 32];
            OsEntropy.fill(&mut random);
            webhook_secret(&random)
        });
        if let Some(url) = &args.forward {
            say!("events go to {url}, signed with {secret}");
        }
        Self {
            client: HttpClient::new(Targets::Any),
            forward: args.forward.clone().map(|url| (url, secret)),
            patient: args.follow,
        }
    }

    /// Prints an event, or sends it until it is taken: order is kept as it is for an endpoint.
    async fn tell(&self, event: &Value) -> Result<(), CommandError> {
        let Some((url, secret)) = &self.forward else {
            say!("{event}");
            return Ok(());
        };
        let mut attempt = 1;
        loop {
            let outcome = self.send((url, secret), event, attempt).await;
            let status = event.pointer("/Data/NewStatus").and_then(Value::as_str);
            say!(
                "{} {} → {outcome}",
                id_of(event),
                status.unwrap_or_default()
            );
            if outcome.starts_with('2') {
                return Ok(());
            }
            if !self.patient && attempt >= ATTEMPTS {
                return Err(CommandError::Refused(format!("{url} does not take events")));
            }
            attempt += 1;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn send(&self, (url, secret): (&str, &str), event: &Value, attempt: i64) -> String {
        let mut event = event.clone();
        if let Some(place) = event.get_mut("Attempt") {
            *place = attempt.into();
        }
        let body = event.to_string().into_bytes();
        let now = SystemClock.now().unix_seconds();
        let request = HttpRequest {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: webhook_headers(&[secret], &id_of(&event), now, &body),
            body,
        };
        match self.client.send(&request, LIMITS).await {
            Ok(HttpAnswer { status, .. }) => status.to_string(),
            Err(error) => error.to_string(),
        }
    }
}
