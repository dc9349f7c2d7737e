//! Reads a request's body: JSON, a form, or a form with files. The operations see JSON only.
//!
//! An uploaded file is stored at once. The entry of `attachments` that belongs to it gets the field [`UPLOAD`] with the
//! id of the stored file.

use axum::body::{Body as HttpBody, to_bytes};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};

use super::form::{self, Part};
use super::ids;
use crate::core::api_error::ApiError;
use crate::core::escapes::decode_form;
use crate::core::routes::Operation;
use crate::state::DiscordState;
use crate::state::files::{StoredFile, UPLOAD};

/// The maximum length of a body without files, in bytes.
const MAX_BODY: usize = 1 << 20;
/// The maximum length of a body with files, in bytes.
const MAX_FORM: usize = 26 << 20;
/// Discord's limit for one file in a guild without boosts, in bytes.
const MAX_FILE: usize = 10 << 20;

/// A file of a form, before it is stored.
#[derive(Debug)]
struct Upload {
    /// The `n` of `files[n]`.
    number: u64,
    file: StoredFile,
}

/// A body that was read. It is not stored yet.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub json: Value,
    uploads: Vec<Upload>,
}

impl Body {
    /// Reads the body. Ids are strings afterwards.
    pub(super) async fn read(headers: &HeaderMap, body: HttpBody) -> Result<Self, ApiError> {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let max = if kind == "multipart/form-data" { MAX_FORM } else { MAX_BODY };
        let bytes = to_bytes(body, max).await.map_err(|_| too_large())?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let mut read = match kind.as_str() {
            "application/json" => Self { json: parse(&bytes)?, uploads: Vec::new() },
            "application/x-www-form-urlencoded" => Self { json: url_encoded(&bytes)?, uploads: Vec::new() },
            "multipart/form-data" => multipart(content_type, &bytes)?,
            _ => {
                return Err(ApiError::new(
                    400,
                    50035,
                    format!("Expected \"Content-Type\" header to be application/json, not {content_type:?}."),
                ));
            }
        };
        ids::as_strings(&mut read.json);
        Ok(read)
    }

    /// Stores the files, and returns the body as the operation reads it.
    pub(super) fn store(self, state: &mut DiscordState, operation: &Operation) -> Value {
        let Self { mut json, uploads } = self;
        if uploads.is_empty() && json.get("attachments").is_none() && json["data"].get("attachments").is_none() {
            return json;
        }
        let message = if matches!(operation, Operation::Callback(..)) { &mut json["data"] } else { &mut json };
        if message.is_null() {
            *message = json!({});
        }
        let Some(message) = message.as_object_mut() else { return json };
        let sent = message.remove("attachments");
        let mut attachments = match sent {
            Some(Value::Array(items)) => items,
            None => Vec::new(),
            // A null or a wrong type is for the check of the message.
            Some(other) => {
                message.insert("attachments".to_owned(), other);
                return json;
            }
        };
        for attachment in attachments.iter_mut().filter_map(Value::as_object_mut) {
            attachment.remove(UPLOAD);
        }
        for Upload { number, file } in uploads {
            let id = json!(number.to_string());
            let place = attachments.iter().position(|attachment| attachment["id"] == id);
            let place = place.unwrap_or_else(|| {
                attachments.push(json!({"id": id}));
                attachments.len() - 1
            });
            let attachment = &mut attachments[place];
            if !attachment["filename"].is_string() {
                attachment["filename"] = json!(file.name);
            }
            attachment[UPLOAD] = json!(state.store_file(file));
        }
        message.insert("attachments".to_owned(), Value::Array(attachments));
        json
    }
}

fn too_large() -> ApiError {
    ApiError::new(413, 40005, "Request entity too large")
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(bytes).map_err(|_| ApiError::invalid_json())
}

/// A form's fields as JSON. `payload_json` holds the body; other fields are added to it.
fn url_encoded(bytes: &[u8]) -> Result<Value, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ApiError::invalid_json())?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let fields = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode_form(name), decode_form(value))
    });
    from_fields(fields)
}

fn from_fields(fields: impl IntoIterator<Item = (String, String)>) -> Result<Value, ApiError> {
    let mut body = Map::new();
    for (name, value) in fields {
        if name == "payload_json" {
            match parse(value.as_bytes())? {
                Value::Object(payload) => body.extend(payload),
                _ => return Err(ApiError::invalid_json()),
            }
        } else {
            let value = typed(&name, value);
            body.insert(name, value);
        }
    }
    Ok(Value::Object(body))
}

/// A form has only texts. These fields of a message have another type.
fn typed(name: &str, value: String) -> Value {
    match (name, value.as_str()) {
        ("tts" | "enforce_nonce", "true" | "True" | "1") => json!(true),
        ("tts" | "enforce_nonce", "false" | "False" | "0") => json!(false),
        ("flags" | "type", number) => number.parse::<u64>().map_or_else(|_| json!(number), |number| json!(number)),
        _ => Value::String(value),
    }
}

/// A form with files. What is not a file is a field.
fn multipart(content_type: &str, bytes: &[u8]) -> Result<Body, ApiError> {
    let malformed = |why: String| ApiError::new(400, 50109, format!("The form cannot be read: {why}."));
    let (mut fields, mut uploads) = (Vec::new(), Vec::new());
    for Part { name, filename, content_type, content } in form::parts(content_type, bytes).map_err(malformed)? {
        let Some(file) = filename else {
            let text = String::from_utf8(content.to_vec()).map_err(|_| ApiError::invalid_json())?;
            fields.push((name, text));
            continue;
        };
        let number = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']'));
        // `file` is the old name of a single file.
        let number = number.map_or(Some(uploads.len() as u64), |number| number.parse().ok());
        let number = number.ok_or_else(ApiError::invalid_json)?;
        if content.len() > MAX_FILE {
            return Err(too_large());
        }
        uploads.push(Upload { number, file: StoredFile { name: file, content_type, bytes: content.to_vec() } });
    }
    Ok(Body { json: from_fields(fields)?, uploads })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_json() {
        let form = url_encoded(b"content=Jake+waits%21&tts=true&payload_json=%7B%22flags%22%3A4%7D").expect("valid");
        assert_eq!(form, json!({"content": "Jake waits!", "tts": true, "flags": 4}));
        assert!(url_encoded(b"payload_json=nothing").is_err());
    }
}
