//! The control API, for other processes: JSON below `/_fake`, documented in the README.
//!
//! It offers what the Rust API offers and decides no rule of its own. It has no authorization: only who may reach the
//! stand-in at all keeps it.

mod acts;
mod disturb;
mod place;
mod views;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, patch, post};

use crate::shared::Shared;

/// The routes below `/_fake`.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/world", get(views::world))
        .route("/channels/{channel}/messages", get(views::messages))
        .route("/channels/{channel}", delete(disturb::delete_channel))
        .route("/messages/{message}", get(views::message))
        .route("/interactions/{interaction}", get(views::interaction))
        .route("/requests", get(views::requests))
        .route("/counters", get(views::counters))
        .route("/complaints", get(views::complaints))
        .route("/commands", get(views::commands))
        .route("/slash", post(acts::slash))
        .route("/click", post(acts::click))
        .route("/modal", post(acts::modal))
        .route("/say", post(acts::say))
        .route("/people", post(acts::join))
        .route("/people/{name}", patch(acts::change_person))
        .route("/channels", post(disturb::add_channel))
        .route("/faults", post(disturb::arm).get(disturb::faults).delete(disturb::heal_all))
        .route("/faults/{fault}", delete(disturb::heal))
        .route("/clock/advance", post(disturb::advance))
        .route("/gateway", post(disturb::gateway))
        .route("/limits", post(disturb::limits))
        .route("/bot/permissions", post(disturb::permissions))
        .fallback(place::nothing_here)
}
