//! The card by which an admin tries Discord out: made like a card, but marked TEST, with a button that cannot be pressed.
//!
//! Must not notify anybody.

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, EditMessage,
};

use crate::alert::Key;
use crate::discord::render::embed;
use crate::discord::text::{Language, messages as say};

const GREY: u32 = 0x0080_8489;
/// Belongs to no action, so that a press would be refused as well.
pub(crate) const CUSTOM_ID: &str = "test";

pub(crate) fn create(key: &Key, language: Language) -> CreateMessage {
    CreateMessage::new()
        .content(say::test_content(language))
        .embed(of(key, language, say::test_description(language)))
        .components(buttons(language))
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true)
        .allowed_mentions(CreateAllowedMentions::new())
}

pub(crate) fn edit(key: &Key, language: Language) -> EditMessage {
    EditMessage::new()
        .content(say::test_content(language))
        .embed(of(key, language, say::test_edited(language)))
        .components(buttons(language))
        .allowed_mentions(CreateAllowedMentions::new())
}

fn of(key: &Key, language: Language, description: String) -> CreateEmbed {
    let embed = CreateEmbed::new().title(say::test_title(language)).description(description).colour(GREY);
    embed.field(say::test_field(language), say::test_field_value(language), true).footer(embed::footer(key))
}

fn buttons(language: Language) -> Vec<CreateActionRow> {
    let button =
        CreateButton::new(CUSTOM_ID).label(say::test_button(language)).style(ButtonStyle::Secondary).disabled(true);
    vec![CreateActionRow::Buttons(vec![button])]
}
