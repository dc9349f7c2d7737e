//! The checks of Discord's client before it sends a command: whether the person sees the command, and the option
//! values.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::Person;
use super::entities::{Entity, Picker};
use crate::core::ids::GuildId;
use crate::state::DiscordState;
use crate::validate;

const SUBCOMMAND: u64 = 1;
const SUBCOMMAND_GROUP: u64 = 2;

/// Why a client does not send a command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No such command is registered here, or it is not for this kind of channel.
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
    MissingOption(String),
    /// The option does not accept the value.
    #[error("{option}: {reason}")]
    Refused {
        /// The option.
        option: String,
        /// The reason.
        reason: String,
    },
    /// The person must not use commands in this channel, or it does not exist.
    #[error("the person cannot use commands in this channel")]
    NotAllowedHere,
    /// The person lacks a permission that the command needs (`default_member_permissions`).
    #[error("/{command} needs the permission {needed:?}")]
    MissingPermission {
        /// The command.
        command: String,
        /// The missing permissions.
        needed: Permissions,
    },
}

/// An option with its value.
#[derive(Debug, Clone)]
pub(super) struct FilledOption {
    pub(super) name: String,
    /// The option type.
    pub(super) kind: u8,
    pub(super) value: Value,
}

/// A command that a person sees, or one of its subcommands, with its options.
#[derive(Debug)]
pub(super) struct VisibleCommand<'a> {
    name: &'a str,
    command: &'a Value,
    /// The guild in which it is registered; `None` for a global command.
    guild: Option<GuildId>,
    /// The subcommand group and subcommand, if there are any.
    subcommands: Vec<&'a Value>,
    options: &'a [Value],
}

fn options_of(parent: &Value) -> &[Value] {
    parent["options"].as_array().map_or(&[], Vec::as_slice)
}

fn is_subcommand(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(SUBCOMMAND | SUBCOMMAND_GROUP))
}

impl<'a> VisibleCommand<'a> {
    /// Finds a command by its name, with a subcommand after it: `card`, `card give`.
    pub(super) fn find(state: &'a DiscordState, guild: Option<GuildId>, name: &'a str) -> Result<Self, CommandError> {
        let unknown = || CommandError::UnknownCommand(name.to_owned());
        let mut words = name.split_whitespace();
        let first = words.next().ok_or_else(unknown)?;
        let (command, registered_in) = state.command(guild, first).ok_or_else(unknown)?;
        let (mut subcommands, mut options) = (Vec::new(), options_of(command));
        for word in words {
            let next = options.iter().find(|option| is_subcommand(option) && option["name"] == word);
            let next = next.ok_or_else(unknown)?;
            subcommands.push(next);
            options = options_of(next);
        }
        // A command with subcommands cannot be sent without one.
        if options.iter().any(is_subcommand) {
            Err(unknown())
        } else {
            Ok(Self { name, command, guild: registered_in, subcommands, options })
        }
    }

    /// Checks whether the command is for this kind of channel, and whether the person may use it there.
    pub(super) fn check_visible_to(&self, state: &DiscordState, person: &Person) -> Result<(), CommandError> {
        let channel = state.channels.get(&person.channel).ok_or(CommandError::NotAllowedHere)?;
        let in_dm = channel.guild.is_none();
        // Without the bot, its commands are gone from the guild.
        if channel.guild.is_some_and(|guild| !state.bot_is_in(guild)) {
            return Err(CommandError::UnknownCommand(self.name.to_owned()));
        }
        let context = u64::from(in_dm);
        let fits = match self.command["contexts"].as_array() {
            Some(contexts) => contexts.iter().any(|one| *one == context),
            None => !in_dm || self.command["dm_permission"] != false,
        };
        if !fits {
            return Err(CommandError::UnknownCommand(self.name.to_owned()));
        }
        if in_dm {
            return Ok(());
        }
        let held = state.permissions(channel, person.id);
        // A forum has no place to type. In an archived thread nobody can use commands.
        let typing = channel.kind.has_messages() && channel.check_change(held).is_ok();
        if !typing || !held.contains(Permissions::VIEW_CHANNEL | Permissions::USE_SLASH_COMMANDS) {
            return Err(CommandError::NotAllowedHere);
        }
        let Some(needed) = self.command["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok())
        else {
            return Ok(());
        };
        // "0" means administrators only.
        let needed = if needed == 0 { Permissions::ADMINISTRATOR } else { Permissions::from_bits_retain(needed) };
        if held.contains(Permissions::ADMINISTRATOR) || held.contains(needed) {
            return Ok(());
        }
        Err(CommandError::MissingPermission { command: self.name.to_owned(), needed: needed - held })
    }

    /// The option with this name.
    pub(super) fn option(&self, name: &str) -> Option<&'a Value> {
        self.options.iter().find(|option| option["name"] == name)
    }

    /// Checks a value as Discord's client does.
    pub(super) fn check(&self, picker: Picker<'_>, filled: &FilledOption) -> Result<(), CommandError> {
        let unknown = || CommandError::UnknownOption { command: self.name.to_owned(), option: filled.name.clone() };
        let option = self.option(&filled.name).ok_or_else(unknown)?;
        check_value(picker, option, filled.kind, &filled.value)
            .map_err(|reason| CommandError::Refused { option: filled.name.clone(), reason })
    }

    /// The first required option without a value.
    pub(super) fn missing(&self, filled: &[FilledOption]) -> Option<&'a str> {
        let given = |option: &&Value| filled.iter().any(|filled| option["name"] == filled.name);
        let missing = self.options.iter().filter(|option| option["required"] == true).find(|option| !given(option))?;
        missing["name"].as_str()
    }

    /// The `data` of the interaction: the options, inside their subcommands.
    pub(super) fn data(&self, options: Vec<Value>) -> Value {
        let nested = |inner: Vec<Value>, subcommand: &&Value| {
            vec![json!({"type": subcommand["type"], "name": subcommand["name"], "options": inner})]
        };
        let options = self.subcommands.iter().rev().fold(options, nested);
        let command = self.command;
        let mut data = json!({"id": command["id"], "name": command["name"], "type": 1, "options": options});
        if let Some(guild) = self.guild {
            data["guild_id"] = json!(guild);
        }
        data
    }
}

/// Checks a value as Discord's client does. The error is the reason.
fn check_value(picker: Picker<'_>, option: &Value, kind: u8, value: &Value) -> Result<(), String> {
    if option["type"] != kind {
        return Err(format!("is of type {}, not {kind}", option["type"]));
    }
    if let Some(text) = value.as_str().filter(|_| kind == 3) {
        let length = validate::length(text) as u64;
        let min = option["min_length"].as_u64().unwrap_or(0).max(1);
        let max = option["max_length"].as_u64().unwrap_or(6000);
        if length < min || length > max {
            return Err(format!("must have {min} to {max} characters, not {length}"));
        }
    }
    if let Some(number) = value.as_f64() {
        let below = option["min_value"].as_f64().is_some_and(|min| number < min);
        let above = option["max_value"].as_f64().is_some_and(|max| number > max);
        if below || above {
            return Err("is out of its range".to_owned());
        }
    }
    if let Some(entity) = Entity::of_option(kind)
        && !value.as_str().is_some_and(|id| picker.offers(entity, id))
    {
        return Err(format!("does not offer {value}"));
    }
    let choices = option["choices"].as_array().map_or(&[][..], Vec::as_slice);
    if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == *value) {
        return Err("is not among the choices".to_owned());
    }
    Ok(())
}

impl DiscordState {
    /// The slash command with this name, and the guild in which it is registered. A guild's command goes before a
    /// global one.
    fn command(&self, guild: Option<GuildId>, name: &str) -> Option<(&Value, Option<GuildId>)> {
        let scopes = [guild, None];
        scopes.into_iter().find_map(|scope| {
            let list = self.commands.get(&scope)?;
            let known = list.iter().find(|command| command["name"] == name && command["type"] == 1)?;
            Some((known, scope))
        })
    }
}
