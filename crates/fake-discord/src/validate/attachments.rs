//! Reads the attachments of a message: uploaded files, and attachments that an edited message keeps.

use serde_json::Value;

use super::{list, optional_text};
use crate::core::api_error::{FieldPath, FormErrors};
use crate::state::files::{SentAttachment, UPLOAD};

/// Discord's limit of files in one message.
const MAX_FILES: usize = 10;
const MAX_DESCRIPTION: usize = 1024;

/// `None`: the body says nothing about attachments. `may_keep`: only an edit can name attachments of the message.
pub(super) fn attachments(body: &Value, may_keep: bool, form: &mut FormErrors) -> Option<Vec<SentAttachment>> {
    let root = FieldPath::root();
    let items = list(body, "attachments", &root, form)?;
    let path = root.at("attachments");
    if items.len() > MAX_FILES {
        form.too_long(&path, MAX_FILES);
    }
    let mut sent = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let here = path.at(index);
        let filename = optional_text(item, "filename", 1024, &here, form).map(str::to_owned);
        let description = optional_text(item, "description", MAX_DESCRIPTION, &here, form).map(str::to_owned);
        let upload = item[UPLOAD].as_str().and_then(|id| id.parse().ok());
        let kept = || item["id"].as_str().and_then(|id| id.parse().ok()).filter(|_| may_keep);
        match upload.or_else(kept) {
            Some(id) => sent.push(SentAttachment { id, is_new: upload.is_some(), filename, description }),
            None => form.add(&here.at("id"), "ATTACHMENT_NOT_FOUND", "There is no file with this number in the form."),
        }
    }
    Some(sent)
}
