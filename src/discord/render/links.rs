//! Buttons that open an address: the card, and the app's conversation with a person. No record is made of a press.
//!
//! Must not decide who reads whose id: with private details, a message in a channel names nobody.

use serenity::builder::{CreateActionRow, CreateButton};

use crate::alert::{AlertState, GuildId, UserId};
use crate::discord::render::components;
use crate::discord::text::{self, Language};

/// Opens the card; `None` where there is none, or its server is not known.
pub(crate) fn to_card(language: Language, state: &AlertState, guild: Option<GuildId>) -> Option<CreateButton> {
    text::link(state, guild).map(|url| components::link(&text::label(language, "open_card"), &url))
}

/// Opens the conversation with a person.
pub(crate) fn to_person(language: Language, person: UserId, name: &str) -> CreateButton {
    components::link(&text::write_to(language, name), &format!("https://discord.com/users/{person}"))
}

/// The parent's conversation; `None` where another program did not say who they are.
pub(crate) fn to_parent(language: Language, state: &AlertState) -> Option<CreateButton> {
    let alert = text::alert(state)?;
    Some(to_person(language, alert.parent_id?, &alert.parent_name))
}

/// A row of those buttons that there are.
pub(crate) fn row(links: impl IntoIterator<Item = Option<CreateButton>>) -> Option<CreateActionRow> {
    let links: Vec<_> = links.into_iter().flatten().collect();
    (!links.is_empty()).then(|| components::row(links))
}
