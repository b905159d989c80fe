//! A server in this process: one company, contract type 414, a folder that goes with the test.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::{Router, extract::connect_info::MockConnectInfo};
use mithaq_domain::{
    access::{Admin, Role},
    form::Given,
    id::{ContractTypeId, FamilyId, MemberId, SessionId},
    message::MessagePolicy,
    session::{Invite, Origin, Permissions},
    tenant::{Settings, Tenant},
    text::{Bilingual, Language},
    time::{Instant, Span},
};
use mithaq_service::{
    App, AppOptions, Clock, Once,
    app::Gateways,
    contract::{Decision, decide},
    jobs,
    session::{Caller, CreateSession, Created, create_session, get_session, revoke},
    tenant::{CreateTenant, create_tenant, import_contract_type},
    webhook::pull_events,
};
use mithaq_web::WebState;
use serde_json::Value;

use super::{browser::Browser, chance::Chance};

/// 2026/11/22, 12:00 in Cairo.
const START: i64 = 1_795_341_600_000;
/// Codes that one address may ask for within an hour.
pub const CODES_PER_ADDRESS: i64 = 12;
const CONTRACT_TYPE: &str = include_str!("../../../../server/assets/demo/contract-type-414.json");
pub const PHONE: &str = "+201234567890";
pub const NAME: &str = "Ahmed Mohamed Elsayed";
pub const INCOME: &str = "98,765.40";

struct FixedClock(AtomicI64);

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct House {
    pub app: App,
    pub tenant: Tenant,
    clock: Arc<FixedClock>,
    pub(super) chance: Arc<Chance>,
    pub(super) folder: PathBuf,
    pub(super) router: Router,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.app.close();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a test wants of an invitation; the rest is as in the sample of the vendor's documents.
pub struct Wanted {
    pub origin: Origin,
    pub phone: Option<&'static str>,
    pub email: Option<&'static str>,
    pub permissions: Permissions,
    pub values: Vec<(&'static str, &'static str)>,
    pub language: Option<Language>,
    pub life: Option<i64>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            origin: Origin::Invitation,
            phone: Some(PHONE),
            email: None,
            permissions: Permissions {
                allowed: Some(vec![ContractTypeId::new(414)]),
                minimal: true,
                identity_only: false,
            },
            values: vec![("fullName", NAME), ("monthlyIncome", "98765.4")],
            language: Some(Language::En),
            life: None,
        }
    }
}

impl House {
    pub async fn new() -> Self {
        Self::at("http://localhost:8080").await
    }

    pub async fn at(public_url: &str) -> Self {
        Self::open(public_url, None, MessagePolicy::default(), false).await
    }

    /// One whose company is a public sandbox.
    pub async fn public() -> Self {
        Self::open(
            "http://localhost:8080",
            None,
            MessagePolicy::default(),
            true,
        )
        .await
    }

    /// One whose messages leave by gateways.
    pub async fn leaving(gateways: Gateways, messages: MessagePolicy) -> Self {
        Self::open("http://localhost:8080", Some(gateways), messages, false).await
    }

    async fn open(
        public_url: &str,
        gateways: Option<Gateways>,
        messages: MessagePolicy,
        is_public: bool,
    ) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder =
            std::env::temp_dir().join(format!("mithaq-hosted-{}-{number}", std::process::id()));
        let clock = Arc::new(FixedClock(AtomicI64::new(START)));
        // Tests of gateways send many codes from the one address that there is.
        let codes_per_address = gateways.as_ref().map_or(CODES_PER_ADDRESS, |_| 1_000);
        let options = AppOptions {
            data: folder.join("data"),
            public_url: public_url.to_owned(),
            outbox: gateways.is_none().then(|| folder.join("outbox")),
            gateways: gateways.unwrap_or_default(),
            seals: Default::default(),
            codes_per_address,
            private_webhook_targets: true,
            workers: 2,
            durability: Default::default(),
        };
        let chance = Arc::new(Chance::new(number + 1));
        let app = App::open(options, clock.clone(), chance.clone()).unwrap();
        let tenant = company(&app, messages, is_public).await;
        let state = WebState::new(app.clone(), Arc::new([]));
        let peer = MockConnectInfo(SocketAddr::from(([192, 0, 2, 7], 1234)));
        Self {
            router: mithaq_web::router(state).layer(peer),
            app,
            tenant,
            clock,
            chance,
            folder,
        }
    }

    pub fn pass(&self, span: Span) {
        self.clock.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }

    /// A new version of the contract type, with one word of its file changed.
    pub async fn change_type(&self, from: &str, to: &str) {
        assert!(CONTRACT_TYPE.contains(from), "{from}");
        self.change_type_by(|text| text.replacen(from, to, 1)).await;
    }

    /// A new version of the contract type, its file changed.
    pub async fn change_type_by(&self, change: impl FnOnce(&str) -> String) {
        let text = change(CONTRACT_TYPE);
        let imported = import_contract_type(&self.app, self.tenant.id, &text).await;
        assert_eq!(imported.unwrap().unwrap().version, 2);
    }

    pub async fn invite(&self, wanted: Wanted) -> Created {
        let given = wanted
            .values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Given::Text((*value).to_owned())))
            .collect();
        let ask = CreateSession {
            invite: Invite {
                origin: wanted.origin,
                phone: wanted.phone.map(str::to_owned),
                email: wanted.email.map(str::to_owned),
                permissions: wanted.permissions,
                values: if wanted.values.is_empty() {
                    Vec::new()
                } else {
                    vec![("414".to_owned(), given)]
                },
                language: wanted.language,
                expires_in_seconds: wanted.life,
                external_id: None,
                signers: Vec::new(),
                least: None,
            },
            user_public_key: None,
            once: Once::each_time(),
        };
        let caller = Caller {
            tenant: self.tenant.id,
            member: Some(MemberId::new(1)),
            may_decide: true,
        };
        create_session(&self.app, caller, ask)
            .await
            .unwrap()
            .unwrap()
    }

    /// A browser that opened the link of a new invitation.
    pub async fn guest(&self) -> Browser {
        self.guest_of(Wanted::default()).await
    }

    pub async fn guest_of(&self, wanted: Wanted) -> Browser {
        let created = self.invite(wanted).await;
        self.browser_of(&created).await
    }

    pub async fn browser_of(&self, created: &Created) -> Browser {
        let mut browser = self.stranger(created.session);
        let answer = browser
            .get(&format!("/session?token={}", created.token))
            .await;
        assert_eq!(
            (answer.status, answer.location.as_deref()),
            (303, Some(browser.home().as_str()))
        );
        browser
    }

    pub fn stranger(&self, session: SessionId) -> Browser {
        Browser::new(self.router.clone(), session)
    }

    /// A browser that proved the phone and sees the contract or what stands before it.
    pub async fn proved(&self, wanted: Wanted) -> Browser {
        let mut browser = self.guest_of(wanted).await;
        self.prove(&mut browser).await;
        browser
    }

    pub async fn prove(&self, browser: &mut Browser) {
        browser.submit("continue", &[]).await;
        self.prove_again(browser).await;
    }

    /// Proves the phone; the page that follows is not loaded, and nothing rendered.
    pub async fn prove_without_looking(&self, browser: &mut Browser) {
        browser.submit("continue", &[]).await;
        browser.submit("send-code", &[]).await;
        let code = self.newest_code("phone").await;
        let fields = browser.filled("verify-code", &[("code", &code)]);
        browser.post("verify-code", &fields).await;
    }

    pub async fn prove_again(&self, browser: &mut Browser) {
        browser.submit("send-code", &[]).await;
        let code = self.newest_code("phone").await;
        browser.submit("verify-code", &[("code", &code)]).await;
    }

    /// Signs from the review on.
    pub async fn sign(&self, browser: &mut Browser) {
        browser.submit("sign", &[]).await;
        let code = self.newest_code("sign").await;
        browser.submit("verify-code", &[("code", &code)]).await;
    }

    /// Runs every job that is due.
    pub async fn drain(&self) {
        while jobs::run_due(&self.app).await.unwrap() > 0 {}
    }

    /// Every message that left, oldest first.
    pub async fn messages(&self) -> Vec<Value> {
        self.drain().await;
        let mut paths: Vec<_> = match fs::read_dir(self.folder.join("outbox")) {
            Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
            Err(_) => Vec::new(),
        };
        paths.sort();
        paths
            .iter()
            .map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
            .collect()
    }

    pub async fn newest_code(&self, purpose: &str) -> String {
        let messages = self.messages().await;
        let newest = messages
            .iter()
            .rev()
            .find(|message| message["purpose"] == purpose)
            .expect(purpose);
        newest["code"].as_str().unwrap().to_owned()
    }

    pub fn admin(&self) -> Admin {
        Admin {
            tenant: self.tenant.id,
            member: MemberId::new(1),
            family: FamilyId::new(self.app.now(), &[0; 10]),
            permissions: Role::Administrator.permissions(),
        }
    }

    /// The company takes a session back.
    pub async fn events(&self) -> Vec<String> {
        let pulled = pull_events(&self.app, self.admin(), None, 100).await;
        let pulled = pulled.unwrap().unwrap();
        let told = pulled.events.iter().map(|event| {
            let told = mithaq_wire::webhook::event_shown(event, 1);
            format!("{} {}", told["WebhookEvent"], told["Data"]["NewStatus"]).replace('"', "")
        });
        told.collect()
    }

    pub async fn revoke(&self, session: SessionId) {
        revoke(&self.app, self.admin(), session)
            .await
            .unwrap()
            .unwrap();
    }

    /// The company decides on the contract of a session.
    pub async fn decide(&self, session: SessionId, decision: Decision) {
        let admin = self.admin();
        let seen = get_session(&self.app, admin, session).await.unwrap();
        let contract = seen.unwrap().contracts[0].id;
        let decided = decide(&self.app, admin, (contract, decision), None).await;
        decided.unwrap().unwrap();
    }

    /// The session and its contract as the company sees them: state, reason, contract's status.
    pub async fn company_sees(
        &self,
        session: SessionId,
    ) -> (String, Option<String>, Option<&'static str>) {
        let admin = self.admin();
        let seen = get_session(&self.app, admin, session)
            .await
            .unwrap()
            .unwrap();
        (
            seen.state.to_owned(),
            seen.reason,
            seen.contracts
                .first()
                .map(|contract| contract.status.name()),
        )
    }

    /// Jobs that wait, due or not.
    pub async fn jobs(&self) -> i64 {
        self.app
            .store()
            .read(|tx| tx.everyone().count_jobs())
            .await
            .unwrap()
    }
}

async fn company(app: &App, messages: MessagePolicy, is_public: bool) -> Tenant {
    let display = Bilingual {
        en: "Nile Crescent Finance".to_owned(),
        ar: "هلال النيل للتمويل".to_owned(),
    };
    let mut settings = Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar);
    settings.messages = messages;
    let ask = CreateTenant {
        name: "nile".to_owned(),
        settings,
        admin: "admin".to_owned(),
        password: Some("correct horse battery".to_owned()),
        is_public,
    };
    let tenant = create_tenant(app, ask)
        .await
        .unwrap()
        .unwrap_or_else(|refusal| panic!("{refusal:?}"))
        .tenant;
    import_contract_type(app, tenant.id, CONTRACT_TYPE)
        .await
        .unwrap()
        .unwrap();
    tenant
}
