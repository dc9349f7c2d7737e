//! The gateway's WebSocket connections, IDENTIFY and RESUME. The sessions are in `state::sessions`.

pub(crate) mod connection;
pub(crate) mod identify;
