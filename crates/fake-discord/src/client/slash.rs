//! Typing a command: filling its options one by one, and sending it.

use serde_json::{Value, json};

use super::command_check::{Filled, Shown, TypingError};
use super::entities::{Entity, Picker};
use super::{Act, Interaction, Person};
use crate::core::ids::{ChannelId, RoleId, UserId};
use crate::state::World;
use crate::state::interactions::InteractionKind;

/// A command being typed.
#[derive(Debug, Clone)]
#[must_use = "a command has to be sent"]
pub struct Slash {
    person: Person,
    command: String,
    options: Vec<Filled>,
    unchecked: bool,
}

impl Slash {
    pub(super) fn new(person: Person, command: &str) -> Self {
        Self { person, command: command.to_owned(), options: Vec::new(), unchecked: false }
    }

    fn option(mut self, name: &str, kind: u8, value: Value) -> Self {
        self.options.push((name.to_owned(), kind, value));
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

    /// Fills a yes-or-no option.
    pub fn boolean(self, name: &str, value: bool) -> Self {
        self.option(name, 5, json!(value))
    }

    /// Chooses a user.
    pub fn user(self, name: &str, value: UserId) -> Self {
        self.option(name, 6, json!(value))
    }

    /// Chooses a channel.
    pub fn channel(self, name: &str, value: ChannelId) -> Self {
        self.option(name, 7, json!(value))
    }

    /// Chooses a role.
    pub fn role(self, name: &str, value: RoleId) -> Self {
        self.option(name, 8, json!(value))
    }

    /// Fills a decimal option.
    pub fn number(self, name: &str, value: f64) -> Self {
        self.option(name, 10, json!(value))
    }

    /// Fills an option with a value of whatever type it was registered with (or, unknown, of the value's own).
    pub fn value(self, name: &str, value: Value) -> Self {
        let registered = {
            let world = self.person.shared.world();
            let guild = world.channels.get(&self.person.channel).and_then(|channel| channel.guild);
            let shown = Shown::find(&world, guild, &self.command).ok();
            let option = shown.and_then(|shown| shown.option(name));
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

    /// Types it in another channel.
    pub fn in_channel(mut self, channel: ChannelId) -> Self {
        self.person = self.person.in_channel(channel);
        self
    }

    /// Sends values that a client would not, such as a text beyond its limit: what a bot gets from a stale client.
    pub fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the person's client would not send it.
    pub async fn send(self) -> Result<Interaction, TypingError> {
        let data = {
            let world = self.person.shared.world();
            let shown = self.shown(&world)?;
            if let Some(missing) = shown.missing(&self.options).filter(|_| !self.unchecked) {
                return Err(TypingError::Missing(missing.to_owned()));
            }
            let picker = self.picker(&world);
            let mut data = shown.data(self.sent(&shown, picker)?);
            let picked =
                self.options.iter().filter_map(|(_, kind, value)| Some((Entity::of_option(*kind)?, value.as_str()?)));
            if let Some(resolved) = picker.resolved(picked) {
                data["resolved"] = resolved;
            }
            data
        };
        self.interact(InteractionKind::Command, data)
    }

    /// Has typed `so_far` of an option and waits for the bot's proposals; the others are as filled until now. The answer
    /// is of [`super::ResponseKind::Choices`].
    ///
    /// # Errors
    /// When the person's client would not ask: the option has no `autocomplete`, or one already filled is refused.
    pub async fn proposals(self, option: &str, so_far: &str) -> Result<Interaction, TypingError> {
        let data = {
            let world = self.person.shared.world();
            let shown = self.shown(&world)?;
            let unknown = || TypingError::UnknownOption { command: self.command.clone(), option: option.to_owned() };
            let found = shown.option(option).ok_or_else(unknown)?;
            if found["autocomplete"] != true {
                let reason = "proposes nothing: it was registered without autocomplete".to_owned();
                return Err(TypingError::Refused { option: option.to_owned(), reason });
            }
            let mut sent = self.sent(&shown, self.picker(&world))?;
            sent.push(json!({"name": option, "type": found["type"], "value": so_far, "focused": true}));
            shown.data(sent)
        };
        self.interact(InteractionKind::Autocomplete, data)
    }

    fn shown<'a>(&'a self, world: &'a World) -> Result<Shown<'a>, TypingError> {
        let channel = world.channels.get(&self.person.channel).ok_or(TypingError::NotHere)?;
        let shown = Shown::find(world, channel.guild, &self.command)?;
        shown.is_for(world, &self.person)?;
        Ok(shown)
    }

    fn picker<'a>(&self, world: &'a World) -> Picker<'a> {
        Picker { world, channel: self.person.channel, person: self.person.id }
    }

    fn sent(&self, shown: &Shown<'_>, picker: Picker<'_>) -> Result<Vec<Value>, TypingError> {
        let one = |filled: &Filled| {
            if !self.unchecked {
                shown.check(picker, filled)?;
            }
            let (name, kind, value) = filled;
            Ok(json!({"name": name, "type": kind, "value": value}))
        };
        self.options.iter().map(one).collect()
    }

    fn interact(self, kind: InteractionKind, data: Value) -> Result<Interaction, TypingError> {
        let act = Act { kind, channel: self.person.channel, data, source: None, name: self.command };
        self.person.interact(act).ok_or(TypingError::NotHere)
    }
}
