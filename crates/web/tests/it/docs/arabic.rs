//! The reference in Arabic: nothing that its pages say is left in English, nothing stands in the file
//! that they do not say, and names in code are the same in both.

use std::collections::BTreeSet;

use mithaq_i18n::{Locale, descriptions, has};
use mithaq_web::docs::operation;
use mithaq_wire::reference::{
    Answer, calls, component,
    shape::{Property, Shape},
};

use crate::call::Door;

/// Everything that the tables say on pages.
fn said() -> BTreeSet<&'static str> {
    let mut all = BTreeSet::new();
    for call in calls() {
        all.insert(call.says);
        for list in [call.headers, call.parameters, call.answer_headers] {
            collect(list, &mut all);
        }
        if let Some(body) = call.body {
            collect(body.properties, &mut all);
        }
        if let Answer::Data(shape)
        | Answer::DataAndServices(shape)
        | Answer::DataOrFile(shape, _)
        | Answer::List(shape)
        | Answer::Bare(shape) = &call.answer
        {
            collect_of(shape, &mut all);
        }
    }
    all
}

fn collect(properties: &'static [Property], all: &mut BTreeSet<&'static str>) {
    for property in properties {
        all.insert(property.says);
        match &property.shape {
            Shape::Object(inner) | Shape::List(Shape::Object(inner)) => collect(inner, all),
            _ => {}
        }
    }
}

fn collect_of(shape: &'static Shape, all: &mut BTreeSet<&'static str>) {
    match shape {
        Shape::Object(properties) => collect(properties, all),
        Shape::One(name) => collect(component(name).unwrap().properties, all),
        Shape::List(of) => collect_of(of, all),
        _ => {}
    }
}

#[test]
fn every_description_has_its_arabic_and_no_arabic_is_left_over() {
    let (said, known) = (said(), descriptions().map(|(english, _)| english).collect());
    let missing: Vec<_> = said.difference(&known).collect();
    let left: Vec<_> = known.difference(&said).collect();
    assert!(
        missing.is_empty() && left.is_empty(),
        "locales/ar/reference.po lacks {missing:#?}; it has, and no page says {left:#?}"
    );
}

#[test]
fn every_call_and_group_has_an_arabic_name() {
    for one in operation::all().iter().filter(|one| !one.is_alias()) {
        for key in [one.title_key(), one.group_key()] {
            assert!(has(Locale::Ar, &key), "locales/ar/docs.ftl lacks {key}");
        }
    }
}

#[test]
fn names_in_code_are_the_same_in_both_languages_and_the_text_is_arabic() {
    let code = |text: &'static str| {
        let mut all: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        all.sort_unstable();
        all
    };
    for (english, arabic) in descriptions() {
        assert_eq!(code(english), code(arabic), "{english}");
        let plain: String = arabic.split('`').step_by(2).collect();
        let is_arabic = |letter: char| matches!(letter, '\u{0621}'..='\u{064A}');
        assert!(plain.contains(is_arabic), "{english}: {arabic}");
        assert!(!plain.contains([',', ';', '?']), "Latin marks in {arabic}");
        assert_eq!(english.ends_with('.'), arabic.ends_with('.'), "{arabic}");
    }
}

#[tokio::test]
async fn an_arabic_page_of_a_call_has_no_sentence_in_english() {
    let door = Door::open().await;
    let place = "/docs/ar/reference/IdentityUserSession_Revoke";
    let html = String::from_utf8(door.get(place).await.bytes).unwrap();
    assert!(html.contains("<h1>إلغاء جلسة</h1>") && html.contains("<h2>الطلب</h2>"));
    assert!(!html.contains("session’s id") && !html.contains("Ends a session"));
    assert!(html.contains("<p>يحتاج إلى مفتاح <code dir=\"ltr\">Api<wbr>Key</code> سري"));
}
