//! Checks request bodies as Discord does (50035), before anything happens. Pure: it reads no state and no clock.

mod attachments;
mod commands;
mod components;
mod embeds;
mod mentions;
mod message;
mod modal;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(not(feature = "openapi"))]
mod without_openapi;

pub(crate) use commands::{command, commands, max_commands};
pub(crate) use components::{clickables, links, text_displays};
pub(crate) use mentions::AllowedMentions;
pub(crate) use message::{
    EPHEMERAL, Endpoint, MessageBody, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, V2, legacy_field, message,
};
pub(crate) use modal::modal;
#[cfg(feature = "openapi")]
pub(crate) use openapi::OpenApi;
#[cfg(not(feature = "openapi"))]
pub(crate) use without_openapi::OpenApi;

use crate::core::api_error::{FieldPath, FormErrors};
use serde_json::Value;

/// The length of a text as Discord counts it, in code points.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// A field that may be absent or null, else must be a string with at most `max` characters.
fn optional_text<'a>(
    of: &'a Value,
    name: &str,
    max: usize,
    path: &FieldPath,
    form: &mut FormErrors,
) -> Option<&'a str> {
    match of.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => {
            if length(text) > max {
                form.too_long(&path.at(name), max);
            }
            Some(text)
        }
        Some(_) => {
            form.add(&path.at(name), "STRING_TYPE_CONVERT", "Could not interpret value as string.");
            None
        }
    }
}

/// A field that must be a string with `min` to `max` characters.
fn required_text<'a>(
    of: &'a Value,
    name: &str,
    (min, max): (usize, usize),
    path: &FieldPath,
    form: &mut FormErrors,
) -> Option<&'a str> {
    match of.get(name) {
        Some(Value::String(text)) => {
            let length = length(text);
            if length == 0 && min > 0 {
                form.required(&path.at(name));
            } else if length < min || length > max {
                form.bad_length(&path.at(name), min, max);
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

/// An address must begin with one of these schemes.
fn scheme(url: &str, allowed: &[&str], path: &FieldPath, form: &mut FormErrors) {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    if !allowed.contains(&scheme) {
        let allowed = allowed.join("', '");
        let message = format!("Scheme \"{scheme}\" is not supported. Scheme must be one of ('{allowed}').");
        form.add(path, "URL_TYPE_INVALID_SCHEME", message);
    }
}

/// A list that may be absent or null. Any other value is an error.
fn list<'a>(of: &'a Value, name: &str, path: &FieldPath, form: &mut FormErrors) -> Option<&'a [Value]> {
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
