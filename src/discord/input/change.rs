//! The form *Change*: its fields, and from what was submitted to the new words.
//!
//! A field that is left empty changes nothing, but for the message where the form had it: that is taken away. The time is
//! not filled in: "3:15 PM" would mean now when it has just passed (`docs/decisions/0082-form-of-a-change.md`).

use jiff::tz::TimeZone;

use crate::alert::{Alert, Words};
use crate::discord::input::command;
use crate::discord::input::command::{LOCATION, MESSAGE, WHEN};
use crate::discord::input::custom_id::CustomId;
use crate::discord::input::interaction::Interaction;
use crate::discord::input::time;
use crate::discord::render::components;
use crate::discord::render::components::Field;
use crate::discord::render::ephemeral::FirstAnswer;
use crate::discord::text::command::Say;
use crate::discord::text::masked::area;
use crate::discord::text::refusal::Refusal;
use crate::discord::text::{Language, messages as say, question, refusal};
use crate::discord::{escape, ids};

/// A field: its name for the program and for people, and the most characters that it takes.
struct Input {
    name: &'static str,
    label: Say,
    max: u16,
}

const PLACE: Input = Input { name: "where", label: say::form_place, max: LOCATION.max };
const TIME: Input = Input { name: "when", label: say::form_when, max: WHEN.max };
const MORE: Input = Input { name: "more", label: say::form_message, max: MESSAGE.max };
/// The message in a form that was filled with it, so that an empty field says that there is none any more.
const FILLED_MORE: Input = Input { name: "message", ..MORE };

/// The form, filled with the present words where they are known.
pub(crate) fn form(id: &CustomId, alert: Option<&Alert>, language: Language) -> FirstAnswer {
    let time = alert.and_then(|alert| question::time_now(language, alert));
    let time = time.unwrap_or_else(|| (WHEN.example)(language));
    let labels = [PLACE, TIME, MORE].map(|input| (input.label)(language));
    let field = |input: &Input, label, value| Field {
        name: input.name,
        label,
        value,
        placeholder: "",
        max: input.max,
        required: false,
        is_long: false,
    };
    let location = alert.map_or("", |alert| &alert.location);
    let message = alert.map_or("", |alert| &alert.message);
    let fields = [
        field(&PLACE, &labels[0], location),
        Field { placeholder: &time, ..field(&TIME, &labels[1], "") },
        Field { is_long: true, ..field(if alert.is_some() { &FILLED_MORE } else { &MORE }, &labels[2], message) },
    ];
    components::form(id, &say::form_change(language), &fields)
}

/// The words that were changed. `alert` is what they were, where that is known. With `private`, a new place has a new area.
///
/// # Errors
/// The whole answer for the person, in plain text: the mistake, a correct example, and what they typed.
pub(crate) fn read(
    interaction: &Interaction,
    alert: Option<&Alert>,
    zone: Option<&TimeZone>,
    private: bool,
) -> Result<Words, String> {
    let language = interaction.language();
    let had_area = alert.is_some_and(|alert| alert.area.is_some());
    let with_area =
        |words: Words| Words { area: words.location.as_deref().filter(|_| private || had_area).map(area), ..words };
    words(interaction, zone, language).map(|words| with_area(without(words, alert))).map_err(|refusal| {
        let typed = [PLACE, TIME, MORE, FILLED_MORE];
        let typed = typed.map(|input| ((input.label)(language), input.submitted(interaction)));
        let typed = typed.into_iter().filter(|(_, typed)| escape::is_legible(typed));
        refusal::not_changed(&refusal, language, typed)
    })
}

impl Input {
    fn submitted<'a>(&self, interaction: &'a Interaction) -> &'a str {
        interaction.data.field(self.name).unwrap_or_default().trim()
    }

    /// The submitted text; `None` if it is empty. The length is checked, because the interaction may be forged.
    fn read(&self, interaction: &Interaction, language: Language) -> Result<Option<String>, Refusal> {
        let typed = self.submitted(interaction);
        if typed.chars().count() > usize::from(self.max) {
            return Err(Refusal::TooLong((self.label)(language), self.max));
        }
        Ok(Some(typed.to_owned()).filter(|typed| escape::is_legible(typed)))
    }
}

fn words(interaction: &Interaction, zone: Option<&TimeZone>, language: Language) -> Result<Words, Refusal> {
    let location = PLACE.read(interaction, language)?;
    let message = match interaction.data.field(FILLED_MORE.name) {
        Some(_) => Some(FILLED_MORE.read(interaction, language)?.unwrap_or_default()),
        None => MORE.read(interaction, language)?,
    };
    let acted_at = ids::acted_at(interaction.id);
    let needed_by = match TIME.read(interaction, language)? {
        Some(typed) => {
            let read = time::read(&typed, acted_at, zone);
            Some(read.map_err(|error| command::refused_time(typed, error, acted_at, zone, language))?)
        }
        None => None,
    };
    Ok(Words { location, message, needed_by, ..Words::default() })
}

/// Only what differs.
fn without(words: Words, alert: Option<&Alert>) -> Words {
    let Some(alert) = alert else { return words };
    Words {
        location: words.location.filter(|location| *location != alert.location),
        message: words.message.filter(|message| *message != alert.message),
        needed_by: words.needed_by.filter(|by| Some(*by) != alert.needed_by),
        ..words
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::alert::AlertId;
    use crate::discord::action::Action;

    fn alert() -> Alert {
        Alert {
            location: "Oak Street Bus Stop".into(),
            message: "Meeting ran over".into(),
            raised_at: Some("2024-11-10T15:30:00Z".parse().unwrap()),
            needed_by: Some("2024-11-10T15:45:00Z".parse().unwrap()),
            timezone: Some("UTC".into()),
            ..Alert::default()
        }
    }

    /// Submitted on 2024-11-10 at 15:34:28 UTC, as the id says.
    fn submitted(fields: &[(&str, &str)]) -> Interaction {
        let row = |(name, value): &(&str, &str)| json!({"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]});
        let rows: Vec<Value> = fields.iter().map(row).collect();
        serde_json::from_value(json!({
            "id": "1305193870427029544", "application_id": "2", "type": 5, "token": "t", "locale": "en-US",
            "data": {"custom_id": "nh:change:0:5:12", "components": rows}, "guild_id": "4", "channel_id": "5",
        }))
        .unwrap()
    }

    fn read_it(fields: &[(&str, &str)]) -> Result<Words, String> {
        read(&submitted(fields), Some(&alert()), Some(&TimeZone::UTC), false)
    }

    #[test]
    fn the_form_has_the_present_words_and_room_for_another_time() {
        let alert_id = AlertId::new("5").unwrap();
        let id = CustomId { action: Action::Change, home: 0, alert_id, parent_id: None, since: Some(12) };
        let shown = |alert: Option<&Alert>| -> Vec<(Value, Value)> {
            let form = serde_json::to_value(form(&id, alert, Language::English)).unwrap();
            let rows = form["data"]["components"].as_array().unwrap().clone();
            let input = |row: &Value| row["components"][0].clone();
            rows.iter().map(input).map(|input| (input["value"].clone(), input["placeholder"].clone())).collect()
        };
        assert_eq!(
            shown(Some(&alert())),
            [
                (json!("Oak Street Bus Stop"), Value::Null),
                (Value::Null, json!("3:45 PM. Leave this empty to keep it")),
                (json!("Meeting ran over"), Value::Null),
            ]
        );
        // Nothing is known, or only Discord could write the time.
        assert_eq!(shown(None)[1], (Value::Null, json!("3:15 pm")));
        assert_eq!(shown(Some(&Alert { timezone: None, ..alert() }))[1], (Value::Null, json!("3:15 pm")));
    }

    #[test]
    fn only_what_differs_is_changed() {
        let words = read_it(&[("where", "Elm Road"), ("when", "3:50 pm"), ("more", " Meeting ran over ")]).unwrap();
        let needed_by = Some("2024-11-10T15:50:00Z".parse().unwrap());
        assert_eq!(words, Words { location: Some("Elm Road".into()), needed_by, ..Words::default() });
        let same = [("where", "Oak Street Bus Stop"), ("when", ""), ("more", "\u{200b}")];
        assert_eq!(read_it(&same).unwrap(), Words::default());
        assert_eq!(read_it(&[]).unwrap(), Words::default());
        let unknown = read(&submitted(&same), None, None, false).unwrap();
        assert_eq!(unknown.location.as_deref(), Some("Oak Street Bus Stop"));
    }

    #[test]
    fn only_a_form_that_showed_the_message_takes_it_away() {
        let emptied = read_it(&[("where", ""), ("message", " ")]).unwrap();
        assert_eq!(emptied, Words { message: Some(String::new()), ..Words::default() });
        assert_eq!(read_it(&[("message", "Meeting ran over")]).unwrap(), Words::default());
        assert_eq!(read_it(&[("more", "")]).unwrap(), Words::default());
    }

    #[test]
    fn where_details_are_private_the_area_follows_the_place() {
        let area = |place: &str, alert: &Alert, private| {
            read(&submitted(&[("where", place)]), Some(alert), None, private).unwrap().area
        };
        assert_eq!(area("Elm Road, house 5", &alert(), true).as_deref(), Some("Elm Road"));
        assert_eq!(area("Elm Road 5", &alert(), true).as_deref(), Some(""), "the old area would be wrong");
        assert_eq!(area("Oak Street Bus Stop", &alert(), true), None, "the same place");
        assert_eq!(area("Elm Road, house 5", &alert(), false), None);
        let with_area = Alert { area: Some("Oak Street".into()), ..alert() };
        assert_eq!(area("Elm Road, house 5", &with_area, false).as_deref(), Some("Elm Road"));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_was_typed() {
        let error = read_it(&[("where", "Elm ``` Road"), ("when", "soon"), ("more", "")]).unwrap_err();
        assert_eq!(
            error,
            "❌ NOT changed. I can't read \"soon\" as a time. Try `now`, `3:15 pm` or `in 20 min`.\nYou typed:\n\
             ```\nWhere: Elm ''' Road / Be there by: soon\n```"
        );
        let error = read_it(&[("where", &"x".repeat(151))]).unwrap_err();
        assert!(error.starts_with("❌ NOT changed. `Where` is too long: 150 characters at most."), "{error}");
    }
}
