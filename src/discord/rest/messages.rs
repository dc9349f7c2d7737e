//! Messages and channels: create, edit, delete, read.

use reqwest::StatusCode;
use serde_json::Value;
use serenity::builder::{CreateMessage, EditMessage};
use serenity::model::channel::{Channel, Message};
use serenity::model::id::{ChannelId, MessageId};

use super::attempt::Request;
use super::route::Route;
use super::{Call, DiscordCode, Rest, RestError};

/// One page of a channel's messages, oldest first.
#[derive(Debug)]
pub struct MessagePage {
    /// Those that serenity's model can read. Others' messages may use what it does not know; this bot's do not.
    pub messages: Vec<Message>,
    /// How many Discord sent. 0 while the channel has messages means *blind*: READ_MESSAGE_HISTORY is missing.
    pub sent: usize,
    /// The newest id, readable or not: where the next page begins.
    pub newest: Option<MessageId>,
}

impl Rest {
    /// Posts a message. With a nonce and `enforce_nonce` a repetition within a few minutes returns the first one.
    ///
    /// # Errors
    /// 10008: the nonce was used before and the message was deleted since (protocol 10).
    pub async fn create_message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: &CreateMessage,
    ) -> Result<Message, RestError> {
        let path = format!("/channels/{channel}/messages");
        let request = Request::new(Route::CreateMessage, channel.get(), path).json(message)?;
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
    ) -> Result<Message, RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        let request = Request::new(Route::EditMessage, channel.get(), path).json(edit)?;
        self.sender.fetch(call, request).await
    }

    /// Deletes a message. One that is gone already is as good as deleted.
    ///
    /// # Errors
    /// [`RestError`]; 50013 where it is another's and MANAGE_MESSAGES is missing.
    pub async fn delete_message(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<(), RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        match self.sender.run(call, Request::new(Route::DeleteMessage, channel.get(), path)).await {
            Err(RestError::Refused { code: DiscordCode::UNKNOWN_MESSAGE, status: StatusCode::NOT_FOUND, .. }) => Ok(()),
            outcome => outcome,
        }
    }

    /// Reads one message.
    ///
    /// # Errors
    /// [`RestError`]; 10008 where it is gone.
    pub async fn message(&self, call: Call<'_>, channel: ChannelId, message: MessageId) -> Result<Message, RestError> {
        let path = format!("/channels/{channel}/messages/{message}");
        self.sender.fetch(call, Request::new(Route::GetMessage, channel.get(), path)).await
    }

    /// Reads the up to `limit` (at most 100) messages that come next after a snowflake, oldest first.
    ///
    /// # Errors
    /// [`RestError`]. A missing READ_MESSAGE_HISTORY is none: the page is empty then.
    pub async fn messages_after(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        after: MessageId,
        limit: u8,
    ) -> Result<MessagePage, RestError> {
        let path = format!("/channels/{channel}/messages");
        let request = Request::new(Route::GetMessages, channel.get(), path)
            .query("after", after)
            .query("limit", limit.clamp(1, 100));
        Ok(MessagePage::read(self.sender.fetch(call, request).await?))
    }

    /// Reads a channel.
    ///
    /// # Errors
    /// [`RestError`]; 10003 where it is gone, 50001 where the bot may not see it.
    pub async fn channel(&self, call: Call<'_>, channel: ChannelId) -> Result<Channel, RestError> {
        self.sender.fetch(call, Request::new(Route::GetChannel, channel.get(), format!("/channels/{channel}"))).await
    }
}

impl MessagePage {
    fn read(sent: Vec<Value>) -> Self {
        let id = |value: &Value| value.get("id")?.as_str()?.parse::<u64>().ok().filter(|&id| id != 0);
        let newest = sent.iter().filter_map(id).max().map(MessageId::new);
        let count = sent.len();
        let mut messages: Vec<Message> = sent.into_iter().filter_map(readable).collect();
        messages.sort_unstable_by_key(|message| message.id);
        Self { messages, sent: count, newest }
    }
}

/// Reads a message, or leaves it out: one that serenity cannot read must not hide the others.
pub(super) fn readable(value: Value) -> Option<Message> {
    serde_json::from_value(value)
        .inspect_err(|error| tracing::debug!(%error, "left a message out that serenity cannot read"))
        .ok()
}
