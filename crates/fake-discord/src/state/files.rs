//! Files that the bot uploaded, and the attachments of messages that show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use twilight_model::id::Id;
use twilight_model::id::marker::AttachmentMarker;

use super::DiscordState;
use crate::core::ids::ChannelId;

/// An attachment's id.
pub type AttachmentId = Id<AttachmentMarker>;

/// The field of an attachment in a body that names its uploaded file. No client can set it.
pub(crate) const UPLOAD: &str = "_upload";

/// The stored files have at most this many bytes together; the oldest are deleted first.
const MAX_STORED: usize = 64 << 20;

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredFile {
    pub name: String,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
}

/// An attachment of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The file's name.
    pub filename: String,
    /// The text for people who do not see the file.
    pub description: Option<String>,
    /// The file's media type, if the bot sent one.
    pub content_type: Option<String>,
    /// The file's length in bytes.
    pub size: usize,
}

/// What a body says about one attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentAttachment {
    /// The id of the uploaded file, or of an attachment that the message keeps.
    pub id: AttachmentId,
    pub is_new: bool,
    pub filename: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The address of the stand-in, for the URLs of attachments.
    pub base: String,
    stored: BTreeMap<AttachmentId, Arc<StoredFile>>,
    bytes: usize,
}

impl DiscordState {
    pub(crate) fn store_file(&mut self, file: StoredFile) -> AttachmentId {
        let id = self.next_id();
        let files = &mut self.files;
        files.bytes += file.bytes.len();
        files.stored.insert(id, Arc::new(file));
        while files.bytes > MAX_STORED
            && files.stored.len() > 1
            && let Some((_, oldest)) = files.stored.pop_first()
        {
            files.bytes -= oldest.bytes.len();
        }
        id
    }

    pub(crate) fn stored_file(&self, id: AttachmentId) -> Option<Arc<StoredFile>> {
        self.files.stored.get(&id).cloned()
    }

    /// The attachments of a message after it was created, or edited if it had `before`. `sent`: `None` changes nothing.
    pub(crate) fn attachments(&self, before: &[Attachment], sent: Option<&[SentAttachment]>) -> Vec<Attachment> {
        let Some(sent) = sent else { return before.to_vec() };
        let one = |sent: &SentAttachment| {
            if !sent.is_new {
                return before.iter().find(|known| known.id == sent.id).cloned();
            }
            let file = self.files.stored.get(&sent.id)?;
            Some(Attachment {
                id: sent.id,
                filename: sent.filename.clone().unwrap_or_else(|| file.name.clone()),
                description: sent.description.clone(),
                content_type: file.content_type.clone(),
                size: file.bytes.len(),
            })
        };
        sent.iter().filter_map(one).collect()
    }

    pub(crate) fn attachment_json(&self, channel: ChannelId, attachment: &Attachment, ephemeral: bool) -> Value {
        let Attachment { id, filename, description, content_type, size } = attachment;
        let url = format!("{}/attachments/{channel}/{id}/{filename}", self.files.base);
        let mut value = json!({"id": id, "filename": filename, "size": size, "url": url, "proxy_url": url});
        if let Some(description) = description {
            value["description"] = json!(description);
        }
        if let Some(content_type) = content_type {
            value["content_type"] = json!(content_type);
        }
        if ephemeral {
            value["ephemeral"] = json!(true);
        }
        value
    }
}

/// Shows attachments in the embeds that name them as `attachment://<filename>`: the embed gets the file's URL, and the list of
/// attachments has the file no more (<https://github.com/discord/discord-api-docs/issues/1340>). A picture whose file is not
/// there is not shown.
pub(crate) fn show_in_embeds(message: &mut Value) {
    let attachments = message["attachments"].as_array().cloned().unwrap_or_default();
    let Some(embeds) = message["embeds"].as_array_mut() else { return };
    let mut shown = Vec::new();
    for embed in embeds {
        for (part, field) in [("image", "url"), ("thumbnail", "url"), ("footer", "icon_url"), ("author", "icon_url")] {
            let Some(name) = embed[part][field].as_str().and_then(|url| url.strip_prefix("attachment://")) else {
                continue;
            };
            match attachments.iter().find(|file| file["filename"] == name) {
                Some(file) => {
                    shown.push(file["id"].clone());
                    embed[part][format!("proxy_{field}")] = file["proxy_url"].clone();
                    embed[part][field] = file["url"].clone();
                }
                None if field == "url" => embed[part] = Value::Null,
                None => embed[part][field] = Value::Null,
            }
        }
        if let Some(embed) = embed.as_object_mut() {
            embed.retain(|_, part| !part.is_null());
        }
    }
    if let Some(attachments) = message["attachments"].as_array_mut() {
        attachments.retain(|file| !shown.contains(&file["id"]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embed_shows_the_file_that_it_names() {
        let (chart, note) = (json!({"id": "1", "filename": "a.png", "url": "u", "proxy_url": "p"}), json!({"id": "2"}));
        let image = |url: &str| json!({"title": "t", "image": {"url": url}});
        let mut message =
            json!({"attachments": [chart, note], "embeds": [image("attachment://a.png"), image("attachment://b.png")]});
        show_in_embeds(&mut message);
        assert_eq!(message["attachments"], json!([{"id": "2"}]));
        assert_eq!(message["embeds"], json!([{"title": "t", "image": {"url": "u", "proxy_url": "p"}}, {"title": "t"}]));
    }
}
