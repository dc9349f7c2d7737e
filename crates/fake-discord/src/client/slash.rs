//! Types a slash command: fills its options and sends it.

use serde_json::{Value, json};

use super::command_check::{CommandError, FilledOption, VisibleCommand};
use super::entities::{Entity, Picker};
use super::{Action, Interaction, Person};
use crate::core::ids::{ChannelId, RoleId, UserId};
use crate::state::DiscordState;
use crate::state::interactions::InteractionKind;

/// A slash command that a person is typing.
#[derive(Debug, Clone)]
#[must_use = "a command does nothing until it is sent"]
pub struct SlashCommand {
    person: Person,
    command: String,
    options: Vec<FilledOption>,
    unchecked: bool,
}

impl SlashCommand {
    pub(super) fn new(person: Person, command: &str) -> Self {
        Self { person, command: command.to_owned(), options: Vec::new(), unchecked: false }
    }

    fn option(mut self, name: &str, kind: u8, value: Value) -> Self {
        self.options.push(FilledOption { name: name.to_owned(), kind, value });
        self
    }

    /// Fills a text option.
    pub fn string(self, name: &str, value: impl Into<String>) -> Self {
        self.option(name, 3, Value::String(value.into()))
    }

    /// Fills an integer option.
    pub fn integer(self, name: &str, value: i64) -> Self {
        self.option(name, 4, json!(value))
    }

    /// Fills a boolean option.
    pub fn boolean(self, name: &str, value: bool) -> Self {
        self.option(name, 5, json!(value))
    }

    /// Fills a user option.
    pub fn user(self, name: &str, value: UserId) -> Self {
        self.option(name, 6, json!(value))
    }

    /// Fills a channel option.
    pub fn channel(self, name: &str, value: ChannelId) -> Self {
        self.option(name, 7, json!(value))
    }

    /// Fills a role option.
    pub fn role(self, name: &str, value: RoleId) -> Self {
        self.option(name, 8, json!(value))
    }

    /// Fills a number option.
    pub fn number(self, name: &str, value: f64) -> Self {
        self.option(name, 10, json!(value))
    }

    /// Fills an option with a value of the type that the bot registered, or of the value's own type if it is unknown.
    pub fn value(self, name: &str, value: Value) -> Self {
        let registered = {
            let state = self.person.shared.state();
            let guild = state.channels.get(&self.person.channel).and_then(|channel| channel.guild);
            let command = VisibleCommand::find(&state, guild, &self.command).ok();
            let option = command.and_then(|command| command.option(name));
            option.and_then(|option| u8::try_from(option["type"].as_u64()?).ok())
        };
        let kind = registered.unwrap_or(match &value {
            Value::Bool(_) => 5,
            Value::Number(number) if number.is_f64() => 10,
            Value::Number(_) => 4,
            _ => 3,
        });
        self.option(name, kind, value)
    }

    /// Uses the command in another channel.
    pub fn in_channel(mut self, channel: ChannelId) -> Self {
        self.person = self.person.in_channel(channel);
        self
    }

    /// Sends what a client would refuse, such as a text that is too long. A bot can receive it from an outdated client, and
    /// a command from somebody whom an admin has allowed it in the server's settings.
    pub fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }

    /// Sends the command.
    ///
    /// # Errors
    /// If the person's client would not send it.
    pub async fn send(self) -> Result<Interaction, CommandError> {
        let data = {
            let state = self.person.shared.state();
            let command = self.visible_command(&state)?;
            if let Some(missing) = command.missing(&self.options).filter(|_| !self.unchecked) {
                return Err(CommandError::MissingOption(missing.to_owned()));
            }
            let picker = self.picker(&state);
            let mut data = command.data(self.option_values(&command, picker)?);
            let picked = self
                .options
                .iter()
                .filter_map(|filled| Some((Entity::of_option(filled.kind)?, filled.value.as_str()?)));
            if let Some(resolved) = picker.resolved(picked) {
                data["resolved"] = resolved;
            }
            data
        };
        self.interact(InteractionKind::Command, data)
    }

    /// Asks the bot for autocomplete choices after typing `so_far` in an option. The response is
    /// [`super::ResponseKind::Choices`].
    ///
    /// # Errors
    /// If the person's client would not ask: the option has no `autocomplete`, or an option already filled is invalid.
    pub async fn autocomplete(self, option: &str, so_far: &str) -> Result<Interaction, CommandError> {
        let data = {
            let state = self.person.shared.state();
            let command = self.visible_command(&state)?;
            let unknown = || CommandError::UnknownOption { command: self.command.clone(), option: option.to_owned() };
            let found = command.option(option).ok_or_else(unknown)?;
            if found["autocomplete"] != true {
                let reason = "was registered without autocomplete".to_owned();
                return Err(CommandError::Refused { option: option.to_owned(), reason });
            }
            let mut options = self.option_values(&command, self.picker(&state))?;
            options.push(json!({"name": option, "type": found["type"], "value": so_far, "focused": true}));
            command.data(options)
        };
        self.interact(InteractionKind::Autocomplete, data)
    }

    fn visible_command<'a>(&'a self, state: &'a DiscordState) -> Result<VisibleCommand<'a>, CommandError> {
        let channel = state.channels.get(&self.person.channel).ok_or(CommandError::NotAllowedHere)?;
        let command = VisibleCommand::find(state, channel.guild, &self.command)?;
        if !self.unchecked {
            command.check_visible_to(state, &self.person)?;
        }
        Ok(command)
    }

    fn picker<'a>(&self, state: &'a DiscordState) -> Picker<'a> {
        Picker { state, channel: self.person.channel, person: self.person.id }
    }

    fn option_values(&self, command: &VisibleCommand<'_>, picker: Picker<'_>) -> Result<Vec<Value>, CommandError> {
        let one = |filled: &FilledOption| {
            if !self.unchecked {
                command.check(picker, filled)?;
            }
            let FilledOption { name, kind, value } = filled;
            Ok(json!({"name": name, "type": kind, "value": value}))
        };
        self.options.iter().map(one).collect()
    }

    fn interact(self, kind: InteractionKind, data: Value) -> Result<Interaction, CommandError> {
        let action =
            Action { kind, channel: self.person.channel, data, source: None, trigger: None, name: self.command };
        self.person.interact(action).ok_or(CommandError::NotAllowedHere)
    }
}
