//! The card in the end: it shows what the log says, and is pinned while its alert goes on.

use fake_discord::Message;
use serde_json::Value;

use super::people::{People, Typed};
use super::story::Story;
use super::verdict::Facts;
use crate::support::bot::card::CardContext;
use crate::support::bot::{Key, Language, RoleId, card, codec};

/// One card at most, which shows the state of the log: its words, buttons and pin.
pub fn card_is_right(people: &People, facts: &Facts, story: &Story) -> Vec<String> {
    let state = &story.state;
    let mut wrong = Vec::new();
    let key = Key::of_card(&state.id.event());
    let made = facts.made(&key);
    if made.len() > 1 {
        wrong.push(format!("{} cards were made", made.len()));
    }
    let Some(posted) = state.facts.posted else {
        let is_there = made.iter().any(|card| card.exists());
        wrong.extend(is_there.then(|| "there is a card that the log does not know".to_owned()));
        return wrong;
    };
    let Some(card) = made.iter().find(|card| card.exists() && card.id.get() == posted.message_id.0) else {
        wrong.push("there is no card".to_owned());
        return wrong;
    };
    let is_elsewhere = |typed: &&Typed| typed.alert == state.id && typed.channel != card.channel_id;
    if facts.typed.iter().any(|typed| is_elsewhere(&typed)) {
        wrong.push("the card is in another channel".to_owned());
    }
    let role = |name: &str| Some(RoleId(people.here.discord.role_id(name).get()));
    let context = CardContext {
        helper_role: role("helpers"),
        wider_role: role("parents"),
        fallback: None,
        private: state.alert().is_some_and(|alert| alert.private),
        passwords: None,
        home: codec::home(people.here.kafka(), &state.id),
        language: Language::English,
        passwords_in: Language::English,
        guild: None,
    };
    let (shows, should) = (face(card), wanted_face(&card::edit(state, &context, &key)));
    // A new card mentions the helpers at the end of its first line.
    let is_new = shows.0.starts_with(&should.0) && card.versions.len() == 1;
    if shows.1 != should.1 || !is_new && shows.0 != should.0 {
        wrong.push(format!("the card shows {shows:?}, and the log says {should:?}"));
    }
    if card.is_pinned() == state.is_over() {
        wrong.push(format!("the card is pinned: {}", card.is_pinned()));
    }
    wrong
}

/// The line above a card, and its embed and buttons.
type Face = (String, Vec<String>);

fn face(card: &Message) -> Face {
    let mut lines = Vec::new();
    for embed in card.embeds() {
        lines.extend(embed.title.clone());
        lines.extend(embed.description.clone());
        lines.extend(embed.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
    }
    lines.extend(card.buttons().into_iter().map(|button| format!("[{}] {}", button.label, button.custom_id)));
    (card.content().to_owned(), lines)
}

fn wanted_face(edit: &impl serde::Serialize) -> Face {
    let edit = serde_json::to_value(edit).expect("plain JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut lines = Vec::new();
    for embed in all(&edit["embeds"]) {
        lines.extend(text(&embed["title"]));
        lines.extend(text(&embed["description"]));
        let field = |field: &Value| Some(format!("{}: {}", text(&field["name"])?, text(&field["value"])?));
        lines.extend(all(&embed["fields"]).iter().filter_map(field));
    }
    for row in all(&edit["components"]) {
        let button = |button: &Value| Some(format!("[{}] {}", text(&button["label"])?, text(&button["custom_id"])?));
        lines.extend(all(&row["components"]).iter().filter_map(button));
    }
    (text(&edit["content"]).unwrap_or_default(), lines)
}
