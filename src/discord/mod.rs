//! Everything that Discord sees and sends: the REST client, what people type and press, the messages.
//!
//! Must not know of Kafka.
//!
//! - [`text`]: every sentence that a person reads. [`escape`]: what people typed, shown as plain text.
//! - [`action`]: the table of buttons. [`render`]: the messages. [`input`]: what people type and press.
//! - [`permissions`]: what a member may do in a channel. [`visibility`]: whether a person can see it.
//! - [`mod@server_language`]: the language that a server has on Discord.
//! - [`authorities`]: the certificate authorities beside the built-in ones.
//! - [`rest`]: the REST calls. [`ids`]: conversions from and to serenity's ids, which no code outside this folder uses.

pub mod action;
pub(crate) mod authorities;
pub(crate) mod escape;
pub(crate) mod ids;
pub mod input;
pub(crate) mod permissions;
pub mod render;
pub mod rest;
mod server_language;
pub(crate) mod text;
pub(crate) mod visibility;

pub use authorities::Authorities;
pub(crate) use authorities::{and_distrust, distrust};
pub(crate) use server_language::language_of_server;
pub use text::{Language, Passwords};
