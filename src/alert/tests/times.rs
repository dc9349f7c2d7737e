//! The clock: when each record becomes due, and what comes after it (docs/protocol.md#the-clock).

use super::table::{claim_at, gives_back, has_child, stands_by, takes};
use super::*;
use crate::alert::deadlines::plan;

const MINUTE: i64 = 60_000;

/// A log with times of its own, in milliseconds since the alert was raised.
struct Clocked {
    log: Log,
    now: i64,
}

impl Clocked {
    /// Raised with a time so many minutes ahead, and posted at once.
    fn raised(minutes: Option<i64>) -> Self {
        let needed_by = minutes.map(|minutes| jiff::Timestamp::from_millisecond(T0 + minutes * MINUTE).unwrap());
        let mut clocked = Clocked { log: Log::new(), now: 0 };
        clocked.add("a", Kind::Raised(Alert { needed_by, ..alert() }));
        clocked.add("a/posted", posted(CARD, 10));
        clocked
    }

    fn at(mut self, minutes: i64) -> Self {
        self.now = minutes * MINUTE;
        self
    }

    fn with(mut self, id: &str, kind: Kind) -> Self {
        assert_eq!(self.add(id, kind), Outcome::Applied, "{id}");
        self
    }

    fn add(&mut self, id: &str, kind: Kind) -> Outcome {
        let ts = Millis(T0 + self.now);
        let event = Event { ts, ..self.log.event(id, kind) };
        self.log.state.fold(&event)
    }

    fn claim(&self) -> Option<i64> {
        claim_at(&self.log.state)
    }

    /// What the clock appends, each at the minute at which it is due, until nothing more becomes due. Every call of the helpers
    /// is recorded at once.
    fn runs(mut self) -> Vec<String> {
        let mut appended = Vec::new();
        while let Some(due) = self.log.state.next_due(Millis(T0 + self.now), REDACT_AFTER_MS) {
            assert!(appended.len() < 20, "{appended:?}");
            if due.at.0 - T0 > self.now {
                self.now = due.at.0 - T0;
                continue;
            }
            let name = match &due.kind {
                Kind::Escalated { step, .. } => format!("step {step}"),
                kind => kind.name().to_owned(),
            };
            let (minutes, rest) = (self.now / MINUTE, self.now % MINUTE);
            let seconds = if rest == 0 { String::new() } else { format!(":{:02}", rest / 1000) };
            appended.push(format!("{minutes}{seconds} {name}"));
            let id = due.kind.own_id(&self.log.state.id);
            let cause = id.as_str().to_owned();
            assert_eq!(self.add(&cause, due.kind), Outcome::Applied);
            let calls = |notice: &Notice| notice.recipient == Recipient::Helpers && notice.cause.as_str() == cause;
            if self.log.state.notices.iter().any(calls) {
                let (cause, message_id) = (EventId::new(cause), Some(MessageId(500)));
                let told = Kind::Informed { cause, whom: Recipient::Helpers, message_id, channel_id: None };
                let id = told.own_id(&self.log.state.id);
                self.add(id.as_str(), told);
            }
        }
        appended
    }
}

#[test]
fn the_steps_are_planned_by_the_minutes_left() {
    let in_seconds = |left: Option<i64>| {
        let by = left.map(|minutes| Millis(minutes * MINUTE));
        plan(Millis(0), by).into_iter().map(|(step, at)| (step, at.0 / 1000)).collect::<Vec<_>>()
    };
    assert_eq!(in_seconds(Some(30)), [(1, 900), (2, 1200), (3, 1500), (4, 1800)]);
    assert_eq!(in_seconds(Some(20)), [(2, 600), (3, 900), (4, 1200)]);
    assert_eq!(in_seconds(Some(14)), [(1, 240), (2, 420), (3, 540), (4, 840)]);
    assert_eq!(in_seconds(Some(12)), [(2, 120), (3, 420), (4, 720)]);
    assert_eq!(in_seconds(Some(9)), [(3, 270), (4, 540)]);
    assert_eq!(in_seconds(Some(4)), [(3, 120), (4, 240)]);
    assert_eq!(in_seconds(Some(3)), [(3, 90), (4, 180)]);
    assert_eq!(in_seconds(Some(1)), [(3, 30), (4, 60)]);
    assert_eq!(in_seconds(None), [(1, 120), (2, 300), (3, 600)]);
}

#[test]
fn an_open_alert_calls_three_times_then_its_time_comes_and_an_hour_later_it_ends() {
    let expected = ["15 step 1", "20 step 2", "25 step 3", "30 step 4", "90 expired", "810 redacted"];
    assert_eq!(Clocked::raised(Some(30)).runs(), expected);
    let expected = ["2 step 1", "5 step 2", "10 step 3", "1440 expired", "2160 redacted"];
    assert_eq!(Clocked::raised(None).runs(), expected);
}

#[test]
fn without_a_card_the_parent_is_told_and_the_alert_is_missed_at_its_time() {
    let mut clocked = Clocked::raised(Some(30));
    clocked.log = Log::new();
    let needed_by = Some(jiff::Timestamp::from_millisecond(T0 + 30 * MINUTE).unwrap());
    clocked.add("a", Kind::Raised(Alert { needed_by, ..alert() }));
    assert_eq!(clocked.runs(), ["25 step 3", "30 expired"], "nothing was posted that could be removed");
}

#[test]
fn the_messages_of_an_alert_without_a_card_are_deleted_with_its_words() {
    let mut log = Log::raised();
    let (dm, message) = (ChannelId(70), MessageId(300));
    let (cause, whom) = (EventId::new("step"), Recipient::Parent);
    log.fact(Kind::Informed { cause, whom, message_id: Some(message), channel_id: Some(dm) });
    log.add("c", Kind::Cancelled { parent_id: SARAH, moderator_id: None, since: None });
    log.fact(Kind::Redacted { by: RedactedBy::Clock });
    let erased = Effect::Erase(vec![(dm, message)]);
    assert!(log.state.pending_effects().contains(&erased), "{:?}", log.state.pending_effects());
    log.fact(Kind::Shown { as_of: -1, pinned: None, removed: vec![message], look: 0 });
    assert!(!log.state.pending_effects().contains(&erased));
}

#[test]
fn after_the_first_claim_that_ends_the_helpers_are_called_at_once() {
    let opened = Clocked::raised(Some(30)).at(3).with("m", takes(MIKE)).at(4).with("r", gives_back(MIKE, None));
    let expected = ["4 step 0", "17 step 1", "20 step 2", "25 step 3", "30 step 4", "90 expired", "810 redacted"];
    assert_eq!(opened.runs(), expected);
}

#[test]
fn from_the_second_on_their_calls_are_two_minutes_apart() {
    let opened = |helpers_rung: i64| {
        let told = Kind::Informed {
            cause: EventId::new("r1"),
            whom: Recipient::Helpers,
            message_id: Some(MessageId(300)),
            channel_id: None,
        };
        let claims = Clocked::raised(Some(60)).at(1).with("m1", takes(MIKE)).at(9).with("r1", gives_back(MIKE, None));
        let claims = claims.at(helpers_rung).with("told", told);
        claims.at(10).with("m2", takes(LISA)).with("r2", gives_back(LISA, None)).runs()[0].clone()
    };
    assert_eq!(opened(9), "11 step 0");
    assert_eq!(opened(10), "12 step 0");
    assert_eq!(opened(2), "10 step 0");
}

#[test]
fn a_backup_has_two_minutes_before_the_helpers_are_called_where_there_is_time() {
    let opened = |minutes| {
        let taken = Clocked::raised(minutes).at(3).with("m", takes(MIKE));
        let since = taken.claim();
        taken.with("b", stands_by(LISA, since)).at(4).with("r", gives_back(MIKE, since)).runs()[0].clone()
    };
    assert_eq!(opened(Some(30)), "6 step 0");
    assert_eq!(opened(Some(14)), "6 step 0", "ten minutes are left");
    assert_eq!(opened(Some(13)), "4 step 0");
    assert_eq!(opened(None), "4 step 0");
}

#[test]
fn of_the_steps_that_an_outage_has_delayed_only_the_highest_comes() {
    assert_eq!(Clocked::raised(Some(30)).at(22).runs()[..2], ["22 step 2", "25 step 3"]);
    assert_eq!(Clocked::raised(Some(30)).at(27).runs()[..2], ["27 step 3", "30 step 4"]);
    assert_eq!(Clocked::raised(Some(30)).at(40).runs()[..2], ["40 step 4", "90 expired"]);
    assert_eq!(Clocked::raised(Some(30)).at(95).runs()[..1], ["95 expired"]);
}

#[test]
fn calls_of_the_helpers_keep_their_distance_where_one_was_late() {
    // Step 1 was due at 15 and came at 19.
    let late = Clocked::raised(Some(30)).at(19).runs();
    assert_eq!(late[..3], ["19 step 1", "21 step 2", "25 step 3"]);
}

#[test]
fn the_helpers_are_not_called_by_two_steps_within_moments() {
    let claims = Clocked::raised(Some(20)).at(1).with("m1", takes(MIKE)).at(12).with("r1", gives_back(MIKE, None));
    let told = Kind::Informed {
        cause: EventId::new("r1"),
        whom: Recipient::Helpers,
        message_id: Some(MessageId(300)),
        channel_id: None,
    };
    let mut opened = claims.at(14).with("told", told).with("m2", takes(LISA)).with("r2", gives_back(LISA, None));
    let since = opened.log.state.opening.offset;
    // Step 0 is due two minutes after the last call, and step 3, which has skipped the wider role, a minute later.
    for (minutes, step, whom) in
        [(16, 0, vec![Recipient::Helpers]), (17, 3, vec![Recipient::Wider, Recipient::Parent, Recipient::Phone])]
    {
        opened = opened.at(minutes);
        let due = opened.log.state.next_due(Millis(T0 + opened.now), REDACT_AFTER_MS).unwrap();
        assert_eq!(due.kind, Kind::Escalated { step, since: Some(since) });
        assert_eq!(due.at, Millis(T0 + opened.now));
        let cause = format!("step {step}");
        opened.add(&cause, due.kind);
        let told = opened.log.state.notices.iter().filter(|notice| notice.cause.as_str() == cause);
        assert_eq!(told.map(|notice| notice.recipient).collect::<Vec<_>>(), whom);
        let message_id = Some(MessageId(300 + u64::from(step)));
        let (cause, whom) = (EventId::new(cause), Recipient::Helpers);
        opened.add("called", Kind::Informed { cause, whom, message_id, channel_id: None });
    }
}

#[test]
fn the_neighbor_is_reminded_then_asked_then_the_parent_is_told() {
    let taken = Clocked::raised(Some(30)).at(10).with("m", takes(MIKE));
    assert_eq!(taken.runs(), ["25 reminded", "35 step 5", "38 step 6", "1440 expired", "2160 redacted"]);
    let late = Clocked::raised(Some(30)).at(16).with("m", takes(MIKE));
    assert_eq!(late.runs()[0], "35 step 5", "who has just taken it is not reminded");
    let after = Clocked::raised(Some(30)).at(40).with("m", takes(MIKE));
    assert_eq!(after.runs()[..2], ["45 step 5", "48 step 6"]);
    let without_a_time = Clocked::raised(None).at(7).with("m", takes(MIKE));
    assert_eq!(without_a_time.runs()[..2], ["67 step 5", "70 step 6"]);
}

#[test]
fn a_board_that_was_down_until_the_time_reminds_nobody() {
    let mut taken = Clocked::raised(Some(30)).at(10).with("m", takes(MIKE)).at(31);
    // The record is appended all the same: what is due must not stay due.
    let due = taken.log.state.next_due(Millis(T0 + taken.now), REDACT_AFTER_MS).unwrap();
    assert_eq!(due.kind, Kind::Reminded { since: taken.claim().unwrap() });
    taken.add("reminded", due.kind);
    assert!(!taken.log.state.notices.iter().any(|notice| matches!(notice.about, About::Reminder(_))));
    assert_eq!(taken.runs()[..2], ["35 step 5", "38 step 6"]);
    // Whoever is asked already needs no reminder.
    let down = Clocked::raised(Some(30)).at(10).with("m", takes(MIKE)).at(36);
    assert_eq!(down.runs()[..3], ["36 step 5", "39 step 6", "1440 expired"]);
}

#[test]
fn with_the_child_nothing_is_due_until_the_end_of_the_alerts_life() {
    let met = Clocked::raised(Some(30)).at(10).with("m", takes(MIKE)).at(29).with("w", has_child(MIKE));
    assert_eq!(met.runs(), ["1440 expired", "2160 redacted"]);
}

#[test]
fn another_time_asks_the_neighbor_and_after_three_minutes_the_parent_is_told() {
    let taken = Clocked::raised(Some(30)).at(5).with("m", takes(MIKE));
    let needed_by = Some(jiff::Timestamp::from_millisecond(T0 + 60 * MINUTE).unwrap());
    let words = Words { needed_by, ..Words::default() };
    let moved = taken.at(6).with("c", Kind::Changed { parent_id: SARAH, moderator_id: None, since: None, words });
    let expected = ["9 step 6", "55 reminded", "65 step 5", "68 step 6", "1440 expired", "2160 redacted"];
    assert_eq!(moved.runs(), expected);
}

#[test]
fn an_alert_that_is_opened_again_late_in_its_life_ends_within_its_last_hour() {
    let day = LIFE_MS / MINUTE;
    let taken = Clocked::raised(Some(30)).at(20).with("m", takes(MIKE));
    let since = taken.claim();
    let opened = taken.at(day - 1).with("r", gives_back(MIKE, since));
    let runs = opened.runs();
    assert_eq!(runs[..2], ["1439 step 0", "1441 step 1"], "{runs:?}");
    assert_eq!(runs[runs.len() - 2], format!("{} expired", day - 1 + 60));
}
