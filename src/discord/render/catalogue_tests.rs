//! Whatever is rendered, each word of it is from the catalogue: in a language that puts each message in ⟦brackets⟧, no
//! letter stands outside of them. What people typed is digits here.

use std::collections::HashSet;

use serde_json::Value;

use crate::alert::{
    Alert, AlertId, AlertState, ChannelId, Event, EventId, GuildId, Key, Kind, MessageId, Millis, Noted, Recipient,
    Refusal, RoleId, UserId, Words,
};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomIdError;
use crate::discord::render::card::CardContext;
use crate::discord::render::mention::Place;
use crate::discord::render::{card, ephemeral, mention, test_card};
use crate::discord::text::Language;

const BRACKETED: Language = Language::Bracketed;

fn context(private: bool) -> CardContext {
    CardContext {
        helper_role: Some(RoleId(77)),
        wider_role: Some(RoleId(78)),
        fallback: Some("555 0100".to_owned()),
        private,
        passwords: None,
        home: 2,
        language: BRACKETED,
        passwords_in: BRACKETED,
        guild: Some(GuildId(4)),
    }
}

fn alert() -> Alert {
    Alert {
        parent_name: "1".to_owned(),
        child_name: "2".to_owned(),
        location: "3".to_owned(),
        message: "4".to_owned(),
        area: Some("5".to_owned()),
        parent_id: Some(UserId(6)),
        guild_id: Some(GuildId(4)),
        raised_at: Some("2026-03-10T14:49:00Z".parse().unwrap()),
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        timezone: Some("UTC".to_owned()),
        ..Alert::default()
    }
}

fn folded(kinds: Vec<Kind>) -> AlertState {
    let id = AlertId::new("1305193870427029544").unwrap();
    let mut state = AlertState::new(id.clone());
    for (offset, kind) in std::iter::once(Kind::Raised(alert())).chain(kinds).enumerate() {
        let event = if offset == 0 { id.event() } else { EventId::new(offset.to_string()) };
        let offset = i64::try_from(offset).unwrap();
        let ts = Millis(1_773_155_700_000 + offset * 1_000);
        state.fold(&Event { id: event, offset, ts, source_ts: None, give_up_at: None, kind });
    }
    state
}

/// Alerts in many states, which together had most kinds of notices. A record's offset is its place in the list, from 1.
fn states() -> Vec<AlertState> {
    let (mike, lisa, since) = (UserId(9), UserId(10), Some(2));
    let posted = Kind::Posted {
        cause: EventId::new("1305193870427029544"),
        channel_id: ChannelId(5),
        message_id: MessageId(8),
        as_of: 0,
        look: 1,
        role_notified: Some(true),
    };
    let claimed = |neighbor_id| Kind::Claimed {
        neighbor_id,
        neighbor_name: "7".to_owned(),
        message: String::new(),
        message_id: None,
        channel_id: None,
        locale: None,
    };
    let by = |moderator: bool| moderator.then_some(UserId(12));
    let released =
        |moderator| Kind::Released { neighbor_id: mike, moderator_id: by(moderator), parent_id: None, since };
    let done = |moderator| Kind::Done { neighbor_id: mike, moderator_id: by(moderator), parent_id: None, since };
    let cancelled = |moderator, since| Kind::Cancelled { parent_id: UserId(6), moderator_id: by(moderator), since };
    let with_child = || Kind::WithChild { neighbor_id: mike, since };
    let expired = |missed| Kind::Expired { missed, since: None };
    let standby = || Kind::Standby { neighbor_id: lisa, neighbor_name: "10".to_owned(), since };
    let thanked = || Kind::Thanked { parent_id: UserId(6), parent_name: "6".to_owned(), since };
    let offered = || Kind::Offered { neighbor_id: mike, to_id: lisa, to_name: "10".to_owned(), since };
    let taken_over = || Kind::TakenOver {
        neighbor_id: lisa,
        neighbor_name: "10".to_owned(),
        message: String::new(),
        locale: None,
        since,
    };
    let words = Words { location: Some("11".to_owned()), ..Words::default() };
    let changed = |moderator| Kind::Changed {
        parent_id: UserId(6),
        moderator_id: by(moderator),
        since: Some(0),
        words: words.clone(),
    };
    let step = |step, since| Kind::Escalated { step, since: Some(since) };
    let raised = EventId::new("1305193870427029544");
    let lives = [
        vec![],
        (1..=4).map(|number| step(number, 0)).collect(),
        vec![expired(false)],
        vec![cancelled(true, Some(0))],
        vec![claimed(mike)],
        vec![claimed(mike), released(false), step(0, 3)],
        vec![claimed(mike), released(true), claimed(lisa)],
        vec![claimed(mike), standby(), released(false), step(1, 4)],
        vec![claimed(mike), changed(false), Kind::Confirmed { neighbor_id: mike, since: Some(3) }],
        vec![claimed(mike), changed(true), step(6, 3)],
        vec![claimed(mike), Kind::Reminded { since: 2 }, step(5, 2), step(6, 4)],
        vec![claimed(mike), offered(), taken_over()],
        vec![claimed(mike), offered(), cancelled(false, since)],
        vec![claimed(mike), with_child(), offered(), taken_over()],
        vec![claimed(mike), with_child(), offered(), taken_over(), Kind::Withdrawn { event_id: EventId::new("5") }],
        vec![claimed(mike), with_child(), done(false)],
        vec![claimed(mike), with_child(), done(false), thanked()],
        vec![claimed(mike), released(false), claimed(lisa), with_child()],
        vec![claimed(mike), done(true)],
        vec![claimed(mike), done(false)],
        vec![claimed(mike), expired(false)],
        vec![claimed(mike), Kind::Withdrawn { event_id: raised }],
        vec![claimed(mike), Kind::Withdrawn { event_id: EventId::new("2") }],
    ];
    let lives = lives.into_iter().map(|life| std::iter::once(posted.clone()).chain(life).collect());
    let mut states: Vec<_> = lives.chain([vec![expired(true)]]).map(folded).collect();
    let mut shrunk: Vec<_> = states.iter().filter(|state| state.is_over()).cloned().collect();
    shrunk.iter_mut().for_each(AlertState::shrink);
    states.extend(shrunk);
    states
}

/// All that a person reads of a message.
fn read(message: &impl serde::Serialize) -> Vec<String> {
    fn collect(value: &Value, into: &mut Vec<String>) {
        const READ: [&str; 8] = ["content", "title", "description", "name", "value", "text", "label", "placeholder"];
        match value {
            Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(text) if READ.contains(&name.as_str()) => into.push(text.clone()),
                        value => collect(value, into),
                    }
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    collect(&serde_json::to_value(message).unwrap(), &mut all);
    all
}

/// What stands outside of the brackets, without mentions, times, links, and the key by which a message is found again.
fn outside(text: &str) -> String {
    let (mut rest, mut depth) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '⟦' | '<' => depth += 1,
            '⟧' | '>' => depth -= 1,
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest.split_whitespace()
        .filter(|word| !word.starts_with("https://discord.com/channels/"))
        .collect::<Vec<_>>()
        .join(" ")
}

#[track_caller]
fn is_from_the_catalogue(message: &impl serde::Serialize) {
    let all = read(message);
    assert!(!all.is_empty());
    for text in all {
        let outside = outside(&text);
        let is_key = outside.strip_prefix("Ref ").is_some_and(|key| Key::read(key).is_some());
        assert!(is_key || !outside.chars().any(char::is_alphabetic), "{outside:?} in {text:?}");
    }
}

#[test]
fn cards_say_nothing_that_is_not_in_the_catalogue() {
    for state in states() {
        for private in [false, true] {
            let (context, key) = (context(private), Key::of_card(&state.id.event()));
            is_from_the_catalogue(&card::create(&state, &context, &key, false));
            is_from_the_catalogue(&card::create(&state, &context, &key, true));
            is_from_the_catalogue(&card::edit(&state, &context, &key));
        }
    }
    let key = Key::of_card(&EventId::new("1"));
    is_from_the_catalogue(&test_card::create(&key, BRACKETED));
    is_from_the_catalogue(&test_card::edit(&key, BRACKETED));
}

#[test]
fn mentions_say_nothing_that_is_not_in_the_catalogue() {
    let mut seen = HashSet::new();
    for state in states() {
        for notice in &state.notices {
            seen.insert((notice.recipient, std::mem::discriminant(&notice.about)));
            for place in [Place::Channel, Place::Direct { sees_card: true }, Place::Direct { sees_card: false }] {
                for private in [false, true] {
                    let context = context(private);
                    is_from_the_catalogue(&mention::create(notice, &state, &context, &notice.key(), place));
                }
            }
        }
    }
    assert!(seen.len() >= 25, "{} kinds of notices: {seen:?}", seen.len());
}

/// The alert's words as people type them.
fn with_words_of_people(mut state: AlertState) -> AlertState {
    if let Some(raised) = state.raised.as_mut().filter(|raised| !raised.alert.child_name.is_empty()) {
        let alert = &mut raised.alert;
        alert.parent_name = "Sarah".to_owned();
        alert.child_name = "Jake".to_owned();
        alert.location = "Oak Street, at the yellow house".to_owned();
        alert.area = Some("Oak Street".to_owned());
        alert.message = "He has a blue jacket".to_owned();
        alert.parent_id = Some(UserId(1_305_193_000_000_000_006));
    }
    state
}

#[test]
fn with_private_details_only_the_parent_and_who_has_or_had_the_alert_read_its_words_and_only_in_private() {
    let context = context(true);
    let private = |message: &Value| {
        let message = message.to_string();
        ["Jake", "Sarah", "yellow house", "blue jacket"].into_iter().find(|word| message.contains(word))
    };
    let parent = "1305193000000000006";
    for state in states().into_iter().map(with_words_of_people) {
        let key = Key::of_card(&state.id.event());
        let cards = [
            serde_json::to_value(card::create(&state, &context, &key, false)),
            serde_json::to_value(card::create(&state, &context, &key, true)),
            serde_json::to_value(card::edit(&state, &context, &key)),
        ];
        for card in cards.map(Result::unwrap) {
            assert_eq!(private(&card), None, "{card}");
            assert!(!card.to_string().contains(parent), "{card}");
        }
        for notice in &state.notices {
            // Roles are mentioned in the channel alone, and the phone service gets no message.
            let has_it_not = matches!(notice.recipient, Recipient::Standby | Recipient::Offered);
            for place in [Place::Channel, Place::Direct { sees_card: true }, Place::Direct { sees_card: false }] {
                let message = mention::create(notice, &state, &context, &notice.key(), place);
                let message = serde_json::to_value(message).unwrap();
                if place == Place::Channel || has_it_not {
                    assert_eq!(private(&message), None, "{notice:?} {place:?}: {message}");
                    assert!(
                        notice.recipient == Recipient::Parent || !message.to_string().contains(parent),
                        "{notice:?} {place:?}: {message}"
                    );
                }
            }
        }
    }
}

#[test]
fn answers_say_nothing_that_is_not_in_the_catalogue() {
    let context = context(false);
    for state in states() {
        let mut answers = vec![
            ephemeral::you_have_it(&state, &context),
            ephemeral::not_shown(&state, &context, true),
            ephemeral::not_shown(&state, &context, false),
            ephemeral::missed(&state, &context),
            ephemeral::on_the_board(&state, &context, true),
            ephemeral::on_the_board(&state, &context, false),
        ];
        answers.extend(state.notices.iter().map(|notice| ephemeral::notice(notice, &state, &context)));
        answers.extend(refusals(&state).iter().map(|refusal| ephemeral::refused(refusal, &state, &context)));
        answers.extend(NOTED.map(|noted| ephemeral::noted(noted, &state, &context)));
        answers.iter().for_each(|answer| is_from_the_catalogue(&answer.edit()));
    }
    let until = Millis(0);
    for answer in [
        ephemeral::sent(BRACKETED, &alert()),
        ephemeral::sending(BRACKETED, &alert(), until),
        ephemeral::press_sending(BRACKETED, until),
        ephemeral::not_sent(BRACKETED, &alert()),
        ephemeral::rejected(BRACKETED),
        ephemeral::early(BRACKETED, true),
        ephemeral::early(BRACKETED, false),
        ephemeral::kept(BRACKETED),
        ephemeral::claim_not_sent(BRACKETED, None),
        ephemeral::claim_of_no_alert(BRACKETED),
        ephemeral::own_alert(BRACKETED),
        ephemeral::not_a_helper(BRACKETED, RoleId(77)),
        ephemeral::may_not_take(BRACKETED),
        ephemeral::unreadable_button(BRACKETED, &CustomIdError::Foreign),
        ephemeral::only_in_a_server(BRACKETED),
        ephemeral::press_in_another_server(BRACKETED),
        ephemeral::alert_of_another_server(BRACKETED),
        ephemeral::press_while_starting(BRACKETED),
        ephemeral::pressed_late(BRACKETED, Some(Action::Claim)),
        ephemeral::pressed_late(BRACKETED, Some(Action::Done)),
        ephemeral::went_wrong(BRACKETED),
        ephemeral::unknown(BRACKETED),
    ] {
        is_from_the_catalogue(&answer.first());
    }
}

const NOTED: [Noted; 14] = [
    Noted::Released { yours: true },
    Noted::Released { yours: false },
    Noted::WithChild,
    Noted::PassedOn,
    Noted::Done { yours: true },
    Noted::Done { yours: false },
    Noted::Cancelled { claimed: true },
    Noted::Cancelled { claimed: false },
    Noted::Changed { asks: true },
    Noted::Changed { asks: false },
    Noted::Confirmed,
    Noted::Standby,
    Noted::Offered,
    Noted::Thanked,
];

fn refusals(state: &AlertState) -> Vec<Refusal> {
    let mut all = vec![
        Refusal::OwnAlert,
        Refusal::NotClaimed,
        Refusal::NothingToClose,
        Refusal::WithYou,
        Refusal::Changed,
        Refusal::Blocked,
        Refusal::TooOften,
        Refusal::NoBackupNeeded { open: true },
        Refusal::NoBackupNeeded { open: false },
        Refusal::HasBackup { yours: true },
        Refusal::HasBackup { yours: false },
        Refusal::NotOffered,
        Refusal::NotToThem,
        Refusal::TooFar,
        Refusal::TooMany,
        Refusal::NotTheParent,
        Refusal::OnlyTheParent,
        Refusal::NotDone,
        Refusal::Thanked,
        Refusal::Withdrawn,
        Refusal::NeverRaised,
    ];
    all.extend(state.ending().map(Refusal::Over));
    if let Some(claim) = state.claim() {
        let of = [Refusal::Taken, Refusal::Yours, Refusal::NotYours, Refusal::WithNeighbor];
        all.extend(of.map(|of| of(claim.clone())));
    }
    all
}
