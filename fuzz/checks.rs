//! What must hold for any input: the four checks that the fuzz targets run with whatever the fuzzer finds, and
//! `tests/it/hostile_input.rs` with the seeds and with proptest, on stable.
//!
//! A check panics where the program would: it calls what the program calls, and must not be kinder.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use needhelp::alert::{
    Alert, AlertId, AlertState, ChannelId, Event, EventId, FailedEffect, GuildId, Key, Kind, MessageId, Millis, Noted,
    Recipient, RoleId, UserId,
};
use needhelp::alert_log::codec;
use needhelp::alert_log::codec::Read;
use needhelp::config::{Config, KafkaConfig};
use needhelp::discord::Language;
use needhelp::discord::input::custom_id;
use needhelp::discord::input::custom_id::CustomId;
use needhelp::discord::input::time;
use needhelp::discord::render::card;
use needhelp::discord::render::card::CardContext;
use needhelp::discord::render::{ephemeral, mention};
use needhelp::kafka::producer::dead_letter;
use needhelp::kafka::record::Envelope;
use needhelp::kafka::record::Record;
use serde_json::Value;

/// 2026-03-10T15:15:00Z
const NOW: i64 = 1_773_155_700_000;

static KAFKA: LazyLock<KafkaConfig> = LazyLock::new(|| Config::read(&|_| None).expect("the defaults are right").kafka);

/// A record of either topic, as anybody may append it: lines `name: value` for the headers, an empty line, the value.
pub fn record(data: &[u8]) {
    let end = data.windows(2).position(|two| two == b"\n\n");
    let (headers, value) = end.map_or((&[][..], data), |end| (&data[..end], &data[end + 2..]));
    let headers = headers.split(|byte| *byte == b'\n').filter_map(|line| {
        let colon = line.windows(2).position(|two| two == b": ")?;
        Some((std::str::from_utf8(&line[..colon]).ok()?, Some(&line[colon + 2..])))
    });
    let (envelope, unreadable_headers) = Envelope::read(headers);
    let record = Record { envelope, unreadable_headers, ..bare(Some(value.to_vec())) };
    let now = Timestamp::from_millisecond(NOW).expect("in range");

    let raised = needhelp::intake::read(&record, now);
    assert_eq!(raised, needhelp::intake::read(&record, now), "the same record is the same alert");
    if let Ok(Some((id, alert))) = raised {
        let out = codec::outgoing(&KAFKA, 0, &id, Kind::Raised(alert.clone()), &id.event(), "intake");
        let back = Record { envelope: out.envelope, ..bare(out.value) };
        match codec::read(&back) {
            Read::Event(read, event) => assert_eq!((read, event.kind), (id, Kind::Raised(alert))),
            other => panic!("what intake raises the board can't read: {other:?}"),
        }
    }
    if let Read::Event(id, event) = codec::read(&record) {
        let mut state = AlertState::new(id);
        state.fold(&event);
        shown(&state);
    }
    let letter = dead_letter::outgoing("dead", &record, "why");
    assert_eq!(letter.value, record.value, "a dead letter is the record itself");
    let letter = Record { envelope: letter.envelope, ..bare(letter.value) };
    let letter = dead_letter::DeadLetter::read(&letter);
    assert_eq!((letter.topic, letter.error), (record.topic, "why".to_owned()));
}

fn bare(value: Option<Vec<u8>>) -> Record {
    Record {
        topic: "bus-stop-alerts".to_owned(),
        partition: 0,
        offset: 7,
        timestamp_ms: NOW,
        key: None,
        value,
        envelope: Envelope::default(),
        unreadable_headers: Vec::new(),
    }
}

/// By when, as people type it, after four bytes that say when that is and where.
pub fn when(data: &[u8]) {
    let (clock, typed) = data.split_at_checked(4).unwrap_or((&[], data));
    let typed = String::from_utf8_lossy(typed);
    // Two years from a minute to the next: all that clocks can do to a time of the day.
    let minutes = clock.iter().fold(0_i64, |so_far, byte| so_far << 8 | i64::from(*byte)) % (2 * 366 * 24 * 60);
    let now = Timestamp::from_second(NOW / 1000 + minutes * 60).expect("in range");
    let zones = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"];
    let zone = zones[clock.last().map_or(0, |byte| usize::from(*byte) % zones.len())];
    let zone = TimeZone::get(zone).expect("jiff has it");
    if let Ok(at) = time::read(&typed, now, Some(&zone)) {
        assert!(at >= now && at.as_second() - now.as_second() <= 24 * 3600, "{typed:?} at {now} is {at}");
        assert_eq!(at.subsec_nanosecond(), 0);
    }
}

/// What a pressed button says.
pub fn custom_id(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(button) = CustomId::parse(&text) {
        assert_eq!(button.to_string(), text, "only what this bot writes is taken");
        assert!(text.len() <= custom_id::MAX && button.home >= 0);
    }
}

/// Stands between the records of [`card`]'s input, as ASCII means it.
pub const RECORD: char = '\u{1e}';
/// Stands between the texts of a record.
pub const UNIT: char = '\u{1f}';

/// Everything that is shown of an alert, whatever its log holds: each record is a letter for its kind ([`kind`]) and texts.
pub fn card(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut state = AlertState::new(AlertId::new("1305193870427029544").expect("digits"));
    shown(&state);
    for (offset, record) in (0_i64..).zip(text.split(RECORD).take(64)) {
        let Some(kind) = kind(record, offset) else { continue };
        let id = match kind {
            Kind::Raised(_) => state.id.event(),
            _ => EventId::new(format!("{offset}")),
        };
        let ts = Millis(NOW + offset * 1_000);
        state.fold(&Event { id, offset, ts, source_ts: None, give_up_at: None, kind });
        shown(&state);
    }
    state.shrink();
    shown(&state);
}

fn kind(record: &str, offset: i64) -> Option<Kind> {
    let mut letters = record.chars();
    let letter = letters.next()?;
    let texts: Vec<&str> = letters.as_str().split(UNIT).collect();
    let text = |n: usize| texts.get(n).copied().unwrap_or_default().to_owned();
    // As with a record's own reader, 0 is nobody's id.
    let number = |n: usize| texts.get(n).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    let neighbor_id = UserId(number(1).unwrap_or(9));
    let cause = EventId::new(text(0));
    let (message_id, channel_id) = (MessageId(number(1).unwrap_or(8)), ChannelId(number(2).unwrap_or(5)));
    let moderator_id = number(2).map(UserId);
    Some(match letter {
        'R' => Kind::Raised(Alert {
            parent_name: text(0),
            child_name: text(1),
            location: text(2),
            message: text(3),
            parent_id: number(4).map(UserId),
            guild_id: Some(GuildId(4)),
            channel_id: number(5).map(ChannelId),
            raised_at: None,
            needed_by: texts
                .get(6)
                .and_then(|text| text.parse().ok())
                .and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            locale: Some(text(7)),
            late: false,
            timezone: Some(text(8)),
            area: None,
            drill: false,
            ring: false,
            blocked: Vec::new(),
            private: false,
        }),
        'c' => Kind::Claimed {
            neighbor_id,
            neighbor_name: text(0),
            message: text(3),
            message_id: Some(message_id),
            channel_id: Some(channel_id),
            locale: None,
        },
        'n' => {
            Kind::Rejected { parent_id: Some(UserId(6)), guild_id: None, channel_id: Some(channel_id), reason: text(0) }
        }
        'r' => Kind::Released { neighbor_id, moderator_id, parent_id: None, since: None },
        'w' => Kind::WithChild { neighbor_id, since: None },
        'd' => Kind::Done { neighbor_id, moderator_id, parent_id: None, since: None },
        'x' => Kind::Cancelled { parent_id: UserId(number(1).unwrap_or(6)), moderator_id, since: None },
        'e' => Kind::Expired { missed: false, since: None },
        'm' => Kind::Expired { missed: true, since: None },
        'W' => Kind::Withdrawn { event_id: cause },
        'P' => Kind::Posted { cause, channel_id, message_id, as_of: offset - 1, role_notified: None, look: 1 },
        'I' => Kind::Informed { cause, whom: Recipient::Parent, message_id: Some(message_id), channel_id: None },
        'S' => Kind::Shown { as_of: offset - 1, pinned: Some(true), removed: vec![message_id], look: 1 },
        'F' => {
            let all = [
                FailedEffect::Card,
                FailedEffect::Edit,
                FailedEffect::Pin,
                FailedEffect::Notice(Recipient::Parent),
                FailedEffect::Notice(Recipient::Neighbor),
                FailedEffect::Notice(Recipient::Helpers),
            ];
            let what = all[usize::try_from(number(1).unwrap_or(0) % 6).unwrap_or(0)];
            Kind::Failed { cause, what, reason: text(0), as_of: offset - 1, deleted: false }
        }
        _ => return None,
    })
}

/// All that Discord is asked to show of an alert as it is.
fn shown(state: &AlertState) {
    let context = CardContext {
        helper_role: Some(RoleId(77)),
        wider_role: None,
        fallback: None,
        private: false,
        passwords: None,
        home: 2,
        language: Language::English,
        passwords_in: Language::English,
        guild: Some(GuildId(4)),
    };
    let key = Key::of_card(&state.id.event());
    for missed in [false, true] {
        let message = json(&card::create(state, &context, &key, missed));
        assert_eq!(message, json(&card::create(state, &context, &key, missed)), "twice the same");
        fits(&message);
    }
    fits(&json(&card::edit(state, &context, &key)));
    for reply in [
        json(&ephemeral::you_have_it(state, &context).edit()),
        json(&ephemeral::not_shown(state, &context, false).edit()),
        json(&ephemeral::not_shown(state, &context, true).edit()),
        json(&ephemeral::missed(state, &context).edit()),
        json(&ephemeral::on_the_board(state, &context, true).edit()),
        json(&ephemeral::noted(Noted::WithChild, state, &context).edit()),
    ] {
        fits(&reply);
    }
    for notice in &state.notices {
        fits(&json(&mention::create(notice, state, &context, &notice.key(), mention::Place::Channel)));
    }
    // What is left to do can be said of every state.
    let _ = (state.pending_effects(), state.next_due(state.last_ts, 0));
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("a message is JSON")
}

/// What Discord refuses: texts that are too long, empty fields, an embed above 6,000 characters; and pings by text.
fn fits(message: &Value) {
    let units = |value: &Value| value.as_str().map_or(0, |text| text.encode_utf16().count());
    let unseen =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{3164}' | '\u{fe00}'..='\u{feff}');
    let legible = |value: &Value| value.as_str().is_some_and(|text| text.chars().any(|c| !unseen(c)));
    assert!(units(&message["content"]) <= 2_000, "{message}");
    assert_eq!(message["allowed_mentions"]["parse"].as_array().map_or(0, Vec::len), 0, "{message}");
    for embed in message["embeds"].as_array().into_iter().flatten() {
        let mut all = units(&embed["title"]) + units(&embed["description"]) + units(&embed["footer"]["text"]);
        assert!(units(&embed["title"]) <= 256 && units(&embed["description"]) <= 4_096, "{embed}");
        for field in embed["fields"].as_array().into_iter().flatten() {
            let (name, value) = (units(&field["name"]), units(&field["value"]));
            assert!((1..=256).contains(&name) && (1..=1_024).contains(&value), "{field}");
            assert!(legible(&field["name"]) && legible(&field["value"]), "nothing to see in {field}");
            all += name + value;
        }
        assert!(all <= 6_000, "{all} characters in an embed");
    }
    for row in message["components"].as_array().into_iter().flatten() {
        for button in row["components"].as_array().into_iter().flatten() {
            // A button of style 5 is a link.
            if button["style"] == 5 {
                assert!(button["url"].as_str().is_some_and(|url| url.starts_with("https://discord.com/")), "{button}");
                continue;
            }
            let custom_id = button["custom_id"].as_str().expect("our buttons have one");
            CustomId::parse(custom_id).expect("the gateway can read it again");
        }
    }
}
