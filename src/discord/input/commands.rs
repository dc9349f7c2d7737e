//! The slash commands: how Discord registers them, and which one somebody typed.
//!
//! `/needhelp` itself is in [`super::command`]. Must not handle a command: the gateway does.

use serenity::all::{ChannelType, CommandOptionType, InstallationContext, InteractionContext, Permissions};
use serenity::builder::{CreateCommand, CreateCommandOption};

use crate::discord::input::command;
use crate::discord::input::data::Data;
use crate::discord::input::setup;
use crate::discord::text::Language;
use crate::discord::text::command as say;
use crate::discord::text::command::Say;

/// The option that names a person.
pub(crate) const USER_OPTION: &str = "user";
/// The option by which a drill notifies the helpers.
pub(crate) const RING_OPTION: &str = "ring";

/// What each person sets for themselves.
const ME: &str = "needhelp-me";
/// What only an admin may do.
const ADMIN: &str = "needhelp-admin";

/// The commands that this bot registers. Interactions have these names in every language.
pub(crate) const NAMES: [&str; 3] = [command::NAME, ME, ADMIN];

/// A command that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// `/needhelp`: raises an alert.
    NeedHelp,
    /// `/needhelp-me alerts`: the open alerts.
    Alerts,
    /// `/needhelp-me block`: somebody shall not take this person's alerts.
    Block,
    /// `/needhelp-me unblock`: they may again.
    Unblock,
    /// `/needhelp-me thanks`: what this person has done for others.
    Thanks,
    /// `/needhelp-me forget`: what the history has of this person is erased.
    Forget,
    /// `/needhelp-me privacy`: whether statistics name this person, and what is kept.
    Privacy,
    /// `/needhelp-admin drill`: an alert to try everything out.
    Drill,
    /// `/needhelp-admin phones`: a message that asks the helpers whether their phones rang.
    Phones,
    /// `/needhelp-admin stats`: how the alerts went.
    Stats,
    /// `/needhelp-admin setup`: the settings of this server.
    Setup,
    /// `/needhelp-admin status`: whether everything works.
    Status,
}

impl Command {
    /// Which command this is; `None` if it is none of this bot's.
    pub(crate) fn of(data: &Data) -> Option<Self> {
        let typed = data.typed().0;
        let words: Vec<_> = typed.split(' ').collect();
        Some(match words.as_slice() {
            [command::NAME] => Command::NeedHelp,
            [ME, "alerts"] => Command::Alerts,
            [ME, "block"] => Command::Block,
            [ME, "unblock"] => Command::Unblock,
            [ME, "thanks"] => Command::Thanks,
            [ME, "forget"] => Command::Forget,
            [ME, "privacy"] => Command::Privacy,
            [ADMIN, "drill"] => Command::Drill,
            [ADMIN, "phones"] => Command::Phones,
            [ADMIN, "stats"] => Command::Stats,
            [ADMIN, "setup"] => Command::Setup,
            [ADMIN, "status"] => Command::Status,
            _ => return None,
        })
    }

    /// The metric's label.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Command::NeedHelp => "needhelp",
            Command::Alerts => "alerts",
            Command::Block => "block",
            Command::Unblock => "unblock",
            Command::Thanks => "thanks",
            Command::Forget => "forget",
            Command::Privacy => "privacy",
            Command::Drill => "drill",
            Command::Phones => "phones",
            Command::Stats => "stats",
            Command::Setup => "setup",
            Command::Status => "status",
        }
    }
}

/// The whole list of commands. `global` says that it is registered everywhere, and not in one server.
#[must_use]
pub(crate) fn definitions(global: bool) -> Vec<CreateCommand> {
    let everywhere = |command: CreateCommand| {
        // A server's own commands take neither.
        command.contexts(vec![InteractionContext::Guild]).integration_types(vec![InstallationContext::Guild])
    };
    let commands = [command::definition(), me(), admin()].into_iter();
    commands.map(|command| if global { everywhere(command) } else { command }).collect()
}

fn me() -> CreateCommand {
    let whom = || option(CommandOptionType::User, USER_OPTION, say::user, say::user_is).required(true);
    described(ME, say::me, say::me_does)
        .add_option(option(CommandOptionType::SubCommand, "alerts", say::alerts, say::alerts_does))
        .add_option(option(CommandOptionType::SubCommand, "block", say::block, say::block_does).add_sub_option(whom()))
        .add_option(
            option(CommandOptionType::SubCommand, "unblock", say::unblock, say::unblock_does).add_sub_option(whom()),
        )
        .add_option(option(CommandOptionType::SubCommand, "thanks", say::thanks, say::thanks_does))
        .add_option(option(CommandOptionType::SubCommand, "forget", say::forget, say::forget_does))
        .add_option(option(CommandOptionType::SubCommand, "privacy", say::privacy, say::privacy_does))
}

/// Discord shows it to people who manage the server. An admin may show it to others in the server's settings, so whoever
/// handles it asks again.
fn admin() -> CreateCommand {
    let ring = option(CommandOptionType::Boolean, RING_OPTION, say::ring, say::ring_is);
    described(ADMIN, say::admin, say::admin_does)
        .default_member_permissions(Permissions::MANAGE_GUILD)
        .add_option(option(CommandOptionType::SubCommand, "drill", say::drill, say::drill_does).add_sub_option(ring))
        .add_option(option(CommandOptionType::SubCommand, "phones", say::phones, say::phones_does))
        .add_option(option(CommandOptionType::SubCommand, "stats", say::stats, say::stats_does))
        .add_option(set_up())
        .add_option(option(CommandOptionType::SubCommand, "status", say::status, say::status_does))
}

/// The channel and the roles are chosen from menus, which Discord fills.
fn set_up() -> CreateCommandOption {
    let text = |name, name_in, description| option(CommandOptionType::String, name, name_in, description);
    let languages = Language::ALL
        .into_iter()
        .fold(text(setup::LANGUAGE_OPTION, say::language, say::language_is), |option, language| {
            option.add_string_choice(language.own_name(), language.id())
        });
    // Below the message there is no place for one more menu.
    let moderators = option(
        CommandOptionType::Channel,
        setup::MODERATOR_CHANNEL_OPTION,
        say::moderator_channel,
        say::moderator_channel_is,
    )
    .channel_types(vec![ChannelType::Text]);
    let private = option(CommandOptionType::Boolean, setup::PRIVATE_OPTION, say::private, say::private_is);
    option(CommandOptionType::SubCommand, "setup", say::setup, say::setup_does)
        .add_sub_option(text(setup::ZONE_OPTION, say::timezone, say::timezone_is).set_autocomplete(true))
        .add_sub_option(languages)
        .add_sub_option(text(setup::CONTACT_OPTION, say::contact, say::contact_is).max_length(setup::CONTACT_MAX))
        .add_sub_option(moderators)
        .add_sub_option(private)
}

/// A command with its names and descriptions.
pub(super) fn described(name: &str, name_in: Say, description: Say) -> CreateCommand {
    let command = CreateCommand::new(name).description(description(Language::English));
    locales().fold(command, |command, (language, locale)| {
        command.name_localized(locale, name_in(language)).description_localized(locale, description(language))
    })
}

/// An option or a subcommand with its names and descriptions.
pub(super) fn option(kind: CommandOptionType, name: &str, name_in: Say, description: Say) -> CreateCommandOption {
    let option = CreateCommandOption::new(kind, name, description(Language::English));
    locales().fold(option, |option, (language, locale)| {
        option.name_localized(locale, name_in(language)).description_localized(locale, description(language))
    })
}

/// Discord's locales that have a language of their own.
fn locales() -> impl Iterator<Item = (Language, &'static str)> {
    let of = |language: Language| language.discord_locales().iter().map(move |locale| (language, *locale));
    Language::ALL.into_iter().flat_map(of)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn registered(global: bool) -> Vec<Value> {
        definitions(global).iter().map(|command| serde_json::to_value(command).unwrap()).collect()
    }

    /// A command's or option's own texts, and those of what is inside.
    fn described(of: &Value) -> Vec<&Value> {
        let inside = of["options"].as_array().into_iter().flatten();
        std::iter::once(of).chain(inside.flat_map(described)).collect()
    }

    #[test]
    fn the_definitions_keep_to_discords_lengths() {
        for texts in registered(false).iter().flat_map(described) {
            let all = [&texts["name"], &texts["description"]].into_iter().chain(
                ["name_localizations", "description_localizations"]
                    .iter()
                    .flat_map(|name| texts[*name].as_object().unwrap().values()),
            );
            for text in all {
                assert!((1..=100).contains(&text.as_str().unwrap().chars().count()), "{text}");
            }
            let names =
                std::iter::once(&texts["name"]).chain(texts["name_localizations"].as_object().unwrap().values());
            for name in names {
                let name = name.as_str().unwrap();
                let fits = |c: char| c == '-' || c.is_lowercase();
                assert!(name.chars().count() <= 32 && name.chars().all(fits), "{name}");
            }
        }
    }

    #[test]
    fn required_options_come_first_and_two_are_completed() {
        let registered = registered(false);
        let of = |name: &str| -> Vec<bool> {
            let options = registered[0]["options"].as_array().unwrap();
            options.iter().map(|option| option[name].as_bool().unwrap_or_default()).collect()
        };
        assert_eq!(of("required"), [true, true, false, false]);
        assert_eq!(of("autocomplete"), [true, true, false, false]);
    }

    #[test]
    fn commands_are_for_servers_and_one_of_them_for_admins() {
        let permissions = |command: &Value| command["default_member_permissions"].clone();
        let manage_server = json!((1 << 5).to_string());
        for (global, contexts) in [(true, json!([0])), (false, Value::Null)] {
            let registered = registered(global);
            assert!(registered.iter().all(|command| command["contexts"] == contexts), "{registered:?}");
            let permissions: Vec<_> = registered.iter().map(permissions).collect();
            assert_eq!(permissions, [Value::Null, Value::Null, manage_server.clone()]);
            assert_eq!(registered.iter().map(|command| &command["name"]).collect::<Vec<_>>(), NAMES);
        }
    }

    #[test]
    fn every_command_that_is_registered_is_known_when_it_is_typed() {
        let typed = |command: &Value, options: Value| {
            let data = json!({"name": command["name"], "options": options});
            Command::of(&serde_json::from_value(data).unwrap())
        };
        let mut known = Vec::new();
        for command in registered(false) {
            let subcommands = command["options"].as_array().unwrap().iter().filter(|option| option["type"] == 1);
            let before = known.len();
            for subcommand in subcommands {
                known.push(typed(&command, json!([{"name": subcommand["name"], "type": 1}])));
            }
            if known.len() == before {
                known.push(typed(&command, json!([])));
            }
        }
        let labels: Vec<_> = known.into_iter().map(|command| command.expect("known").label()).collect();
        let me = ["alerts", "block", "unblock", "thanks", "forget", "privacy"];
        let admin = ["drill", "phones", "stats", "setup", "status"];
        assert_eq!(labels, [&["needhelp"][..], &me, &admin].concat());
        assert_eq!(typed(&json!({"name": "other"}), json!([])), None);
    }
}
