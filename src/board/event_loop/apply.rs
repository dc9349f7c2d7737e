//! Applies one record of the log to the board's state.

use std::time::Instant;

use crate::alert::{AlertId, AlertState, Ending, Event, Kind, Millis, Noted, Outcome, Refusal};
use crate::alert_log::codec;
use crate::alert_log::codec::Read;
use crate::board::event_loop::{AlertEntry, AlertPlace, AttemptResult, PrivateReply, ReplyAddress, ReplyText};
use crate::board::event_loop::{Done, EventLoop};
use crate::kafka::consumer::AssignmentEpoch;
use crate::kafka::consumer::{Acknowledgement, ConsumedRecord};
use crate::kafka::producer::AppendError;
use crate::kafka::producer::Outgoing;
use crate::kafka::producer::dead_letter;
use crate::kafka::record::Record;

impl EventLoop {
    pub(crate) fn record(&mut self, consumed: ConsumedRecord) {
        let epoch = consumed.epoch();
        // Dropped without being acknowledged: whoever has the partition now reads it too.
        let Some(partition) = self.assigned_partition(epoch) else { return };
        partition.read_to = partition.read_to.max(consumed.record.offset);
        let was_finished = consumed.was_finished();
        let (record, acknowledgement) = consumed.split();
        let unfinished = (!was_finished).then_some(acknowledgement);
        match codec::read(&record) {
            Read::Skip => {
                count("unknown", "skipped");
                unfinished.into_iter().for_each(Acknowledgement::ack);
            }
            Read::Broken(why) => match unfinished {
                Some(acknowledgement) => self.dead_letter(&record, epoch, acknowledgement, &why),
                None => tracing::debug!(place = %record.place(), why, "a broken record, a dead letter already"),
            },
            Read::Event(alert, event) => {
                let home = codec::home(&self.context.kafka, &alert);
                if home != record.partition && !codec::is_ours(&record) {
                    if let Some(acknowledgement) = unfinished {
                        tracing::info!(alert_id = %alert, place = %record.place(), home, "moved to its home partition");
                        let outgoing = codec::sent_home(&self.context.kafka, &record, &alert, &event.id);
                        self.append(outgoing, epoch, &record, acknowledgement);
                    }
                    return;
                }
                self.event(&record, epoch, unfinished, alert, &event);
            }
        }
    }

    /// `unfinished` is `None` where the record was finished before this assignment, and is only folded.
    fn event(
        &mut self,
        record: &Record,
        epoch: AssignmentEpoch,
        mut unfinished: Option<Acknowledgement>,
        alert: AlertId,
        event: &Event,
    ) {
        let now = self.context.now();
        let Some(partition) = self.assigned_partition(epoch) else { return };
        let live = partition.live;
        let entry = partition.alerts.entry(alert.clone()).or_insert_with(|| {
            // Folded before anything is done, so whoever had the partition may have begun.
            Box::new(AlertEntry::new(AlertState::new(alert.clone()), !live))
        });
        let before = Before { card: entry.state.facts.posted.is_some(), over: entry.state.is_over() };
        let outcome = entry.state.fold(event);
        entry.read(event.offset);
        keep_address(entry, record, event, &outcome, now);
        // A conflict is finished with its dead letter, below.
        if outcome != Outcome::Conflict
            && let Some(acknowledgement) = unfinished.take()
        {
            if outcome == Outcome::Applied {
                measure(&entry.state, event);
            }
            entry.hold(acknowledgement, Instant::now());
            owe_answers(entry, record, event, &outcome, before, now);
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
        if let Some(acknowledgement) = unfinished {
            let error = format!("alert_id {alert} is known with other content");
            let outgoing = dead_letter::outgoing(&self.context.kafka.dead_letter_topic, record, &error);
            tracing::warn!(alert_id = %alert, place = %record.place(), error, "a dead letter");
            self.append(outgoing, epoch, record, acknowledgement);
        }
        // Nothing is looked at before the log has been folded, and a log of two days may have more words than there is room for.
        match self.assigned_partition(epoch) {
            Some(partition) if !partition.live => partition.retain_text(&alert),
            _ => self.look(&AlertPlace { epoch, alert }),
        }
    }

    fn dead_letter(&mut self, record: &Record, epoch: AssignmentEpoch, acknowledgement: Acknowledgement, why: &str) {
        // The error may quote what somebody typed.
        tracing::warn!(place = %record.place(), "a record that can't be read becomes a dead letter");
        tracing::debug!(place = %record.place(), error = why, "why it can't be read");
        count("unknown", "dead_letter");
        let outgoing = dead_letter::outgoing(&self.context.kafka.dead_letter_topic, record, why);
        self.append(outgoing, epoch, record, acknowledgement);
    }

    /// Appends what replaces `record`, and then acknowledges it.
    fn append(
        &mut self,
        outgoing: Outgoing,
        epoch: AssignmentEpoch,
        record: &Record,
        acknowledgement: Acknowledgement,
    ) {
        let Some(partition) = self.partitions.get_mut(&epoch.partition).filter(|known| known.epoch == epoch) else {
            return;
        };
        partition.working += 1;
        // Queued before the next record is read, so that another program's records keep their order.
        let (context, offset) = (&self.context, record.offset);
        let letters = &context.kafka.dead_letter_topic;
        let appended = dead_letter::append_or_bury(&context.producer, letters, outgoing, record, &context.stop);
        self.work.spawn(async move {
            let result = match appended.await {
                Ok(_) => AttemptResult::Recorded(offset),
                Err(AppendError::Cancelled) => AttemptResult::Dropped,
                Err(AppendError::Hopeless(error)) => AttemptResult::Fatal(format!("the board can't append: {error}")),
            };
            Done::Record { epoch, acknowledgement, result }
        });
    }
}

/// Keeps where the people of this event can be answered, as long as that is possible.
fn keep_address(entry: &mut AlertEntry, record: &Record, event: &Event, outcome: &Outcome, now: Millis) {
    let Some(address) = address(record, event).filter(|address| address.lives(now)) else { return };
    match event.kind {
        Kind::Raised(_) | Kind::Rejected { .. } if *outcome == Outcome::Applied => entry.parent = Some(address),
        Kind::Claimed { .. } | Kind::TakenOver { .. } if matches!(outcome, Outcome::Applied | Outcome::Early) => {
            entry.addresses.retain(|(_, known)| known.lives(now));
            entry.addresses.push((event.id.clone(), address));
        }
        _ => {}
    }
}

/// The alert's state before an event was folded.
#[derive(Clone, Copy)]
struct Before {
    /// There was a card.
    card: bool,
    /// The alert had ended.
    over: bool,
}

/// What has to be said privately because of this event.
fn owe_answers(entry: &mut AlertEntry, record: &Record, event: &Event, outcome: &Outcome, before: Before, now: Millis) {
    if let Some(address) = address(record, event).filter(|address| address.lives(now)) {
        match (outcome, &event.kind) {
            (Outcome::Refused(refusal), _) => {
                entry.answers.push(PrivateReply { address, text: ReplyText::Refused(refusal.clone()) });
            }
            // A partition keeps the order, so the alert is most likely deleted. If it comes after all, the press counts.
            (Outcome::Early, kind) if kind.is_of_a_person() => {
                let claims = matches!(kind, Kind::Claimed { .. } | Kind::TakenOver { .. });
                entry.answers.push(PrivateReply { address, text: ReplyText::Early { claims } });
            }
            // The winner is told by a notice, which is recorded; the parent when the card is there.
            (Outcome::Applied, Kind::Claimed { .. } | Kind::TakenOver { .. } | Kind::Raised(_)) => {}
            (Outcome::Applied, Kind::Rejected { .. }) => {
                entry.answers.push(PrivateReply { address, text: ReplyText::Rejected });
            }
            (Outcome::Applied, kind) => {
                if let Some(noted) = Noted::of(kind, &entry.state) {
                    entry.answers.push(PrivateReply { address, text: ReplyText::Noted(noted) });
                }
            }
            _ => {}
        }
    }
    answer_ended_claims(entry, now);
    let address = entry.parent.clone().filter(|address| address.lives(now));
    if let (Some(text), Some(address)) = (news_of_the_card(entry, event, before), address) {
        entry.answers.push(PrivateReply { address, text });
    }
}

/// Where a claim has ended before its neighbor was told of it, nobody is told any more. Without this the answer to the press
/// would go on to ask them to wait.
fn answer_ended_claims(entry: &mut AlertEntry, now: Millis) {
    let state = &entry.state;
    let refusal = state.ending().map_or(Refusal::Changed, Refusal::Over);
    let ended = entry.addresses.extract_if(.., |(claim, _)| state.has_ended_untold(claim));
    let lives = ended.map(|(_, address)| address).filter(|address| address.lives(now));
    entry.answers.extend(lives.map(|address| PrivateReply { address, text: ReplyText::Refused(refusal.clone()) }));
}

/// What the parent's own answer has to say about the card after this event.
fn news_of_the_card(entry: &AlertEntry, event: &Event, before: Before) -> Option<ReplyText> {
    match (&event.kind, entry.state.ending()) {
        (_, None) => (!before.card && entry.state.facts.posted.is_some()).then_some(ReplyText::OnTheBoard),
        (Kind::Failed { deleted, .. }, Some(Ending::NotShown)) if !before.over => {
            Some(ReplyText::NotShown { deleted: *deleted })
        }
        (_, Some(Ending::Missed)) if !before.over => Some(ReplyText::Missed),
        _ => None,
    }
}

fn address(record: &Record, event: &Event) -> Option<ReplyAddress> {
    let to = record.envelope.reply_to.clone()?;
    let locale = record.envelope.locale.clone().or_else(|| match &event.kind {
        Kind::Raised(alert) => alert.locale.clone(),
        Kind::Claimed { locale, .. } | Kind::TakenOver { locale, .. } => locale.clone(),
        _ => None,
    });
    Some(ReplyAddress { to, since: event.source_ts.unwrap_or(event.ts), locale })
}

/// Counts what an admin wants to know of an alert's life. Not for drills, for which no child is waiting.
fn measure(state: &AlertState, event: &Event) {
    let Some(raised) = state.raised.as_ref().filter(|raised| !raised.alert.drill) else { return };
    match event.kind {
        Kind::Claimed { .. } if state.opening.reopened == 0 => {
            // Milliseconds of a day are far below where a float has gaps.
            let seconds = event.ts.since(raised.ts) as f64 / 1000.0;
            metrics::histogram!(crate::metric_names::RAISED_TO_CLAIMED).record(seconds);
        }
        // A step that was not due any more changed nothing.
        Kind::Escalated { step, .. } if state.changed_at == event.offset => {
            metrics::counter!(crate::metric_names::ESCALATIONS, "step" => step.to_string()).increment(1);
        }
        _ => {}
    }
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!(crate::metric_names::RECORDS, "topic" => "confirmations", "kind" => kind, "outcome" => outcome)
        .increment(1);
}
