//! Reads the query of a request, and reports invalid values as Discord does.

use crate::core::api_error::{ApiError, FieldPath, FormErrors};
use crate::core::escapes::decode_form;

/// The query of a request.
pub(crate) struct Query(String);

impl Query {
    pub(super) fn new(raw: String) -> Self {
        Self(raw)
    }

    /// The decoded value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let raw = self.0.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
        Some(decode_form(raw))
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("true" | "1" | "True"))
    }
}

pub(super) fn snowflake(query: &Query, name: &str) -> Result<Option<u64>, ApiError> {
    let Some(text) = query.get(name) else { return Ok(None) };
    text.parse()
        .map(Some)
        .map_err(|_| bad_query(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
}

/// The `limit` of a list; 50 if it is absent.
pub(super) fn limit(query: &Query, max: usize) -> Result<usize, ApiError> {
    let Some(text) = query.get("limit") else { return Ok(50) };
    match text.parse::<usize>() {
        Ok(limit) if (1..=max).contains(&limit) => Ok(limit),
        Ok(0) => {
            Err(bad_query("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.".to_owned()))
        }
        Ok(_) => {
            Err(bad_query("limit", "NUMBER_TYPE_MAX", format!("int value should be less than or equal to {max}.")))
        }
        Err(_) => Err(bad_query("limit", "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not int."))),
    }
}

pub(super) fn bad_query(name: &str, code: &'static str, message: String) -> ApiError {
    let mut form = FormErrors::default();
    form.add(&FieldPath::root().at(name), code, message);
    form.finish().err().unwrap_or_else(ApiError::invalid_json)
}
