//! The control API, for other processes: JSON below `/_fake`, documented in the README.
//!
//! It offers the functions of the Rust API and has no rules of its own. It has no authorization, so the address must
//! not be reachable from outside.

mod admin;
mod events;
mod faults;
mod messages;
#[cfg(test)]
mod openapi;
mod people;
mod queries;
mod resolve;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, patch, post};

use crate::state::shared::Shared;

/// What `/openapi.json` answers. The tests in `openapi` generate it, and compare it with the routes.
async fn description() -> impl axum::response::IntoResponse {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], include_str!("../../openapi.json"))
}

/// The routes below `/_fake`.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/openapi.json", get(description))
        .route("/world", get(queries::state))
        .route("/channels/{channel}/messages", get(messages::list))
        .route("/channels/{channel}", patch(admin::change_channel).delete(admin::delete_channel))
        .route("/roles/{role}", patch(admin::change_role).delete(admin::delete_role))
        .route("/messages/{message}", get(queries::message).patch(messages::edit).delete(messages::delete))
        .route("/interactions/{interaction}", get(queries::interaction))
        .route("/requests", get(queries::requests))
        .route("/counters", get(queries::counters))
        .route("/complaints", get(queries::complaints))
        .route("/commands", get(queries::commands))
        .route("/slash", post(people::slash))
        .route("/click", post(people::click))
        .route("/modal", post(people::modal))
        .route("/say", post(messages::say))
        .route("/people", post(people::join))
        .route("/people/{name}", patch(people::change_person).delete(people::leave))
        .route("/dm", post(messages::dm))
        .route("/events", get(events::list))
        .route("/reset", post(admin::reset))
        .route("/channels", post(admin::add_channel))
        .route("/faults", post(faults::arm).get(faults::faults).delete(faults::heal_all))
        .route("/faults/{fault}", delete(faults::heal))
        .route("/weather", post(faults::weather))
        .route("/clock/advance", post(admin::advance))
        .route("/gateway", post(admin::gateway))
        .route("/guilds/{guild}", patch(admin::change_guild))
        .route("/limits", post(admin::limits))
        .route("/bot/permissions", post(admin::permissions))
        .fallback(resolve::unknown_route)
        .method_not_allowed_fallback(resolve::wrong_method)
}
