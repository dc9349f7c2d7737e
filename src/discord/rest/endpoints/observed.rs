//! Calls whose whole answer is looked at, for `needhelp check --live`. Services read only what they need.

use reqwest::StatusCode;
use serde_json::Value;
use serenity::builder::{CreateMessage, EditMessage};

use crate::alert::{ChannelId, MessageId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// A call that is tried out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trial<'a> {
    See,
    Create(&'a CreateMessage),
    Edit(MessageId, &'a EditMessage),
    Delete(MessageId),
    Pin(MessageId),
    Unpin(MessageId),
    Pins,
    /// The messages that come next after this one.
    After(MessageId),
}

/// What Discord answered, be it accepted or refused.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Observed {
    pub(crate) status: u16,
    /// Discord's error code, 0 of a success.
    pub(crate) code: u32,
    /// Discord's message about an error.
    pub(crate) message: String,
    /// The JSON of a success; null where there is none.
    pub(crate) body: Value,
}

impl Rest {
    /// Makes the call in this channel.
    ///
    /// # Errors
    /// [`RestError`], but for [`RestError::Refused`], which is an answer as well.
    pub(crate) async fn observe(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        trial: Trial<'_>,
    ) -> Result<Observed, RestError> {
        let messages = format!("/channels/{channel}/messages");
        let of = |route, path| Request::new(route, channel.0, path);
        let request = match trial {
            Trial::See => of(Route::GetChannel, format!("/channels/{channel}")),
            Trial::Create(message) => of(Route::CreateMessage, messages).json(message)?,
            Trial::Edit(id, edit) => of(Route::EditMessage, format!("{messages}/{id}")).json(edit)?,
            Trial::Delete(id) => of(Route::DeleteMessage, format!("{messages}/{id}")),
            Trial::Pin(id) => of(Route::Pin, format!("{messages}/pins/{id}")),
            Trial::Unpin(id) => of(Route::Unpin, format!("{messages}/pins/{id}")),
            Trial::Pins => of(Route::GetPins, format!("{messages}/pins")).query("limit", 50),
            Trial::After(id) => of(Route::GetMessages, messages).query("after", id).query("limit", 100),
        };
        match self.sender.attempt(call, request).await {
            Ok(accepted) => {
                let body = if accepted.status == StatusCode::NO_CONTENT {
                    Value::Null
                } else {
                    serde_json::from_slice(&accepted.body).unwrap_or_default()
                };
                Ok(Observed { status: accepted.status.as_u16(), body, ..Observed::default() })
            }
            Err(RestError::Refused { status, code, message, .. }) => {
                Ok(Observed { status: status.as_u16(), code: code.0, message, body: Value::Null })
            }
            Err(error) => Err(error),
        }
    }
}
