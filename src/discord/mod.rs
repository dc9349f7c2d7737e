//! Everything that Discord sees: the outbound REST client, the slash command, custom ids, cards and words.
//!
//! Must not know of Kafka.
//!
//! - [`words`]: every sentence that a person reads. [`plain`]: what people typed, as plain text.
//! - [`cards`]: the card of an alert. [`notices`]: messages that mention somebody. [`replies`]: answers for one pair of
//!   eyes. [`embed`]: what these share.
//! - [`interaction`]: what somebody did. [`custom_id`]: what a button says when it is pressed. [`command`], [`when`]: what
//!   was typed.
//! - [`rest`]: the calls.

pub mod cards;
pub mod command;
pub mod custom_id;
pub mod embed;
pub mod interaction;
pub mod notices;
pub mod plain;
pub mod replies;
pub mod rest;
pub mod when;
pub mod words;

#[cfg(test)]
mod card_tests;
