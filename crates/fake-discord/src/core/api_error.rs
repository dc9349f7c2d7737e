//! Discord's error answers: HTTP status, numeric code, sentence, and for a bad form the path of each fault.

use serde_json::{Map, Value, json};

/// An error as the client gets it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub status: u16,
    pub code: u32,
    pub message: String,
    pub errors: Option<Value>,
}

impl ApiError {
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: None }
    }

    pub fn body(&self) -> Value {
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
            $(pub fn $name() -> Self { Self::new($status, $code, $message) })*
        }
    };
}

errors! {
    unauthorized => 401, 0, "401: Unauthorized";
    not_found => 404, 0, "404: Not Found";
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
    cannot_dm => 403, 50007, "Cannot send messages to this user";
    missing_permissions => 403, 50013, "Missing Permissions";
    bulk_delete_count => 400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete.";
    system_message => 403, 50021, "Cannot execute action on a system message";
    invalid_webhook_token => 401, 50027, "Invalid Webhook Token";
    bulk_delete_too_old => 400, 50034, "You can only bulk delete messages that are under 14 days old.";
    invalid_json => 400, 50109, "The request body contains invalid JSON.";
    reply_needs_history => 400, 160_002, "You cannot reply without permission to read message history";
}

/// Collects what is wrong with a form and where, as Discord reports it (50035).
#[derive(Debug, Default)]
pub(crate) struct FormErrors {
    faults: Vec<(Vec<String>, &'static str, String)>,
}

/// A place in a form: `embeds` → `0` → `title`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path(Vec<String>);

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    pub fn at(&self, segment: impl ToString) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.to_string());
        Self(segments)
    }
}

impl FormErrors {
    pub fn add(&mut self, path: &Path, code: &'static str, message: impl Into<String>) {
        self.faults.push((path.0.clone(), code, message.into()));
    }

    pub fn required(&mut self, path: &Path) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    pub fn too_long(&mut self, path: &Path, most: usize) {
        self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
    }

    pub fn bad_length(&mut self, path: &Path, least: usize, most: usize) {
        self.add(path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length."));
    }

    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn count(&self) -> usize {
        self.faults.len()
    }

    /// `Ok` without a fault, else the one error that names them all.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut root = Map::new();
        for (path, code, message) in self.faults {
            add_fault(&mut root, &path, json!({"code": code, "message": message}));
        }
        let mut error = ApiError::new(400, 50035, "Invalid Form Body");
        error.errors = Some(Value::Object(root));
        Err(error)
    }
}

/// Puts a fault under its path, making the objects on the way.
fn add_fault(here: &mut Map<String, Value>, path: &[String], fault: Value) {
    if let Some((segment, rest)) = path.split_first() {
        let next = here.entry(segment.as_str()).or_insert_with(|| Value::Object(Map::new()));
        // Segments only ever hold objects; `_errors` is never a segment.
        if let Value::Object(next) = next {
            add_fault(next, rest, fault);
        }
    } else if let Value::Array(list) = here.entry("_errors").or_insert_with(|| Value::Array(Vec::new())) {
        list.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_error_names_the_nested_path() {
        let mut form = FormErrors::default();
        form.too_long(&Path::root().at("embeds").at(0).at("title"), 256);
        let error = form.finish().expect_err("there is a fault");
        assert_eq!(
            error.body(),
            json!({"message": "Invalid Form Body", "code": 50035, "errors": {"embeds": {"0": {"title": {"_errors":
                [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}]}}}}})
        );
    }
}
