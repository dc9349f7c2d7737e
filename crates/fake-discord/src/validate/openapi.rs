//! Checks request bodies against Discord's official OpenAPI description (3.1: its schemas are JSON Schema 2020-12).
//!
//! Where the documentation and the description disagree, the documentation wins: see [`docs_win`].

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anyhow::Context;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::core::request_log::Violation;
use crate::core::routes::Method;

/// The description with the validators made so far; a validator is compiled when its operation is first called.
pub(crate) struct OpenApi {
    document: Value,
    validators: Mutex<HashMap<(Method, &'static str), Compiled>>,
}

/// `None`: the operation has no JSON body.
type Compiled = Option<Arc<Validator>>;

impl std::fmt::Debug for OpenApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenApi").finish_non_exhaustive()
    }
}

/// Parsed once a process: a suite starts many stand-ins.
static LOADED: LazyLock<Mutex<HashMap<PathBuf, Arc<OpenApi>>>> = LazyLock::new(Mutex::default);

impl OpenApi {
    pub fn load(path: &Path) -> anyhow::Result<Arc<Self>> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.get(path) {
            return Ok(Arc::clone(known));
        }
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the OpenAPI description {} cannot be read", path.display()))?;
        let document: Value = serde_json::from_str(&text)
            .with_context(|| format!("the OpenAPI description {} is no JSON", path.display()))?;
        let openapi = Arc::new(Self { document, validators: Mutex::default() });
        loaded.insert(path.to_owned(), Arc::clone(&openapi));
        Ok(openapi)
    }

    /// What the description does not allow in this body.
    pub fn check(&self, method: Method, template: &'static str, body: &Value) -> Vec<Violation> {
        let violation = |pointer: String, message: String| Violation {
            operation: format!("{} {template}", method.name()),
            pointer,
            message,
        };
        let validator = match self.validator(method, template) {
            Ok(Some(validator)) => validator,
            Ok(None) => return Vec::new(),
            Err(error) => return vec![violation(String::new(), format!("no validator: {error}"))],
        };
        validator
            .iter_errors(body)
            .filter(|error| !docs_win(error.instance_path().as_str(), error.instance()))
            .map(|error| {
                let mut message = error.to_string();
                // A whole document in one message helps nobody.
                if let Some((end, _)) = message.char_indices().nth(400) {
                    message.truncate(end);
                }
                violation(error.instance_path().to_string(), message)
            })
            .collect()
    }

    fn validator(&self, method: Method, template: &'static str) -> anyhow::Result<Compiled> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = validators.get(&(method, template)) {
            return Ok(known.clone());
        }
        let operation = &self.document["paths"][template][method.name().to_ascii_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let validator = if schema.is_object() {
            // With the components beside it, `#/components/…` finds them.
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

/// Whether the documentation allows what the description refuses.
///
/// Permissions of a command are a string of digits in the documentation (and in every answer), an integer in the
/// description.
fn docs_win(pointer: &str, value: &Value) -> bool {
    pointer.ends_with("/default_member_permissions") && value.as_str().is_some_and(|text| text.parse::<u64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_as_a_string_are_what_the_documentation_says() {
        assert!(docs_win("/0/default_member_permissions", &json!("2048")));
        assert!(!docs_win("/0/default_member_permissions", &json!("many")));
        assert!(!docs_win("/0/name", &json!("2048")));
    }
}
