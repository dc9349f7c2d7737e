//! `/needhelp-admin setup`: what an admin typed or chose for their server.
//!
//! Must not save anything: the gateway does.

use jiff::tz::TimeZone;
use serde_json::Value;
use strum::IntoEnumIterator as _;

use crate::alert::{ChannelId, RoleId};
use crate::discord::input::data::Data;
use crate::discord::text::Language;

/// The options of the command. Interactions have these names in every language.
pub(crate) const ZONE_OPTION: &str = "timezone";
/// The same.
pub(crate) const LANGUAGE_OPTION: &str = "language";
/// The same.
pub(crate) const CONTACT_OPTION: &str = "contact";
/// The same.
pub(crate) const PRIVATE_OPTION: &str = "private";
/// The same.
pub(crate) const MODERATOR_CHANNEL_OPTION: &str = "moderator-channel";

/// The maximum length of the contact, in characters, as of `FALLBACK_CONTACT`.
pub(crate) const CONTACT_MAX: u16 = 100;

/// The contact that takes the contact away.
const NO_CONTACT: &str = "-";

/// Of the zones that are proposed before anybody types: where most servers are.
const USUAL_ZONES: [&str; 12] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Australia/Sydney",
];

/// What begins the custom ids. Not the form of an alert's custom id: they are about no alert.
const PREFIX: &str = "nh-setup:";

/// A setting that an admin changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Channel(Option<ChannelId>),
    Helpers(Option<RoleId>),
    Moderators(Option<RoleId>),
    Wider(Option<RoleId>),
    ModeratorChannel(ChannelId),
    /// The name of a zone that exists.
    Timezone(String),
    Language(Language),
    Contact(Option<String>),
    Private(bool),
}

/// What is wrong with a typed option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// There is no such time zone.
    Zone(String),
    /// It is not one line of [`CONTACT_MAX`] characters.
    Contact,
}

/// A menu below the message of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Menu {
    Channel,
    Helpers,
    Moderators,
    Wider,
}

impl Menu {
    /// All, in the order in which they are shown.
    pub(crate) fn all() -> impl Iterator<Item = Menu> {
        Menu::iter()
    }

    pub(crate) fn custom_id(self) -> String {
        format!("{PREFIX}{}", <&str>::from(self))
    }
}

/// A button below the message of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Button {
    PostPanel,
    RemovePanel,
}

impl Button {
    /// Reads a custom id; `None` where it is none of a button.
    pub(crate) fn read(custom_id: &str) -> Option<Self> {
        custom_id.strip_prefix(PREFIX)?.parse().ok()
    }

    pub(crate) fn custom_id(self) -> String {
        format!("{PREFIX}{}", <&str>::from(self))
    }
}

/// Whether a custom id is one of this command's.
pub(crate) fn is_one(custom_id: &str) -> bool {
    custom_id.starts_with(PREFIX)
}

/// What was chosen from a menu of the command; `None` where it is no menu of this version.
pub(crate) fn chosen(data: &Data) -> Option<Change> {
    let menu: Menu = data.custom_id.strip_prefix(PREFIX)?.parse().ok()?;
    let id = match data.value() {
        Some(value) => Some(value.parse().ok().filter(|id: &u64| *id > 0)?),
        None => None,
    };
    Some(match menu {
        Menu::Channel => Change::Channel(id.map(ChannelId)),
        Menu::Helpers => Change::Helpers(id.map(RoleId)),
        Menu::Moderators => Change::Moderators(id.map(RoleId)),
        Menu::Wider => Change::Wider(id.map(RoleId)),
    })
}

/// What was typed into the options of the command.
///
/// # Errors
/// The first option that is wrong.
pub(crate) fn typed(data: &Data) -> Result<Vec<Change>, Wrong> {
    let text = |name| data.option(name).and_then(Value::as_str).map(str::trim);
    let mut changes = Vec::new();
    if let Some(zone) = text(ZONE_OPTION) {
        let found = TimeZone::get(zone).map_err(|_| Wrong::Zone(zone.to_owned()))?;
        changes.push(Change::Timezone(found.iana_name().unwrap_or(zone).to_owned()));
    }
    if let Some(language) = text(LANGUAGE_OPTION).and_then(Language::named) {
        changes.push(Change::Language(language));
    }
    match text(CONTACT_OPTION) {
        None => {}
        Some(NO_CONTACT | "") => changes.push(Change::Contact(None)),
        Some(contact) => {
            if contact.chars().count() > usize::from(CONTACT_MAX) || contact.chars().any(char::is_control) {
                return Err(Wrong::Contact);
            }
            changes.push(Change::Contact(Some(contact.to_owned())));
        }
    }
    if let Some(channel) = text(MODERATOR_CHANNEL_OPTION).and_then(|id| id.parse().ok()).filter(|id| *id > 0) {
        changes.push(Change::ModeratorChannel(ChannelId(channel)));
    }
    if let Some(private) = data.option(PRIVATE_OPTION).and_then(Value::as_bool) {
        changes.push(Change::Private(private));
    }
    Ok(changes)
}

/// The names of time zones that fit what was typed so far, the best first. A blank stands for `_`.
pub(crate) fn zones(typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase().replace(' ', "_");
    if typed.is_empty() {
        return USUAL_ZONES.map(str::to_owned).to_vec();
    }
    let names = jiff::tz::db().available().map(|name| name.to_string()).filter(|name| name.contains('/'));
    let mut found: Vec<_> = names.filter(|name| name.to_lowercase().contains(&typed)).collect();
    // "york" means the city before a region that has it in its name.
    found.sort_by_key(|name| {
        let name = name.to_lowercase();
        (!name.rsplit('/').next().unwrap_or_default().starts_with(&typed), name.len())
    });
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn data(options: Value) -> Data {
        let setup = json!([{"name": "setup", "type": 1, "options": options}]);
        serde_json::from_value(json!({"name": "needhelp-admin", "options": setup})).expect("data")
    }

    fn text(name: &str, value: &str) -> Value {
        json!({"name": name, "type": 3, "value": value})
    }

    #[test]
    fn what_was_typed_is_changed_and_nothing_else() {
        let all = data(json!([
            text("timezone", "america/new_york"),
            text("language", "es"),
            text("contact", " School office, 555 0100 "),
            {"name": "moderator-channel", "type": 7, "value": "8"},
            {"name": "private", "type": 5, "value": true},
        ]));
        let expected = [
            Change::Timezone("America/New_York".to_owned()),
            Change::Language(Language::Spanish),
            Change::Contact(Some("School office, 555 0100".to_owned())),
            Change::ModeratorChannel(ChannelId(8)),
            Change::Private(true),
        ];
        assert_eq!(typed(&all).as_deref(), Ok(&expected[..]));
        assert_eq!(typed(&data(json!([]))), Ok(Vec::new()));
        assert_eq!(typed(&data(json!([text("contact", "-")]))), Ok(vec![Change::Contact(None)]));
    }

    #[test]
    fn what_is_wrong_is_named_and_nothing_is_changed() {
        let zone = data(json!([text("timezone", "Oak Street"), text("language", "es")]));
        assert_eq!(typed(&zone), Err(Wrong::Zone("Oak Street".to_owned())));
        for contact in ["x".repeat(101).as_str(), "two\nlines"] {
            assert_eq!(typed(&data(json!([text("contact", contact)]))), Err(Wrong::Contact), "{contact}");
        }
    }

    #[test]
    fn every_menu_is_read_as_it_was_written_and_an_empty_choice_takes_the_setting_away() {
        let of = |custom_id: &str, values: Value| -> Option<Change> {
            chosen(&serde_json::from_value(json!({"custom_id": custom_id, "values": values})).expect("data"))
        };
        for menu in Menu::all() {
            assert!(is_one(&menu.custom_id()) && Button::read(&menu.custom_id()).is_none());
            assert!(of(&menu.custom_id(), json!(["9"])).is_some(), "{menu:?}");
        }
        assert_eq!(of("nh-setup:helpers", json!(["9"])), Some(Change::Helpers(Some(RoleId(9)))));
        assert_eq!(of("nh-setup:helpers", json!([])), Some(Change::Helpers(None)));
        assert_eq!(of("nh-setup:channel", json!(["Oak"])), None);
        assert_eq!(of("nh-setup:later", json!(["9"])), None);
        for button in Button::iter() {
            assert_eq!(Button::read(&button.custom_id()), Some(button));
            assert_eq!(of(&button.custom_id(), json!(["9"])), None);
        }
    }

    #[test]
    fn zones_are_found_by_a_part_of_their_name() {
        assert_eq!(zones("york")[0], "America/New_York");
        assert_eq!(zones("new york")[0], "America/New_York");
        assert!(zones("zzz").is_empty());
        for zone in zones("") {
            assert!(TimeZone::get(&zone).is_ok(), "{zone}");
        }
    }
}
