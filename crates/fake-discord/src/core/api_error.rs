//! Discord's error responses: HTTP status, error code and message, and for an invalid form each error with its path.

use serde_json::{Map, Value, json};

/// An error response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub status: u16,
    pub code: u32,
    pub message: String,
    pub errors: Option<Value>,
    /// The request uses a feature of Discord that the stand-in does not support.
    pub unsupported: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: None, unsupported: None }
    }

    /// The error for something that Discord has and the stand-in has not. It is counted.
    pub(crate) fn unsupported(what: &'static str) -> Self {
        let message = format!("fake-discord does not support {what}, although Discord does");
        Self { unsupported: Some(what), ..Self::new(400, 0, message) }
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

macro_rules! errors {
    ($($name:ident => $status:literal, $code:literal, $message:literal;)*) => {
        impl ApiError {
            $(pub(crate) fn $name() -> Self { Self::new($status, $code, $message) })*
        }
    };
}

errors! {
    unauthorized => 401, 0, "401: Unauthorized";
    not_found => 404, 0, "404: Not Found";
    method_not_allowed => 405, 0, "405: Method Not Allowed";
    unknown_application => 404, 10002, "Unknown Application";
    unknown_channel => 404, 10003, "Unknown Channel";
    unknown_guild => 404, 10004, "Unknown Guild";
    unknown_member => 404, 10007, "Unknown Member";
    unknown_message => 404, 10008, "Unknown Message";
    unknown_role => 404, 10011, "Unknown Role";
    unknown_user => 404, 10013, "Unknown User";
    unknown_webhook => 404, 10015, "Unknown Webhook";
    unknown_interaction => 404, 10062, "Unknown interaction";
    unknown_command => 404, 10063, "Unknown application command";
    pins_full => 400, 30003, "Maximum number of pins reached for the channel (250)";
    too_many_old_edits => 429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later.";
    already_acknowledged => 400, 40060, "Interaction has already been acknowledged.";
    missing_access => 403, 50001, "Missing Access";
    other_author => 403, 50005, "Cannot edit a message authored by another user";
    empty_message => 400, 50006, "Cannot send an empty message";
    no_text_channel => 400, 50008, "Cannot send messages in a non-text channel";
    cannot_dm => 403, 50007, "Cannot send messages to this user";
    missing_permissions => 403, 50013, "Missing Permissions";
    bulk_delete_count => 400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete.";
    system_message => 403, 50021, "Cannot execute action on a system message";
    invalid_webhook_token => 401, 50027, "Invalid Webhook Token";
    bulk_delete_too_old => 400, 50034, "You can only bulk delete messages that are under 14 days old.";
    invalid_api_version => 400, 50041, "Invalid API version provided";
    archived_thread => 400, 50083, "Thread is archived";
    invalid_json => 400, 50109, "The request body contains invalid JSON.";
    two_factor => 403, 60003, "Two factor is required for this operation";
    reply_needs_history => 400, 160_002, "You cannot reply without permission to read message history";
    locked_thread => 400, 160_005, "This thread is locked";
}

/// Collects the errors of a form with their paths, as Discord reports them (50035).
#[derive(Debug, Default)]
pub(crate) struct FormErrors {
    errors: Vec<(Vec<String>, &'static str, String)>,
}

/// The path of a field in a form: `embeds` → `0` → `title`.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldPath(Vec<String>);

impl FieldPath {
    pub(crate) fn root() -> Self {
        Self::default()
    }

    pub(crate) fn at(&self, segment: impl ToString) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.to_string());
        Self(segments)
    }
}

impl FormErrors {
    pub(crate) fn add(&mut self, path: &FieldPath, code: &'static str, message: impl Into<String>) {
        self.errors.push((path.0.clone(), code, message.into()));
    }

    pub(crate) fn required(&mut self, path: &FieldPath) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    pub(crate) fn too_long(&mut self, path: &FieldPath, most: usize) {
        self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
    }

    pub(crate) fn bad_length(&mut self, path: &FieldPath, least: usize, most: usize) {
        self.add(path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length."));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// `Ok` if there is no error, else one error response that contains them all.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut root = Map::new();
        for (path, code, message) in self.errors {
            insert(&mut root, &path, json!({"code": code, "message": message}));
        }
        let mut error = ApiError::new(400, 50035, "Invalid Form Body");
        error.errors = Some(Value::Object(root));
        Err(error)
    }
}

/// Adds an error at its path and creates the objects on the way.
fn insert(here: &mut Map<String, Value>, path: &[String], error: Value) {
    if let Some((segment, rest)) = path.split_first() {
        let next = here.entry(segment.as_str()).or_insert_with(|| Value::Object(Map::new()));
        // A segment's value is always an object, because no field is called `_errors`.
        if let Value::Object(next) = next {
            insert(next, rest, error);
        }
    } else if let Value::Array(list) = here.entry("_errors").or_insert_with(|| Value::Array(Vec::new())) {
        list.push(error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_error_is_at_its_nested_path() {
        let mut form = FormErrors::default();
        form.too_long(&FieldPath::root().at("embeds").at(0).at("title"), 256);
        let error = form.finish().expect_err("there is an error");
        assert_eq!(
            error.body(),
            json!({"message": "Invalid Form Body", "code": 50035, "errors": {"embeds": {"0": {"title": {"_errors":
                [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}]}}}}})
        );
    }
}
