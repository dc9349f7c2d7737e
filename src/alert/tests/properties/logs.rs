//! Generated logs: people and boards that press, repeat, reorder and come late, naming the `since` of any earlier record.

use proptest::prelude::*;

use super::super::table::{DAVID, MODERATOR, gives_back, has_child, offers, stands_by, takes, takes_over};
use super::super::*;

/// What is drawn for one record. Most numbers are indices into what the log has at that point.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    what: u8,
    who: u8,
    to: u8,
    since: u8,
    yes: bool,
    wait: u8,
}

fn draw() -> impl Strategy<Value = Draw> {
    (0..40_u8, 0..8_u8, 0..4_u8, any::<u8>(), any::<bool>(), 0..16_u8)
        .prop_map(|(what, who, to, since, yes, wait)| Draw { what, who, to, since, yes, wait })
}

/// A log of one alert with up to `longest` records beside `raised`, which may come late.
pub(crate) fn any_log(longest: usize) -> impl Strategy<Value = Vec<Event>> {
    let before = prop_oneof![6 => Just(0), 1 => 0..4_usize];
    (prop::collection::vec(draw(), 0..longest), before, 0..7_u8, 0..8_u8)
        .prop_map(|(draws, before, time, block)| build(&draws, before, time, block == 0))
}

pub(crate) fn new_state() -> AlertState {
    AlertState::new(AlertId::new("a").unwrap())
}

fn raised(time: u8, blocks_lisa: bool) -> Kind {
    let by = |ms: i64| Some(jiff::Timestamp::from_millisecond(T0 + ms).unwrap());
    let needed_by = match time {
        0 => None,
        1 => by(-60_000),
        2 => by(60_000),
        3 => by(9 * 60_000),
        4 => by(30 * 60_000),
        5 => by(LIFE_MS - 1_000),
        // Another program's alert.
        _ => by(3 * LIFE_MS),
    };
    let blocked = if blocks_lisa { vec![blocked_hash(&AlertId::new("a").unwrap(), LISA)] } else { Vec::new() };
    Kind::Raised(Alert { needed_by, blocked, late: time == 3, ..alert() })
}

fn build(draws: &[Draw], before: usize, time: u8, blocks_lisa: bool) -> Vec<Event> {
    let mut state = new_state();
    let mut log: Vec<Event> = Vec::new();
    let mut now = Millis(T0);
    for place in 0..=draws.len() {
        let kind = match draws.get(place.wrapping_sub(usize::from(place > before))) {
            _ if place == before.min(draws.len()) => raised(time, blocks_lisa),
            Some(draw) => {
                now = now.plus(wait(draw.wait));
                match record(draw, &state, &log, now) {
                    Some(kind) => kind,
                    None => continue,
                }
            }
            None => continue,
        };
        let offset = 10 + 2 * i64::try_from(log.len()).unwrap();
        let id = match &kind {
            Kind::Raised(_) => EventId::new("a"),
            kind if kind.is_of_a_person() => EventId::new(format!("e{offset}")),
            kind => kind.own_id(&state.id),
        };
        let repeats = draws.get(place).is_some_and(|draw| draw.what == 39).then(|| log.last().cloned()).flatten();
        let event = match repeats {
            Some(earlier) => Event { offset, ts: now, ..earlier },
            None => Event { id, offset, ts: now, source_ts: None, give_up_at: None, kind },
        };
        state.fold(&event);
        log.push(event);
    }
    log
}

fn wait(drawn: u8) -> i64 {
    match drawn {
        0..=4 => 0,
        5..=8 => 1_000,
        9 | 10 => 60_000,
        11 | 12 => 4 * 60_000,
        13 => 20 * 60_000,
        14 => 3 * 3_600_000,
        _ => 13 * 3_600_000,
    }
}

/// The `since` of a press: mostly the present one, else that of any earlier record, or none.
fn since(draw: &Draw, present: Option<i64>, log: &[Event]) -> Option<i64> {
    match draw.since {
        0..=160 => present,
        161..=180 => None,
        other => log.get(usize::from(other - 181) % log.len().max(1)).map(|event| event.offset),
    }
}

/// The record that is drawn; `None` where the board has nothing to do.
fn record(draw: &Draw, state: &AlertState, log: &[Event], now: Millis) -> Option<Kind> {
    let holder = state.claim().map_or(MIKE, |claim| claim.neighbor_id);
    let offered = state.holding().and_then(|holding| holding.offer.as_ref()).map_or(LISA, |(to, _)| to.id);
    let anybody = |n: u8| [SARAH, MIKE, LISA, DAVID][usize::from(n % 4)];
    let who = if draw.who < 4 { holder } else { anybody(draw.who) };
    let claim = since(draw, state.claim().map(|claim| claim.offset), log);
    let moderator_id = (draw.to == 0).then_some(MODERATOR);
    let parent_id = (draw.to == 1).then_some(SARAH);
    let parent = if draw.who < 7 { SARAH } else { LISA };
    let earlier =
        |n: u8| log.get(usize::from(n) % log.len().max(1)).map_or(EventId::new("a"), |event| event.id.clone());
    let whom = Recipient::ALL[usize::from(draw.since) % Recipient::ALL.len()];
    let message = MessageId(100 + u64::from(draw.to));
    let as_of = i64::from(draw.since % 11);
    Some(match draw.what {
        0..=4 => Kind::Claimed {
            neighbor_id: anybody(draw.who),
            neighbor_name: "somebody".into(),
            message: String::new(),
            message_id: Some(message),
            channel_id: Some(CHANNEL),
            locale: None,
        },
        5 => takes(anybody(draw.who)),
        6 => gives_back(who, claim),
        7 => Kind::Released { neighbor_id: who, moderator_id, parent_id, since: claim },
        8 | 9 => has_child(who),
        10 => Kind::Done { neighbor_id: who, moderator_id, parent_id, since: claim },
        11 => Kind::Cancelled { parent_id: parent, moderator_id, since: since(draw, Some(state.phase_at()), log) },
        12 if draw.yes => Kind::Thanked { parent_id: parent, parent_name: String::new(), since: claim },
        12..=14 => {
            let at = |ms: i64| jiff::Timestamp::from_millisecond(now.0 + ms).ok();
            let words = match draw.to {
                0 => Words { message: Some("more".into()), ..Words::default() },
                1 => Words { location: Some(format!("place {}", draw.who)), ..Words::default() },
                2 => Words { needed_by: at(i64::from(draw.who) * 10 * 60_000), ..Words::default() },
                _ => Words { needed_by: at(i64::from(draw.who) * 4 * 3_600_000), ..Words::default() },
            };
            let since = since(draw, Some(state.words_at()), log);
            Kind::Changed { parent_id: parent, moderator_id: moderator_id.filter(|_| draw.yes), since, words }
        }
        15 => Kind::Confirmed {
            neighbor_id: who,
            since: since(draw, state.question().map(|question| question.offset), log),
        },
        16 | 17 => stands_by(anybody(draw.who), claim),
        18 | 19 => offers(who, anybody(draw.to), claim),
        20 | 21 => takes_over(if draw.yes { offered } else { anybody(draw.to) }, claim),
        22 => Kind::Escalated { step: draw.who, since: since(draw, Some(state.opening.offset), log) },
        23 => Kind::Expired { missed: draw.yes, since: since(draw, Some(state.phase_at()), log) },
        24 => Kind::Reminded { since: claim.unwrap_or(-1) },
        25 => Kind::Redacted { by: if draw.yes { RedactedBy::Clock } else { RedactedBy::Forgotten } },
        26 => {
            let claim = state.claim().filter(|_| draw.yes).map(|claim| claim.event.clone());
            Kind::Withdrawn { event_id: claim.unwrap_or_else(|| earlier(draw.since)) }
        }
        // The board's own clock.
        27..=31 => state.next_due(now, REDACT_AFTER_MS).filter(|due| due.at <= now)?.kind,
        // What the board has done.
        32..=35 => done(state, draw.yes.then_some(message))?,
        36 => match posted(message, as_of) {
            Kind::Posted { cause, channel_id, message_id, as_of, look, .. } => {
                let role_notified = [Some(false), Some(true), None, None][usize::from(draw.to % 4)];
                Kind::Posted { cause, channel_id, message_id, as_of, role_notified, look }
            }
            kind => kind,
        },
        37 => Kind::Informed { cause: earlier(draw.since), whom, message_id: None, channel_id: None },
        38 if state.raised.is_none() => {
            Kind::Rejected { parent_id: Some(SARAH), guild_id: None, channel_id: None, reason: "no".into() }
        }
        38 if draw.yes => Kind::Failed {
            cause: EventId::new("a"),
            what: [FailedEffect::Card, FailedEffect::Edit, FailedEffect::Pin][usize::from(draw.to % 3)],
            reason: "no".into(),
            as_of,
            deleted: false,
        },
        38 if draw.to == 0 => {
            Kind::Rejected { parent_id: Some(SARAH), guild_id: None, channel_id: None, reason: "no".into() }
        }
        _ => Kind::Unknown,
    })
}

/// The fact of the first pending effect.
pub(super) fn done(state: &AlertState, message_id: Option<MessageId>) -> Option<Kind> {
    let as_of = state.changed_at;
    let shown = |as_of, pinned, removed| Kind::Shown { as_of, pinned, removed, look: crate::alert::LOOK };
    Some(match state.pending_effects().into_iter().next()? {
        Effect::Post { .. } => posted(MessageId(200), as_of),
        Effect::Adopt { message_id, .. } => posted(message_id, 10),
        Effect::Settle { cause, .. } => {
            let reason = "over".to_owned();
            Kind::Failed { cause, what: FailedEffect::Card, reason, as_of: 0, deleted: false }
        }
        Effect::Edit => shown(as_of, None, Vec::new()),
        Effect::Pin(pin) => shown(state.pin_as_of(), Some(pin), Vec::new()),
        Effect::Inform(notice) => {
            Kind::Informed { cause: notice.cause, whom: notice.recipient, message_id, channel_id: None }
        }
        Effect::Erase(messages) => {
            let removed = messages.into_iter().map(|(_, message)| message).collect();
            Kind::Shown { as_of, pinned: None, removed, look: 0 }
        }
        Effect::Remove(removed) => shown(state.facts.shown_as_of, None, removed),
    })
}
