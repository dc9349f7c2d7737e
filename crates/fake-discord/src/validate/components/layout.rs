//! Checks which component may contain which: rows, and with `IS_COMPONENTS_V2` sections, texts, media, separators and
//! containers.

use super::interactive::{button, select};
use super::{BUTTON, ROW, TEXT};
use crate::core::api_error::{FieldPath, FormErrors};
use crate::validate::{list, required_text};
use serde_json::Value;
use std::collections::HashSet;

const MAX_BUTTONS: usize = 5;
const SECTION: u64 = 9;
const THUMBNAIL: u64 = 11;

/// What contains a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// A message without `IS_COMPONENTS_V2`, which has rows only.
    Legacy,
    /// A message with `IS_COMPONENTS_V2`.
    Message,
    Container,
}

pub(super) fn check(item: &Value, parent: Parent, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let v2 = parent != Parent::Legacy;
    match item["type"].as_u64() {
        Some(ROW) => row(item, path, seen, form),
        Some(SECTION) if v2 => section(item, path, seen, form),
        Some(TEXT) if v2 => {
            required_text(item, "content", (1, 4000), path, form);
        }
        Some(12) if v2 => gallery(item, path, form),
        // The stand-in accepts no files, so there is never such an attachment.
        Some(13) if v2 => {
            form.add(&path.at("file").at("url"), "ATTACHMENT_NOT_FOUND", "There is no such attachment.");
        }
        Some(14) if v2 => {
            if !matches!(item.get("spacing").map(Value::as_u64), None | Some(Some(1 | 2))) {
                form.add(&path.at("spacing"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
            }
        }
        Some(17) if parent == Parent::Message => {
            let here = path.at("components");
            let items = list(item, "components", path, form).unwrap_or(&[]);
            if items.is_empty() {
                form.required(&here);
            }
            for (index, inner) in items.iter().enumerate() {
                check(inner, Parent::Container, &here.at(index), seen, form);
            }
        }
        Some(_) => {
            let allowed = match parent {
                Parent::Legacy => "(1,)",
                Parent::Message => "(1, 9, 10, 12, 13, 14, 17)",
                Parent::Container => "(1, 9, 10, 12, 13, 14)",
            };
            wrong_type(path, allowed, form);
        }
        None => form.required(&path.at("type")),
    }
}

fn wrong_type(path: &FieldPath, allowed: &str, form: &mut FormErrors) {
    form.add(&path.at("type"), "UNION_TYPE_CHOICES", format!("Value of field \"type\" must be one of {allowed}."));
}

/// A section: one to three texts, and an accessory, which is a button or a thumbnail.
fn section(section: &Value, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let here = path.at("components");
    let items = list(section, "components", path, form).unwrap_or(&[]);
    if items.is_empty() || items.len() > 3 {
        form.bad_length(&here, 1, 3);
    }
    for (index, item) in items.iter().enumerate() {
        if item["type"] == TEXT {
            required_text(item, "content", (1, 4000), &here.at(index), form);
        } else {
            wrong_type(&here.at(index), "(10,)", form);
        }
    }
    let accessory = &section["accessory"];
    let here = path.at("accessory");
    match accessory["type"].as_u64() {
        Some(BUTTON) => button(accessory, &here, seen, form),
        Some(THUMBNAIL) => media(accessory, &here, form),
        Some(_) => wrong_type(&here, "(2, 11)", form),
        None => form.required(&here),
    }
}

fn gallery(gallery: &Value, path: &FieldPath, form: &mut FormErrors) {
    let here = path.at("items");
    let items = list(gallery, "items", path, form).unwrap_or(&[]);
    if items.is_empty() || items.len() > 10 {
        form.bad_length(&here, 1, 10);
    }
    for (index, item) in items.iter().enumerate() {
        media(item, &here.at(index), form);
    }
}

fn media(of: &Value, path: &FieldPath, form: &mut FormErrors) {
    required_text(&of["media"], "url", (1, 2048), &path.at("media"), form);
}

fn row(row: &Value, path: &FieldPath, seen: &mut HashSet<String>, form: &mut FormErrors) {
    let here = path.at("components");
    let items = list(row, "components", path, form).unwrap_or(&[]);
    if items.is_empty() || items.len() > MAX_BUTTONS {
        form.bad_length(&here, 1, MAX_BUTTONS);
    }
    for (index, item) in items.iter().enumerate() {
        let at = here.at(index);
        match item["type"].as_u64() {
            Some(BUTTON) => button(item, &at, seen, form),
            Some(kind @ (3 | 5..=8)) => {
                if items.len() > 1 {
                    form.add(
                        &at,
                        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                        "The specified component exceeds the maximum width",
                    );
                }
                select(item, kind, &at, seen, form);
            }
            _ => form.add(
                &at.at("type"),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).",
            ),
        }
    }
}
