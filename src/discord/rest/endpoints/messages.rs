//! Messages and channels: create, edit, delete, read.
//!
//! Of Discord's responses, only the needed fields are read (`docs/decisions/0007-read-only-what-is-needed.md`).

use reqwest::StatusCode;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use serenity::builder::{CreateMessage, EditMessage};
use serenity::model::channel::Message;

use crate::alert::{ChannelId, MessageId, RoleId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, DiscordCode, Rest, RestError};

/// One page of a channel's messages, oldest first.
#[derive(Debug)]
pub struct MessagePage {
    /// The messages that serenity's model can read. It can read all messages of this bot.
    pub messages: Vec<Message>,
    /// How many Discord sent. 0 although the channel has messages means that `READ_MESSAGE_HISTORY` is missing.
    pub sent: usize,
    /// The newest id, readable or not: where the next page begins.
    pub newest: Option<MessageId>,
}

/// The type of the message by which Discord announces a pin:
/// <https://discord.com/developers/docs/resources/message#message-object-message-types>.
const PINNED: u8 = 6;

/// The notices "… pinned a message" in one page of a channel's newest messages.
#[derive(Debug)]
pub struct NoticePage {
    /// Each notice, and the message that was pinned.
    pub notices: Vec<(MessageId, MessageId)>,
    /// The oldest id of the page, where an older page ends; `None` where there is none.
    pub oldest: Option<MessageId>,
}

/// What a message says.
#[derive(Debug, Deserialize)]
pub(crate) struct MessageText {
    #[serde(default)]
    pub(crate) content: String,
}

/// A channel's newest message.
#[derive(Debug, Deserialize)]
pub struct NewestMessage {
    /// Its id. It may have been deleted since.
    #[serde(default)]
    pub last_message_id: Option<MessageId>,
}

/// A message that Discord has created, or one that it found by the nonce.
#[derive(Debug, Deserialize)]
pub struct CreatedMessage {
    /// Its id.
    pub id: MessageId,
    /// The roles that it notified: those among the allowed mentions that the bot may mention.
    #[serde(default)]
    pub mention_roles: Vec<RoleId>,
    /// Whether it has an embed. Discord drops all without `EMBED_LINKS`.
    #[serde(rename = "embeds", default, deserialize_with = "is_not_empty")]
    pub has_embeds: bool,
}

fn is_not_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!Vec::<IgnoredAny>::deserialize(deserializer)?.is_empty())
}

#[derive(Deserialize)]
struct Head {
    id: MessageId,
    /// Any JSON, so that a message of an unknown kind does not hide the others.
    #[serde(rename = "type", default)]
    kind: Value,
    message_reference: Option<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    message_id: Option<MessageId>,
}

impl Rest {
    /// Posts a message. With a nonce and `enforce_nonce` a repetition within a few minutes returns the first one.
    ///
    /// # Errors
    /// 10008: the nonce was used before and the message was deleted since (docs/protocol.md#rule-10).
    pub async fn create_message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: &CreateMessage,
    ) -> Result<CreatedMessage, RestError> {
        let path = format!("/channels/{channel}/messages");
        let request = Request::new(Route::CreateMessage, channel.0, path).json(message)?;
        self.sender.fetch(call, request).await
    }

    /// Edits a message of this bot. Pings nobody.
    ///
    /// # Errors
    /// [`RestError`]; 10008 where it is gone.
    pub async fn edit_message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: MessageId,
        edit: &EditMessage,
    ) -> Result<(), RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        let request = Request::new(Route::EditMessage, channel.0, path).json(edit)?;
        self.sender.run(call, request).await
    }

    /// Deletes a message. If it was deleted before, that is a success.
    ///
    /// # Errors
    /// [`RestError`]; 50013 where it is another's and `MANAGE_MESSAGES` is missing.
    pub async fn delete_message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<(), RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        match self.sender.run(call, Request::new(Route::DeleteMessage, channel.0, path)).await {
            Err(RestError::Refused { code: DiscordCode::UNKNOWN_MESSAGE, status: StatusCode::NOT_FOUND, .. }) => Ok(()),
            outcome => outcome,
        }
    }

    /// Deletes up to 100 messages of the last two weeks, in one request where there are two or more.
    ///
    /// # Errors
    /// [`RestError`]; 50013 where `MANAGE_MESSAGES` is missing.
    pub async fn delete_messages(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        messages: &[MessageId],
    ) -> Result<(), RestError> {
        match messages {
            [] => Ok(()),
            [one] => self.delete_message(call, channel, *one).await,
            many => {
                let path = format!("/channels/{channel}/messages/bulk-delete");
                let request = Request::new(Route::DeleteMessages, channel.0, path);
                self.sender.run(call, request.json(&json!({"messages": many}))?).await
            }
        }
    }

    /// Reads what one message says.
    ///
    /// # Errors
    /// [`RestError`]; 10008 where it is gone, 50013 without `READ_MESSAGE_HISTORY`.
    pub(crate) async fn message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<MessageText, RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        self.sender.fetch(call, Request::new(Route::GetMessage, channel.0, path)).await
    }

    /// Reads the up to `limit` (at most 100) messages that come next after a snowflake, oldest first.
    ///
    /// # Errors
    /// [`RestError`]. A missing `READ_MESSAGE_HISTORY` is none: the page is empty then.
    pub async fn messages_after(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        after: MessageId,
        limit: u8,
    ) -> Result<MessagePage, RestError> {
        let path = format!("/channels/{channel}/messages");
        let request =
            Request::new(Route::GetMessages, channel.0, path).query("after", after).query("limit", limit.clamp(1, 100));
        Ok(MessagePage::read(self.sender.fetch(call, request).await?))
    }

    /// Reads the `limit` (at most 100) newest messages, older than `before` where it is given, for the notices of pins.
    ///
    /// # Errors
    /// [`RestError`]. A missing `READ_MESSAGE_HISTORY` is none: the page is empty then.
    pub async fn pin_notices(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        before: Option<MessageId>,
        limit: u8,
    ) -> Result<NoticePage, RestError> {
        let path = format!("/channels/{channel}/messages");
        let mut request = Request::new(Route::GetMessages, channel.0, path).query("limit", limit.clamp(1, 100));
        if let Some(before) = before {
            request = request.query("before", before);
        }
        let heads: Vec<Head> = self.sender.fetch(call, request).await?;
        let notice = |head: &Head| {
            let of = head.message_reference.as_ref()?.message_id?;
            (head.kind == PINNED).then_some((head.id, of))
        };
        let oldest = heads.iter().map(|head| head.id).min();
        Ok(NoticePage { notices: heads.iter().filter_map(notice).collect(), oldest })
    }

    /// Opens an archived thread.
    ///
    /// # Errors
    /// [`RestError`]; 50013 where it is locked, and `MANAGE_THREADS` is missing.
    pub async fn open_thread(&self, call: Call<'_>, thread: ChannelId) -> Result<(), RestError> {
        let request = Request::new(Route::EditChannel, thread.0, format!("/channels/{thread}"));
        self.sender.run(call, request.json(&json!({ "archived": false }))?).await
    }

    /// Reads which message of a channel is the newest.
    ///
    /// # Errors
    /// [`RestError`]; 10003 where it is gone, 50001 where the bot may not see it.
    pub async fn newest_message(&self, call: Call<'_>, channel: ChannelId) -> Result<NewestMessage, RestError> {
        self.sender.fetch(call, Request::new(Route::GetChannel, channel.0, format!("/channels/{channel}"))).await
    }
}

impl MessagePage {
    fn read(sent: Vec<Value>) -> Self {
        let id = |value: &Value| value.get("id")?.as_str()?.parse::<u64>().ok().filter(|&id| id != 0);
        let newest = sent.iter().filter_map(id).max().map(MessageId);
        let count = sent.len();
        let mut messages: Vec<Message> = sent.into_iter().filter_map(readable).collect();
        messages.sort_unstable_by_key(|message| message.id);
        Self { messages, sent: count, newest }
    }
}

/// Reads a message, or leaves it out: one that serenity cannot read must not hide the others.
pub(crate) fn readable(value: Value) -> Option<Message> {
    serde_json::from_value(value)
        .inspect_err(|error| tracing::debug!(%error, "left a message out that serenity cannot read"))
        .ok()
}
