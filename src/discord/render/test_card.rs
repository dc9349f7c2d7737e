//! The card by which an admin tries Discord out: made like a card, but marked TEST, with a button that cannot be pressed.
//!
//! Must not notify anybody.

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, EditMessage,
};

use crate::alert::Key;
use crate::discord::render::embed;
use crate::discord::text::test_card as say;

const GREY: u32 = 0x0080_8489;
/// Belongs to no action, so that a press would be refused as well.
pub(crate) const CUSTOM_ID: &str = "test";

pub(crate) fn create(key: &Key) -> CreateMessage {
    CreateMessage::new()
        .content(say::CONTENT)
        .embed(of(key, say::DESCRIPTION))
        .components(buttons())
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true)
        .allowed_mentions(CreateAllowedMentions::new())
}

pub(crate) fn edit(key: &Key) -> EditMessage {
    EditMessage::new()
        .content(say::CONTENT)
        .embed(of(key, say::EDITED))
        .components(buttons())
        .allowed_mentions(CreateAllowedMentions::new())
}

fn of(key: &Key, description: &str) -> CreateEmbed {
    let embed = CreateEmbed::new().title(say::TITLE).description(description).colour(GREY);
    embed.field("Test", "field", true).footer(embed::footer(key))
}

fn buttons() -> Vec<CreateActionRow> {
    let button = CreateButton::new(CUSTOM_ID).label(say::BUTTON).style(ButtonStyle::Secondary).disabled(true);
    vec![CreateActionRow::Buttons(vec![button])]
}
