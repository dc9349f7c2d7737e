//! The fold of today's code on the log of an earlier version.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use needhelp::alert::{AlertState, Effect, Event, Outcome};

use super::raw_log::{self, Line};
use crate::support::bot::codec::{self, Read};
use crate::support::bot::{Alert, Envelope, Record};

/// An alert's state after the whole log, and the records that did not simply count.
pub struct Folded {
    pub state: AlertState,
    /// Kind and offset of each event, for the snapshot.
    events: BTreeMap<String, String>,
    not_applied: Vec<String>,
    skipped: Vec<String>,
}

/// Folds each alert's records in its home partition, in the order in which they were raised.
pub fn fold(lines: &[Line]) -> Vec<Folded> {
    let mut alerts: BTreeMap<String, Folded> = BTreeMap::new();
    for line in lines {
        let record = record("bus-stop-confirmations", line);
        // Its copy at home is in the log, too.
        if !codec::is_ours(&record) {
            continue;
        }
        let kind = line.value["kind"].as_str().unwrap_or_default();
        let place = format!("{kind}@{}", line.offset);
        let (id, event): (_, Option<Event>) = match codec::read(&record) {
            Read::Event(id, event) => (id.as_str().to_owned(), Some(event)),
            Read::Skip => (line.value["alert_id"].as_str().unwrap_or_default().to_owned(), None),
            Read::Broken(why) => panic!("{place}: {why}"),
        };
        let alert = alerts.entry(id.clone()).or_insert_with(|| Folded {
            state: AlertState::new(needhelp::alert::AlertId::new(id).expect("an id")),
            events: BTreeMap::new(),
            not_applied: Vec::new(),
            skipped: Vec::new(),
        });
        let Some(event) = event else {
            alert.skipped.push(place);
            continue;
        };
        alert.events.entry(event.id.as_str().to_owned()).or_insert_with(|| place.clone());
        match alert.state.fold(&event) {
            Outcome::Applied => {}
            Outcome::Refused(refusal) => {
                let refusal = format!("{refusal:?}");
                let name = refusal.split(['(', ' ']).next().unwrap_or_default();
                alert.not_applied.push(format!("{place} refused: {name}"));
            }
            other => alert.not_applied.push(format!("{place} {}", format!("{other:?}").to_lowercase())),
        }
    }
    let mut alerts: Vec<_> = alerts.into_values().collect();
    alerts.sort_by_key(|alert| alert.state.raised.as_ref().map_or(alert.state.last_ts, |raised| raised.ts));
    alerts
}

fn record(topic: &str, line: &Line) -> Record {
    let headers = line.headers.iter().map(|(name, value)| (name.as_str(), Some(value.as_bytes())));
    let (envelope, unreadable_headers) = Envelope::read(headers);
    Record {
        topic: topic.to_owned(),
        partition: line.partition,
        offset: line.offset,
        timestamp_ms: line.ts,
        key: line.key.as_ref().map(|key| key.as_bytes().to_vec()),
        value: Some(line.value.to_string().into_bytes()),
        envelope,
        unreadable_headers,
    }
}

impl Folded {
    /// What a replay must not change.
    fn summary(&self) -> String {
        let place = |event: &str| self.events.get(event).cloned().unwrap_or_else(|| event.to_owned());
        let what = self.state.alert().map_or("", |alert| alert.message.as_str());
        let mut text = format!("## {}\n", if what.is_empty() { "rejected" } else { what });
        let phase = format!("{:?}", self.state.phase);
        let phase = phase.split([' ', '{']).next().unwrap_or_default();
        let ending = self.state.ending().map_or(String::new(), |ending| format!(", {ending:?}"));
        let claim = self
            .state
            .claim()
            .map_or(String::new(), |claim| format!(", {} by {}", claim.neighbor_name, place(claim.event.as_str())));
        _ = writeln!(text, "{phase}{ending}{claim}");
        let told = self.state.facts.told.iter();
        let mut told: Vec<_> = told.map(|(cause, whom)| format!("{whom:?} of {}", place(cause.as_str()))).collect();
        told.sort_by_key(|told| told.rsplit('@').next().and_then(|offset| offset.parse::<i64>().ok()));
        let pending = self.state.pending_effects().into_iter().map(|effect| match effect {
            Effect::Inform(notice) => format!("{:?} of {}", notice.recipient, place(notice.cause.as_str())),
            other => format!("{other:?}"),
        });
        let lists = [
            ("told", told),
            ("not applied", self.not_applied.clone()),
            ("skipped", self.skipped.clone()),
            ("pending", pending.collect()),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                _ = writeln!(text, "{name}: {}", list.join("; "));
            }
        }
        text
    }
}

#[test]
fn the_log_of_version_1_is_folded_to_the_same_states() {
    let lines: Vec<Line> = raw_log::parse(&raw_log::fixture("confirmations.jsonl"));
    // Pending: cards get the new look, and what version 1 told nobody of is told.
    let summary: Vec<_> = fold(&lines).iter().map(Folded::summary).collect();
    insta::assert_snapshot!(summary.join("\n"), @"
    ## its time has passed
    Over, Missed
    told: Parent of expired@1
    pending: Edit

    ## rejected
    Open
    told: Parent of rejected@0

    ## the pin is refused
    Over, Cancelled
    pending: Edit

    ## the helpers' phones do not ring
    Over, Cancelled
    told: Parent of posted@3
    pending: Edit

    ## the card is refused
    Over, NotShown
    told: Parent of failed@11

    ## the notices are refused
    Over, Cancelled
    told: Parent of claimed@16; Neighbor of claimed@16; Parent of released@20; Helpers of released@20
    pending: Edit; Parent of cancelled@23

    ## somebody deletes the card
    Over, Cancelled

    ## the alert is withdrawn
    Over, Withdrawn, Mike by claimed@12
    told: Parent of claimed@12; Neighbor of claimed@12; Neighbor of withdrawn@16
    pending: Edit

    ## the claim is withdrawn
    Over, Cancelled
    told: Parent of claimed@23; Neighbor of claimed@23; Parent of withdrawn@27; Neighbor of withdrawn@27; Helpers of withdrawn@27
    pending: Edit

    ## there is a second card
    Over, Cancelled
    pending: Edit

    ## cancelled before it is raised
    Over, Cancelled
    not applied: cancelled@41 early

    ## nobody takes it
    Over, Expired
    pending: Edit

    ## taken, and never done
    Over, Expired, Lisa by claimed@3
    told: Parent of claimed@3; Neighbor of claimed@3
    pending: Edit

    ## given back, and then done
    Over, Done, Lisa by claimed@51
    told: Parent of claimed@42; Neighbor of claimed@42; Parent of released@47; Helpers of released@47; Parent of claimed@51; Neighbor of claimed@51
    not applied: claimed@46 refused: Taken
    pending: Edit; Parent of done@56

    ## cancelled while somebody is on the way
    Over, Cancelled, Mike by claimed@63
    told: Parent of claimed@63; Neighbor of claimed@63; Neighbor of cancelled@67
    pending: Edit

    ## done, says a moderator
    Over, Done, Mike by claimed@74
    told: Parent of claimed@74; Neighbor of claimed@74
    pending: Edit; Neighbor of done@78; Parent of done@78

    ## Meeting ran over, will be 10 mins late
    Open
    pending: Edit

    ## open, without a time
    Open
    pending: Edit

    ## open, with a time
    Open
    pending: Edit

    ## given back by a moderator, open
    Open
    told: Parent of claimed@87; Neighbor of claimed@87; Parent of released@91; Neighbor of released@91; Helpers of released@91
    pending: Edit

    ## the child is with Mike
    WithChild, Mike by claimed@52
    told: Parent of claimed@52; Neighbor of claimed@52
    pending: Edit; Parent of with_child@56

    ## Lisa is on the way
    Claimed, Lisa by claimed@61
    told: Parent of claimed@61; Neighbor of claimed@61
    pending: Edit

    ## taken through another program
    Claimed, David by claimed@18
    told: Parent of claimed@18; Neighbor of claimed@18
    not applied: claimed@16 void
    skipped: waved@17
    pending: Edit
    ");
}

#[test]
fn the_log_of_version_1_has_every_kind_of_record() {
    let lines: Vec<Line> = raw_log::parse(&raw_log::fixture("confirmations.jsonl"));
    let of = |name: &str| -> std::collections::BTreeSet<String> {
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        lines.iter().filter_map(|line| text(&line.value[name])).collect()
    };
    assert_eq!(
        Vec::from_iter(of("kind")),
        [
            "cancelled",
            "claimed",
            "done",
            "expired",
            "failed",
            "informed",
            "posted",
            "raised",
            "rejected",
            "released",
            "shown",
            "waved",
            "with_child",
            "withdrawn"
        ]
    );
    assert_eq!(Vec::from_iter(of("whom")), ["helpers", "neighbor", "parent"]);
    assert_eq!(Vec::from_iter(of("what")), ["card", "edit", "helpers", "neighbor", "parent", "pin"]);
}

#[test]
fn the_alerts_of_version_1_are_raised_as_they_were() {
    let log: Vec<Line> = raw_log::parse(&raw_log::fixture("confirmations.jsonl"));
    let lines: Vec<Line> = raw_log::parse(&raw_log::fixture("alerts.jsonl"));
    for line in &lines {
        let then = Timestamp::from_millisecond(line.ts).expect("a time");
        // Without an id, it is made from the name of the topic, which was another one.
        let Ok(Some((id, alert))) = needhelp::intake::read(&record("bus-stop-alerts", line), then) else {
            assert_eq!(line.value["message"], "cannot be raised");
            continue;
        };
        let is_it = |raised: &&Line| {
            let is_known = line.value.get("alert_id").is_none() || raised.value["alert_id"] == id.as_str();
            raised.value["kind"] == "raised" && raised.value["message"] == line.value["message"] && is_known
        };
        let raised = log.iter().find(is_it).expect("raised");
        let raised: Alert = serde_json::from_value(raised.value.clone()).expect("an alert");
        assert_eq!(Alert { timezone: None, ..alert }, raised);
    }
}
