//! Buttons, menus and forms. What they are about is in their custom id, so that they work after every restart.
//!
//! Must not contain a sentence, and must not decide who may use them.

use serenity::all::{ButtonStyle, InputTextStyle};
use serenity::builder::{
    CreateActionRow, CreateButton, CreateInputText, CreateInteractionResponse, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind,
};

use crate::discord::input::custom_id::CustomId;
use crate::discord::render::ephemeral::FirstAnswer;

/// A button of an alert.
pub fn button(id: &CustomId, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(id.to_string()).label(label).style(style)
}

/// A button that opens an address. The bot does not learn of a press.
pub fn link(label: &str, url: &str) -> CreateButton {
    CreateButton::new_link(url).label(label)
}

/// Buttons beside each other, five at most.
pub fn row(buttons: impl IntoIterator<Item = CreateButton>) -> CreateActionRow {
    CreateActionRow::Buttons(buttons.into_iter().collect())
}

/// A menu of the server's people, of whom one can be chosen.
pub fn people(id: &CustomId, placeholder: &str) -> CreateActionRow {
    let everybody = CreateSelectMenuKind::User { default_users: None };
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id.to_string(), everybody).placeholder(placeholder))
}

/// A field of a form: a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name for the program.
    pub name: &'static str,
    /// Its name for the person, 45 characters at most.
    pub label: &'a str,
    /// What stands in it at first.
    pub value: &'a str,
    /// What it shows while it is empty, 100 characters at most.
    pub placeholder: &'a str,
    /// Characters.
    pub max: u16,
    /// Whether it must not be empty.
    pub required: bool,
    /// Whether it may have several lines.
    pub is_long: bool,
}

impl Field<'_> {
    fn input(&self) -> CreateInputText {
        let style = if self.is_long { InputTextStyle::Paragraph } else { InputTextStyle::Short };
        // Discord refuses the whole form for a value that is longer than the field.
        let value: String = self.value.chars().take(usize::from(self.max)).collect();
        let input = CreateInputText::new(style, self.label, self.name).required(self.required).max_length(self.max);
        let input = if value.is_empty() { input } else { input.value(value) };
        let shown = self.placeholder;
        if shown.is_empty() { input } else { input.placeholder(shown) }
    }
}

/// A form: the first answer to a press or a command, but not to a form. `title` has 45 characters at most, and there are at
/// most five fields.
#[must_use]
pub fn form(id: &impl std::fmt::Display, title: &str, fields: &[Field<'_>]) -> FirstAnswer {
    let rows = fields.iter().map(|field| CreateActionRow::InputText(field.input())).collect();
    CreateInteractionResponse::Modal(CreateModal::new(id.to_string(), title).components(rows))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::alert::AlertId;
    use crate::discord::action::Action;
    use crate::discord::render::ephemeral;
    use crate::discord::render::ephemeral::Reply;

    fn id(action: Action) -> CustomId {
        let alert_id = AlertId::new("5").unwrap();
        CustomId { action, home: 0, alert_id, parent_id: None, since: Some(12) }
    }

    fn json_of(of: impl serde::Serialize) -> Value {
        serde_json::to_value(of).unwrap()
    }

    #[test]
    fn a_question_has_its_buttons_in_each_form_of_the_answer() {
        let buttons = [
            button(&id(Action::CancelledYes), "Yes, stop it", ButtonStyle::Secondary),
            link("Open the card", "https://discord.com/channels/1/2/3"),
        ];
        let question = Reply::new("Stop this alert?").row(row(buttons));
        let expected = json!([{"type": 1, "components": [
            {"type": 2, "style": 2, "custom_id": "nh:cancelled_yes:0:5:12", "label": "Yes, stop it", "disabled": false},
            {"type": 2, "style": 5, "url": "https://discord.com/channels/1/2/3", "label": "Open the card", "disabled": false},
        ]}]);
        let (first, in_place) = (json_of(question.first()), json_of(question.in_place()));
        assert_eq!((&first["type"], &first["data"]["flags"]), (&json!(4), &json!(64)));
        assert_eq!(in_place["type"], 7);
        for shown in [&first["data"], &in_place["data"], &json_of(question.edit())] {
            assert_eq!((&shown["content"], &shown["components"]), (&json!("Stop this alert?"), &expected));
            assert_eq!(shown["allowed_mentions"]["parse"], json!([]));
        }
        // Without buttons, an edit takes away those that were there.
        assert_eq!(json_of(Reply::new("Stopped.").in_place())["data"]["components"], json!([]));
    }

    #[test]
    fn a_menu_offers_the_servers_people() {
        let menu = json_of(people(&id(Action::HandOver), "Choose a neighbor"));
        let menu = &menu["components"][0];
        assert_eq!((&menu["type"], &menu["custom_id"]), (&json!(5), &json!("nh:hand_over:0:5:12")));
        assert_eq!(menu["placeholder"], "Choose a neighbor");
    }

    #[test]
    fn a_form_is_filled_with_what_fits() {
        let field = |name, value, max| Field {
            name,
            label: "Where",
            value,
            placeholder: "",
            max,
            required: true,
            is_long: false,
        };
        let shown = form(&id(Action::Change), "Change the alert", &[field("where", "Oak", 2), field("when", "", 40)]);
        let shown = json_of(shown);
        assert_eq!((&shown["type"], &shown["data"]["custom_id"]), (&json!(9), &json!("nh:change:0:5:12")));
        let input = |row: usize| &shown["data"]["components"][row]["components"][0];
        assert_eq!((&input(0)["custom_id"], &input(0)["value"]), (&json!("where"), &json!("Oa")));
        assert!(input(1).get("value").is_none_or(Value::is_null), "{shown}");
    }

    #[test]
    fn suggestions_are_what_discord_takes() {
        let texts = ["Jake", "Jake", " ", "\u{200b}", &"x".repeat(101), &"x".repeat(100)].map(str::to_owned);
        let many = (0..30).map(|number| format!("Stop {number}"));
        let shown = json_of(ephemeral::suggestions(texts.into_iter().chain(many)));
        let choices = shown["data"]["choices"].as_array().unwrap();
        assert_eq!((&shown["type"], choices.len()), (&json!(8), 25));
        assert_eq!((&choices[0]["name"], &choices[0]["value"]), (&json!("Jake"), &json!("Jake")));
        assert_eq!((&choices[1]["name"], &choices[2]["name"]), (&json!("x".repeat(100)), &json!("Stop 0")));
        assert_eq!(json_of(ephemeral::suggestions([]))["data"]["choices"], json!([]));
    }
}
