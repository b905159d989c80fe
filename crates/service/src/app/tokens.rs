//! The PKCS#11 tokens of this server, as configured, and signing with a key in one.
//!
//! Not here: how a token is spoken to; that is `token`'s.

use std::{sync::Arc, time::Duration};

use mithaq_token::{KeyName, Pin, Token, TokenError};
use tokio::{sync::Semaphore, time::timeout};

use crate::Failure;

/// How long a token may take; the contract is tried again after that.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// A token as configured.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// By what the database knows it.
    pub name: String,
    /// The library and the token's label.
    pub token: Token,
    /// What opens it. It stands beside the label, so that it is never tried on another token.
    pub pin: Pin,
}

struct Line {
    settings: TokenSettings,
    /// One signature at a time: a library that hangs then holds one thread and no more.
    turn: Arc<Semaphore>,
}

/// The tokens of this server.
#[derive(Default)]
pub struct Tokens(Vec<Line>);

impl Tokens {
    pub(super) fn new(tokens: Vec<TokenSettings>) -> Self {
        let line = |settings| Line {
            settings,
            turn: Arc::new(Semaphore::new(1)),
        };
        Self(tokens.into_iter().map(line).collect())
    }

    /// Does something with a token on a thread of its own, within the time limit.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&TokenSettings) -> Result<T, TokenError> + Send + 'static,
    ) -> Result<T, Failure> {
        let unusable = |why: &str| Failure::Seal(format!("token {name:?}: {why}"));
        let line = self.0.iter().find(|line| line.settings.name == name);
        let line = line.ok_or_else(|| unusable("the configuration has no such [[token]]"))?;
        let slow = || unusable("it did not answer in time");
        let turn = timeout(TIME_LIMIT, Arc::clone(&line.turn).acquire_owned()).await;
        let turn = turn.map_err(|_| slow())?.map_err(|_| Failure::Panicked)?;
        let settings = line.settings.clone();
        let working = tokio::task::spawn_blocking(move || {
            let outcome = work(&settings);
            drop(turn);
            outcome
        });
        match timeout(TIME_LIMIT, working).await {
            Ok(Ok(outcome)) => outcome.map_err(|error| unusable(&error.to_string())),
            Ok(Err(_)) => Err(Failure::Panicked),
            Err(_) => Err(slow()),
        }
    }

    /// A signature by a key in a token.
    pub(crate) async fn sign(
        &self,
        name: &str,
        key: KeyName,
        message: Vec<u8>,
    ) -> Result<Vec<u8>, Failure> {
        let sign = move |settings: &TokenSettings| {
            let TokenSettings { token, pin, .. } = settings;
            token.sign(pin, &key, &message)
        };
        self.with(name, sign).await
    }
}
