//! The ways out: the development outbox, the mail server, the SMS gateways in the operator's order,
//! and which of them failed a moment ago.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
};

use mithaq_courier::{HttpClient, Mailer, Targets, sms::Gateway};
use mithaq_domain::{
    message::SmsProvider,
    time::{Instant, Span},
};

/// A gateway that failed is tried last for this long, so that not every message waits for it.
const AILING: Span = Span::seconds(60);

/// Mail server and gateways as configured.
#[derive(Clone, Default)]
pub struct Gateways {
    /// For e-mail.
    pub mail: Option<Mailer>,
    /// For text messages, the first to be tried first.
    pub sms: Vec<Gateway>,
}

/// Every way out.
pub struct WaysOut {
    outbox: Option<PathBuf>,
    mail: Option<Mailer>,
    sms: Vec<Line>,
    client: HttpClient,
}

/// One SMS gateway.
pub struct Line {
    /// As configured.
    pub gateway: Gateway,
    ailing_until: AtomicI64,
}

impl Line {
    /// Notes that it failed.
    pub fn ail(&self, now: Instant) {
        self.ailing_until
            .store(now.plus(AILING).unix_millis(), Ordering::Relaxed);
    }

    fn is_ailing(&self, now: Instant) -> bool {
        now.unix_millis() < self.ailing_until.load(Ordering::Relaxed)
    }

    fn is_named(&self, name: &str) -> bool {
        self.gateway.name.eq_ignore_ascii_case(name)
    }
}

impl WaysOut {
    pub(super) fn new(outbox: Option<PathBuf>, gateways: Gateways) -> Self {
        let line = |gateway| Line {
            gateway,
            ailing_until: AtomicI64::new(0),
        };
        Self {
            outbox,
            mail: gateways.mail,
            sms: gateways.sms.into_iter().map(line).collect(),
            // The operator names its gateways, also within the house.
            client: HttpClient::new(Targets::Any),
        }
    }

    /// The folder that takes every message in development.
    pub fn outbox(&self) -> Option<&PathBuf> {
        self.outbox.as_ref()
    }

    /// The mail server.
    pub fn mail(&self) -> Option<&Mailer> {
        self.mail.as_ref()
    }

    /// What gateways are reached with.
    pub fn client(&self) -> &HttpClient {
        &self.client
    }

    /// The gateway of a name, in any letter case.
    pub fn find(&self, name: &str) -> Option<&Gateway> {
        let found = self.sms.iter().find(|line| line.is_named(name));
        found.map(|line| &line.gateway)
    }

    /// Gateways in the order in which a message tries them: the one that the caller asked for,
    /// those that the company names (only those, where it names any), and whoever failed lately
    /// at the end.
    pub fn order(&self, wish: Option<SmsProvider>, company: &[String], now: Instant) -> Vec<&Line> {
        let mut lines: Vec<&Line> = match company {
            [] => self.sms.iter().collect(),
            names => {
                let find = |name: &String| self.sms.iter().find(|line| line.is_named(name));
                names.iter().filter_map(find).collect()
            }
        };
        let wished = |line: &&Line| wish.is_some_and(|wish| line.is_named(wish.name()));
        // Sorting keeps the order of equals.
        lines.sort_by_key(|line| (line.is_ailing(now), !wished(line)));
        lines
    }
}
