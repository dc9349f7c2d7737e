//! The parts that the bot's embeds share: the fields of an alert and the key in the footer.
//!
//! An embed may have 6,000 characters in all. The limits here add up to less, whatever was typed.

use serenity::all::{ActionRowComponent, Button, ButtonKind, Message};
use serenity::builder::{CreateEmbed, CreateEmbedFooter};

use crate::alert::{Alert, Key};
use crate::discord::escape;
use crate::discord::input::custom_id::CustomId;
use crate::discord::text::part::name;
use crate::discord::text::{Language, messages as say, time};

/// UTF-16 units of the message that a parent typed: twice the 1,000 characters of the command's option, as each may have
/// to be escaped, and room for what other programs send.
const MESSAGE_MAX: usize = 3_000;
/// Discord's limit for a field's text.
const FIELD_MAX: usize = 1_024;
const CHILD_MAX: usize = 200;
const PLACE_MAX: usize = 500;

/// The text before the key in a footer.
const REF: &str = "Ref ";

/// An embed with the alert: time, place, names and the parent's message. `status` is the line about its state.
pub(crate) fn of_alert(language: Language, alert: &Alert, status: Option<String>) -> CreateEmbed {
    let mut embed = CreateEmbed::new();
    if let Some(by) = time::be_there_by(alert, language) {
        embed = embed.field(say::field_by(language), by, true);
    }
    if !alert.location.is_empty() {
        embed = embed.field(say::field_place(language), escape::line(&alert.location, PLACE_MAX), true);
    }
    embed = embed.field(say::field_child(language), escape::line(&alert.child_name, CHILD_MAX), true);
    let mut description = status;
    if escape::is_legible(&alert.message) {
        let says = say::field_says(language, name(&alert.parent_name));
        let message = escape::block(&alert.message, MESSAGE_MAX);
        if escape::units(&message) <= FIELD_MAX {
            embed = embed.field(says, message, false);
        } else {
            // A message that is too long for a field goes into the description.
            let status = description.map(|status| format!("{status}\n\n")).unwrap_or_default();
            description = Some(format!("{status}{says}:\n{message}"));
        }
    }
    match description {
        Some(description) => embed.description(description),
        None => embed,
    }
}

/// The footer by which a message is found again (docs/protocol.md#rule-10).
pub(crate) fn footer(key: &Key) -> CreateEmbedFooter {
    CreateEmbedFooter::new(format!("{REF}{key}"))
}

/// The key of a message: in the footer, or of the card that its button names. The caller has checked that the bot wrote the
/// message.
#[must_use]
pub fn key_of(message: &Message) -> Option<Key> {
    let in_footer = message.embeds.iter().find_map(|embed| Key::read(embed.footer.as_ref()?.text.strip_prefix(REF)?));
    in_footer.or_else(|| message.components.iter().flat_map(|row| &row.components).find_map(key_of_button))
}

/// The button of a card names its alert. An alert that intake has raised has the id of its event, and so the card's key.
fn key_of_button(component: &ActionRowComponent) -> Option<Key> {
    let ActionRowComponent::Button(Button { data: ButtonKind::NonLink { custom_id, .. }, .. }) = component else {
        return None;
    };
    let button = CustomId::parse(custom_id).ok()?;
    Some(Key::of_card(&button.alert_id.event()))
}
