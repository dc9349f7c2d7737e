//! What Discord refuses in a request's body (50035), before anything happens. Pure: no world, no clock.

mod commands;
mod components;
mod embeds;
mod mentions;
mod message;
mod modal;
pub(crate) mod openapi;

pub(crate) use commands::{COMMAND_LIMIT, command, commands};
pub(crate) use components::{clickables, text_displays};
pub(crate) use mentions::Allowed;
pub(crate) use message::{Draft, EPHEMERAL, Origin, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, V2, draft, legacy_field};
pub(crate) use modal::modal;

use crate::core::api_error::{FormErrors, Path};
use serde_json::Value;

/// How Discord counts lengths: code points.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// A field that may be absent or null, but is a string of at most `most` where it is there.
fn optional_text<'a>(of: &'a Value, name: &str, most: usize, path: &Path, form: &mut FormErrors) -> Option<&'a str> {
    match of.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            if length(text) > most {
                form.too_long(&path.at(name), most);
            }
            Some(text)
        }
        Some(_) => {
            form.add(&path.at(name), "STRING_TYPE_CONVERT", "Could not interpret value as string.");
            None
        }
    }
}

/// A field that has to be a string of `least..=most`.
fn required_text<'a>(
    of: &'a Value,
    name: &str,
    (least, most): (usize, usize),
    path: &Path,
    form: &mut FormErrors,
) -> Option<&'a str> {
    match of.get(name) {
        Some(Value::String(text)) => {
            let long = length(text);
            if long == 0 && least > 0 {
                form.required(&path.at(name));
            } else if long < least || long > most {
                form.bad_length(&path.at(name), least, most);
            }
            Some(text)
        }
        None | Some(Value::Null) => {
            form.required(&path.at(name));
            None
        }
        Some(_) => {
            form.add(&path.at(name), "STRING_TYPE_CONVERT", "Could not interpret value as string.");
            None
        }
    }
}

/// A list that may be absent or null; anything else that is no list is a fault.
fn list<'a>(of: &'a Value, name: &str, path: &Path, form: &mut FormErrors) -> Option<&'a [Value]> {
    match of.get(name) {
        None => None,
        Some(Value::Null) => Some(&[]),
        Some(Value::Array(items)) => Some(items),
        Some(_) => {
            form.add(&path.at(name), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            None
        }
    }
}
