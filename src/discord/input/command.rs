//! The slash command `/needhelp`: its definition, and from the typed options to an alert.

use jiff::tz::TimeZone;
use serenity::all::{CommandOptionType, InstallationContext, InteractionContext};
use serenity::builder::{CreateCommand, CreateCommandOption};

use crate::alert::{Alert, Millis};
use crate::discord::input::interaction::Interaction;
use crate::discord::input::time;
use crate::discord::text::command as say;
use crate::discord::text::command::Localized;
use crate::discord::{escape, ids};
use time::WhenError;

/// The command's name. Interactions have this name in every language.
pub(crate) const NAME: &str = say::NAME.english;

struct TextOption {
    name: Localized,
    description: Localized,
    /// Characters.
    max: u16,
    required: bool,
    example: &'static str,
}

const CHILD: TextOption =
    TextOption { name: say::CHILD, description: say::CHILD_DESCRIPTION, max: 80, required: true, example: "Jake" };
const LOCATION: TextOption = TextOption {
    name: say::LOCATION,
    description: say::LOCATION_DESCRIPTION,
    max: 150,
    required: true,
    example: "Oak Street Bus Stop",
};
const MESSAGE: TextOption = TextOption {
    name: say::MESSAGE,
    description: say::MESSAGE_DESCRIPTION,
    max: 1_000,
    required: true,
    example: "Meeting ran over, 10 minutes late",
};
const WHEN: TextOption =
    TextOption { name: say::WHEN, description: say::WHEN_DESCRIPTION, max: 40, required: false, example: "3:15 pm" };

/// The whole list of commands. `global` says that it is registered everywhere, and not in one server.
#[must_use]
pub(crate) fn commands(global: bool) -> Vec<CreateCommand> {
    let mut command = CreateCommand::new(NAME).description(say::DESCRIPTION.english);
    for locale in say::SPANISH {
        command = command.name_localized(locale, say::NAME.spanish);
        command = command.description_localized(locale, say::DESCRIPTION.spanish);
    }
    for option in [&CHILD, &LOCATION, &MESSAGE, &WHEN] {
        command = command.add_option(option.definition());
    }
    if global {
        // A server's own commands take neither.
        command = command.contexts(vec![InteractionContext::Guild]).integration_types(vec![InstallationContext::Guild]);
    }
    vec![command]
}

impl TextOption {
    fn definition(&self) -> CreateCommandOption {
        let mut option =
            CreateCommandOption::new(CommandOptionType::String, self.name.english, self.description.english)
                .required(self.required)
                .min_length(1)
                .max_length(self.max);
        for locale in say::SPANISH {
            option = option.name_localized(locale, self.name.spanish);
            option = option.description_localized(locale, self.description.spanish);
        }
        option
    }

    /// The typed text; `None` if it is empty. The length is checked, because the interaction may be forged.
    fn read(&self, interaction: &Interaction) -> Result<Option<String>, String> {
        // Interactions have the option's English name; error messages use the name that the person sees.
        let typed = interaction.data.options.iter().find(|option| option.name == self.name.english);
        let name = self.name.in_locale(interaction.locale.as_deref());
        let typed = typed.and_then(|option| option.value.as_str()).unwrap_or_default();
        if typed.chars().count() > usize::from(self.max) {
            return Err(say::too_long(name, usize::from(self.max)));
        }
        // A text of invisible characters counts as empty.
        match escape::is_legible(typed) {
            true => Ok(Some(typed.trim().to_owned())),
            false if self.required => Err(say::empty(name, self.example)),
            false => Ok(None),
        }
    }

    fn required(&self, interaction: &Interaction) -> Result<String, String> {
        self.read(interaction).map(Option::unwrap_or_default)
    }
}

/// Reads the typed options into an alert.
///
/// Times count from the time in the interaction's id, not from the bot's clock
/// (`docs/decisions/0020-times-count-from-the-interaction.md`).
///
/// # Errors
/// The mistake, in plain text for the parent, with a correct example.
pub(crate) fn read(interaction: &Interaction, zone: &TimeZone) -> Result<Alert, String> {
    let (Some(member), Some(guild)) = (&interaction.member, interaction.guild_id) else {
        return Err(crate::discord::text::reply::COMMAND_ONLY_IN_A_SERVER.to_owned());
    };
    let channel = interaction.channel_id.ok_or_else(|| say::NO_CHANNEL.to_owned())?;
    let child_name = CHILD.required(interaction)?;
    let location = LOCATION.required(interaction)?;
    let message = MESSAGE.required(interaction)?;
    let acted_at = ids::acted_at(interaction.id);
    let needed_by = match WHEN.read(interaction)? {
        Some(typed) => Some(time::read(&typed, acted_at, zone).map_err(|error| sentence(&typed, error))?),
        None => None,
    };
    Ok(Alert {
        parent_name: member.display_name().trim().to_owned(),
        child_name,
        location,
        message,
        parent_id: Some(member.user.id),
        guild_id: Some(guild),
        channel_id: Some(channel),
        raised_at: Some(acted_at),
        needed_by,
        locale: interaction.locale.clone(),
        late: false,
    })
}

fn sentence(typed: &str, error: WhenError) -> String {
    match error {
        WhenError::Unreadable => say::unreadable_when(&escape::line(typed, 60)),
        WhenError::Past(at) => say::past_when(Millis::from(at)),
        WhenError::Far => say::FAR_WHEN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::alert::{ChannelId, UserId};

    /// Typed on 2024-11-10 at 15:34:28 UTC, as the id says.
    fn typed(options: &[(&str, &str)]) -> Interaction {
        typed_in("en-US", options)
    }

    fn typed_in(locale: &str, options: &[(&str, &str)]) -> Interaction {
        let options: Vec<Value> =
            options.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect();
        serde_json::from_value(json!({
            "id": "1305193870427029544", "application_id": "2", "type": 2, "token": "t", "locale": locale,
            "data": {"name": "needhelp", "options": options}, "guild_id": "4", "channel_id": "5",
            "member": {"user": {"id": "6", "username": "sarah", "global_name": "Sarah"}, "roles": []},
        }))
        .unwrap()
    }

    fn read_it(options: &[(&str, &str)]) -> Result<Alert, String> {
        read(&typed(options), &TimeZone::UTC)
    }

    const GOOD: [(&str, &str); 3] =
        [("child", "Jake"), ("location", "Oak Street Bus Stop"), ("message", "Meeting ran over")];

    #[test]
    fn what_was_typed_becomes_an_alert() {
        let alert = read_it(&[&GOOD[..], &[("when", "4:15")]].concat()).unwrap();
        assert_eq!((alert.parent_name.as_str(), alert.child_name.as_str()), ("Sarah", "Jake"));
        assert_eq!(alert.needed_by, Some("2024-11-10T16:15:00Z".parse().unwrap()));
        assert_eq!((alert.parent_id, alert.channel_id), (Some(UserId(6)), Some(ChannelId(5))));
        assert_eq!(alert.raised_at.unwrap().to_string(), "2024-11-10T15:34:28Z");
    }

    #[test]
    fn a_wait_counts_from_when_the_parent_typed_it_whenever_it_is_read() {
        for (when, expected) in [("in 20 min", "2024-11-10T15:54:28Z"), ("3:35 pm", "2024-11-10T15:35:00Z")] {
            let alert = read_it(&[&GOOD[..], &[("when", when)]].concat()).unwrap();
            assert_eq!(alert.needed_by, Some(expected.parse().unwrap()), "{when}");
        }
        let error = read_it(&[&GOOD[..], &[("when", "3:34 pm")]].concat()).unwrap_err();
        assert!(error.contains("has already passed"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_the_options_name_as_the_parent_sees_it() {
        for locale in ["es-ES", "es-419"] {
            for (option, seen) in [("child", "quien"), ("location", "lugar"), ("message", "mensaje")] {
                let options: Vec<_> = GOOD.into_iter().filter(|(name, _)| *name != option).collect();
                let error = read(&typed_in(locale, &options), &TimeZone::UTC).unwrap_err();
                assert!(error.starts_with(&format!("`{seen}` is empty. For example: `{seen}: ")), "{error}");
            }
            let long = "x".repeat(41);
            let error = read(&typed_in(locale, &[&GOOD[..], &[("when", &long)]].concat()), &TimeZone::UTC).unwrap_err();
            assert!(error.starts_with("`hora` is too long"), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_an_example() {
        for (option, value, said) in [
            ("child", "\u{200b} ", "`child: Jake`"),
            ("location", "", "`location: Oak Street Bus Stop`"),
            ("location", "\u{2060}\u{200d}", "`location: Oak Street Bus Stop`"),
            ("message", "\u{fe0f}\u{feff}", "`message: Meeting ran over, 10 minutes late`"),
            ("message", &"x".repeat(1_001), "1000 characters"),
            ("when", "soon", "`in 20 min`"),
            ("when", "2:30 pm", "already passed"),
            ("when", "in 3 days", "24 hours"),
        ] {
            let mut options = GOOD.to_vec();
            options.retain(|(name, _)| *name != option);
            options.push((option, value));
            let error = read_it(&options).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        let mut elsewhere = typed(&GOOD);
        elsewhere.member = None;
        assert!(read(&elsewhere, &TimeZone::UTC).unwrap_err().contains("server"));
    }

    #[test]
    fn a_wrong_time_is_shown_as_plain_text() {
        let error = read_it(&[&GOOD[..], &[("when", "@everyone **")]].concat()).unwrap_err();
        assert!(error.contains("\"\\@everyone \\*\\*\""), "{error}");
    }

    #[test]
    fn the_definition_keeps_to_discords_lengths() {
        let commands = serde_json::to_value(commands(false)).unwrap();
        let command = &commands[0];
        assert!(command.get("contexts").is_none_or(Value::is_null), "{command}");
        assert_eq!(command["name_localizations"]["es-ES"], "necesitoayuda");
        let options = command["options"].as_array().unwrap();
        let required: Vec<_> = options.iter().map(|option| option["required"].as_bool().unwrap()).collect();
        assert_eq!(required, [true, true, true, false]);
        for texts in options.iter().chain([command]) {
            let all = [&texts["name"], &texts["description"]].into_iter().chain(
                ["name_localizations", "description_localizations"]
                    .iter()
                    .flat_map(|name| texts[*name].as_object().unwrap().values()),
            );
            for text in all {
                assert!((1..=100).contains(&text.as_str().unwrap().chars().count()), "{text}");
            }
            let name = texts["name"].as_str().unwrap();
            assert!(name.len() <= 32 && name.bytes().all(|b| b.is_ascii_lowercase()));
        }
    }
}
