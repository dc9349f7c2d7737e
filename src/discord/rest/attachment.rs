//! A file beside a message, and the form that carries both: `multipart/form-data`, with the message as `payload_json`.
//!
//! Written by hand, because the form of reqwest brings further crates for names and media types that this bot does not have.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A file that a message shows.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The name, of letters, digits and dots: an embed shows the file by it (`attachment://<name>`).
    pub name: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// The text for people who don't see it, of at most 1,024 characters.
    pub description: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The form's `Content-Type`, and its body.
pub(crate) fn form(message: &impl Serialize, file: &Attachment) -> serde_json::Result<(String, Vec<u8>)> {
    let Attachment { name, media_type, description, bytes } = file;
    let mut message = serde_json::to_value(message)?;
    if let Value::Object(message) = &mut message {
        message.insert("attachments".to_owned(), json!([{"id": 0, "filename": name, "description": description}]));
    }
    let message = serde_json::to_vec(&message)?;
    // It must not stand in what it separates, so it is made of that.
    let digest = Sha256::new().chain_update(&message).chain_update(bytes).finalize();
    let boundary: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let mut body = Vec::with_capacity(message.len() + bytes.len() + 512);
    let mut part = |head: String, content: &[u8]| {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"payload_json\"\r\nContent-Type: application/json".to_owned(), &message);
    part(format!("name=\"files[0]\"; filename=\"{name}\"\r\nContent-Type: {media_type}"), bytes);
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_the_message_and_the_file() {
        let bytes = b"\x89PNG\r\n--x\r\n".to_vec();
        let file = Attachment { name: "a.png", media_type: "image/png", description: "A chart".into(), bytes };
        let (content_type, body) = form(&json!({"content": "here"}), &file).expect("JSON");
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        let text = String::from_utf8_lossy(&body);
        let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
        let [before, message, picture, end] = parts.as_slice() else { panic!("{text}") };
        assert_eq!((*before, *end), ("", "--\r\n"));
        let (_, message) = message.split_once("\r\n\r\n").expect("a head");
        let message: Value = serde_json::from_str(message.trim_end()).expect("JSON");
        let attachment = json!({"id": 0, "filename": "a.png", "description": "A chart"});
        assert_eq!(message, json!({"content": "here", "attachments": [attachment]}));
        assert!(picture.contains("name=\"files[0]\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"), "{text}");
        assert!(body.windows(file.bytes.len()).any(|window| window == file.bytes), "the file is as it was");
    }
}
