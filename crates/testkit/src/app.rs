//! A whole application in a folder of its own: tenant `nile`, contract type 414, one ApiKey, one
//! administrator, a clock that stands still and randomness that repeats itself.

use std::{path::PathBuf, sync::Arc};

use mithaq_domain::{
    access::{AddressList, KeyKind},
    evidence::chain::Broken,
    id::{ApiKeyId, PersonId, TenantId},
    message::MessagePolicy,
    person::{Profile, Stage},
    tenant::Settings,
    text::{Bilingual, Language},
    time::Span,
    transaction::card::Reading,
};
use mithaq_service::{
    App, AppOptions,
    access::{KeyWish, create_api_key},
    app::{Gateways, SealPolicy},
    evidence::judge_journal,
    jobs,
    tenant::{CreateTenant, NewTenant, create_tenant, import_contract_type},
};
use mithaq_store::{Durability, Inspection, StoreError, seal::TokenKey};

use crate::{
    FixedClock, SeededEntropy, SentMessage, TestFolder, journal::JournalWatch, read_outbox,
};

/// The contract type that the demo brings.
pub const CONTRACT_TYPE_414: &str = include_str!("../../server/assets/demo/contract-type-414.json");

/// What a test may choose.
#[derive(Clone)]
pub struct TestAppOptions {
    /// Seed of the randomness.
    pub seed: u64,
    /// Codes that one network address may ask for within an hour.
    pub codes_per_address: i64,
    /// The address that links are built from.
    pub public_url: String,
    /// Whether webhooks may lead to this machine.
    pub private_webhook_targets: bool,
    /// Whether messages go to an outbox; without it they take the gateways, or wait in the queue.
    pub outbox: bool,
    /// How seals are made.
    pub seals: SealPolicy,
    /// Mail server and SMS gateways.
    pub gateways: Gateways,
    /// The company's rules for messages.
    pub messages: MessagePolicy,
    /// Whether the data folder may have several nodes; see [`TestApp::another_node`].
    pub several_nodes: bool,
}

impl Default for TestAppOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            codes_per_address: 1_000,
            public_url: "http://localhost:8080".to_owned(),
            private_webhook_targets: true,
            outbox: true,
            seals: SealPolicy::default(),
            gateways: Gateways::default(),
            messages: MessagePolicy::default(),
            several_nodes: false,
        }
    }
}

/// A whole application with one tenant.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// The tenant `nile`.
    pub tenant: TenantId,
    /// Its ApiKey.
    pub api_key: String,
    /// Its administrator's user name.
    pub admin_user: String,
    /// That administrator's password.
    pub admin_password: String,
    /// Where messages go.
    pub outbox: PathBuf,
    options: TestAppOptions,
    _watch: JournalWatch,
    folder: Arc<TestFolder>,
}

impl TestApp {
    /// One with the usual choices.
    pub async fn start() -> Self {
        Self::start_with(TestAppOptions::default()).await
    }

    /// One with other choices.
    pub async fn start_with(options: TestAppOptions) -> Self {
        let (folder, clock) = (Arc::new(TestFolder::new()), Arc::new(FixedClock::default()));
        let outbox = folder.path().join("outbox");
        let app = open(&folder, &options, &clock, options.seed);
        let made = make_tenant(&app, "nile", options.messages.clone()).await;
        let imported = import_contract_type(&app, made.tenant.id, CONTRACT_TYPE_414).await;
        imported.expect("the store").expect("contract type 414");
        Self {
            _watch: JournalWatch(app.clone()),
            app,
            clock,
            tenant: made.tenant.id,
            api_key: made.api_key,
            admin_user: "admin".to_owned(),
            admin_password: made.password,
            outbox,
            options,
            folder,
        }
    }

    /// Another node on the same data folder, with its own memory and a clock that is wrong by so much; the
    /// first one was started with `several_nodes`.
    #[must_use]
    pub fn another_node(&self, skew: Span) -> Self {
        let clock = Arc::new(self.clock.beside(skew));
        let seed = self.options.seed.wrapping_add(2_000_000);
        let app = open(&self.folder, &self.options, &clock, seed);
        Self {
            _watch: JournalWatch(app.clone()),
            app,
            clock,
            tenant: self.tenant,
            api_key: self.api_key.clone(),
            admin_user: self.admin_user.clone(),
            admin_password: self.admin_password.clone(),
            outbox: self.outbox.clone(),
            options: self.options.clone(),
            folder: Arc::clone(&self.folder),
        }
    }

    /// What is wrong with the company's journal, as `mithaq verify journal` would find it: the first break, and
    /// how many entries have no place in the chain.
    #[must_use]
    pub fn judged_journal(&self) -> (Option<Broken>, i64) {
        let inspection = Inspection::open(&self.folder.path().join("data")).expect("a database");
        let now = self.app.now().unix_seconds();
        let verdict = judge_journal(&inspection, self.tenant, &[], (&[], now));
        let chain = verdict.expect("a verdict").chain;
        (chain.broken, chain.facts.unchained)
    }

    /// Another company on the same server.
    pub async fn another_tenant(&self, name: &str) -> NewTenant {
        make_tenant(&self.app, name, self.options.messages.clone()).await
    }

    /// A tenant to try things out.
    pub async fn sandbox_tenant(&self, name: &str) -> NewTenant {
        let mut settings = settings();
        settings.sandbox = true;
        make_tenant_with(&self.app, name, settings, false).await
    }

    /// A sandbox that is open to whoever reads the documentation, with contract type 414.
    pub async fn public_sandbox(&self, name: &str) -> NewTenant {
        let made = make_tenant_with(&self.app, name, settings(), true).await;
        let imported = import_contract_type(&self.app, made.tenant.id, CONTRACT_TYPE_414).await;
        imported.expect("the store").expect("contract type 414");
        made
    }

    /// Another ApiKey: a secret one, unless the wish is changed.
    pub async fn another_key(&self, change: impl FnOnce(&mut KeyWish)) -> (String, ApiKeyId) {
        let mut wish = KeyWish {
            kind: KeyKind::Secret,
            name: "test".to_owned(),
            widened: false,
            always_ok: false,
            addresses: AddressList::default(),
        };
        change(&mut wish);
        let made = create_api_key(&self.app, self.tenant, wish).await;
        made.expect("the store").expect("a key")
    }

    /// A publishable ApiKey.
    pub async fn publishable_key(&self) -> (String, ApiKeyId) {
        self.another_key(|wish| wish.kind = KeyKind::Publishable)
            .await
    }

    /// Runs jobs until nothing is due; how many were done.
    pub async fn drain(&self) -> usize {
        let mut all = 0;
        loop {
            match jobs::run_due(&self.app).await.expect("the queue") {
                0 => return all,
                done => all += done,
            }
        }
    }

    /// Every message so far, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<SentMessage> {
        read_outbox(&self.outbox)
    }

    /// The newest code of a purpose (`phone`, `sign`) for a session, after draining the queue.
    pub async fn code(&self, session: &str, purpose: &str) -> Option<String> {
        self.drain().await;
        let mut messages = self.messages();
        messages.retain(|message| {
            message.session_id.as_deref() == Some(session) && message.purpose == purpose
        });
        messages.pop()?.code
    }

    /// The newest code of a purpose (`register`, `login`…) that went to a phone or mailbox outside any
    /// session, after draining the queue.
    pub async fn code_to(&self, to: &str, purpose: &str) -> Option<String> {
        self.drain().await;
        let mut messages = self.messages();
        messages.retain(|message| {
            message.session_id.is_none() && message.to == to && message.purpose == purpose
        });
        messages.pop()?.code
    }

    /// Makes a person's identity a verified one: Ahmed Mohamed, who is of full age.
    pub fn verify_person(&self, number: i64) {
        self.verify_person_as(number, "Ahmed Mohamed", "29001011234567");
    }

    /// The same with another name and number on the card.
    pub fn verify_person_as(&self, number: i64, name: &str, id_number: &str) {
        verify_person((&self.app, self.tenant), number, name, id_number);
    }

    /// Writes a company's settings into its row, past every rule, as whoever has the database could.
    pub fn write_settings(&self, tenant: TenantId, settings: Settings) {
        self.app
            .store()
            .write_blocking(move |tx| tx.tenant(tenant).set_settings(&settings))
            .map_err(|error: StoreError| error)
            .expect("the store");
    }

    /// Has the company seal with a key in a token of this name, which no configuration knows.
    pub async fn lose_token(&self, name: &str) {
        let (tenant, now, token) = (self.tenant, self.app.now(), name.to_owned());
        let lost = self.app.store().write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let mut key = tx.list_seal_keys()?.pop().expect("a key");
            key.id += 1;
            key.token = Some(TokenKey {
                token: token.clone(),
                key: "seal".to_owned(),
            });
            tx.insert_seal_key(&key, now)
        });
        lost.await
            .map_err(|error: StoreError| error)
            .expect("the store");
    }

    /// Closes the application and opens its folder again, as after a restart.
    #[must_use]
    pub fn restarted(self) -> Self {
        self.restarted_with(|_| {})
    }

    /// The same, with other options.
    #[must_use]
    pub fn restarted_with(mut self, change: impl FnOnce(&mut TestAppOptions)) -> Self {
        self.app.close().expect("a clean end");
        change(&mut self.options);
        let seed = self.options.seed.wrapping_add(1_000_000);
        let app = open(&self.folder, &self.options, &self.clock, seed);
        let _watch = JournalWatch(app.clone());
        Self {
            app,
            _watch,
            ..self
        }
    }
}

fn open(folder: &TestFolder, options: &TestAppOptions, clock: &Arc<FixedClock>, seed: u64) -> App {
    let app_options = AppOptions {
        data: folder.path().join("data"),
        public_url: options.public_url.clone(),
        outbox: options.outbox.then(|| folder.path().join("outbox")),
        gateways: options.gateways.clone(),
        seals: options.seals.clone(),
        codes_per_address: options.codes_per_address,
        private_webhook_targets: options.private_webhook_targets,
        workers: 1,
        // A test proves rules, not disks; the durability test has the real binary.
        durability: Durability::SyncNothing,
    };
    let clock: Arc<FixedClock> = Arc::clone(clock);
    let entropy = Arc::new(SeededEntropy::new(seed));
    let opened = match options.several_nodes {
        true => App::open_beside_others(app_options, clock, entropy),
        false => App::open(app_options, clock, entropy),
    };
    opened.expect("an application")
}

async fn make_tenant(app: &App, name: &str, messages: MessagePolicy) -> NewTenant {
    let mut settings = settings();
    settings.messages = messages;
    make_tenant_with(app, name, settings, false).await
}

fn settings() -> Settings {
    let display = Bilingual {
        en: "Nile Crescent Finance".to_owned(),
        ar: "هلال النيل للتمويل".to_owned(),
    };
    Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar)
}

async fn make_tenant_with(app: &App, name: &str, settings: Settings, is_public: bool) -> NewTenant {
    let ask = CreateTenant {
        name: name.to_owned(),
        settings,
        admin: "admin".to_owned(),
        password: None,
        is_public,
    };
    create_tenant(app, ask)
        .await
        .expect("the store")
        .expect("a tenant")
}

/// Makes the identity of a company's person a verified one, by what a card would say.
pub fn verify_person((app, tenant): (&App, TenantId), number: i64, name: &str, id_number: &str) {
    let reading = Reading {
        name: name.to_owned(),
        id_number: id_number.to_owned(),
        ..Reading::default()
    };
    let id = PersonId::new(number);
    let context = app.tenant(tenant).expect("the tenant");
    let entropy = app.clone();
    let card = reading.card();
    app.store()
        .write_blocking(move |tx| {
            let mut tx = tx.tenant(tenant);
            let mut row = tx.find_person(id)?.expect("a person");
            row.stage = Stage::Verified;
            let record: String = row
                .record
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let key = context.key.open_person_key(&record, &row.wrapped_key);
            let key = key.expect("the person's key");
            let plain = key
                .open("person.sealed", &record, &row.sealed)
                .expect("a profile");
            let mut profile: Profile = serde_json::from_slice(&plain).expect("a profile");
            profile.card = Some(card.clone());
            let plain = serde_json::to_vec(&profile).expect("JSON");
            let sealed = key.seal("person.sealed", &record, &plain, entropy.entropy());
            row.sealed = sealed.expect("sealed");
            tx.update_person(&row)
        })
        .map_err(|error: StoreError| error)
        .expect("the store");
}
