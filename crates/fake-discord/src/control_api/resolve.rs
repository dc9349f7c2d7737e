//! Reads request bodies, finds the people and channels that a request names, and reports errors.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Person;
use crate::core::ids::{ChannelId, RoleId};
use crate::handle::FakeDiscord;

/// An error response with its reason.
#[derive(Debug)]
pub(super) struct RequestError(StatusCode, String);

pub(super) type ApiResult = Result<Json<Value>, RequestError>;

impl RequestError {
    /// 404: the named thing does not exist.
    pub(super) fn not_found(reason: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, reason.into())
    }

    /// 400: the request is invalid.
    pub(super) fn malformed(reason: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, reason.into())
    }

    /// 409: the request is valid, but the action is not possible: no such button, a missing option.
    pub(super) fn conflict(reason: impl ToString) -> Self {
        Self(StatusCode::CONFLICT, reason.to_string())
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

pub(super) async fn unknown_route() -> RequestError {
    RequestError::not_found("the control API has no such route; the README of fake-discord lists them")
}

/// A JSON body with any content type. An empty body is `{}`.
#[derive(Debug)]
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = RequestError;

    async fn from_request(request: Request, _: &S) -> Result<Self, RequestError> {
        let bytes = axum::body::to_bytes(request.into_body(), 1 << 20).await;
        let bytes = bytes.map_err(|error| RequestError::malformed(format!("cannot read the body: {error}")))?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(bytes)
            .map(Self)
            .map_err(|error| RequestError::malformed(format!("invalid body: {error}")))
    }
}

/// Reads the query. Unlike axum's own extractor, its errors are JSON.
#[derive(Debug)]
pub(super) struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = RequestError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RequestError> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(query)| Self(query)).map_err(|error| RequestError::malformed(error.body_text()))
    }
}

pub(super) async fn wrong_method() -> RequestError {
    let reason = "the control API has this route with another method; the README of fake-discord lists them";
    RequestError(StatusCode::METHOD_NOT_ALLOWED, reason.to_owned())
}

/// Parses an id in a path.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, RequestError> {
    text.parse().map_err(|_| RequestError::malformed(format!("{text:?} is not an id")))
}

impl FakeDiscord {
    /// The person with this name. Unlike [`FakeDiscord::person`] it creates nobody, so that a script's typing error is
    /// an error.
    pub(super) fn known_person(&self, name: &str) -> Result<Person, RequestError> {
        let known = self.shared.state().person_named(name).is_some();
        if known { Ok(self.person(name)) } else { Err(RequestError::not_found(format!("there is no person {name:?}"))) }
    }

    /// The role with this name.
    pub(super) fn known_role(&self, name: &str) -> Result<RoleId, RequestError> {
        let role = self.shared.state().role_named(name);
        role.ok_or_else(|| RequestError::not_found(format!("there is no role {name:?}")))
    }

    /// The channel with this id or name.
    pub(super) fn known_channel(&self, name_or_id: &str) -> Result<ChannelId, RequestError> {
        let state = self.shared.state();
        let by_id = name_or_id.parse().ok().filter(|id| state.channels.contains_key(id));
        let found = by_id.or_else(|| state.channel_named(name_or_id));
        found.ok_or_else(|| RequestError::not_found(format!("there is no channel {name_or_id:?}")))
    }
}
