//! The private answer of `/needhelp-me privacy`: what is kept of a person, and a button that shows or hides their name.

use serenity::all::ButtonStyle;
use serenity::builder::CreateButton;

use crate::discord::render::components;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::part::number;
use crate::discord::text::{Language, messages as say};

/// What begins the custom ids. They are about no alert.
const PREFIX: &str = "nh-privacy:";

/// Whether a custom id is one of this command's.
pub(crate) fn is_one(custom_id: &str) -> bool {
    custom_id.starts_with(PREFIX)
}

/// Whether the button hides the name; `None` where it is none of this version.
pub(crate) fn hides(custom_id: &str) -> Option<bool> {
    match custom_id.strip_prefix(PREFIX)? {
        "hide" => Some(true),
        "show" => Some(false),
        _ => None,
    }
}

/// How long what a person did is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) hours_in_the_channel: u64,
    pub(crate) days_in_kafka: u64,
    /// `None` where there is no history.
    pub(crate) days_in_the_history: Option<u64>,
}

/// The answer.
pub(crate) fn shown(language: Language, is_unnamed: bool, kept: Kept) -> Reply {
    let (name, button, id) = match is_unnamed {
        true => (say::privacy_unnamed(language), say::privacy_show(language), "show"),
        false => (say::privacy_named(language), say::privacy_hide(language), "hide"),
    };
    let history = match kept.days_in_the_history {
        Some(days) => say::privacy_history(language, number(days)),
        None => say::privacy_no_history(language),
    };
    let lines = [
        name,
        say::privacy_kept(language),
        format!("- {}", say::privacy_channel(language, number(kept.hours_in_the_channel))),
        format!("- {}", say::privacy_kafka(language, number(kept.days_in_kafka))),
        format!("- {history}"),
        format!("- {}", say::privacy_until_changed(language)),
        say::privacy_forget(language),
    ];
    let button = CreateButton::new(format!("{PREFIX}{id}")).label(button).style(ButtonStyle::Secondary);
    Reply::new(lines.join("\n")).row(components::row([button]))
}

/// The broker has not confirmed the change.
pub(crate) fn not_confirmed(language: Language) -> Reply {
    Reply::new(say::privacy_not_confirmed(language))
}
