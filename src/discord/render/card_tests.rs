//! Tests of cards, notices and private answers, with fixed and with generated input.

use proptest::prelude::*;
use serde_json::Value;

use crate::alert::{Alert, AlertId, AlertState, Event, EventId, Key, Kind, Millis, Refusal, RoleId, UserId};
use crate::discord::escape;
use crate::discord::render::card;
use crate::discord::render::card::CardContext;
use crate::discord::render::{ephemeral, mention};
use crate::discord::text::Language;

const CONTEXT: CardContext = CardContext {
    helper_role: Some(RoleId(77)),
    wider_role: None,
    fallback: None,
    private: false,
    passwords: None,
    home: 2,
    language: Language::English,
    passwords_in: Language::English,
    guild: Some(crate::alert::GuildId(4)),
};
const TS: i64 = 1_773_155_700_000;

fn alert(texts: [&str; 4]) -> Alert {
    let [parent_name, child_name, location, message] = texts.map(str::to_owned);
    Alert {
        parent_name,
        child_name,
        location,
        message,
        parent_id: Some(UserId(6)),
        guild_id: Some(crate::alert::GuildId(4)),
        channel_id: None,
        raised_at: None,
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        locale: None,
        late: false,
        timezone: None,
        area: None,
        drill: false,
        ring: false,
        blocked: Vec::new(),
        private: false,
    }
}

fn sarahs() -> Alert {
    alert(["Sarah", "Jake", "Oak Street Bus Stop", "Meeting ran over"])
}

fn folded(alert: Alert, more: Vec<Kind>) -> AlertState {
    let id = AlertId::new("1305193870427029544").unwrap();
    let mut state = AlertState::new(id.clone());
    for (offset, kind) in std::iter::once(Kind::Raised(alert)).chain(more).enumerate() {
        let event = match offset {
            0 => id.event(),
            _ => EventId::new(format!("{offset}")),
        };
        let offset = i64::try_from(offset).unwrap();
        let ts = Millis(TS + offset * 1_000);
        state.fold(&Event { id: event, offset, ts, source_ts: None, give_up_at: None, kind });
    }
    state
}

pub(super) fn claimed(name: &str) -> Kind {
    Kind::Claimed {
        neighbor_id: UserId(9),
        neighbor_name: name.into(),
        message: String::new(),
        message_id: None,
        channel_id: None,
        locale: None,
    }
}

pub(super) fn posted() -> Kind {
    Kind::Posted {
        cause: EventId::new("1305193870427029544"),
        channel_id: crate::alert::ChannelId(5),
        message_id: crate::alert::MessageId(8),
        as_of: 0,
        role_notified: Some(true),
        look: crate::alert::LOOK,
    }
}

fn key(state: &AlertState) -> Key {
    Key::of_card(&state.id.event())
}

pub(super) fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The parts of a message that people see, a line each.
fn seen(message: &Value) -> String {
    let mut lines = vec![message["content"].as_str().unwrap_or_default().to_owned()];
    for embed in message["embeds"].as_array().into_iter().flatten() {
        for part in [&embed["title"], &embed["description"]] {
            lines.extend(part.as_str().map(str::to_owned));
        }
        for field in embed["fields"].as_array().into_iter().flatten() {
            lines.push(format!("{}: {}", field["name"].as_str().unwrap(), field["value"].as_str().unwrap()));
        }
        lines.extend(embed["footer"]["text"].as_str().map(str::to_owned));
    }
    for row in message["components"].as_array().into_iter().flatten() {
        let first = &row["components"][0];
        let leads_to = first.get("custom_id").or_else(|| first.get("url")).unwrap();
        lines.push(format!("[{}] {leads_to}", first["label"]));
    }
    lines.join("\n")
}

#[test]
fn an_open_card_says_who_needs_what_and_pings_the_helpers() {
    let state = folded(sarahs(), vec![]);
    let message = json(card::create(&state, &CONTEXT, &key(&state), false));
    insta::assert_snapshot!(seen(&message), @r#"
    Who can meet Jake by <t:1773155700:t> at Oak Street Bus Stop? Sarah needs help. <@&77>
    No one yet: Jake needs someone
    If you can be there, press **I've got it**. The first press counts.
    Be there by: <t:1773155700:t> (<t:1773155700:R>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over
    ["I've got it"] "nh:claim:2:1305193870427029544:6"
    ["Change"] "nh:change:2:1305193870427029544:0"
    "#);
    assert_eq!(message["allowed_mentions"], json(serde_json::json!({"parse": [], "roles": ["77"], "users": []})));
    assert_eq!((&message["nonce"], &message["enforce_nonce"]), (&key(&state).as_str().into(), &true.into()));
}

#[test]
fn an_edit_replaces_everything_and_pings_nobody() {
    let state = folded(sarahs(), vec![posted(), claimed("Mike")]);
    let message = json(card::edit(&state, &CONTEXT, &key(&state)));
    insta::assert_snapshot!(seen(&message), @r#"
    Mike will meet Jake at Oak Street Bus Stop. No one else needs to go.
    Mike will meet Jake
    Mike took this at <t:1773155702:t>.
    Be there by: <t:1773155700:t> (<t:1773155700:R>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over
    So far: <t:1773155700:t> asked
    <t:1773155702:t> Mike took it
    ["Child is with me"] "nh:with_child:2:1305193870427029544:2"
    ["I can be backup"] "nh:standby:2:1305193870427029544:2"
    "#);
    assert_eq!(message["allowed_mentions"], json(serde_json::json!({"parse": [], "roles": [], "users": []})));
}

#[test]
fn a_card_that_is_over_says_how_and_has_no_button() {
    for (kind, said) in [
        (
            Kind::Cancelled { parent_id: UserId(6), moderator_id: None, since: None },
            "No longer needed: Sarah's alert for Jake has ended.",
        ),
        (
            Kind::Done { neighbor_id: UserId(9), moderator_id: None, parent_id: None, since: None },
            "This alert has ended.",
        ),
        (Kind::Expired { missed: false, since: None }, "The time has passed: Sarah's alert for Jake has ended."),
        (
            Kind::Withdrawn { event_id: EventId::new("1305193870427029544") },
            "Not sent: Sarah was told to phone someone for Jake.",
        ),
    ] {
        let mut state = folded(sarahs(), vec![posted(), claimed("Mike"), kind]);
        let message = json(card::edit(&state, &CONTEXT, &key(&state)));
        assert!(seen(&message).contains(said) && seen(&message).contains("Ended at "), "{}", seen(&message));
        assert_eq!(message["components"], json(Vec::<u8>::new()));
        state.shrink();
        let shown = seen(&json(card::edit(&state, &CONTEXT, &key(&state))));
        for gone in ["Sarah", "Jake", "Mike", "Oak"] {
            assert!(!shown.contains(gone), "{shown}");
        }
        assert!(shown.contains("ended") && shown.contains("Ref "), "{shown}");
    }
}

#[test]
fn a_missed_alert_is_said_without_a_ping_or_a_button() {
    let state = folded(sarahs(), vec![Kind::Expired { missed: true, since: None }]);
    let message = json(card::create(&state, &CONTEXT, &key(&state), true));
    assert!(seen(&message).starts_with("Arrived too late: Sarah asked for help with Jake"), "{}", seen(&message));
    assert!(!message["content"].as_str().unwrap().contains("<@&"));
    assert_eq!(message["components"], json(Vec::<u8>::new()));
    assert_eq!(message["allowed_mentions"]["roles"], json(Vec::<u8>::new()));
}

#[test]
fn the_parent_of_a_missed_alert_reads_plainly_that_nobody_comes() {
    let state = folded(sarahs(), vec![Kind::Expired { missed: true, since: None }]);
    insta::assert_snapshot!(seen(&json(ephemeral::missed(&state, &CONTEXT).edit())), @"
    ❌ Too late. Phone someone now. Your alert reached the channel after <t:1773155700:t>; no one was asked.
    Be there by: <t:1773155700:t> (<t:1773155700:R>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over
    ");
    let notice = state.notices.first().unwrap();
    let message =
        json(mention::create(notice, &state, &CONTEXT, &notice.key(), mention::Place::Direct { sees_card: true }));
    assert!(
        seen(&message).starts_with("Too late. Phone someone now. Your alert reached the channel after"),
        "{}",
        seen(&message)
    );
    assert_eq!(message["allowed_mentions"], json(serde_json::json!({"parse": [], "roles": [], "users": ["6"]})));
}

#[test]
fn the_parent_is_mentioned_and_led_to_the_card() {
    let state = folded(sarahs(), vec![posted(), claimed("Mike")]);
    let notice = state.notices.iter().find(|notice| notice.recipient == crate::alert::Recipient::Parent).unwrap();
    let message =
        json(mention::create(notice, &state, &CONTEXT, &notice.key(), mention::Place::Direct { sees_card: true }));
    insta::assert_snapshot!(seen(&message), @r#"
    Mike will meet Jake at Oak Street Bus Stop. <@6>
    Ref 752f4ece03cbbedc56bb
    ["Open the card"] "https://discord.com/channels/4/5/8"
    "#);
    assert_eq!(message["allowed_mentions"], json(serde_json::json!({"parse": [], "roles": [], "users": ["6"]})));
}

#[test]
fn an_alert_that_names_no_server_is_led_to_in_the_configured_one() {
    let foreign = || Alert { guild_id: None, ..sarahs() };
    let state = folded(foreign(), vec![posted(), claimed("Mike")]);
    let claim = state.claim().unwrap().clone();
    let mut shown = vec![
        json(ephemeral::you_have_it(&state, &CONTEXT).edit()),
        json(ephemeral::on_the_board(&state, &CONTEXT, true).edit()),
        json(ephemeral::refused(&Refusal::Taken(claim), &state, &CONTEXT).edit()),
    ];
    shown.extend(state.notices.iter().map(|notice| {
        json(mention::create(notice, &state, &CONTEXT, &notice.key(), mention::Place::Direct { sees_card: true }))
    }));
    assert_eq!(shown.len(), 5);
    for message in shown {
        assert!(seen(&message).contains("https://discord.com/channels/4/5/8"), "{}", seen(&message));
    }
    let nowhere = CardContext { guild: None, ..CONTEXT };
    assert!(!seen(&json(ephemeral::on_the_board(&state, &nowhere, true).edit())).contains("https"));
}

#[test]
fn a_released_claim_calls_the_helpers_only_while_it_is_open() {
    // There is still time when the alert is opened again.
    let in_time = || Alert { needed_by: Some("2026-03-10T15:30:00Z".parse().unwrap()), ..sarahs() };
    let released = Kind::Released { neighbor_id: UserId(9), moderator_id: None, parent_id: None, since: None };
    // `released` is the third record after `raised`.
    let again = Kind::Escalated { step: 0, since: Some(3) };
    let open = folded(in_time(), vec![posted(), claimed("Mike"), released.clone(), again.clone()]);
    let helpers = |state: &AlertState| {
        let notice = state.notices.iter().find(|notice| notice.recipient == crate::alert::Recipient::Helpers).unwrap();
        json(mention::create(notice, state, &CONTEXT, &notice.key(), mention::Place::Direct { sees_card: true }))
    };
    assert!(seen(&helpers(&open)).starts_with(
        "Still needed: who can meet Jake by <t:1773156600:t> at Oak Street Bus Stop? Mike can't make it. <@&77>"
    ));
    let late = folded(sarahs(), vec![posted(), claimed("Mike"), released.clone(), again.clone()]);
    assert!(seen(&helpers(&late)).starts_with("Still needed: who can meet Jake NOW at Oak Street Bus Stop?"));
    let taken = folded(in_time(), vec![posted(), claimed("Mike"), released, again, claimed("Mike")]);
    assert_eq!(helpers(&taken)["allowed_mentions"]["roles"], json(Vec::<u8>::new()));
}

/// Fails for messages that Discord refuses: too long texts, empty fields, an embed above 6,000 characters.
fn fits(message: &Value) {
    let units = |value: &Value| value.as_str().map_or(0, escape::units);
    let legible = |value: &Value| value.as_str().is_some_and(escape::is_legible);
    assert!(units(&message["content"]) <= 2_000, "{message}");
    for embed in message["embeds"].as_array().into_iter().flatten() {
        let mut all = units(&embed["title"]) + units(&embed["description"]) + units(&embed["footer"]["text"]);
        assert!(units(&embed["title"]) <= 256 && units(&embed["description"]) <= 4_096);
        for text in [&embed["title"], &embed["description"]] {
            assert!(text.is_null() || legible(text), "nothing to see in {text}");
        }
        for field in embed["fields"].as_array().into_iter().flatten() {
            assert!(units(&field["name"]) <= 256 && units(&field["value"]) <= 1_024);
            assert!(legible(&field["name"]) && legible(&field["value"]), "nothing to see in {field}");
            all += units(&field["name"]) + units(&field["value"]);
        }
        assert!(all <= 6_000, "{all} characters in an embed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_was_typed_fits_and_mentions_nobody(
        texts in prop::array::uniform4(prop_oneof![
            any::<String>(),
            "(@everyone|<@&1>|\\*|👩‍👩‍👧|`|\\||a| |\n){0,400}",
            Just("*".repeat(6_000)),
            "(\u{200b}|\u{200d}|\u{fe0f}|\u{3164}| ){0,9}",
        ]),
        name in "(<@1>|@here|\u{202e}|b){0,200}",
    ) {
        let texts = texts.each_ref().map(String::as_str);
        let state = folded(alert(texts), vec![posted(), claimed(&name)]);
        let over = folded(alert(texts), vec![
            posted(), claimed(&name), Kind::Cancelled { parent_id: UserId(6), moderator_id: None, since: None },
        ]);
        let open = folded(alert(texts), vec![]);
        let claim = state.claim().unwrap().clone();
        let mut messages = vec![
            json(card::create(&open, &CONTEXT, &key(&open), false)),
            json(card::create(&open, &CONTEXT, &key(&open), true)),
            json(card::edit(&state, &CONTEXT, &key(&state))),
            json(card::edit(&over, &CONTEXT, &key(&over))),
            json(ephemeral::you_have_it(&state, &CONTEXT).edit()),
            json(ephemeral::on_the_board(&state, &CONTEXT, true).edit()),
            json(ephemeral::refused(&Refusal::Taken(claim), &state, &CONTEXT).edit()),
            json(ephemeral::sent(Language::English, &alert(texts)).edit()),
        ];
        for notice in over.notices.iter().chain(&state.notices) {
            messages.push(json(mention::create(notice, &over, &CONTEXT, &notice.key(), mention::Place::Direct { sees_card: true })));
        }
        for message in messages {
            fits(&message);
            let shown = seen(&message).replace("<@&77>", "").replace("<@6>", "").replace("<@9>", "");
            // An escape before it makes it text.
            let live = shown.replace("\\\\", "").replace("\\<", "").replace("\\@", "");
            prop_assert!(!live.contains("@everyone") && !live.contains("@here") && !live.contains("<@"), "{}", shown);
        }
    }
}
