//! What three readers get in each moment of an alert, in each language: somebody whose phone rings, somebody who looks at
//! the card, and somebody to whom a screen reader reads it.
//!
//! Clocks stand as ‹15:12› where the reader's app writes them.

mod english;
mod french;
mod german;
mod spanish;

use jiff::Timestamp;
use serde_json::Value;

use super::card_tests::{claimed, json, posted};
use crate::alert::{Alert, AlertId, AlertState, Event, EventId, Key, Kind, Millis, RoleId, UserId, Words};
use crate::discord::render::card::CardContext;
use crate::discord::render::mention::Place;
use crate::discord::render::{card, mention};
use crate::discord::text::Language;

const SARAH: UserId = UserId(6);
const MIKE: UserId = UserId(9);
const LISA: UserId = UserId(10);

/// 14:49 UTC, when Sarah asks for somebody by 15:15.
const ASKED: i64 = 1_773_154_140_000;

fn alert() -> Alert {
    Alert {
        parent_name: "Sarah".to_owned(),
        child_name: "Jake".to_owned(),
        location: "Oak Street, bus stop".to_owned(),
        message: "Meeting ran over".to_owned(),
        parent_id: Some(SARAH),
        guild_id: Some(crate::alert::GuildId(4)),
        raised_at: Timestamp::from_millisecond(ASKED).ok(),
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        timezone: Some("UTC".to_owned()),
        ..Alert::default()
    }
}

/// An alert after these records, each so many minutes after it was asked. A record's offset is its place, from 1.
fn after(alert: Alert, records: Vec<(i64, Kind)>) -> AlertState {
    let id = AlertId::new("1305193870427029544").unwrap();
    let mut state = AlertState::new(id.clone());
    for (offset, (minutes, kind)) in std::iter::once((0, Kind::Raised(alert))).chain(records).enumerate() {
        let event = if offset == 0 { id.event() } else { EventId::new(offset.to_string()) };
        let (offset, ts) = (i64::try_from(offset).unwrap(), Millis(ASKED + minutes * 60_000));
        state.fold(&Event { id: event, offset, ts, source_ts: None, give_up_at: None, kind });
    }
    state
}

/// A moment: its name, the state, and whether details are private.
type Moment = (&'static str, AlertState, bool);

/// The moments in the life of an alert, each with the record that makes it as the last one.
fn moments() -> Vec<Moment> {
    let step = |step, since| Kind::Escalated { step, since: Some(since) };
    let since = Some(2);
    let takes = |minutes| (minutes, claimed("Mike"));
    let gives_back = || Kind::Released { neighbor_id: MIKE, moderator_id: None, parent_id: None, since };
    let asks_again = || Kind::Released { neighbor_id: MIKE, moderator_id: None, parent_id: Some(SARAH), since };
    let standby = || Kind::Standby { neighbor_id: LISA, neighbor_name: "Lisa".into(), since };
    let offered = || Kind::Offered { neighbor_id: MIKE, to_id: LISA, to_name: "Lisa".into(), since };
    let taken_over = || Kind::TakenOver {
        neighbor_id: LISA,
        neighbor_name: "Lisa".into(),
        message: String::new(),
        locale: None,
        since,
    };
    let place = Words { location: Some("Elm Road".into()), ..Words::default() };
    let changed = || Kind::Changed { parent_id: SARAH, moderator_id: None, since: Some(0), words: place.clone() };
    let with_child = || (24, Kind::WithChild { neighbor_id: MIKE, since });
    let done = |minutes| (minutes, Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: None, since });
    let by_parent = Kind::Done { neighbor_id: MIKE, moderator_id: None, parent_id: Some(SARAH), since };
    let cancelled = |since| Kind::Cancelled { parent_id: SARAH, moderator_id: None, since };
    let expired = |missed, since| Kind::Expired { missed, since: Some(since) };
    let for_now = Alert { needed_by: alert().raised_at, ..alert() };
    let drill = Alert { drill: true, child_name: "TEST".into(), location: "TEST".into(), ..alert() };
    let raised = EventId::new("1305193870427029544");
    let not_shown = Kind::Failed {
        cause: raised.clone(),
        what: crate::alert::FailedEffect::Card,
        reason: String::new(),
        as_of: 0,
        deleted: false,
    };

    let life = |records: Vec<(i64, Kind)>| {
        let all = std::iter::once((0, posted())).chain(records).collect();
        after(alert(), all)
    };
    let open = |name, state| (name, state, false);
    vec![
        open("asked", after(alert(), vec![])),
        open("asked for now", after(for_now, vec![])),
        open("a drill", after(drill, vec![])),
        open("nobody yet", life(vec![(13, step(1, 0))])),
        open("nobody yet: the parent and the wider group", life(vec![(21, step(3, 0))])),
        open("past its time", life(vec![(26, step(4, 0))])),
        open("taken", life(vec![takes(2)])),
        open("has a backup", life(vec![takes(2), (3, standby())])),
        open("soon", life(vec![takes(2), (21, Kind::Reminded { since: 2 })])),
        open("changed", life(vec![takes(2), (3, changed())])),
        open(
            "still going",
            life(vec![takes(2), (3, changed()), (4, Kind::Confirmed { neighbor_id: MIKE, since: Some(3) })]),
        ),
        open("is the child with you", life(vec![takes(2), (31, step(5, 2))])),
        open("no news", life(vec![takes(2), (31, step(5, 2)), (34, step(6, 3))])),
        open("the parent asks again", life(vec![takes(2), (31, step(5, 2)), (34, step(6, 3)), (35, asks_again())])),
        open("given back", life(vec![takes(2), (5, gives_back())])),
        open("given back: the helpers", life(vec![takes(2), (5, gives_back()), (5, step(0, 3))])),
        open("given back: the backup", life(vec![takes(2), (3, standby()), (5, gives_back())])),
        open("offered", life(vec![takes(2), (5, offered())])),
        open("taken over", life(vec![takes(2), (5, offered()), (6, taken_over())])),
        open("with the child", life(vec![takes(2), with_child()])),
        open("done", life(vec![takes(2), with_child(), done(40)])),
        open("done, says the parent", life(vec![takes(2), with_child(), (40, by_parent)])),
        open("no longer needed", life(vec![takes(2), (5, cancelled(since))])),
        open("nobody came", life(vec![(86, expired(false, 0))])),
        open("taken, and never done", life(vec![takes(2), (1440, expired(false, 2))])),
        open("too late", after(alert(), vec![(27, expired(true, 0))])),
        open("not sent", life(vec![takes(2), (3, Kind::Withdrawn { event_id: raised })])),
        open("the claim was not sent", life(vec![takes(2), (3, Kind::Withdrawn { event_id: EventId::new("2") })])),
        open("not posted", after(alert(), vec![(1, not_shown)])),
        ("private: asked", after(alert(), vec![]), true),
        ("private: taken", life(vec![takes(2)]), true),
        ("private: done", life(vec![takes(2), with_child(), done(40)]), true),
    ]
}

/// The table of a language.
fn table(language: Language) -> String {
    let lines = moments().into_iter().map(|(name, state, private)| {
        let context = CardContext {
            helper_role: Some(RoleId(77)),
            wider_role: Some(RoleId(78)),
            fallback: Some("School office, 555 0100".to_owned()),
            private,
            passwords: None,
            home: 2,
            language,
            passwords_in: language,
            guild: None,
        };
        let key = Key::of_card(&state.id.event());
        let is_new = state.facts.posted.is_none();
        let missed = state.ending() == Some(crate::alert::Ending::Missed);
        let shown = match is_new {
            true => json(card::create(&state, &context, &key, missed)),
            false => json(card::edit(&state, &context, &key)),
        };
        let mut lines = vec![format!("== {name}")];
        if is_new && !state.is_over() {
            lines.push(format!("push: {}", readable(shown["content"].as_str().unwrap())));
        }
        lines.extend(rings(&state, &context));
        // A card that could not be posted is read by nobody.
        if state.ending() != Some(crate::alert::Ending::NotShown) {
            lines.push(format!("screen: {}", looks(&shown)));
            lines.push(format!("heard: {}", heard(&shown)));
        }
        lines.into_iter().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the last record makes phones ring with.
fn rings(state: &AlertState, context: &CardContext) -> Vec<String> {
    let last = state.notices.iter().map(|notice| notice.cause.clone()).next_back();
    let of_last =
        state.notices.iter().filter(|notice| Some(&notice.cause) == last.as_ref() && notice.ts == state.last_ts);
    let texts = of_last.filter(|notice| notice.recipient != crate::alert::Recipient::Phone).map(|notice| {
        let place = if context.private { Place::Direct { sees_card: true } } else { Place::Channel };
        let message = json(mention::create(notice, state, context, &notice.key(), place));
        format!("push: {}", readable(message["content"].as_str().unwrap()))
    });
    texts.collect()
}

/// What strikes the eye: the title, the line below it, and the rows of buttons.
fn looks(card: &Value) -> String {
    let embed = &card["embeds"][0];
    let text = |of: &Value| readable(of.as_str().unwrap_or_default());
    let rows = card["components"].as_array().into_iter().flatten();
    let rows: Vec<_> = rows.map(|row| labels(row).join(" ")).collect();
    [text(&embed["title"]), text(&embed["description"]), rows.join(" / ")].join(" | ")
}

/// Everything in the order in which a screen reader reads it.
fn heard(card: &Value) -> String {
    let mut all = vec![card["content"].as_str().unwrap_or_default().to_owned()];
    for embed in card["embeds"].as_array().into_iter().flatten() {
        all.extend(
            [&embed["title"], &embed["description"]].into_iter().filter_map(|text| text.as_str().map(str::to_owned)),
        );
        for field in embed["fields"].as_array().into_iter().flatten() {
            let value = field["value"].as_str().unwrap().replace('\n', ", ");
            all.push(format!("{}: {value}", field["name"].as_str().unwrap()));
        }
    }
    for row in card["components"].as_array().into_iter().flatten() {
        all.extend(labels(row));
    }
    readable(&all.join(" · "))
}

fn labels(row: &Value) -> Vec<String> {
    let buttons = row["components"].as_array().into_iter().flatten();
    buttons.map(|button| format!("[{}]", button["label"].as_str().unwrap())).collect()
}

/// With names and clocks where Discord's app shows them.
fn readable(text: &str) -> String {
    let mut text = text.to_owned();
    for (id, name) in
        [("<@6>", "@Sarah"), ("<@9>", "@Mike"), ("<@10>", "@Lisa"), ("<@&77>", "@helpers"), ("<@&78>", "@neighbors")]
    {
        text = text.replace(id, name);
    }
    while let Some(start) = text.find("<t:") {
        let end = start + text[start..].find('>').unwrap();
        let (seconds, style) = text[start + 3..end].split_once(':').unwrap();
        let at = Timestamp::from_second(seconds.parse().unwrap()).unwrap();
        let clock = if style == "R" { "…".to_owned() } else { at.strftime("%H:%M").to_string() };
        text.replace_range(start..=end, &format!("‹{clock}›"));
    }
    text
}
