//! Messages as Discord takes them: the card, mentions, private answers; their buttons, menus and forms.
//!
//! Must not contain a sentence; those are in [`super::text`].

pub(crate) mod block;
pub(crate) mod buttons;
pub mod card;
#[cfg(test)]
mod card_tests;
#[cfg(test)]
mod catalogue_tests;
pub mod components;
pub(crate) mod embed;
pub mod ephemeral;
pub(crate) mod findings;
pub(crate) mod forget;
pub(crate) mod links;
pub mod mention;
pub(crate) mod other_alerts;
pub(crate) mod panel;
pub(crate) mod phones;
pub(crate) mod privacy;
#[cfg(test)]
mod property_tests;
pub mod question;
pub(crate) mod redaction;
pub(crate) mod setup;
#[cfg(test)]
mod states_tests;
pub(crate) mod statistics;
pub(crate) mod test_card;
