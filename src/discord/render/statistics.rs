//! Private answers with what the history has counted.
//!
//! Must not name people: an answer is seen by one person, but it can be shown around as a picture.

use serenity::builder::CreateEmbed;

use crate::discord::render::ephemeral::Reply;
use crate::discord::rest::Attachment;
use crate::discord::text::part::number;
use crate::discord::text::{Language, messages as say, statistics as texts};
use crate::history::statistics::{Deeds, Statistics};

/// How the alerts of so many days went.
#[must_use]
pub(crate) fn numbers(language: Language, statistics: &Statistics, days: u16) -> Reply {
    let embed = CreateEmbed::new().title(say::stats_title(language));
    let embed = embed.description(say::stats_last_days(language, number(days.into())));
    if statistics.all.alerts == 0 {
        return Reply::new("").with(embed.field(say::stats_alerts(language), say::stats_none(language), false));
    }
    let mut embed = embed.fields(texts::numbers(language, statistics).map(|(name, value)| (name, value, true)));
    let hours = statistics.by_hour().into_iter().enumerate().filter(|(_, tally)| tally.unanswered > 0);
    let hours: Vec<String> = hours.map(|(hour, tally)| format!("{hour:02}:00: {}", tally.unanswered)).collect();
    if !hours.is_empty() {
        embed = embed.field(say::stats_unanswered_hours(language), hours.join(" · "), false);
    }
    Reply::new("").with(embed)
}

/// The charts beside the numbers.
#[must_use]
pub(crate) fn picture(language: Language, bytes: Vec<u8>) -> Attachment {
    let description = format!("{}. {}.", say::stats_weeks(language), say::stats_map(language));
    Attachment { name: "alerts.png", media_type: "image/png", description, bytes }
}

/// What a person has done.
#[must_use]
pub(crate) fn deeds(language: Language, deeds: Deeds) -> Reply {
    let Deeds { taken, done, thanked } = deeds;
    Reply::new(match taken {
        0 => say::thanks_none(language),
        _ => say::thanks(language, number(taken), number(done), number(thanked)),
    })
}

/// No history is kept.
#[must_use]
pub(crate) fn no_history(language: Language) -> Reply {
    Reply::new(say::stats_no_history(language))
}

/// The database is away, too slow, or has no tables yet.
#[must_use]
pub(crate) fn unreadable(language: Language) -> Reply {
    Reply::new(say::stats_unreadable(language))
}
