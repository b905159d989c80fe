//! What is kept of a journal outside the machine: timestamps of an authority over its heads, and heads in a
//! file of somebody else's. Each forgery must be caught by one of them.

mod renewed;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use mithaq_authority::{Fault, Server, pem};
use mithaq_domain::{
    evidence::chain::Head,
    time::{Instant, Span},
};
use mithaq_pades::{TimestampRequest, TimestampToken};
use mithaq_service::{
    App, AppOptions,
    app::{Gateways, SealPolicy, TimestampAuthority},
    evidence::stamp_heads,
};
use mithaq_store::{Durability, StoreError};
use mithaq_testkit::{FixedClock, SeededEntropy, TestFolder};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{verify, worked};
use crate::program::{mithaq, run};

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// A data folder after the job, an authority, and its root in a file.
struct Desk {
    folder: TestFolder,
    authority: Server,
}

impl Desk {
    fn open() -> Self {
        let authority = Server::start(now).unwrap();
        let folder = worked();
        let root = pem("CERTIFICATE", &authority.authority().root);
        fs::write(folder.path().join("tsa.pem"), root).unwrap();
        Self { folder, authority }
    }

    /// Works on the data folder as a server would that asks this authority.
    fn with_app<T>(&self, work: impl FnOnce(&tokio::runtime::Runtime, &App) -> T) -> T {
        let policy = SealPolicy {
            authorities: vec![TimestampAuthority {
                url: format!("{}/tsa", self.authority.base()),
                time: Duration::from_secs(5),
                policy: None,
                roots: vec![self.authority.authority().root.clone()],
            }],
            heads_every: Some(Span::hours(1)),
            ..SealPolicy::default()
        };
        let options = AppOptions {
            data: self.folder.path().join("data"),
            public_url: String::new(),
            outbox: None,
            gateways: Gateways::default(),
            seals: policy,
            codes_per_address: 0,
            private_webhook_targets: false,
            workers: 1,
            durability: Durability::SyncNothing,
        };
        let clock = FixedClock::at(Instant::from_unix_millis(now() * 1000));
        let entropy = Arc::new(SeededEntropy::new(7));
        let app = App::open(options, Arc::new(clock), entropy).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let done = work(&runtime, &app);
        app.close().unwrap();
        done
    }

    fn stamp(&self) -> usize {
        self.with_app(|runtime, app| runtime.block_on(stamp_heads(app)).unwrap())
    }

    /// The head of `nile`, and an honest token over it that is kept nowhere.
    fn token(&self) -> (Head, TimestampToken) {
        let head = self.with_app(|_, app| {
            let tenant = app.tenant_by_name("nile").unwrap().tenant.id;
            let read = app.store();
            let head: Result<_, StoreError> =
                read.read_blocking(move |tx| tx.tenant(tenant).find_head());
            head.unwrap().unwrap()
        });
        let request = TimestampRequest::new(head.imprint(), [9; 16], None).unwrap();
        let authority = self.authority.authority();
        let answer = authority.timestamp(request.der(), now());
        let roots = [authority.root.clone()];
        (head, request.accept(&answer, &roots, now()).unwrap())
    }

    /// Puts bytes where the token over the newest head would be.
    fn plant(&self, head: &Head, token: Vec<u8>) {
        let (tenant, size) = (head.tenant, head.size);
        self.with_app(|_, app| {
            let write = app.store();
            let planted: Result<bool, StoreError> = write.write_blocking(move |tx| {
                let end = Instant::from_unix_millis(0);
                tx.tenant(tenant).insert_head_timestamp(size, (&token, end))
            });
            assert!(planted.unwrap());
        });
    }

    /// Exit code and facts of `nile`.
    fn judged(&self, more: &[&str]) -> (i32, Value) {
        let mut arguments = vec!["--json", "--tenant", "nile"];
        arguments.extend(more);
        let (code, out) = verify(&self.folder, &arguments);
        let object: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}"));
        (code, object["companies"][0].clone())
    }

    /// The lines of `mithaq journal head`, in a file.
    fn kept(&self) -> PathBuf {
        let ended = run(self.folder.path(), &["journal", "head", "--data", "data"]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
        let path = self.folder.path().join("kept.jsonl");
        fs::write(&path, ended.out).unwrap();
        path
    }
}

#[test]
fn without_a_timestamp_every_time_is_by_the_issuer() {
    let desk = Desk::open();
    let (code, company) = desk.judged(&["--trust", "tsa.pem"]);
    assert_eq!((code, &company["proven"]), (0, &Value::Null));
    for (language, sentence) in [("en", "time by the issuer"), ("ar", "بساعة الجهة المُصدرة")]
    {
        let (code, out) = verify(&desk.folder, &["--language", language]);
        assert_eq!(code, 0);
        assert!(out.contains(sentence) && !out.contains("verify-"), "{out}");
    }
}

#[test]
fn a_stamped_head_proves_a_time_to_whoever_trusts_its_authority() {
    let desk = Desk::open();
    assert!(desk.stamp() > 0);
    assert_eq!(desk.stamp(), 0, "it has not moved");
    let (code, company) = desk.judged(&["--trust", "tsa.pem"]);
    assert_eq!((code, &company["verdict"]), (0, &"whole".into()));
    assert_eq!(company["proven"]["entries"], company["entries"]);
    let time = &company["timestamps"][0];
    assert_eq!(
        (&time["trusted"], &time["problems"]),
        (&true.into(), &Value::Array(vec![]))
    );
    // Without a root nobody vouches, which is no fault of the journal.
    let (code, company) = desk.judged(&[]);
    assert_eq!((code, &company["proven"]), (0, &Value::Null));
    let stranger = Server::start(now).unwrap();
    let root = pem("CERTIFICATE", &stranger.authority().root);
    fs::write(desk.folder.path().join("other.pem"), root).unwrap();
    let (code, company) = desk.judged(&["--trust", "other.pem"]);
    assert_eq!((code, &company["verdict"]), (3, &"unknown-issuer".into()));
    for language in ["en", "ar"] {
        for trust in ["tsa.pem", "other.pem"] {
            let (_, out) = verify(&desk.folder, &["--language", language, "--trust", trust]);
            assert!(!out.contains("verify-"), "{out}");
        }
    }
}

#[test]
fn a_server_stamps_the_heads_of_its_journals_by_itself() {
    let desk = Desk::open();
    let folder = desk.folder.path();
    let text = format!(
        "public_url = \"https://sign.example.com\"\ndata = \"data\"\nlisten = \"127.0.0.1:0\"
        [[timestamp]]\nurl = \"{}/tsa\"\ntrust = \"tsa.pem\"\n[journal]\ntimestamp_minutes = 5\n",
        desk.authority.base()
    );
    fs::write(folder.join("mithaq.toml"), text).unwrap();
    let checked = run(folder, &["check"]);
    assert!(
        checked.out.contains("journal.timestamp_minutes") && checked.out.contains("5: how often"),
        "{checked:?}"
    );
    let mut command = mithaq(&["serve"]);
    command.current_dir(folder).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut log = String::new();
    while !log.contains("journal heads were stamped") {
        assert!(lines.read_line(&mut log).unwrap() > 0, "it ended: {log}");
    }
    let (code, company) = desk.judged(&["--trust", "tsa.pem"]);
    assert_eq!(
        (code, &company["proven"]["entries"]),
        (0, &company["entries"])
    );
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_authority_that_is_down_or_lies_leaves_no_timestamp_behind() {
    let desk = Desk::open();
    desk.authority.set_down(true);
    assert_eq!(desk.stamp(), 0);
    desk.authority.set_down(false);
    for fault in [Fault::OtherImprint, Fault::Ahead, Fault::OtherPurpose] {
        desk.authority.set_fault(Some(fault));
        assert_eq!(desk.stamp(), 0, "{fault:?}");
    }
    assert_eq!(desk.judged(&[]).1["timestamps"], Value::Array(vec![]));
    desk.authority.set_fault(None);
    assert!(desk.stamp() > 0);
}

#[test]
fn whatever_is_planted_as_a_timestamp_is_named() {
    let desk = Desk::open();
    let (head, token) = desk.token();
    let mut altered = token.der().to_vec();
    *altered.last_mut().unwrap() ^= 1;
    let stranger = desk.authority.authority();
    let request = TimestampRequest::new([7; 32], [9; 16], None).unwrap();
    let answer = stranger.timestamp(request.der(), now());
    let roots = [stranger.root.clone()];
    let other = request.accept(&answer, &roots, now()).unwrap();
    let forged = [
        (b"no token".to_vec(), "token-malformed"),
        (altered, "token-invalid"),
        (other.der().to_vec(), "token-other-bytes"),
    ];
    let whole = fs::read(desk.folder.path().join("data/mithaq.db")).unwrap();
    for (token, problem) in forged {
        desk.plant(&head, token);
        let (code, company) = desk.judged(&["--trust", "tsa.pem"]);
        assert_eq!(
            (code, &company["verdict"]),
            (1, &"broken".into()),
            "{problem}"
        );
        assert_eq!(company["timestamps"][0]["problems"][0], problem);
        for language in ["en", "ar"] {
            let (code, out) = verify(&desk.folder, &["--language", language]);
            assert_eq!(code, 1);
            assert!(out.contains(problem) && !out.contains("verify-"), "{out}");
        }
        fs::write(desk.folder.path().join("data/mithaq.db"), &whole).unwrap();
    }
    desk.plant(&head, token.der().to_vec());
    assert_eq!(desk.judged(&["--trust", "tsa.pem"]).0, 0);
}

#[test]
fn a_journal_that_was_written_anew_is_caught_by_a_head_in_a_file() {
    let desk = Desk::open();
    desk.stamp();
    let kept = desk.kept();
    let head = kept.to_str().unwrap();
    let (code, company) = desk.judged(&["--head", head, "--trust", "tsa.pem"]);
    assert_eq!((code, &company["keptHeads"]), (0, &1.into()));

    // Another journal of the same company, whole in itself, stamped and all.
    let other = Desk::open();
    other.stamp();
    let (code, company) = other.judged(&[]);
    assert_eq!((code, &company["verdict"]), (0, &"whole".into()));
    let (code, company) = other.judged(&["--head", head]);
    assert_eq!((code, &company["broken"]["kind"]), (1, &"outside".into()));
    let (code, out) = verify(&other.folder, &["--head", head, "--language", "ar"]);
    assert_eq!(code, 1);
    assert!(out.contains("مكسور.") && !out.contains("verify-"), "{out}");
}

#[test]
fn a_timestamp_that_was_kept_with_its_head_proves_a_time_that_the_database_has_lost() {
    let desk = Desk::open();
    let (head, token) = desk.token();
    let before = fs::read(desk.folder.path().join("data/mithaq.db")).unwrap();
    desk.plant(&head, token.der().to_vec());
    let kept = desk.kept();
    fs::write(desk.folder.path().join("data/mithaq.db"), before).unwrap();
    assert_eq!(
        desk.judged(&["--trust", "tsa.pem"]).1["proven"],
        Value::Null
    );
    let (code, company) = desk.judged(&["--trust", "tsa.pem", "--head", kept.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert_eq!(company["proven"]["entries"], head.size);
}

#[test]
fn a_file_of_heads_that_was_altered_is_no_judge() {
    let desk = Desk::open();
    desk.stamp();
    let kept = desk.kept();
    let whole = fs::read_to_string(&kept).unwrap();
    let twice = format!("{whole}\n{whole}");
    fs::write(&kept, &twice).unwrap();
    let path = kept.to_str().unwrap();
    assert_eq!(desk.judged(&["--head", path]).1["keptHeads"], 2);
    let line: Value = serde_json::from_str(whole.lines().next().unwrap()).unwrap();
    let changes = [
        ("size", Value::from(3)),
        ("root", Value::from("0".repeat(64))),
        ("at", Value::from("2026-01-01T00:00:00.000Z")),
        ("company", Value::from("nobody")),
        ("timestamp", Value::from("AAAA")),
        ("more", Value::from(1)),
    ];
    for (key, value) in changes {
        let mut changed = line.clone();
        changed[key] = value;
        fs::write(&kept, changed.to_string()).unwrap();
        let (code, out) = verify(&desk.folder, &["--head", path]);
        assert_eq!(code, 2, "{key}: {out}");
        assert!(out.contains("kept.jsonl, line 1"), "{key}: {out}");
    }
    let (code, _) = verify(&desk.folder, &["--head", "nowhere.jsonl"]);
    assert_eq!(code, 2);
}
