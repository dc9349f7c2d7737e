//! What a record of the log makes of the board's state.

use std::time::Instant;

use crate::alert::{AlertId, AlertState, Event, Kind, Millis, Outcome};
use crate::alert_log::codec;
use crate::alert_log::codec::Read;
use crate::board::effects::context::Carried;
use crate::board::effects::reply::{Answer, Say};
use crate::board::event_loop::{Actor, Done};
use crate::board::state::alert_entry::Entry;
use crate::board::state::assignment::{Place, Tenure};
use crate::board::state::partition::Flow;
use crate::board::state::reply_address::Address;
use crate::kafka::producer::Outgoing;
use crate::kafka::producer::dead_letter;
use crate::kafka::producer::retry::AppendError;
use crate::kafka::record::Record;

impl Actor {
    pub(crate) fn record(&mut self, record: &Record, generation: u64) {
        let tenure = Tenure { partition: record.partition, generation };
        let Some(partition) = self.tenured(tenure) else { return };
        let past = partition.is_past(record.offset);
        partition.read_to = partition.read_to.max(record.offset);
        let full = if past { None } else { partition.began(record.offset, record.timestamp_ms) };
        if full == Some(Flow::Pause) {
            self.consumer.pause(record.partition);
        }
        match codec::read(record) {
            Read::Skip => self.noted(record, "unknown", "skipped", tenure),
            Read::Broken(why) if past => {
                tracing::debug!(place = %record.place(), why, "a broken record, dealt with before");
            }
            Read::Broken(why) => self.dead_letter(record, tenure, &why),
            Read::Event(alert, event) => {
                let home = codec::home(&self.desk.kafka, &alert);
                if home != record.partition && !codec::is_ours(record) {
                    if !past {
                        tracing::info!(alert_id = %alert, place = %record.place(), home, "sent home");
                        let outgoing = codec::sent_home(&self.desk.kafka, record, &alert, &event.id);
                        self.append(outgoing, tenure, record);
                    }
                    return;
                }
                self.event(record, tenure, past, alert, &event);
            }
        }
    }

    fn event(&mut self, record: &Record, tenure: Tenure, past: bool, alert: AlertId, event: &Event) {
        let now = self.desk.now();
        let Some(partition) = self.tenured(tenure) else { return };
        let live = partition.live;
        let entry = partition.alerts.entry(alert.clone()).or_insert_with(|| {
            // Folded before anything is done, so whoever had the partition may have begun.
            Box::new(Entry::new(AlertState::new(alert.clone()), !live))
        });
        let had_card = entry.state.facts.posted.is_some();
        let outcome = entry.state.fold(event);
        entry.read(event.offset);
        keep_address(entry, record, event, &outcome, now);
        // A conflict is finished with its dead letter, below.
        if !past && outcome != Outcome::Conflict {
            entry.began(event.offset, Instant::now());
            owe_answers(entry, record, event, &outcome, had_card, now);
        }
        let said = match &outcome {
            Outcome::Applied => "applied",
            Outcome::Duplicate => "duplicate",
            Outcome::Void => "void",
            Outcome::Early => "early",
            Outcome::Refused(_) => "refused",
            Outcome::Conflict => "conflict",
        };
        tracing::debug!(alert_id = %alert, offset = event.offset, kind = event.kind.name(), outcome = said, "folded");
        count(event.kind.name(), said);
        if outcome == Outcome::Conflict && !past {
            let error = format!("alert_id {alert} is known with other content");
            let outgoing = dead_letter::outgoing(&self.desk.kafka.dead_letter_topic, record, &error);
            tracing::warn!(alert_id = %alert, place = %record.place(), error, "a dead letter");
            self.append(outgoing, tenure, record);
        }
        // Nothing is looked at before the log has been folded, and a log of two days may have more words than there is room for.
        match self.tenured(tenure) {
            Some(partition) if !partition.live => partition.keep_words(&alert),
            _ => self.look(&Place { tenure, alert }),
        }
    }

    fn noted(&mut self, record: &Record, kind: &'static str, outcome: &'static str, tenure: Tenure) {
        count(kind, outcome);
        self.finished(tenure, &[record.offset]);
    }

    fn dead_letter(&mut self, record: &Record, tenure: Tenure, why: &str) {
        // The reader's words may quote what somebody typed.
        tracing::warn!(place = %record.place(), "a record that can't be read becomes a dead letter");
        tracing::debug!(place = %record.place(), error = why, "why it can't be read");
        count("unknown", "dead_letter");
        let outgoing = dead_letter::outgoing(&self.desk.kafka.dead_letter_topic, record, why);
        self.append(outgoing, tenure, record);
    }

    /// Appends what `record` has become, beside the alerts' own work; the record is finished with it.
    fn append(&mut self, outgoing: Outgoing, tenure: Tenure, record: &Record) {
        let Some(partition) = self.partitions.get_mut(&tenure.partition).filter(|known| known.tenure == tenure) else {
            return;
        };
        partition.working += 1;
        // On its way from here on, lest what a stranger wrote one after the other comes home in another order.
        let (desk, offset) = (&self.desk, record.offset);
        let letters = &desk.kafka.dead_letter_topic;
        let appended = dead_letter::append_or_bury(&desk.producer, letters, outgoing, record, &desk.stop);
        self.work.spawn(async move {
            let carried = match appended.await {
                Ok(_) => Carried::Recorded(offset),
                Err(AppendError::Cancelled) => Carried::Dropped,
                Err(AppendError::Hopeless(error)) => Carried::Fatal(format!("the board can't append: {error}")),
            };
            Done::Record { tenure, offset, carried }
        });
    }
}

/// Keeps where the people of this event can be answered, as long as that is possible.
fn keep_address(entry: &mut Entry, record: &Record, event: &Event, outcome: &Outcome, now: Millis) {
    let Some(address) = address(record, event).filter(|address| address.lives(now)) else { return };
    match event.kind {
        Kind::Raised(_) if *outcome == Outcome::Applied => entry.parent = Some(address),
        Kind::Claimed { .. } if matches!(outcome, Outcome::Applied | Outcome::Early) => {
            entry.addresses.retain(|(_, known)| known.lives(now));
            entry.addresses.push((event.id.clone(), address));
        }
        _ => {}
    }
}

/// What has to be said privately because of this event.
fn owe_answers(entry: &mut Entry, record: &Record, event: &Event, outcome: &Outcome, had_card: bool, now: Millis) {
    if let Some(address) = address(record, event).filter(|address| address.lives(now)) {
        match (outcome, &event.kind) {
            (Outcome::Refused(refusal), _) => {
                entry.answers.push(Answer { address, say: Say::Refused(refusal.clone()) });
            }
            // A partition keeps the order, so the alert is most likely deleted. If it comes after all, the press counts.
            (Outcome::Early, Kind::Claimed { .. }) => {
                entry.answers.push(Answer { address, say: Say::Early });
            }
            // The winner is told by a notice, which is recorded; the parent when the card is there.
            (Outcome::Applied, Kind::Claimed { .. } | Kind::Raised(_)) => {}
            (Outcome::Applied, _) => entry.answers.push(Answer { address, say: Say::Noted }),
            _ => {}
        }
    }
    let shown = !had_card && entry.state.facts.posted.is_some() && !entry.state.is_over();
    if let (true, Some(address)) = (shown, entry.parent.clone().filter(|address| address.lives(now))) {
        entry.answers.push(Answer { address, say: Say::OnTheBoard });
    }
}

fn address(record: &Record, event: &Event) -> Option<Address> {
    let to = record.envelope.reply_to.clone()?;
    Some(Address { to, since: event.source_ts.unwrap_or(event.ts) })
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!(crate::metric_names::RECORDS, "topic" => "confirmations", "kind" => kind, "outcome" => outcome)
        .increment(1);
}
