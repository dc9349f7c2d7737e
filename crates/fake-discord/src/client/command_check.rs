//! What a client checks before it sends a command: whether it is shown to this person here, and what its options take.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::Person;
use super::entities::{Entity, Picker};
use crate::core::ids::GuildId;
use crate::state::World;
use crate::validate;

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;

/// Why a client does not send a command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypingError {
    /// No such command is registered here, or it is not for such a channel.
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
    /// The command is for those who have a permission (`default_member_permissions`).
    #[error("/{command} is for those who may {needed:?}")]
    NotAllowed {
        /// The command.
        command: String,
        /// What they lack.
        needed: Permissions,
    },
}

/// An option as it was filled: name, type, value.
pub(super) type Filled = (String, u8, Value);

/// A command as it is shown to somebody: with the subcommands on the way, and the options at its end.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    name: &'a str,
    command: &'a Value,
    /// The guild whose own command it is.
    place: Option<GuildId>,
    way: Vec<&'a Value>,
    options: &'a [Value],
}

fn listed(of: &Value) -> &[Value] {
    of["options"].as_array().map_or(&[], Vec::as_slice)
}

fn is_branch(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(SUBCOMMAND | GROUP))
}

impl<'a> Shown<'a> {
    /// The command that these words name: `card`, or with its subcommand `card give`.
    pub fn find(world: &'a World, guild: Option<GuildId>, name: &'a str) -> Result<Self, TypingError> {
        let unknown = || TypingError::UnknownCommand(name.to_owned());
        let mut words = name.split_whitespace();
        let first = words.next().ok_or_else(unknown)?;
        let (command, place) = world.command(guild, first).ok_or_else(unknown)?;
        let (mut way, mut options) = (Vec::new(), listed(command));
        for word in words {
            let next = options.iter().find(|option| is_branch(option) && option["name"] == word);
            let next = next.ok_or_else(unknown)?;
            way.push(next);
            options = listed(next);
        }
        // What has subcommands cannot be sent without one.
        if options.iter().any(is_branch) { Err(unknown()) } else { Ok(Self { name, command, place, way, options }) }
    }

    /// Whether it is for this kind of channel, and for this person there.
    pub fn is_for(&self, world: &World, person: &Person) -> Result<(), TypingError> {
        let channel = world.channels.get(&person.channel).ok_or(TypingError::NotHere)?;
        let in_dm = channel.guild.is_none();
        let context = u64::from(in_dm);
        let fits = match self.command["contexts"].as_array() {
            Some(contexts) => contexts.iter().any(|one| *one == context),
            None => !in_dm || self.command["dm_permission"] != false,
        };
        if !fits {
            return Err(TypingError::UnknownCommand(self.name.to_owned()));
        }
        if in_dm {
            return Ok(());
        }
        let held = world.permissions(channel, person.id);
        if !held.contains(Permissions::VIEW_CHANNEL | Permissions::USE_SLASH_COMMANDS) {
            return Err(TypingError::NotHere);
        }
        let Some(needed) = self.command["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok())
        else {
            return Ok(());
        };
        // "0" is for administrators alone.
        let needed = if needed == 0 { Permissions::ADMINISTRATOR } else { Permissions::from_bits_retain(needed) };
        if held.contains(Permissions::ADMINISTRATOR) || held.contains(needed) {
            return Ok(());
        }
        Err(TypingError::NotAllowed { command: self.name.to_owned(), needed: needed - held })
    }

    pub fn option(&self, name: &str) -> Option<&'a Value> {
        self.options.iter().find(|option| option["name"] == name)
    }

    /// Whether a client would send what was filled.
    pub fn check(&self, picker: Picker<'_>, (name, kind, value): &Filled) -> Result<(), TypingError> {
        let unknown = || TypingError::UnknownOption { command: self.name.to_owned(), option: name.clone() };
        let option = self.option(name).ok_or_else(unknown)?;
        match refusal(picker, option, *kind, value) {
            None => Ok(()),
            Some(reason) => Err(TypingError::Refused { option: name.clone(), reason }),
        }
    }

    /// The first required option that was not filled.
    pub fn missing(&self, filled: &[Filled]) -> Option<&'a str> {
        let given = |option: &&Value| filled.iter().any(|(name, ..)| option["name"] == **name);
        let missing = self.options.iter().filter(|option| option["required"] == true).find(|option| !given(option))?;
        missing["name"].as_str()
    }

    /// The `data` of the interaction: the options below the subcommands that lead to them.
    pub fn data(&self, options: Vec<Value>) -> Value {
        let nested = |inner: Vec<Value>, branch: &&Value| {
            vec![json!({"type": branch["type"], "name": branch["name"], "options": inner})]
        };
        let options = self.way.iter().rev().fold(options, nested);
        let command = self.command;
        let mut data = json!({"id": command["id"], "name": command["name"], "type": 1, "options": options});
        if let Some(guild) = self.place {
            data["guild_id"] = json!(guild);
        }
        data
    }
}

/// Why a client does not take this value, or `None`.
fn refusal(picker: Picker<'_>, option: &Value, kind: u8, value: &Value) -> Option<String> {
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
    if let Some(entity) = Entity::of_option(kind)
        && !value.as_str().is_some_and(|id| picker.offers(entity, id))
    {
        return Some(format!("does not offer {value}"));
    }
    let choices = option["choices"].as_array().map_or(&[][..], Vec::as_slice);
    if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == *value) {
        return Some("is not among the choices".to_owned());
    }
    None
}

impl World {
    /// The command of this name that the guild offers: its own before a global one.
    fn command(&self, guild: Option<GuildId>, name: &str) -> Option<(&Value, Option<GuildId>)> {
        let places = [guild, None];
        places.into_iter().find_map(|place| {
            let list = self.commands.get(&place)?;
            let known = list.iter().find(|command| command["name"] == name && command["type"] == 1)?;
            Some((known, place))
        })
    }
}
