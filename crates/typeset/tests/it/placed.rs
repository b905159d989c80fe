//! Values over the pages of an existing PDF.

use crate::sample::Sample;
use mithaq_typeset::*;

const PAGES: [(f32, f32); 3] = [(595.0, 842.0), (842.0, 595.0), (300.0, 200.0)];

fn template(fields: &str) -> Result<PlacedTemplate, TemplateError> {
    let text = format!(r#"{{"format":3,"title":{{"en":"T","ar":"ع"}},"fields":[{fields}]}}"#);
    PlacedTemplate::parse(&text, &PAGES)
}

fn printed(fields: &str, contents: &[Content], marks: bool) -> Result<Overprint, RenderError> {
    let placed = template(fields).unwrap();
    let mut sample = Sample::of(placed.template().clone());
    if !marks {
        sample.marks.clear();
    }
    render_over(&sample.input(), (&placed, contents), &PAGES, &[])
}

fn text(text: &str) -> Content {
    Content::Text(text.to_owned())
}

const TWO: &str = r#"{"key":"name","page":3,"rect":[20,20,200,14]},
    {"key":"agreed","page":1,"rect":[0.1,0.1,0.02,0.02],"unit":"fractions","check":"true"}"#;

#[test]
fn pages_that_bear_something_are_printed_and_the_signature_page_counts_them_all() {
    let contents = [text("أحمد محمد (Jr.) ١٢٣"), Content::Check];
    let over = printed(TWO, &contents, false).unwrap();
    assert_eq!(over.overlays, [0, 2]);
    assert_eq!(
        page_count(&over.printed.pdf),
        Ok(3),
        "two sheets and the signature page"
    );
    assert_eq!(over.printed.page_count, 4);
    assert_eq!(over.printed.frames[0].page_index, 3);
    let marked = printed(TWO, &contents, true).unwrap();
    assert_eq!(marked.overlays, [0, 1, 2], "a mark stands on every page");
    let none = printed(TWO, &[Content::Empty, Content::Empty], false).unwrap();
    assert!(none.overlays.is_empty());
    assert_eq!(none.printed.frames[0].page_index, 3);
}

#[test]
fn a_text_shrinks_to_the_least_size_and_then_is_named() {
    let long = |words: usize| [text(&"كلمة word ".repeat(words)), Content::Empty];
    assert!(printed(TWO, &long(4), false).is_ok());
    let narrow = TWO.replace("200,14", "60,14");
    let refused = printed(&narrow, &long(20), false);
    assert_eq!(refused.unwrap_err(), RenderError::DoesNotFit(vec![0]));
    assert!(printed(&narrow.replace("60,14", "60,180"), &long(20), false).is_ok());
}

#[test]
fn a_place_outside_of_its_page_and_a_size_that_is_none_are_refused() {
    for wrong in [
        r#"{"key":"a","page":4,"rect":[0,0,50,20]}"#,
        r#"{"key":"a","page":0,"rect":[0,0,50,20]}"#,
        r#"{"key":"a","page":3,"rect":[280,0,50,20]}"#,
        r#"{"key":"a","page":3,"rect":[-1,0,50,20]}"#,
        r#"{"key":"a","page":3,"rect":[0,0,1.5,20],"unit":"fractions"}"#,
        r#"{"key":"a","page":1,"rect":[0,0,1e39,20]}"#,
        r#"{"key":"a","page":1,"rect":[0,0,2,2]}"#,
        r#"{"key":"a b","page":1,"rect":[0,0,50,20]}"#,
        r#"{"key":"a","page":1,"rect":[0,0,50,20],"size":100}"#,
        r#"{"key":"a","page":1,"rect":[0,0,50,20],"size":8,"least":9}"#,
        r#"{"key":"a","page":1,"rect":[0,0,50,20],"colour":"red"}"#,
    ] {
        assert!(template(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn whatever_a_value_holds_it_is_one_text_at_its_place() {
    for value in ["#strong[x] $1$ \\ <a>", "\u{202E}x\u{0}", "a\nb", "😀", ""] {
        let over = printed(TWO, &[text(value), Content::Empty], false).unwrap();
        assert_eq!(over.printed.page_count, 4, "{value:?}");
    }
}
