//! Typing a command, with the checks that a client makes before it sends.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{Act, Interaction, Person};
use crate::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::validate;
use crate::world::World;
use crate::world::interactions::InteractionKind;

/// Why a client does not send a command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypingError {
    /// No such command is registered here.
    #[error("the bot has no command /{0} here")]
    UnknownCommand(String),
    /// The command has no such option.
    #[error("/{command} has no option {option}")]
    UnknownOption {
        /// The command.
        command: String,
        /// The option.
        option: String,
    },
    /// A required option is missing.
    #[error("the option {0} is required")]
    Missing(String),
    /// The value is not one that the option takes.
    #[error("{option}: {reason}")]
    Refused {
        /// The option.
        option: String,
        /// What the client says.
        reason: String,
    },
    /// The person may not use commands in this channel, or it is gone.
    #[error("commands cannot be used in this channel")]
    NotHere,
}

/// A command being typed.
#[derive(Debug, Clone)]
#[must_use = "a command has to be sent"]
pub struct Slash {
    person: Person,
    command: String,
    options: Vec<(String, u8, Value)>,
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
            let options = world.command(guild, &self.command).and_then(|(command, _)| command["options"].as_array());
            let option = options.and_then(|options| options.iter().find(|option| option["name"] == name));
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
            let channel = world.channels.get(&self.person.channel).ok_or(TypingError::NotHere)?;
            let held = world.permissions(channel, self.person.id);
            let in_dm = channel.guild.is_none();
            if !in_dm && !held.contains(Permissions::VIEW_CHANNEL | Permissions::USE_SLASH_COMMANDS) {
                return Err(TypingError::NotHere);
            }
            let (command, place) = world
                .command(channel.guild, &self.command)
                .ok_or_else(|| TypingError::UnknownCommand(self.command.clone()))?;
            let options = self.options(&command["options"])?;
            let mut data = json!({"id": command["id"], "name": command["name"], "type": 1, "options": options});
            if let Some(guild) = place {
                data["guild_id"] = json!(guild);
            }
            if let Some(resolved) = resolved(&world, self.person.guild, &self.options) {
                data["resolved"] = resolved;
            }
            data
        };
        let act = Act {
            kind: InteractionKind::Command,
            channel: self.person.channel,
            data,
            source: None,
            name: self.command,
        };
        self.person.interact(act).ok_or(TypingError::NotHere)
    }

    fn options(&self, known: &Value) -> Result<Vec<Value>, TypingError> {
        let known = known.as_array().map_or(&[][..], Vec::as_slice);
        for option in known.iter().filter(|option| option["required"] == true) {
            let name = option["name"].as_str().unwrap_or_default();
            if !self.unchecked && !self.options.iter().any(|(given, ..)| given == name) {
                return Err(TypingError::Missing(name.to_owned()));
            }
        }
        let mut sent = Vec::with_capacity(self.options.len());
        for (name, kind, value) in &self.options {
            let option = known.iter().find(|option| option["name"] == **name);
            let option = match option {
                Some(option) => option,
                None if self.unchecked => &Value::Null,
                None => {
                    return Err(TypingError::UnknownOption { command: self.command.clone(), option: name.clone() });
                }
            };
            if !self.unchecked
                && let Some(reason) = refusal(option, *kind, value)
            {
                return Err(TypingError::Refused { option: name.clone(), reason });
            }
            sent.push(json!({"name": name, "type": kind, "value": value}));
        }
        Ok(sent)
    }
}

/// Why a client does not take this value, or `None`.
fn refusal(option: &Value, kind: u8, value: &Value) -> Option<String> {
    if option["type"] != kind {
        return Some(format!("is of type {}, not {kind}", option["type"]));
    }
    if let Some(text) = value.as_str().filter(|_| kind == 3) {
        let long = validate::length(text) as u64;
        let least = option["min_length"].as_u64().unwrap_or(0).max(1);
        let most = option["max_length"].as_u64().unwrap_or(6000);
        if long < least || long > most {
            return Some(format!("must have {least} to {most} characters, not {long}"));
        }
    }
    if let Some(number) = value.as_f64() {
        let below = option["min_value"].as_f64().is_some_and(|least| number < least);
        let above = option["max_value"].as_f64().is_some_and(|most| number > most);
        if below || above {
            return Some("is out of its range".to_owned());
        }
    }
    let choices = option["choices"].as_array().map_or(&[][..], Vec::as_slice);
    if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == *value) {
        return Some("is not among the choices".to_owned());
    }
    None
}

fn resolved(world: &World, guild: GuildId, options: &[(String, u8, Value)]) -> Option<Value> {
    let mut resolved = json!({});
    for (_, kind, value) in options {
        let Some(id) = value.as_str() else { continue };
        match kind {
            6 => {
                let user: UserId = id.parse().ok()?;
                resolved["users"][id] = world.user_json(user);
                if let Some(mut member) = world.guilds.get(&guild).and_then(|guild| world.member_json(guild, user)) {
                    let map = member.as_object_mut()?;
                    for name in ["user", "deaf", "mute"] {
                        map.remove(name);
                    }
                    // Discord leaves these out here; twilight wants the permissions.
                    map.insert("permissions".to_owned(), json!("0"));
                    resolved["members"][id] = member;
                }
            }
            7 => {
                let mut channel = world.channel_json(id.parse().ok()?)?;
                channel["permissions"] = json!("0");
                resolved["channels"][id] = channel;
            }
            8 => {
                let role = world.guilds.get(&guild)?.roles.get(&id.parse().ok()?)?;
                resolved["roles"][id] = crate::world::payloads::role_json(role);
            }
            _ => {}
        }
    }
    resolved.as_object().is_some_and(|map| !map.is_empty()).then_some(resolved)
}

impl World {
    /// The command of this name that the guild offers: its own before a global one.
    pub fn command(&self, guild: Option<GuildId>, name: &str) -> Option<(&Value, Option<GuildId>)> {
        let places = [guild, None];
        places.into_iter().find_map(|place| {
            let list = self.commands.get(&place)?;
            let known = list.iter().find(|command| command["name"] == name && command["type"] == 1)?;
            Some((known, place))
        })
    }
}
