//! Example answers, made from descriptions: they show exactly what is described.

use serde_json::{Map, Value, json};

use super::{
    Answer, component,
    shape::{Null, Property, Shape},
};
use crate::Envelope;

/// The example of an answer; `None` where it is a file.
pub fn answer(answer: &Answer) -> Option<Value> {
    Some(match answer {
        Answer::Data(shape) | Answer::DataOrFile(shape, _) => Envelope::done(of(shape)).body,
        Answer::List(shape) => Envelope::list(vec![of(shape)], 1).body,
        Answer::Bare(shape) => of(shape),
        Answer::File(_) => return None,
    })
}

/// The example of a shape.
pub fn of(shape: &Shape) -> Value {
    within(shape, &mut Vec::new())
}

/// The example of a property.
pub fn of_property(property: &Property) -> Value {
    property_within(property, &mut Vec::new())
}

/// `open` are the shared objects around this one: one that holds itself is not shown again.
fn within(shape: &Shape, open: &mut Vec<&'static str>) -> Value {
    match shape {
        Shape::Text(text) => json!(text.example),
        Shape::Integer(number) => json!(number),
        Shape::Number(number) => json!(number),
        Shape::Flag(flag) => json!(flag),
        Shape::Choice(of) => json!(of.first()),
        Shape::Numbers(of) => json!(of.first()),
        Shape::FieldValue(example) => json!(example),
        Shape::Object(properties) => object(properties, open),
        Shape::One(name) => {
            let Some(component) = component(name) else {
                return Value::Null;
            };
            open.push(name);
            let shown = object(component.properties, open);
            open.pop();
            shown
        }
        Shape::List(Shape::One(name)) if open.contains(name) => json!([]),
        Shape::List(of) => json!([within(of, open)]),
        Shape::Map(name, of) => json!({ *name: within(of, open) }),
    }
}

fn object(properties: &'static [Property], open: &mut Vec<&'static str>) -> Value {
    let named = properties.iter();
    let named = named.map(|property| (property.name.to_owned(), property_within(property, open)));
    Value::Object(named.collect::<Map<_, _>>())
}

fn property_within(property: &Property, open: &mut Vec<&'static str>) -> Value {
    if property.null == Null::Mostly {
        return Value::Null;
    }
    within(&property.shape, open)
}
