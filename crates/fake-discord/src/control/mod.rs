//! The control API, for other processes.

use std::sync::Arc;

use axum::Router;

use crate::shared::Shared;

/// The routes below `/_fake`.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
}
