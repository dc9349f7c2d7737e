//! What all other modules use: time, ids, routes, errors, waiting, the request log. It imports no other module of this
//! crate and knows nothing of Discord's state.

pub(crate) mod api_error;
pub(crate) mod clock;
pub(crate) mod discord_routes;
pub(crate) mod escapes;
pub mod ids;
pub(crate) mod killable_tcp;
pub(crate) mod request_log;
pub(crate) mod routes;
pub(crate) mod snowflakes;
#[cfg(feature = "tls")]
pub(crate) mod tls;
#[cfg(feature = "tls")]
pub(crate) mod tls_listener;
pub(crate) mod wait;
