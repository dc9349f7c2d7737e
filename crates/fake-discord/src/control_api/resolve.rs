//! What a caller names - a person, a channel, a message - and the refusal where there is no such thing.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Person;
use crate::core::ids::ChannelId;
use crate::handle::FakeDiscord;

/// A request that cannot be carried out, with the reason in words.
#[derive(Debug)]
pub(super) struct Refusal(StatusCode, String);

pub(super) type Answer = Result<Json<Value>, Refusal>;

impl Refusal {
    pub fn not_found(what: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, what.into())
    }

    /// The body cannot be read.
    pub fn malformed(what: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, what.into())
    }

    /// It can be read, but nobody can do this: no such button, a missing option.
    pub fn impossible(what: impl ToString) -> Self {
        Self(StatusCode::CONFLICT, what.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

pub(super) async fn nothing_here() -> Refusal {
    Refusal::not_found("the control API has no such route; the README of fake-discord lists them")
}

/// A JSON body, whatever its content type.
#[derive(Debug)]
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let bytes = axum::body::to_bytes(request.into_body(), 1 << 20).await;
        let bytes = bytes.map_err(|error| Refusal::malformed(format!("the body cannot be read: {error}")))?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(bytes).map(Self).map_err(|error| Refusal::malformed(format!("the body: {error}")))
    }
}

/// Reads an id out of a path.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::malformed(format!("{text:?} is no id")))
}

impl FakeDiscord {
    /// Unlike [`FakeDiscord::person`] this makes nobody up: a typing error in a script shall be seen.
    pub(super) fn known_person(&self, name: &str) -> Result<Person, Refusal> {
        let known = self.shared.world().person_named(name).is_some();
        if known { Ok(self.person(name)) } else { Err(Refusal::not_found(format!("nobody is called {name:?}"))) }
    }

    /// A channel by its id or its name.
    pub(super) fn known_channel(&self, wanted: &str) -> Result<ChannelId, Refusal> {
        let world = self.shared.world();
        let by_id = wanted.parse().ok().filter(|id| world.channels.contains_key(id));
        let found = by_id.or_else(|| world.channel_named(wanted));
        found.ok_or_else(|| Refusal::not_found(format!("there is no channel {wanted:?}")))
    }
}
