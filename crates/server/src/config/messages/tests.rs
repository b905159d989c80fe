//! What an operator may write, and what is said of mistakes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use figment::{
    Figment,
    providers::{Format, Toml},
};

#[derive(serde::Deserialize)]
struct Both {
    smtp: Option<RawSmtp>,
    #[serde(default)]
    sms: Vec<RawSms>,
}

fn judged(text: &str) -> Result<Messages, Vec<String>> {
    let both: Both = Figment::from(Toml::string(text)).extract().unwrap();
    let mut problems = Vec::new();
    let messages = judge(both.smtp, both.sms, &mut |problem| problems.push(problem));
    if problems.is_empty() {
        Ok(messages)
    } else {
        Err(problems)
    }
}

#[test]
fn each_preset_asks_for_exactly_what_the_operator_must_fill_in() {
    let asked = |preset: &str| {
        let problems = judged(&format!("[[sms]]\npreset = {preset:?}"))
            .err()
            .unwrap();
        problems[0].clone()
    };
    assert_eq!(
        asked("infobip"),
        "`sms` \"infobip\" values.host, values.key, values.sender: missing"
    );
    assert_eq!(
        asked("vodafone"),
        "`sms` \"vodafone\" values.account, values.password, values.secret, values.sender: missing"
    );
    assert_eq!(
        asked("CEQUENS"),
        "`sms` \"Cequens\" values.sender, values.token: missing"
    );
    assert_eq!(
        asked("victorylink"),
        "`sms` \"victoryLink\" values.password, values.sender, values.user: missing"
    );
}

#[test]
fn a_preset_yields_to_what_the_operator_says() {
    let text = "[[sms]]\npreset = \"Cequens\"\nurl = \"http://127.0.0.1:9/sms\"\n\
        [sms.values]\ntoken = \"t\"\nsender = \"Nile\"";
    let messages = judged(text).unwrap();
    let (gateway, preset) = &messages.sms[0];
    assert_eq!(preset.map(|preset| preset.name), Some("Cequens"));
    assert_eq!(
        gateway.url,
        Template::parse("http://127.0.0.1:9/sms").unwrap()
    );
    assert_eq!(
        gateway.reference.as_deref(),
        Some("data.SentSMSIDs.0.SMSId")
    );
    assert_eq!(messages.plain_secrets, ["sms \"Cequens\" values.token"]);
}

#[test]
fn mistakes_are_named_by_their_key() {
    let gateway = "[[sms]]\nname = \"a\"\nurl = \"https://a.example\"\nbody = \"${text}\"\n";
    for (text, named) in [
        ("[smtp]\nfrom = \"a@b.example\"".to_owned(), "`smtp.host`"),
        ("[smtp]\nhost = \"m.example\"".to_owned(), "`smtp.from`"),
        ("[smtp]\nhost = \"m.example\"\nfrom = \"Nile\"".to_owned(), "`smtp.from`"),
        (
            "[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"".to_owned(),
            "`smtp.user`",
        ),
        (
            "[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\ntls = \"none\"\nuser = \"u\"\npassword = \"p\"".to_owned(),
            "`smtp.tls`",
        ),
        (
            "[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"\npassword = { env = \"MITHAQ_TEST_NONE\" }".to_owned(),
            "`smtp.password`",
        ),
        (
            "[smtp]\nhost = \"m.example\"\nfrom = \"a@b.example\"\ntimeout_seconds = 0".to_owned(),
            "`smtp.timeout_seconds`",
        ),
        ("[[sms]]".to_owned(), "`sms.name`"),
        ("[[sms]]\nname = \"a b\"".to_owned(), "`sms.name`"),
        ("[[sms]]\npreset = \"none\"".to_owned(), "`sms.preset`"),
        ("[[sms]]\nname = \"a\"".to_owned(), "`sms` \"a\" url"),
        (gateway.to_owned(), "`sms` \"a\" success"),
        (format!("{gateway}success = {{}}\nmethod = \"DELETE\""), "`sms` \"a\" method"),
        (format!("{gateway}success = {{}}\nheaders = {{ A = \"${{no}}\" }}"), "values.no"),
        (format!("{gateway}success = {{}}\nheaders = {{ A = \"${{\" }}"), "headers.A"),
        (format!("{gateway}success = {{}}\n{gateway}success = {{}}"), "twice"),
        (format!("{gateway}success = {{}}\ntimeout_seconds = 16"), "timeout_seconds"),
    ] {
        let problems = judged(&text).err().unwrap_or_default();
        assert!(problems.first().is_some_and(|problem| problem.contains(named)), "{text}: {problems:?}");
    }
}

#[test]
fn a_sender_has_a_name_or_only_an_address() {
    let pair = |name: &str, address: &str| Ok((name.to_owned(), address.to_owned()));
    assert_eq!(sender("a@b.example"), pair("", "a@b.example"));
    assert_eq!(
        sender("هلال النيل <a@b.example>"),
        pair("هلال النيل", "a@b.example")
    );
    assert_eq!(
        sender("\"Nile, Inc\" <a@b.example>"),
        pair("Nile, Inc", "a@b.example")
    );
    assert!(sender("a@b.example, c@d.example").is_err());
}
