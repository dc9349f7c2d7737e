//! The panel in the channel, and the private question of somebody who has pressed it.
//!
//! Must not decide who is asked what.

use serenity::all::ButtonStyle::{Primary, Secondary, Success};
use serenity::all::{ActionRowComponent, Button, ButtonKind, Message, MessageFlags, Nonce};
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateButton, CreateMessage, EditMessage};
use strum::IntoEnumIterator as _;

use crate::alert::Key;
use crate::discord::escape;
use crate::discord::input::panel::{Earlier, Panel, Soon};
use crate::discord::render::components::row;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::part::{message, name, place};
use crate::discord::text::{Language, messages as say};

/// UTF-16 units of a child's name on a button.
const LABEL_MAX: usize = 40;

/// The panel as a new message. It notifies nobody.
pub(crate) fn create(language: Language, key: &Key) -> CreateMessage {
    CreateMessage::new()
        .content(content(language))
        .components(components(language))
        .allowed_mentions(CreateAllowedMentions::new())
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .nonce(Nonce::String(key.to_string()))
        .enforce_nonce(true)
}

/// The panel in another language, or of another version.
pub(crate) fn edit(language: Language) -> EditMessage {
    EditMessage::new()
        .content(content(language))
        .components(components(language))
        .allowed_mentions(CreateAllowedMentions::new())
}

/// What the panel says.
pub(crate) fn content(language: Language) -> String {
    say::panel_text(language)
}

fn components(language: Language) -> Vec<CreateActionRow> {
    vec![row([button(&Panel::Ask, say::panel_ask(language)).style(Success)])]
}

/// Whether a message of the bot is a panel.
pub(crate) fn is_one(message: &Message) -> bool {
    let ask = Panel::Ask.to_string();
    let is_its_button = |component: &ActionRowComponent| match component {
        ActionRowComponent::Button(Button { data: ButtonKind::NonLink { custom_id, .. }, .. }) => *custom_id == ask,
        _ => false,
    };
    message.components.iter().flat_map(|row| &row.components).any(is_its_button)
}

/// The question by when somebody has to be there, for what this parent sent last; `others` are their other children.
pub(crate) fn by_when(language: Language, words: &Earlier, others: &[Earlier]) -> Reply {
    let mut lines = vec![say::panel_question(language, name(&words.child), place(&words.location))];
    if escape::is_legible(&words.message) {
        lines.push(say::panel_message(language, message(&words.message)));
    }
    let label = |soon| match soon {
        Soon::Now => say::panel_now(language),
        Soon::In10 => say::panel_in_10(language),
        Soon::In20 => say::panel_in_20(language),
    };
    let times = Soon::iter().map(|soon| {
        let style = if soon == Soon::Now { Primary } else { Secondary };
        button(&Panel::Again(words.alert.clone(), soon), label(soon)).style(style)
    });
    let change = button(&Panel::Change(words.alert.clone()), say::panel_change(language)).style(Secondary);
    let reply = Reply::new(lines.join("\n")).row(row(times.chain([change])));
    let others: Vec<_> = others
        .iter()
        .map(|words| {
            button(&Panel::Of(words.alert.clone()), escape::verbatim(&words.child, LABEL_MAX)).style(Secondary)
        })
        .collect();
    if others.is_empty() { reply } else { reply.row(row(others)) }
}

fn button(id: &Panel, label: String) -> CreateButton {
    CreateButton::new(id.to_string()).label(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::AlertId;

    fn words(id: &str, child: &str, message: &str) -> Earlier {
        let alert = AlertId::new(id).expect("an id");
        let location = "Oak Street Bus Stop".to_owned();
        Earlier { alert, child: child.to_owned(), location, message: message.to_owned() }
    }

    #[test]
    fn the_question_says_all_that_a_press_sends_and_offers_the_other_children() {
        let shown = by_when(Language::English, &words("7", "Jake", "Red *bag*"), &[words("5", "David", "")]);
        assert_eq!(
            shown.content(),
            "When should someone meet Jake at Oak Street Bus Stop?\nYour message: Red \\*bag\\*"
        );
        let shown = serde_json::to_value(shown.first()).expect("json");
        let rows = shown["data"]["components"].as_array().expect("rows").iter();
        let of = |row: &serde_json::Value| -> Vec<String> {
            let buttons = row["components"].as_array().expect("buttons").iter();
            buttons.map(|button| format!("{} {}", button["label"], button["custom_id"]).replace('"', "")).collect()
        };
        let expected = [
            vec![
                "Now nh-panel:now:7",
                "In 10 min nh-panel:in10:7",
                "In 20 min nh-panel:in20:7",
                "Change… nh-panel:change:7",
            ],
            vec!["David nh-panel:of:5"],
        ];
        assert_eq!(rows.map(of).collect::<Vec<_>>(), expected);
        assert!(!by_when(Language::English, &words("7", "Jake", ""), &[]).content().contains('\n'));
    }
}
