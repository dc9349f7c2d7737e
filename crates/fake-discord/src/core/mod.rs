//! What every other module stands on: time, ids, routes, errors, waits, the request log. Imports nothing of this crate.

pub(crate) mod api_error;
pub(crate) mod clock;
pub mod ids;
pub(crate) mod killable_tcp;
pub(crate) mod request_log;
pub(crate) mod routes;
pub(crate) mod snowflakes;
pub(crate) mod wait;
