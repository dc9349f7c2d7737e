//! What happened, for another process that follows it with one request after the other.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::queries::MAX_WAIT_MS;
use super::resolve::{ApiResult, Params};
use crate::core::wait::until;
use crate::state::shared::Shared;

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EventsQuery {
    /// Only events with a higher number.
    #[serde(default)]
    after: u64,
    /// Waits at most this long for an event.
    wait_ms: Option<u64>,
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, Params(query): Params<EventsQuery>) -> ApiResult {
    let bound = Duration::from_millis(query.wait_ms.unwrap_or(0).min(MAX_WAIT_MS));
    let changed = shared.state().events.changed.subscribe();
    let any = || (shared.state().events.newest > query.after).then_some(());
    // After a wait without success the list is empty.
    _ = until(changed, bound, any).await;
    let state = shared.state();
    Ok(Json(json!({"events": state.events.after(query.after), "newest": state.events.newest})))
}
