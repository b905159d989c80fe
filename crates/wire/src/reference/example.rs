//! Example answers, made from descriptions: they show exactly what is described.

use serde_json::{Map, Value, json};

use super::{
    Answer, component,
    shape::{Null, Property, Shape},
};
use crate::Envelope;

/// How much an example shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What is usual: values that mostly are `null` are.
    Usual,
    /// Everything that may be there.
    Complete,
}

/// The example of a usual answer; `None` where it is a file.
pub fn answer(answer: &Answer) -> Option<Value> {
    enveloped(answer, Extent::Usual)
}

/// The example of an answer with every value that may be there; `None` where it is a file, or where
/// a usual one has them all.
pub fn complete(answer: &Answer) -> Option<Value> {
    let complete = enveloped(answer, Extent::Complete)?;
    (Some(&complete) != self::answer(answer).as_ref()).then_some(complete)
}

fn enveloped(answer: &Answer, extent: Extent) -> Option<Value> {
    let of = |shape| within(shape, extent, &mut Vec::new());
    Some(match answer {
        Answer::Data(shape) | Answer::DataOrFile(shape, _) => Envelope::done(of(shape)).body,
        Answer::DataAndServices(shape) => {
            let mut whole = Envelope::done(of(shape)).body;
            if let Some(whole) = whole.as_object_mut() {
                whole.insert("services".to_owned(), services(extent));
            }
            whole
        }
        Answer::List(shape) => Envelope::list(vec![of(shape)], 1).body,
        Answer::Bare(shape) => of(shape),
        Answer::File(_) => return None,
    })
}

/// What stands beside `data`: usually nothing is wrong and nobody was found.
fn services(extent: Extent) -> Value {
    let mut services = within(&Shape::One("Services"), extent, &mut Vec::new());
    for list in [
        "/Validations/validation_errors",
        "/validations/validation_errors",
        "/AML/data",
    ] {
        if let (Extent::Usual, Some(list)) = (extent, services.pointer_mut(list)) {
            *list = json!([]);
        }
    }
    services
}

/// The example of a shape.
pub fn of(shape: &Shape) -> Value {
    within(shape, Extent::Usual, &mut Vec::new())
}

/// The example of a property.
pub fn of_property(property: &Property) -> Value {
    property_within(property, Extent::Usual, &mut Vec::new())
}

/// `open` are the shared objects around this one: one that holds itself is not shown again.
fn within(shape: &Shape, extent: Extent, open: &mut Vec<&'static str>) -> Value {
    match shape {
        Shape::Text(text) => json!(text.example),
        Shape::Integer(number) => json!(number),
        Shape::Number(number) => json!(number),
        Shape::Flag(flag) => json!(flag),
        Shape::Choice(of) => json!(of.first()),
        Shape::Numbers(of) => json!(of.first()),
        Shape::FieldValue(example) => json!(example),
        Shape::Object(properties) => object(properties, extent, open),
        Shape::One(name) => {
            let Some(component) = component(name) else {
                return Value::Null;
            };
            open.push(name);
            let shown = object(component.properties, extent, open);
            open.pop();
            shown
        }
        Shape::List(Shape::One(name)) if open.contains(name) => json!([]),
        Shape::List(of) => json!([within(of, extent, open)]),
        Shape::Map(name, of) => json!({ *name: within(of, extent, open) }),
    }
}

fn object(properties: &'static [Property], extent: Extent, open: &mut Vec<&'static str>) -> Value {
    let named = properties.iter();
    let named = named.map(|property| {
        (
            property.name.to_owned(),
            property_within(property, extent, open),
        )
    });
    Value::Object(named.collect::<Map<_, _>>())
}

fn property_within(property: &Property, extent: Extent, open: &mut Vec<&'static str>) -> Value {
    let is_null = match property.null {
        Null::Never | Null::Sometimes => false,
        Null::Mostly => extent == Extent::Usual,
        Null::Always => true,
    };
    if is_null {
        return Value::Null;
    }
    within(&property.shape, extent, open)
}
