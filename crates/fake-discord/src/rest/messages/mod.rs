//! The message routes of a channel. Interactions and webhooks use the edit of [`edit`] too.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod edit;
pub(super) mod read;
