//! The expected answer of Discord to each call of the live check, and the part of this program that depends on it.
//!
//! The stand-in of the tests answers like this: a test runs the live check against it. So where the real Discord differs,
//! the stand-in is wrong, and perhaps the bot. Must not send anything.

use serde_json::Value;

use crate::discord::rest::Observed;

/// A call of the live check, in the order in which they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    See,
    Post,
    PostAgain,
    Find,
    Edit,
    Pin,
    PinAgain,
    Pins,
    Notice,
    DeleteNotice,
    Unpin,
    Delete,
    DeleteDeleted,
    EditDeleted,
    PinDeleted,
    PostDeleted,
}

/// The expected answer to one call.
pub(crate) struct Expectation {
    pub(crate) step: Step,
    /// The line's name.
    pub(crate) name: &'static str,
    pub(crate) status: u16,
    /// Discord's error code, 0 of a success.
    pub(crate) code: u32,
    /// Fields of the answer (as JSON pointers), and their expected contents.
    pub(crate) fields: &'static [(&'static str, Is)],
    /// What depends on it, for the admin who reports a difference.
    pub(crate) matters_for: &'static str,
}

/// What a field contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// The id of any thing.
    Id,
    /// The card's own id.
    CardId,
    /// The channel's id.
    ChannelId,
    /// The card's key.
    Key,
    /// The key behind "Ref ", as in the footer of the embed.
    Footer,
    Text,
    Number(u64),
    True,
    False,
    Null,
    List,
    EmptyList,
}

use Is::{CardId, ChannelId, EmptyList, False, Footer, Id, Key, List, Null, Number, Text, True};

/// The fields of a card that Discord gives back.
const CARD: &[(&str, Is)] = &[
    ("/id", CardId),
    ("/channel_id", ChannelId),
    ("/type", Number(0)),
    ("/author/id", Id),
    ("/author/bot", True),
    ("/content", Text),
    ("/timestamp", Text),
    ("/edited_timestamp", Null),
    ("/pinned", False),
    ("/mentions", EmptyList),
    ("/mention_roles", EmptyList),
    ("/mention_everyone", False),
    ("/nonce", Key),
    ("/embeds/0/title", Text),
    ("/embeds/0/fields/0/name", Text),
    ("/embeds/0/footer/text", Footer),
    ("/components/0/type", Number(1)),
    ("/components/0/components/0/type", Number(2)),
    ("/components/0/components/0/custom_id", Text),
    ("/components/0/components/0/disabled", True),
];

pub(crate) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        step: Step::See,
        name: "see the channel",
        status: 200,
        code: 0,
        fields: &[("/id", ChannelId), ("/guild_id", Id), ("/name", Text), ("/permission_overwrites", List)],
        matters_for: "needhelp check, and whether a parent can see the channel",
    },
    Expectation {
        step: Step::Post,
        name: "post",
        status: 200,
        code: 0,
        fields: CARD,
        matters_for: "rule 10: the key is found in the embed's footer, and the role's ping in mention_roles",
    },
    Expectation {
        step: Step::PostAgain,
        name: "post again with the same nonce",
        status: 200,
        code: 0,
        fields: CARD,
        matters_for: "rule 10: a repeated create gives the first card back and makes no second one",
    },
    Expectation {
        step: Step::Find,
        name: "find it by GET messages?after",
        status: 200,
        code: 0,
        fields: &[("/id", CardId), ("/author/id", Id), ("/embeds/0/footer/text", Footer)],
        matters_for: "rule 10: a board that died after its post finds its card",
    },
    Expectation {
        step: Step::Edit,
        name: "edit",
        status: 200,
        code: 0,
        fields: &[("/id", CardId), ("/edited_timestamp", Text), ("/embeds/0/footer/text", Footer)],
        matters_for: "rule 12: the key stays in the card through every edit",
    },
    Expectation {
        step: Step::Pin,
        name: "pin",
        status: 204,
        code: 0,
        fields: &[],
        matters_for: "pins by the route that needs Pin Messages, sent with an empty body (411 otherwise)",
    },
    Expectation {
        step: Step::PinAgain,
        name: "pin again",
        status: 204,
        code: 0,
        fields: &[],
        matters_for: "rule 12: a pin may be repeated",
    },
    Expectation {
        step: Step::Pins,
        name: "list the pins",
        status: 200,
        code: 0,
        fields: &[
            ("/items", List),
            ("/items/0/pinned_at", Text),
            ("/items/0/message/id", CardId),
            ("/items/0/message/pinned", True),
            ("/has_more", False),
        ],
        matters_for: "removing stray pins of alerts that have ended",
    },
    Expectation {
        step: Step::Notice,
        name: "find the line \"… pinned a message\"",
        status: 200,
        code: 0,
        fields: &[("/type", Number(6)), ("/author/id", Id), ("/message_reference/message_id", CardId)],
        matters_for: "removing these lines from the channel",
    },
    Expectation {
        step: Step::DeleteNotice,
        name: "delete the line \"… pinned a message\"",
        status: 204,
        code: 0,
        fields: &[],
        matters_for: "the fallback where bulk deletion is refused: a single deletion of the bot's own line",
    },
    Expectation {
        step: Step::Unpin,
        name: "unpin",
        status: 204,
        code: 0,
        fields: &[],
        matters_for: "cards of alerts that have ended are unpinned",
    },
    Expectation {
        step: Step::Delete,
        name: "delete",
        status: 204,
        code: 0,
        fields: &[],
        matters_for: "rule 11: strays are deleted",
    },
    Expectation {
        step: Step::DeleteDeleted,
        name: "delete it again",
        status: 404,
        code: 10_008,
        fields: &[],
        matters_for: "rule 11: a stray that is gone counts as deleted",
    },
    Expectation {
        step: Step::EditDeleted,
        name: "edit what is deleted",
        status: 404,
        code: 10_008,
        fields: &[],
        matters_for: "a card that somebody deleted is recognized at its next edit",
    },
    Expectation {
        step: Step::PinDeleted,
        name: "pin what is deleted",
        status: 404,
        code: 10_008,
        fields: &[],
        matters_for: "a card that somebody deleted is not pinned again and again",
    },
    Expectation {
        step: Step::PostDeleted,
        name: "post with the nonce of what is deleted",
        status: 404,
        code: 10_008,
        fields: &[],
        matters_for: "rule 10: a card that somebody deleted is not posted again",
    },
];

/// What an answer is compared with.
pub(crate) struct Ids<'a> {
    pub(crate) channel: String,
    pub(crate) card: Option<String>,
    pub(crate) key: &'a str,
}

/// The differences of an answer from what is expected, each as `expected …, Discord answered …`.
pub(crate) fn differences(expected: &Expectation, answer: &Observed, ids: &Ids<'_>) -> Vec<String> {
    if (answer.status, answer.code) != (expected.status, expected.code) {
        let code = |status: u16, code: u32| match code {
            0 => status.to_string(),
            code => format!("{status} with code {code}"),
        };
        let said = if answer.message.is_empty() { String::new() } else { format!(" ({})", answer.message) };
        return vec![format!(
            "expected {}, Discord answered {}{said}",
            code(expected.status, expected.code),
            code(answer.status, answer.code)
        )];
    }
    let differs = |(pointer, is): &(&str, Is)| {
        let value = answer.body.pointer(pointer);
        if value.is_some_and(|value| is.fits(value, ids)) || (*is == Null && value.is_none()) {
            return None;
        }
        let found = value.map_or_else(|| "nothing".to_owned(), shortened);
        Some(format!("expected {} at {pointer}, Discord answered {found}", is.name()))
    };
    expected.fields.iter().filter_map(differs).collect()
}

/// A piece of an answer that fits a line.
fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl Is {
    fn fits(self, value: &Value, ids: &Ids<'_>) -> bool {
        let text = value.as_str();
        match self {
            Id => text.is_some_and(|text| text.parse::<u64>().is_ok_and(|id| id > 0)),
            // The first answer tells it.
            CardId => text.is_some() && ids.card.as_deref().is_none_or(|card| text == Some(card)),
            ChannelId => text == Some(&ids.channel),
            Key => text == Some(ids.key),
            Footer => text.and_then(|text| text.strip_suffix(ids.key)).is_some(),
            Text => text.is_some_and(|text| !text.is_empty()),
            Number(number) => value.as_u64() == Some(number),
            True => value == &Value::Bool(true),
            False => value == &Value::Bool(false),
            Null => value.is_null(),
            List => value.is_array(),
            EmptyList => value.as_array().is_some_and(Vec::is_empty),
        }
    }

    fn name(self) -> String {
        match self {
            Id => "an id".to_owned(),
            CardId => "the card's id".to_owned(),
            ChannelId => "the channel's id".to_owned(),
            Key => "the card's key".to_owned(),
            Footer => "the footer with the card's key".to_owned(),
            Text => "text".to_owned(),
            Number(number) => number.to_string(),
            True => "true".to_owned(),
            False => "false".to_owned(),
            Null => "null".to_owned(),
            List => "a list".to_owned(),
            EmptyList => "an empty list".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(step: Step) -> &'static Expectation {
        EXPECTATIONS.iter().find(|expectation| expectation.step == step).expect("every step has one")
    }

    fn ids() -> Ids<'static> {
        Ids { channel: "5".to_owned(), card: Some("7".to_owned()), key: "aa" }
    }

    #[test]
    fn another_status_is_one_difference_with_discords_words() {
        let refused =
            Observed { status: 403, code: 50_013, message: "Missing Permissions".to_owned(), body: Value::Null };
        let expected = "expected 204, Discord answered 403 with code 50013 (Missing Permissions)";
        assert_eq!(differences(of(Step::DeleteNotice), &refused, &ids()), [expected]);
    }

    #[test]
    fn each_field_that_differs_is_named_with_what_was_found() {
        let body = json!({"id": "8", "edited_timestamp": "2026-11-28T15:15:00Z", "embeds": []});
        let answer = Observed { status: 200, body, ..Observed::default() };
        let found = differences(of(Step::Edit), &answer, &ids());
        let expected = [
            "expected the card's id at /id, Discord answered \"8\"",
            "expected the footer with the card's key at /embeds/0/footer/text, Discord answered nothing",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn each_step_is_expected_once_and_says_what_matters() {
        for (place, expectation) in EXPECTATIONS.iter().enumerate() {
            assert!(!expectation.matters_for.is_empty());
            assert!(EXPECTATIONS[..place].iter().all(|earlier| earlier.step != expectation.step));
        }
    }
}
