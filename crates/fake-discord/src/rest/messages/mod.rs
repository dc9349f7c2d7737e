//! The routes for messages in a channel: create, read, edit, delete.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod edit;
pub(super) mod read;
