//! What apps say of the device in several calls: where it is, and through which gateway its owner
//! wants text messages.

use mithaq_domain::{message::SmsProvider, person::Location};

use crate::{
    code,
    json::Json,
    read::{Reader, is_blank, whole},
};

/// `geoLocation`, in numbers or texts.
pub(crate) fn location(reader: &mut Reader<'_>) -> Option<Location> {
    let before = reader
        .value("geoLocation")
        .is_some_and(|value| !is_blank(value));
    if !before {
        return None;
    }
    reader.within("geoLocation", |reader| {
        let degrees = [("latitude", 90.0), ("longitude", 180.0)]
            .map(|(name, most)| coordinate(reader, name, most));
        match degrees {
            [Some(latitude), Some(longitude)] => Location::new(latitude, longitude),
            _ => None,
        }
    })
}

/// Decimal degrees, also written as a text.
fn coordinate(reader: &mut Reader<'_>, name: &str, most: f64) -> Option<f64> {
    let code = match reader.value(name) {
        None => code::REQUIRED,
        Some(Json::Number(text) | Json::Text(text)) => match text.trim().parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => return Some(degrees),
            Ok(_) => code::OUT_OF_RANGE,
            Err(_) => code::WRONG_TYPE,
        },
        Some(_) => code::WRONG_TYPE,
    };
    reader.refuse(reader.path_of(name), code);
    None
}

/// `smsProvider` and `smsProviders`: one number or a list of them, of which the first that names a
/// gateway is tried first.
pub(crate) fn sms_provider(reader: &mut Reader<'_>) -> Option<SmsProvider> {
    let mut first = None;
    for name in ["smsProvider", "smsProviders"] {
        let numbers: Vec<&Json> = match reader.value(name) {
            None => continue,
            Some(Json::List(items)) => items.iter().collect(),
            Some(item) => vec![item],
        };
        for number in numbers {
            match whole(number).map(SmsProvider::from_number) {
                Some(Ok(provider)) => first = first.or(provider),
                _ => reader.refuse(reader.path_of(name), code::OUT_OF_RANGE),
            }
        }
    }
    first
}
