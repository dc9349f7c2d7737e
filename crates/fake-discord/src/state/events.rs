//! A numbered list of what happened, for other processes that follow it (`GET /_fake/events`).

use std::collections::VecDeque;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::DiscordState;
use super::message::Message;

/// The newest events that are kept.
const MAX_KEPT: usize = 1000;

#[derive(Debug)]
pub(crate) struct EventLog {
    /// The number of the newest event; 0 before the first.
    pub newest: u64,
    kept: VecDeque<Value>,
    /// Signals each new event.
    pub changed: watch::Sender<()>,
}

impl Default for EventLog {
    fn default() -> Self {
        Self { newest: 0, kept: VecDeque::new(), changed: watch::Sender::new(()) }
    }
}

impl EventLog {
    /// The kept events with a higher number.
    pub(crate) fn after(&self, number: u64) -> Vec<Value> {
        let missed = self.newest.saturating_sub(number).min(self.kept.len() as u64);
        let from = self.kept.len() - usize::try_from(missed).unwrap_or(0);
        self.kept.iter().skip(from).cloned().collect()
    }
}

impl DiscordState {
    /// Adds an event with the fields of `data`, an object.
    pub(crate) fn note(&mut self, event: &str, mut data: Value) {
        let at = self.now();
        let log = &mut self.events;
        log.newest += 1;
        data["number"] = json!(log.newest);
        data["at"] = json!(at);
        data["event"] = json!(event);
        log.kept.push_back(data);
        if log.kept.len() > MAX_KEPT {
            log.kept.pop_front();
        }
        log.changed.send_replace(());
    }

    pub(crate) fn note_message(&mut self, event: &str, message: &Message) {
        self.note(event, json!({"message": message.id, "channel": message.channel_id, "text": message.text()}));
    }
}
