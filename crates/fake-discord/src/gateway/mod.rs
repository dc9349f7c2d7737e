//! The gateway's WebSocket connections, IDENTIFY, RESUME and requests for members. The sessions are in `state::sessions`.

pub(crate) mod compression;
pub(crate) mod connection;
mod identify;
pub(crate) mod members;
pub(crate) mod parameters;
