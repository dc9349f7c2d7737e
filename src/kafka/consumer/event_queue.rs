//! The queue from the consumer's thread to the service: bounded, in order, and never a reason to stop polling.
//!
//! Must lose nothing: events without room wait here, and the caller pauses its partitions meanwhile.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::kafka::consumer::ConsumerEvent;

/// The thread's end of the queue.
pub(crate) struct EventQueue {
    channel: mpsc::Sender<ConsumerEvent>,
    overflow: VecDeque<ConsumerEvent>,
}

impl EventQueue {
    /// Holds `room` events before it is [`EventQueue::is_full`].
    pub(crate) fn new(room: usize) -> (Self, mpsc::Receiver<ConsumerEvent>) {
        let (channel, events) = mpsc::channel(room);
        (Self { channel, overflow: VecDeque::new() }, events)
    }

    pub(crate) fn push(&mut self, event: ConsumerEvent) {
        self.overflow.push_back(event);
        self.drain();
    }

    /// Moves to the service what there is room for.
    pub(crate) fn drain(&mut self) {
        while let Some(event) = self.overflow.pop_front() {
            match self.channel.try_send(event) {
                Ok(()) => {}
                Err(TrySendError::Full(event)) => {
                    self.overflow.push_front(event);
                    return;
                }
                // The service has ended, and the consumer ends with it.
                Err(TrySendError::Closed(_)) => self.overflow.clear(),
            }
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        !self.overflow.is_empty()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.channel.is_closed()
    }
}
