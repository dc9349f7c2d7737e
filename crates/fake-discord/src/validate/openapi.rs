//! Checks request bodies against Discord's OpenAPI description (3.1: its schemas are JSON Schema 2020-12).
//!
//! Where Discord's documentation and the description differ, the documentation is right: see [`is_documented`]. Only in
//! builds with the feature `openapi`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anyhow::Context;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::core::request_log::Violation;
use crate::core::routes::Method;

/// The description, with the validators of the operations used so far.
pub(crate) struct OpenApi {
    document: Value,
    validators: Mutex<HashMap<(Method, &'static str), OperationValidator>>,
}

/// `None`: the operation has no JSON body.
type OperationValidator = Option<Arc<Validator>>;

impl std::fmt::Debug for OpenApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenApi").finish_non_exhaustive()
    }
}

/// The files loaded by this process. A test suite starts many stand-ins and parses a file once.
static LOADED: LazyLock<Mutex<HashMap<PathBuf, Arc<OpenApi>>>> = LazyLock::new(Mutex::default);

impl OpenApi {
    /// Reads a description. An error says why it cannot be read.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Arc<Self>> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.get(path) {
            return Ok(Arc::clone(known));
        }
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the OpenAPI description {}", path.display()))?;
        let document: Value = serde_json::from_str(&text)
            .with_context(|| format!("the OpenAPI description {} is not JSON", path.display()))?;
        let openapi = Arc::new(Self { document, validators: Mutex::default() });
        loaded.insert(path.to_owned(), Arc::clone(&openapi));
        Ok(openapi)
    }

    /// The parts of a body that the description does not allow.
    pub(crate) fn check(&self, method: Method, template: &'static str, body: &Value) -> Vec<Violation> {
        let violation = |pointer: String, message: String| Violation {
            operation: format!("{} {template}", method.name()),
            pointer,
            message,
        };
        let validator = match self.validator(method, template) {
            Ok(Some(validator)) => validator,
            Ok(None) => return Vec::new(),
            Err(error) => return vec![violation(String::new(), format!("cannot create a validator: {error}"))],
        };
        validator
            .iter_errors(body)
            .filter(|error| !is_documented(error.instance_path().as_str(), error.instance()))
            .map(|error| {
                let mut message = error.to_string();
                // The message can contain the whole body.
                if let Some((end, _)) = message.char_indices().nth(400) {
                    message.truncate(end);
                }
                violation(error.instance_path().to_string(), message)
            })
            .collect()
    }

    fn validator(&self, method: Method, template: &'static str) -> anyhow::Result<OperationValidator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = validators.get(&(method, template)) {
            return Ok(known.clone());
        }
        let operation = &self.document["paths"][template][method.name().to_ascii_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let validator = if schema.is_object() {
            // References such as `#/components/…` need the components in the same document.
            let whole = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [schema],
                "components": self.document["components"],
            });
            Some(Arc::new(jsonschema::validator_for(&whole).map_err(|error| anyhow::anyhow!("{error}"))?))
        } else {
            None
        };
        validators.insert((method, template), validator.clone());
        Ok(validator)
    }
}

/// Whether the documentation allows a value that the description does not allow: a command's permissions are a string
/// of digits in the documentation (and in all responses) and an integer in the description.
fn is_documented(pointer: &str, value: &Value) -> bool {
    pointer.ends_with("/default_member_permissions") && value.as_str().is_some_and(|text| text.parse::<u64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commands_permissions_may_be_a_string_of_digits() {
        assert!(is_documented("/0/default_member_permissions", &json!("2048")));
        assert!(!is_documented("/0/default_member_permissions", &json!("many")));
        assert!(!is_documented("/0/name", &json!("2048")));
    }
}
