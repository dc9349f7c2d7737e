//! What was typed, pressed, chosen or submitted: the `data` of an interaction.
//!
//! Fields that can't be read count as absent, as in [`super::interaction`]. Must not log: it holds children's names.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::alert::{RoleId, UserId};
use crate::discord::input::interaction::{User, readable_or_default};

/// What was typed, pressed, chosen or submitted.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Data {
    /// The command.
    #[serde(default)]
    pub name: String,
    /// Its options.
    #[serde(default)]
    pub options: Vec<CommandOption>,
    /// The button's, the menu's or the form's.
    #[serde(default)]
    pub custom_id: String,
    /// What was chosen from a menu.
    #[serde(default, deserialize_with = "readable_or_default")]
    values: Vec<String>,
    #[serde(default, deserialize_with = "readable_or_default")]
    resolved: Resolved,
    /// A form's fields, in rows whose shape has changed before.
    #[serde(default)]
    components: Value,
}

/// One option of a command.
#[derive(Clone, Deserialize)]
pub(crate) struct CommandOption {
    /// Its name.
    pub name: String,
    /// Discord's number of its type.
    #[serde(default, rename = "type", deserialize_with = "readable_or_default")]
    kind: u8,
    /// Its value.
    #[serde(default)]
    pub value: Value,
    /// The options of a subcommand.
    #[serde(default)]
    options: Vec<CommandOption>,
    /// Whether the person types in it just now.
    #[serde(default, deserialize_with = "readable_or_default")]
    focused: bool,
}

impl CommandOption {
    /// Discord's numbers of subcommands and of their groups:
    /// <https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type>.
    fn is_subcommand(&self) -> bool {
        matches!(self.kind, 1 | 2)
    }
}

/// The people whom the values name.
#[derive(Clone, Default, Deserialize)]
struct Resolved {
    #[serde(default, deserialize_with = "readable_or_default")]
    users: HashMap<String, User>,
    #[serde(default, deserialize_with = "readable_or_default")]
    members: HashMap<String, Member>,
}

/// What somebody is in the server, without who they are.
#[derive(Clone, Deserialize)]
struct Member {
    #[serde(default)]
    nick: Option<String>,
    #[serde(default)]
    roles: Vec<RoleId>,
}

/// A person whom somebody chose, in a menu or an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen<'a> {
    pub id: UserId,
    /// The name that the others in the server see.
    pub name: &'a str,
    /// Their roles; `None` where they are not a member of the server.
    pub roles: Option<&'a [RoleId]>,
    pub is_bot: bool,
}

impl Data {
    /// A form with these fields.
    pub(crate) fn submitted<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let field = |(name, value)| serde_json::json!({"custom_id": name, "value": value});
        Data { components: fields.into_iter().map(field).collect(), ..Data::default() }
    }

    /// The command with its subcommand, as people type it (`needhelp-me block`), and its options.
    pub(crate) fn typed(&self) -> (String, &[CommandOption]) {
        let (mut typed, mut options) = (self.name.clone(), self.options.as_slice());
        while let [only] = options
            && only.is_subcommand()
        {
            typed.push(' ');
            typed.push_str(&only.name);
            options = &only.options;
        }
        (typed, options)
    }

    /// An option's value.
    pub(crate) fn option(&self, name: &str) -> Option<&Value> {
        self.typed().1.iter().find(|option| option.name == name).map(|option| &option.value)
    }

    /// The option in which the person types just now, and its text so far.
    pub(crate) fn focused(&self) -> Option<(&str, &str)> {
        let focused = self.typed().1.iter().find(|option| option.focused)?;
        Some((focused.name.as_str(), focused.value.as_str().unwrap_or_default()))
    }

    /// The text of a form's field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        fn of<'a>(component: &'a Value, name: &str) -> Option<&'a str> {
            match component {
                Value::Array(rows) => rows.iter().find_map(|row| of(row, name)),
                field if field["custom_id"] == name => field["value"].as_str(),
                row => row.get("components").or_else(|| row.get("component")).and_then(|inner| of(inner, name)),
            }
        }
        of(&self.components, name)
    }

    /// The first value that was chosen from a menu.
    pub(crate) fn value(&self) -> Option<&str> {
        self.values.first().map(String::as_str)
    }

    /// The person who was chosen from a menu.
    pub(crate) fn chosen(&self) -> Option<Chosen<'_>> {
        self.person(self.values.first()?)
    }

    /// The person with this id, as a menu's or an option's value has it. Discord describes whom it offers.
    pub(crate) fn person(&self, value: &str) -> Option<Chosen<'_>> {
        let user = self.resolved.users.get(value)?;
        let member = self.resolved.members.get(value);
        Some(Chosen {
            id: user.id,
            name: user.display_name(member.and_then(|member| member.nick.as_deref())),
            roles: member.map(|member| member.roles.as_slice()),
            is_bot: user.bot,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn data(json: Value) -> Data {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_subcommand_has_its_options_inside() {
        let user = json!({"name": "user", "type": 6, "value": "7"});
        let block = json!({"name": "block", "type": 1, "options": [user]});
        let resolved = json!({"users": {"7": {"id": "7", "username": "mike"}}, "members": {"7": {"nick": "Mike", "roles": ["9"]}}});
        let typed = data(json!({"name": "needhelp-me", "options": [block], "resolved": resolved}));
        assert_eq!(typed.typed().0, "needhelp-me block");
        let value = typed.option("user").and_then(Value::as_str).unwrap();
        let chosen = Chosen { id: UserId(7), name: "Mike", roles: Some(&[RoleId(9)]), is_bot: false };
        assert_eq!(typed.person(value), Some(chosen));
        assert_eq!(typed.person("8"), None);
        let plain = data(json!({"name": "needhelp", "options": [{"name": "child", "type": 3, "value": "Jake"}]}));
        assert_eq!(plain.typed().0, "needhelp");
        assert_eq!(plain.option("child"), Some(&json!("Jake")));
    }

    #[test]
    fn a_menu_says_who_was_chosen() {
        let resolved = json!({"users": {"7": {"id": "7", "username": "needhelp", "bot": true}}});
        let chosen = data(json!({"custom_id": "x", "component_type": 5, "values": ["7"], "resolved": resolved}));
        let expected = Chosen { id: UserId(7), name: "needhelp", roles: None, is_bot: true };
        assert_eq!(chosen.chosen(), Some(expected));
        assert_eq!(data(json!({"custom_id": "x", "values": []})).chosen(), None);
    }

    #[test]
    fn a_group_of_subcommands_is_part_of_the_command() {
        let give =
            json!({"name": "give", "type": 1, "options": [{"name": "to", "type": 3, "value": "", "focused": true}]});
        let typed = data(json!({"name": "card", "options": [{"name": "board", "type": 2, "options": [give]}]}));
        assert_eq!(typed.typed().0, "card board give");
        assert_eq!(typed.focused(), Some(("to", "")));
    }

    #[test]
    fn a_field_is_read_from_rows_and_from_labels() {
        let field = |id: &str, value: &str| json!({"type": 4, "custom_id": id, "value": value});
        let submitted = data(json!({"custom_id": "x", "components": [
            {"type": 1, "components": [field("where", "Elm Road")]},
            {"type": 10},
            {"type": 18, "component": field("when", "")},
        ]}));
        assert_eq!(submitted.field("where"), Some("Elm Road"));
        assert_eq!(submitted.field("when"), Some(""));
        assert_eq!(submitted.field("who"), None);
    }

    #[test]
    fn what_is_of_another_form_counts_as_absent() {
        let odd =
            json!({"custom_id": "nh:claim:0:5:-", "values": {"a": 1}, "resolved": [], "components": "a form to come"});
        let odd = data(odd);
        assert!(odd.chosen().is_none() && odd.person("7").is_none() && odd.field("where").is_none());
    }
}
