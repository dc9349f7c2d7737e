//! Every message of the catalogue with examples as its parts.
//!
//! - `catalogue`: what holds for the files of all languages. `readers`: what five readers need of every sentence.

mod catalogue;
mod readers;

use crate::discord::text::part::{Part, number, said};
use crate::discord::text::{Language, catalogue as files, messages as say};

/// A message with examples as its parts.
fn example(language: Language, key: &str) -> String {
    let (_, parts) = say::keys().find(|(known, _)| *known == key).expect("a message");
    let parts: Vec<_> = parts.iter().map(|part| (*part, part_of(language, part))).collect();
    files::message(language, key, &parts)
}

/// All messages whose keys begin like this.
fn examples(language: Language, prefix: &str) -> Vec<(&'static str, String)> {
    let keys = say::keys().map(|(key, _)| *key).filter(|key| key.starts_with(prefix));
    keys.map(|key| (key, example(language, key))).collect()
}

/// An example of a part, by its name.
fn part_of(language: Language, name: &str) -> Part {
    let nested = |key| said(example(language, key));
    match name {
        "child" => said("Jake"),
        "parent" | "whom" => said("Sarah"),
        "neighbor" => said("Mike"),
        "place" => said("Oak Street Bus Stop"),
        "area" => said("Oak Street"),
        "backup" | "to" | "person" => said("Lisa"),
        "former" | "other" => said("David"),
        "message" => said("Meeting ran over"),
        "parts" => said("gateway, board"),
        "part" => said("gateway"),
        "problem" => said("No phone rings"),
        "fix" => said("Server Settings → Roles → helpers"),
        "contact" => said("School office, 555 0100"),
        "password" => said("maple river"),
        "role_name" => said("helpers"),
        "minutes" | "seconds" | "hours" | "days" => number(8),
        "count" => number(6),
        "alerts" | "claims" => number(3),
        "done" | "thanked" | "answered" => number(2),
        "time" | "other_time" | "taken" | "at" | "clock" => said("<t:1773155700:t>"),
        "distance" => said("<t:1773155700:R>"),
        "hour" if language.has_am_and_pm() => said("3"),
        "hour" => said("15"),
        "minute" => said("15"),
        "day" => said("wed"),
        "zone" => said("EST"),
        "by" => said(say::by(language, said(say::hour(language, said(example(language, "time_pm")))))),
        "by_if_any" => said(format!(" {}", part_of(language, "by").into_text())),
        "time_if_any" => said(format!(" {}", example(language, "understood"))),
        "told_if_any" => said(format!(" {}", example(language, "press_parent_is_told"))),
        "took" => nested("took"),
        "how" => nested("ended_cancelled"),
        "question" => nested("card_question"),
        "sentence" => nested("reply_not_shown"),
        "why" => nested("input_far"),
        "permissions" => nested("permission_send_messages"),
        "button" => said(crate::discord::text::label(language, "claim")),
        "channel" => said("<#5>"),
        "role" => said("<@&77>"),
        "people" => said("<@55>"),
        "members" => number(9),
        "typed" => said("soon"),
        "option" => nested("option_location"),
        "language" => said("English"),
        "on" => nested("setup_on"),
        "value" => said("Europe/Madrid (15:15)"),
        "example" => nested("option_location_example"),
        "first" | "second" => nested("permission_embed_links"),
        "max" => number(1_000),
        unknown => panic!("no example of {unknown}"),
    }
}
