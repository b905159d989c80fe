//! `mithaq sign-agent run`: what is asked is shown, consented to, signed in the token, and handed in.

use std::{fs, path::PathBuf, process::ExitCode, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::Args;
use mithaq_i18n::Argument;
use mithaq_service::agent::{Asked, Paper};
use serde_json::{Value, json};

use super::{
    CommonArgs, ask,
    pair::code_of,
    request,
    server::{Server, Told},
    store::{self, Stored},
};
use crate::{arguments, error::CommandError};

/// After a call that came to nothing.
const PAUSE: Duration = Duration::from_secs(5);
/// A secret that the server does not know any more.
const BAD_BEARER: i64 = 1202;

/// How long it runs, and where it leaves what is to be read.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// End after the first request
    #[arg(long)]
    once: bool,
    /// The folder for PDFs to be read before they are signed; without it the present one
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    papers: PathBuf,
    #[command(flatten)]
    common: CommonArgs,
}

struct Agent<'a> {
    args: &'a RunArgs,
    stored: Stored,
    certificate: Vec<u8>,
    server: Server,
}

pub(super) fn run(args: &RunArgs) -> Result<ExitCode, CommandError> {
    let stored = Stored::read(&store::path(&args.common)?)?;
    let broken = || CommandError::Refused("the pairing is not readable; pair again".to_owned());
    let agent = Agent {
        certificate: stored.certificate().ok_or_else(broken)?,
        server: Server::new(&stored.server, code_of(args.common.language))?,
        stored,
        args,
    };
    let arguments = [
        ("company", Argument::Text(&agent.stored.company)),
        ("member", Argument::Text(&agent.stored.member)),
    ];
    agent.say("agent-waits", &arguments);
    arguments::block_on(agent.work())
}

impl Agent<'_> {
    fn say(&self, key: &str, arguments: &[(&str, Argument<'_>)]) {
        let language = self.args.common.language;
        say!("{}", ask::sentence(language, key, arguments));
    }

    async fn work(&self) -> Result<ExitCode, CommandError> {
        let mut was_silent = false;
        loop {
            let body = json!({ "agent": self.stored.agent });
            match self.server.call("/api/SignAgent/Next", &body).await {
                Ok(data) => {
                    was_silent = false;
                    let request = data.get("request").filter(|found| found.is_object());
                    let Some(request) = request else { continue };
                    let is_done = self.answer(request).await?;
                    if self.args.once {
                        return Ok(ExitCode::from(u8::from(!is_done)));
                    }
                    if !is_done {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Err(Told::Refusal(BAD_BEARER, _)) => {
                    self.say("agent-revoked", &[]);
                    return Ok(ExitCode::FAILURE);
                }
                Err(Told::Refusal(_, why) | Told::Silence(why)) => {
                    if !was_silent {
                        self.say("agent-silence", &[("why", Argument::Text(&why))]);
                    }
                    was_silent = true;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Shows a request and does what the signer says; whether it is dealt with.
    async fn answer(&self, request: &Value) -> Result<bool, CommandError> {
        let Some(asked) = request::read(request) else {
            self.distrust("agent-why-unreadable");
            return Ok(false);
        };
        let paper = match Paper::look(&asked, &self.certificate) {
            Ok(paper) => paper,
            Err(why) => {
                self.distrust(&format!("agent-why-{}", why.code()));
                return Ok(false);
            }
        };
        self.show(&asked, &paper)?;
        if !ask::consents(self.args.common.language)? {
            self.say("agent-declined", &[]);
            let body = json!({ "agent": self.stored.agent, "id": asked.contract, "refused": true });
            return self.hand_in(&body, "agent-told").await;
        }
        let Some(value) = self.sign(&paper)? else {
            return Ok(false);
        };
        let body = json!({
            "agent": self.stored.agent,
            "id": asked.contract,
            "signature": STANDARD.encode(value),
        });
        self.hand_in(&body, "agent-signed").await
    }

    /// The signature, by the PIN that is typed now.
    fn sign(&self, paper: &Paper) -> Result<Option<Vec<u8>>, CommandError> {
        let pin = ask::pin(self.args.common.language)?;
        let (token, key) = (self.stored.token(), self.stored.key());
        let key = key.ok_or_else(|| CommandError::Refused("pair again".to_owned()))?;
        let signed = token.sign(&pin, &key, &paper.to_be_signed());
        // The next signature asks for the PIN again.
        let _ = token.log_out();
        match signed {
            Ok(value) if paper.accepts(&value) => Ok(Some(value)),
            Ok(_) => {
                self.say("agent-other-key", &[]);
                Ok(None)
            }
            Err(error) => {
                say!("{}", ask::not_by_token(self.args.common.language, &error));
                Ok(None)
            }
        }
    }

    fn distrust(&self, why: &str) {
        let why = ask::sentence(self.args.common.language, why, &[]);
        self.say("agent-distrusts", &[("why", Argument::Text(&why))]);
    }

    /// What is to be signed, as this computer found it, and the very file to be read.
    fn show(&self, asked: &Asked, paper: &Paper) -> Result<(), CommandError> {
        let is_plain = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
        let number: String = asked.request_number.chars().filter(is_plain).collect();
        let path = self.args.papers.join(format!("{number}.pdf"));
        fs::write(&path, &asked.file).map_err(CommandError::file(&path))?;
        let path = path.display().to_string();
        let pages = i64::try_from(paper.pages).unwrap_or(i64::MAX);
        let company: String = asked
            .company
            .chars()
            .filter(|one| !one.is_control())
            .collect();
        let arguments = [
            ("company", Argument::Text(&company)),
            ("number", Argument::Text(&number)),
            ("pages", Argument::Number(pages)),
            ("sha256", Argument::Text(&asked.document_sha256)),
            ("file", Argument::Text(&path)),
        ];
        self.say("agent-shows", &arguments);
        Ok(())
    }

    async fn hand_in(&self, body: &Value, then: &str) -> Result<bool, CommandError> {
        match self.server.call("/api/SignAgent/Sign", body).await {
            Ok(_) => {
                self.say(then, &[]);
                Ok(true)
            }
            Err(Told::Refusal(_, why) | Told::Silence(why)) => {
                self.say("agent-silence", &[("why", Argument::Text(&why))]);
                Ok(false)
            }
        }
    }
}
