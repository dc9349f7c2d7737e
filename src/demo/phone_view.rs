//! Renders a message as a person reads it on a phone: names instead of ids, clock times instead of timestamps.
//!
//! Must not change the wording. It leaves out the "Ref …" line, which only the bot uses, and prints a link into Discord as
//! the name of the channel, because there is no Discord here.

use fake_discord::{FakeDiscord, Message};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::commands::terminal::sanitize;

/// The people in the simulated neighborhood.
const PEOPLE: [&str; 4] = ["Sarah", "Mike", "Lisa", "David"];

/// Their roles: the helpers, and the wider role that is asked when no helper answers.
const ROLES: [&str; 2] = ["helpers", "neighbors"];

/// Turns the text that a bot sends into the text that a person reads.
pub(crate) struct PhoneView {
    /// Discord's markup, and the name that a person reads instead.
    names: Vec<(String, String)>,
    /// The start of every link into the channel.
    link: String,
    zone: TimeZone,
}

impl PhoneView {
    pub(crate) fn at(discord: &FakeDiscord) -> Self {
        let mut names: Vec<_> =
            PEOPLE.map(|name| (format!("<@{}>", discord.person(name).id()), format!("@{name}"))).into();
        let roles = ROLES.map(|name| (format!("<@&{}>", discord.role_id(name)), format!("@{name}")));
        names.extend(roles);
        let channel = discord.channel_id("bus-stop");
        names.push((format!("<#{channel}>"), "#bus-stop".to_owned()));
        PhoneView {
            names,
            link: format!("https://discord.com/channels/{}/{channel}", discord.guild_id()),
            zone: TimeZone::system(),
        }
    }

    /// The lines of a message, as a person reads them at this time, with each row of buttons in one line.
    pub(crate) fn message(&self, message: &Message, now: Timestamp) -> Vec<String> {
        let text = message.text();
        let buttons = message.buttons().len() + message.links().len();
        let above = text.lines().count().saturating_sub(buttons);
        let above: Vec<&str> = text.lines().take(above).collect();
        self.lines(&above.join("\n"), now).into_iter().chain(rows(message.components())).collect()
    }

    /// A card's title and its rows of buttons.
    pub(crate) fn title_and_buttons(&self, card: &Message, now: Timestamp) -> Vec<String> {
        let title = card.embeds().first().and_then(|embed| embed.title.clone()).unwrap_or_default();
        self.lines(&title, now).into_iter().chain(rows(card.components())).collect()
    }

    /// The lines of a text, as a person reads them at this time.
    fn lines(&self, text: &str, now: Timestamp) -> Vec<String> {
        let visible = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("Ref "));
        visible.map(|line| sanitize(&self.line(line, now))).collect()
    }

    /// The hour and minute, as a phone displays them.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%-I:%M %p").to_string()
    }

    fn line(&self, mut rest: &str, now: Timestamp) -> String {
        let mut read = String::new();
        while let Some(first) = rest.chars().next() {
            let markup = rest.split_inclusive('>').next().filter(|_| first == '<');
            if let Some((markup, shown)) = markup.and_then(|markup| Some((markup, self.markup(markup, now)?))) {
                read.push_str(&shown);
                rest = &rest[markup.len()..];
            } else if let Some(after) = rest.strip_prefix(&*self.link) {
                read.push_str("#bus-stop");
                rest = after.trim_start_matches(|c: char| c == '/' || c.is_ascii_digit());
            } else if let Some(escaped) = rest.strip_prefix('\\').and_then(|after| after.chars().next())
                && escaped.is_ascii_punctuation()
            {
                read.push(escaped);
                rest = &rest[1 + escaped.len_utf8()..];
            } else if let Some(after) = rest.strip_prefix("**") {
                rest = after;
            } else {
                read.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        read
    }

    /// The text that replaces `<…>`; `None` if that is not markup.
    fn markup(&self, markup: &str, now: Timestamp) -> Option<String> {
        if let Some((_, name)) = self.names.iter().find(|(known, _)| known == markup) {
            return Some(name.clone());
        }
        let (seconds, style) = markup.strip_prefix("<t:")?.strip_suffix('>')?.split_once(':')?;
        let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        match style {
            "t" => Some(self.clock(at)),
            "T" => Some(at.to_zoned_datetime(self.zone.clone()).strftime("%-I:%M:%S %p").to_string()),
            "R" => Some(relative_time(at.as_second() - now.as_second())),
            _ => None,
        }
    }
}

/// The labels of each row of buttons.
fn rows(components: &[Value]) -> Vec<String> {
    let labels = |row: &Value| -> Vec<String> {
        let buttons = row["components"].as_array().into_iter().flatten();
        buttons.filter_map(|button| button["label"].as_str()).map(|label| sanitize(&format!("[{label}]"))).collect()
    };
    components.iter().map(labels).filter(|row| !row.is_empty()).map(|row| row.join(" ")).collect()
}

/// A time span in words: "in 5 minutes", "a minute ago".
fn relative_time(seconds: i64) -> String {
    let minutes = (seconds.abs() + 30) / 60;
    let span = match minutes {
        0 => "a few seconds".to_owned(),
        1 => "a minute".to_owned(),
        2..60 => format!("{minutes} minutes"),
        60..90 => "an hour".to_owned(),
        _ => format!("{} hours", (minutes + 30) / 60),
    };
    if seconds < 0 { format!("{span} ago") } else { format!("in {span}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let view = PhoneView {
            names: vec![("<@7>".to_owned(), "@Sarah".to_owned()), ("<@&8>".to_owned(), "@helpers".to_owned())],
            link: "https://discord.com/channels/1/2".to_owned(),
            zone: TimeZone::UTC,
        };
        view.lines(text, "2026-11-23T15:10:00Z".parse().unwrap())
    }

    #[test]
    fn markup_becomes_names_and_clock_times() {
        let at = "2026-11-23T15:15:00Z".parse::<Timestamp>().unwrap().as_second();
        assert_eq!(read(&format!("<@&8> by <t:{at}:t>")), ["@helpers by 3:15 PM"]);
        assert_eq!(read(&format!("By: <t:{at}:t> (<t:{at}:R>)")), ["By: 3:15 PM (in 5 minutes)"]);
        assert_eq!(read(&format!("until <t:{at}:T>, <@7>")), ["until 3:15:00 PM, @Sarah"]);
        assert_eq!(read("Card: https://discord.com/channels/1/2/3"), ["Card: #bus-stop"]);
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in ["a < b > c", "<@9>", "<t:soon:t>", "<t:1:", "Søren <3", "1 \\ 2"] {
            assert_eq!(read(text), [text]);
        }
    }

    #[test]
    fn references_escapes_and_bold_are_left_out() {
        assert_eq!(read("Sarah\n\nRef 0631dff03e1ffd512bd0\n[I've got it]"), ["Sarah", "[I've got it]"]);
        assert_eq!(read("10 \\* 3"), ["10 * 3"]);
        assert_eq!(read("press **I've got it**, \\*\\*now\\*\\*"), ["press I've got it, **now**"]);
        assert_eq!(read("a\u{1b}[2Jb"), ["a\u{fffd}[2Jb"]);
    }

    #[test]
    fn time_spans_are_in_words() {
        for (seconds, words) in [
            (300, "in 5 minutes"),
            (299, "in 5 minutes"),
            (3, "in a few seconds"),
            (-60, "a minute ago"),
            (7200, "in 2 hours"),
        ] {
            assert_eq!(relative_time(seconds), words);
        }
    }
}
