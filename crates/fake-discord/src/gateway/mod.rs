//! The gateway's WebSocket. The sessions themselves are in `state::sessions`, because they outlive a connection.

pub(crate) mod connection;
pub(crate) mod identify;
