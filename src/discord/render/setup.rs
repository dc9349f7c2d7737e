//! The private message of `/needhelp-admin setup`: how the server is set up, and menus that change it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serenity::all::{ButtonStyle, ChannelType};
use serenity::builder::{CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind};

use crate::alert::{ChannelId, RoleId};
use crate::discord::input::phones;
use crate::discord::input::setup::{Button, Menu, Wrong};
use crate::discord::render::components;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::part::{Part, said, typed};
use crate::discord::text::{Language, messages as say, part};

/// A setting, and whether the environment has it, so that a server cannot change it.
#[derive(Debug, Clone)]
pub(crate) struct Setting<T> {
    pub(crate) value: Option<T>,
    pub(crate) is_fixed: bool,
}

/// How a server is set up.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) channel: Setting<ChannelId>,
    pub(crate) helpers: Setting<RoleId>,
    pub(crate) moderators: Setting<RoleId>,
    pub(crate) moderator_channel: Setting<ChannelId>,
    pub(crate) wider: Setting<RoleId>,
    pub(crate) timezone: Setting<TimeZone>,
    /// Of the cards; always one.
    pub(crate) language: Setting<Language>,
    pub(crate) contact: Setting<String>,
    pub(crate) private: Setting<bool>,
    /// The channel of the panel.
    pub(crate) panel: Option<ChannelId>,
}

/// What the message says first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// Nothing was changed.
    AsItIs,
    Saved,
    /// The broker has not confirmed the change.
    NotConfirmed,
    PanelPosting,
    PanelPosted(ChannelId),
    PanelRemoving,
    PanelRemoved,
    /// The bot may not write in this channel.
    PanelNotPosted(ChannelId),
    PanelNotConfirmed,
}

/// The message.
pub(crate) fn message(language: Language, heading: Heading, setup: &Setup, now: Timestamp) -> Reply {
    let first = match heading {
        Heading::AsItIs => say::setup_title(language),
        Heading::Saved => say::setup_saved(language),
        Heading::NotConfirmed => say::setup_not_confirmed(language),
        Heading::PanelPosting => say::setup_panel_posting(language),
        Heading::PanelPosted(channel) => say::setup_panel_posted(language, part::channel(channel)),
        Heading::PanelRemoving => say::setup_panel_removing(language),
        Heading::PanelRemoved => say::setup_panel_removed(language),
        Heading::PanelNotPosted(channel) => say::setup_panel_not_posted(language, part::channel(channel)),
        Heading::PanelNotConfirmed => say::setup_panel_not_confirmed(language),
    };
    let mut lines = vec![first];
    if !matches!(heading, Heading::AsItIs | Heading::Saved | Heading::NotConfirmed) {
        lines.push(say::setup_title(language));
    }
    lines.push(say::setup_channel(language, value(language, &setup.channel, |id| part::channel(*id))));
    lines.push(say::setup_helpers(language, value(language, &setup.helpers, |id| part::role(*id))));
    lines.push(say::setup_moderators(language, value(language, &setup.moderators, |id| part::role(*id))));
    let moderator_channel = value(language, &setup.moderator_channel, |id| part::channel(*id));
    lines.push(say::setup_moderator_channel(language, moderator_channel));
    lines.push(say::setup_wider(language, value(language, &setup.wider, |id| part::role(*id))));
    lines.push(say::setup_zone(language, value(language, &setup.timezone, |zone| zone_now(zone, now))));
    lines.push(say::setup_language(language, value(language, &setup.language, |of| said(of.own_name()))));
    lines.push(say::setup_contact(language, value(language, &setup.contact, |contact| typed(contact))));
    let private = |on: &bool| said(if *on { say::setup_on(language) } else { say::setup_off(language) });
    lines.push(say::setup_private(language, value(language, &setup.private, private)));
    lines.push(say::setup_panel(language, panel(language, setup)));
    if setup.helpers.value.is_none() {
        lines.push(say::setup_no_helpers(language));
    }
    if setup.timezone.value.is_none() {
        lines.push(say::setup_no_zone(language));
    }
    lines.push(say::setup_how(language));
    let rows = Menu::all().filter_map(|menu| row(language, menu, setup)).chain(buttons(language, heading, setup));
    rows.fold(Reply::new(lines.join("\n")), Reply::row)
}

fn panel(language: Language, setup: &Setup) -> Part {
    match (setup.panel, setup.channel.value) {
        (Some(channel), _) => part::channel(channel),
        (None, Some(_)) => said(say::setup_no_panel(language)),
        (None, None) => said(say::setup_panel_needs_channel(language)),
    }
}

/// Below four menus there is room for one row. What cannot be pressed now is left out.
fn buttons(language: Language, heading: Heading, setup: &Setup) -> Option<CreateActionRow> {
    if matches!(heading, Heading::PanelPosting | Heading::PanelRemoving) {
        return None;
    }
    let button = |id: String, label, style| CreateButton::new(id).label(label).style(style);
    let panel = match (setup.panel, setup.channel.value) {
        (Some(_), _) => Some((Button::RemovePanel, say::setup_remove_panel(language), ButtonStyle::Secondary)),
        (None, Some(_)) => Some((Button::PostPanel, say::setup_post_panel(language), ButtonStyle::Primary)),
        (None, None) => None,
    };
    let panel = panel.map(|(id, label, style)| button(id.custom_id(), label, style));
    let has_phones = setup.channel.value.is_some() && setup.helpers.value.is_some();
    let phones =
        has_phones.then(|| button(phones::BEGIN.to_owned(), say::setup_test_phones(language), ButtonStyle::Secondary));
    let all: Vec<_> = panel.into_iter().chain(phones).collect();
    (!all.is_empty()).then(|| components::row(all))
}

/// A typed option is wrong; nothing was saved.
pub(crate) fn wrong(language: Language, wrong: &Wrong) -> Reply {
    Reply::new(match wrong {
        Wrong::Zone(zone) => say::setup_wrong_zone(language, typed(zone)),
        Wrong::Contact => say::setup_wrong_contact(language),
    })
}

/// The bot has not read the settings yet, so it cannot change one and keep the others.
pub(crate) fn not_read(language: Language) -> Reply {
    Reply::new(say::setup_not_read(language))
}

fn value<T>(language: Language, setting: &Setting<T>, part: impl Fn(&T) -> Part) -> Part {
    let value = setting.value.as_ref().map_or_else(|| said(say::setup_none(language)), part);
    if setting.is_fixed { said(say::setup_fixed(language, value)) } else { value }
}

/// Its name, and what time it is there: an admin sees at once whether it is the right one.
fn zone_now(zone: &TimeZone, now: Timestamp) -> Part {
    let time = now.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string();
    said(format!("{} ({time})", zone.iana_name().unwrap_or("UTC")))
}

/// The menu's row, unless the environment has its setting.
fn row(language: Language, menu: Menu, setup: &Setup) -> Option<CreateActionRow> {
    let role = |setting: &Setting<RoleId>, label: String| {
        let default_roles = Some(setting.value.iter().map(|id| serenity::all::RoleId::new(id.0)).collect());
        (!setting.is_fixed).then_some((CreateSelectMenuKind::Role { default_roles }, label))
    };
    let (kind, label) = match menu {
        Menu::Channel => {
            let default_channels =
                Some(setup.channel.value.iter().map(|id| serenity::all::ChannelId::new(id.0)).collect());
            let kind = CreateSelectMenuKind::Channel { channel_types: Some(vec![ChannelType::Text]), default_channels };
            (!setup.channel.is_fixed).then(|| (kind, say::setup_choose_channel(language)))
        }
        Menu::Helpers => role(&setup.helpers, say::setup_choose_helpers(language)),
        Menu::Moderators => role(&setup.moderators, say::setup_choose_moderators(language)),
        Menu::Wider => role(&setup.wider, say::setup_choose_wider(language)),
    }?;
    // Nothing can be chosen, too: that takes the setting away.
    let select = CreateSelectMenu::new(menu.custom_id(), kind).placeholder(label).min_values(0).max_values(1);
    Some(CreateActionRow::SelectMenu(select))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open<T>(value: Option<T>) -> Setting<T> {
        Setting { value, is_fixed: false }
    }

    fn setup() -> Setup {
        Setup {
            channel: open(Some(ChannelId(5))),
            helpers: open(None),
            moderators: Setting { value: Some(RoleId(9)), is_fixed: true },
            moderator_channel: open(Some(ChannelId(6))),
            wider: open(None),
            timezone: open(TimeZone::get("America/New_York").ok()),
            language: open(Some(Language::Spanish)),
            contact: open(Some("School *office*".to_owned())),
            private: open(Some(true)),
            panel: None,
        }
    }

    #[test]
    fn an_admin_reads_what_is_set_what_is_missing_and_what_they_cannot_change() {
        let now = "2026-11-29T20:15:00Z".parse().expect("a time");
        insta::assert_snapshot!(message(Language::English, Heading::Saved, &setup(), now).content(), @r"
        ✅ Saved. **How this server is set up**
        Channel for alerts: <#5>
        Helpers: not set
        Moderators: <@&9> (set by the person who runs the bot)
        Channel for moderators: <#6>
        Wider circle: not set
        Time zone: America/New_York (15:15)
        Language of the alerts: Español
        Whom a parent can phone: School \*office\*
        Only who takes an alert reads name and place: yes
        Panel *Ask for help*: not posted
        ⚠️ Without a role for helpers no phone rings for a new alert, and everybody may take it.
        Choose channel and roles below. Type the command again to change the rest.
        ");
    }

    #[test]
    fn what_the_environment_has_set_has_no_menu() {
        let shown = message(Language::English, Heading::AsItIs, &setup(), Timestamp::UNIX_EPOCH);
        let shown = serde_json::to_value(shown.first()).expect("json");
        let rows = shown["data"]["components"].as_array().expect("rows");
        let of = |name: &str| -> Vec<_> { rows.iter().map(|row| row["components"][0][name].clone()).collect() };
        let ids = ["nh-setup:channel", "nh-setup:helpers", "nh-setup:wider", "nh-setup:post_panel"];
        assert_eq!(of("custom_id"), ids);
        assert_eq!(of("min_values")[..3], [0, 0, 0]);
        assert_eq!(rows[0]["components"][0]["default_values"][0]["id"], 5);
    }
}
