//! The slash command `/needhelp`: its definition, and from the typed options to an alert. The other commands are in
//! [`super::commands`].

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serenity::all::CommandOptionType;
use serenity::builder::{CreateCommand, CreateCommandOption};

use crate::alert::Alert;
use crate::discord::input::commands::{described, option};
use crate::discord::input::interaction::Interaction;
use crate::discord::input::time;
use crate::discord::text::command as say;
use crate::discord::text::command::Say;
use crate::discord::text::refusal::Refusal;
use crate::discord::text::time::written;
use crate::discord::text::{Language, messages, refusal};
use crate::discord::{escape, ids};
use time::WhenError;

/// The command's name. Interactions have this name in every language.
pub(crate) const NAME: &str = "needhelp";

/// The names of the options that are completed while somebody types. Interactions have these names in every language.
pub(crate) const CHILD_OPTION: &str = "child";
/// The same.
pub(crate) const LOCATION_OPTION: &str = "location";

pub(super) struct TextOption {
    /// The English name, which interactions have in every language.
    pub(super) name: &'static str,
    name_in: Say,
    description: Say,
    /// Its name in a form.
    pub(super) label: Say,
    /// Characters.
    pub(super) max: u16,
    pub(super) required: bool,
    /// Whether it has several lines in a form.
    pub(super) is_long: bool,
    /// Whether Discord asks the bot for suggestions while the person types.
    suggested: bool,
    pub(super) example: Say,
}

/// In the order in which Discord shows them, which wants the required ones first.
pub(super) const OPTIONS: [&TextOption; 4] = [&CHILD, &LOCATION, &WHEN, &MESSAGE];

const CHILD: TextOption = TextOption {
    name: CHILD_OPTION,
    name_in: say::child,
    description: say::child_is,
    label: messages::form_child,
    max: 80,
    required: true,
    is_long: false,
    suggested: true,
    example: say::child_example,
};
pub(super) const LOCATION: TextOption = TextOption {
    name: LOCATION_OPTION,
    name_in: say::location,
    description: say::location_is,
    label: messages::form_place,
    max: 150,
    required: true,
    is_long: false,
    suggested: true,
    example: say::location_example,
};
pub(super) const MESSAGE: TextOption = TextOption {
    name: "message",
    name_in: say::message,
    description: say::message_is,
    label: messages::form_message,
    max: 1_000,
    required: false,
    is_long: true,
    suggested: false,
    example: say::message_example,
};
pub(super) const WHEN: TextOption = TextOption {
    name: "when",
    name_in: say::when,
    description: say::when_is,
    label: messages::form_when,
    max: 40,
    required: false,
    is_long: false,
    suggested: false,
    example: say::when_example,
};

/// The command as Discord registers it.
pub(super) fn definition() -> CreateCommand {
    let command = described(NAME, say::needhelp, say::needhelp_does);
    OPTIONS.iter().fold(command, |command, option| command.add_option(option.definition()))
}

impl TextOption {
    fn definition(&self) -> CreateCommandOption {
        option(CommandOptionType::String, self.name, self.name_in, self.description)
            .required(self.required)
            .set_autocomplete(self.suggested)
            .min_length(1)
            .max_length(self.max)
    }

    /// What was typed into the command or its form, as it came.
    pub(super) fn typed<'a>(&self, interaction: &'a Interaction) -> &'a str {
        let option = interaction.data.option(self.name).and_then(|value| value.as_str());
        option.or_else(|| interaction.data.field(self.name)).unwrap_or_default()
    }

    /// The typed text; `None` if it is empty. The length is checked, because the interaction may be forged.
    fn read(&self, interaction: &Interaction) -> Result<Option<String>, Refusal> {
        let typed = self.typed(interaction);
        // Refusals use the name that the person sees.
        let language = interaction.language();
        if typed.chars().count() > usize::from(self.max) {
            return Err(Refusal::TooLong((self.name_in)(language), self.max));
        }
        // A text of invisible characters counts as empty.
        match escape::is_legible(typed) {
            true => Ok(Some(typed.trim().to_owned())),
            false if self.required => Err(Refusal::Empty((self.name_in)(language), (self.example)(language))),
            false => Ok(None),
        }
    }

    fn required(&self, interaction: &Interaction) -> Result<String, Refusal> {
        self.read(interaction).map(Option::unwrap_or_default)
    }
}

/// Reads the typed options into an alert. Without a zone, `when` takes only waits.
///
/// Times count from the time in the interaction's id, not from the bot's clock
/// (`docs/decisions/0020-times-count-from-the-interaction.md`).
///
/// # Errors
/// The whole answer for the parent, in plain text: the mistake, a correct example, and the command that they typed as a line to copy.
pub(crate) fn read(interaction: &Interaction, zone: Option<&TimeZone>) -> Result<Alert, String> {
    alert(interaction, zone).map_err(|refusal| refused(interaction, &refusal))
}

/// The answer to a command that is refused, in the person's language.
pub(crate) fn refused(interaction: &Interaction, refusal: &Refusal) -> String {
    let language = interaction.language();
    let typed = OPTIONS
        .iter()
        .map(|option| ((option.name_in)(language), option.typed(interaction)))
        .filter(|(_, typed)| escape::is_legible(typed));
    refusal::not_sent(refusal, language, &refusal::again(&say::needhelp(language), typed))
}

fn alert(interaction: &Interaction, zone: Option<&TimeZone>) -> Result<Alert, Refusal> {
    let (Some(member), Some(guild)) = (&interaction.member, interaction.guild_id) else {
        return Err(Refusal::OnlyInAServer);
    };
    let channel = interaction.channel_id.ok_or(Refusal::NoChannel)?;
    let child_name = CHILD.required(interaction)?;
    let location = LOCATION.required(interaction)?;
    let language = interaction.language();
    // The tutorial's records have a message, and its readers show it.
    let message = MESSAGE.read(interaction)?.unwrap_or_else(|| say::no_message(language));
    let acted_at = ids::acted_at(interaction.id);
    let needed_by = match WHEN.read(interaction)? {
        Some(typed) => {
            let read = time::read(&typed, acted_at, zone);
            Some(read.map_err(|error| refused_time(typed, error, acted_at, zone, language))?)
        }
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
        timezone: zone.and_then(TimeZone::iana_name).map(str::to_owned),
        area: None,
        drill: false,
        ring: false,
        blocked: Vec::new(),
        private: false,
    })
}

pub(super) fn refused_time(
    typed: String,
    error: WhenError,
    now: Timestamp,
    zone: Option<&TimeZone>,
    language: Language,
) -> Refusal {
    match (error, zone) {
        (WhenError::Past(at), Some(zone)) => Refusal::PastWhen(written(at, Some(now), zone, language)),
        // Without a zone nothing but a wait can have passed.
        (WhenError::Past(_), None) => Refusal::PastWait(typed),
        (WhenError::Far, _) => Refusal::FarWhen,
        (WhenError::MorningOrAfternoon, _) => Refusal::MorningOrAfternoon(typed),
        (WhenError::OtherZone, Some(zone)) => {
            Refusal::OtherZone(typed, zone.to_offset_info(now).abbreviation().to_owned())
        }
        (WhenError::NoZone | WhenError::OtherZone, _) => Refusal::NoZone,
        (WhenError::Unreadable, _) => Refusal::UnreadableWhen(typed),
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
        read(&typed(options), Some(&TimeZone::UTC))
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
        for (when, expected) in [
            ("in 20 min", "2024-11-10T15:54:28Z"),
            ("3:35 pm", "2024-11-10T15:35:00Z"),
            ("3:20 pm", "2024-11-10T15:34:28Z"),
        ] {
            let alert = read_it(&[&GOOD[..], &[("when", when)]].concat()).unwrap();
            assert_eq!(alert.needed_by, Some(expected.parse().unwrap()), "{when}");
        }
        let error = read_it(&[&GOOD[..], &[("when", "3:19 pm")]].concat()).unwrap_err();
        assert!(error.contains("3:19 PM has already passed. If your child is waiting, choose `now`."), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_the_options_name_as_the_parent_sees_it() {
        for locale in ["es-ES", "es-419"] {
            for (option, seen) in [("child", "quien"), ("location", "lugar")] {
                let options: Vec<_> = GOOD.into_iter().filter(|(name, _)| *name != option).collect();
                let error = read(&typed_in(locale, &options), Some(&TimeZone::UTC)).unwrap_err();
                let said = format!("❌ NO enviado. `{seen}` está vacío. Por ejemplo: `{seen}: ");
                assert!(error.starts_with(&said), "{error}");
            }
            let long = "x".repeat(41);
            let error =
                read(&typed_in(locale, &[&GOOD[..], &[("when", &long)]].concat()), Some(&TimeZone::UTC)).unwrap_err();
            assert!(error.starts_with("❌ NO enviado. `hora` es demasiado largo"), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_an_example() {
        for (option, value, said) in [
            ("child", "\u{200b} ", "`child: Jake`"),
            ("location", "", "`location: Oak Street Bus Stop`"),
            ("location", "\u{2060}\u{200d}", "`location: Oak Street Bus Stop`"),
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
        assert!(read(&elsewhere, Some(&TimeZone::UTC)).unwrap_err().contains("server"));
    }

    #[test]
    fn without_a_message_the_record_has_one_all_the_same() {
        for message in [&[][..], &[("message", "\u{fe0f}\u{feff}")]] {
            let alert = read_it(&[&GOOD[..2], message].concat()).unwrap();
            assert_eq!(alert.message, "Can someone be there? Thank you!");
        }
        let alert = read(&typed_in("es-419", &GOOD[..2]), Some(&TimeZone::UTC)).unwrap();
        assert_eq!(alert.message, "¿Puede ir alguien? ¡Gracias!");
    }

    #[test]
    fn now_is_the_moment_of_typing() {
        for when in ["now", "ya", "3:34 pm"] {
            let alert = read_it(&[&GOOD[..], &[("when", when)]].concat()).unwrap();
            assert!(alert.is_for_now() && alert.needed_by == alert.raised_at, "{when}");
        }
        assert!(!read_it(&GOOD).unwrap().is_for_now());
    }

    #[test]
    fn a_refusal_gives_what_was_typed_back_as_a_line_to_copy() {
        let all = [&GOOD[..], &[("when", "soon")]].concat();
        let error = read_it(&all).unwrap_err();
        let line = "/needhelp child:Jake location:Oak Street Bus Stop when:soon message:Meeting ran over";
        assert!(error.ends_with(&format!("copy this:\n```\n{line}\n```")), "{error}");
        let spanish = read(&typed_in("es-ES", &all), Some(&TimeZone::UTC)).unwrap_err();
        let line = "/necesitoayuda quien:Jake lugar:Oak Street Bus Stop hora:soon mensaje:Meeting ran over";
        assert!(spanish.ends_with(&format!("\n```\n{line}\n```")), "{spanish}");
        // Options that are missing are left out.
        let error = read_it(&[("child", "Jake"), ("when", "3:15 pm")]).unwrap_err();
        assert!(error.ends_with("\n```\n/needhelp child:Jake when:3:15 pm\n```"), "{error}");
    }

    #[test]
    fn a_refusal_stays_plain_text_and_within_discords_length_whatever_was_typed() {
        let long = "x".repeat(6_000);
        for hostile in ["``` @everyone **", "a\nb ```js\nx", "\u{202e}`", &long] {
            let options = [("child", hostile), ("location", hostile), ("message", hostile), ("when", hostile)];
            for locale in ["en-US", "es-419"] {
                let error = read(&typed_in(locale, &options), None).unwrap_err();
                assert_eq!(error.matches("```").count(), 2, "{error}");
                assert!(error.ends_with("\n```") && escape::units(&error) <= 2_000, "{}", escape::units(&error));
                let block = error.split("```").nth(1).unwrap().trim();
                assert!(block.starts_with('/') && !block.contains(['\n', '\u{202e}', '`']), "{error}");
            }
        }
    }

    #[test]
    fn without_a_time_zone_only_waits_are_taken_and_the_answer_says_why() {
        let read = |when: &str| read(&typed(&[&GOOD[..], &[("when", when)]].concat()), None);
        for when in ["3:15", "5 pm", "17 h"] {
            let error = read(when).unwrap_err();
            assert!(
                error.contains("does not know your time zone: an admin has to set it. Type `in 20 min`"),
                "{error}"
            );
        }
        let alert = read("in 20 min").unwrap();
        assert_eq!((alert.needed_by, alert.timezone), (Some("2024-11-10T15:54:28Z".parse().unwrap()), None));
        assert!(read("now").unwrap().is_for_now());
    }

    #[test]
    fn a_wrong_time_is_shown_as_plain_text() {
        let error = read_it(&[&GOOD[..], &[("when", "@everyone **")]].concat()).unwrap_err();
        assert!(error.contains("\"\\@everyone \\*\\*\""), "{error}");
    }
}
