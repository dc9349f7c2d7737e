//! Pins, by the route that needs `PIN_MESSAGES` (the older one is deprecated).

use serde::Deserialize;
use serde_json::Value;
use serenity::model::channel::Message;

use crate::alert::{ChannelId, MessageId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::endpoints::messages::readable;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// One page of a channel's pins, the newest pin first.
#[derive(Debug)]
pub struct PinPage {
    /// Those that serenity's model can read; this bot's can be read.
    pub messages: Vec<Message>,
    /// Where the next (older) page begins, if there is one: to be handed to [`Rest::pins`].
    pub before: Option<String>,
}

#[derive(Deserialize)]
struct Sent {
    items: Vec<Item>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Item {
    pinned_at: String,
    message: Value,
}

impl Rest {
    /// Pins a message. Pinning what is pinned changes nothing.
    ///
    /// # Errors
    /// 30003 where the channel has 250 pins, 50013 without `PIN_MESSAGES`, 10008 where the message is gone.
    pub async fn pin(&self, call: Call<'_>, channel: ChannelId, message: MessageId) -> Result<(), RestError> {
        let path = format!("/channels/{channel}/messages/pins/{message}");
        self.sender.run(call, Request::new(Route::Pin, channel.0, path)).await
    }

    /// Unpins a message.
    ///
    /// # Errors
    /// 50013 without `PIN_MESSAGES`, 10008 where the message is gone.
    pub async fn unpin(&self, call: Call<'_>, channel: ChannelId, message: MessageId) -> Result<(), RestError> {
        let path = format!("/channels/{channel}/messages/pins/{message}");
        self.sender.run(call, Request::new(Route::Unpin, channel.0, path)).await
    }

    /// Reads up to 50 pins: the newest, or those that were pinned before a page's [`PinPage::before`].
    ///
    /// # Errors
    /// [`RestError`]. A missing `READ_MESSAGE_HISTORY` is none: the page is empty then.
    pub async fn pins(&self, call: Call<'_>, channel: ChannelId, before: Option<&str>) -> Result<PinPage, RestError> {
        let path = format!("/channels/{channel}/messages/pins");
        let mut request = Request::new(Route::GetPins, channel.0, path).query("limit", 50);
        if let Some(before) = before {
            request = request.query("before", before);
        }
        let Sent { items, has_more } = self.sender.fetch(call, request).await?;
        let before = if has_more { items.last().map(|item| item.pinned_at.clone()) } else { None };
        Ok(PinPage { messages: items.into_iter().filter_map(|item| readable(item.message)).collect(), before })
    }
}
