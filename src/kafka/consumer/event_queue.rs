//! The way from the consumer's thread to the async side: bounded, in order, and never a reason to stop polling.
//!
//! Must lose nothing: what finds no room waits here, and the caller pauses its partitions meanwhile.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::kafka::consumer::event::Delivery;

pub(crate) struct Outbox {
    channel: mpsc::Sender<Delivery>,
    overflow: VecDeque<Delivery>,
}

impl Outbox {
    /// Holds `room` deliveries before it is [`Outbox::is_full`].
    pub(crate) fn new(room: usize) -> (Self, mpsc::Receiver<Delivery>) {
        let (channel, deliveries) = mpsc::channel(room);
        (Self { channel, overflow: VecDeque::new() }, deliveries)
    }

    pub(crate) fn push(&mut self, delivery: Delivery) {
        self.overflow.push_back(delivery);
        self.drain();
    }

    /// Hands over what there is room for.
    pub(crate) fn drain(&mut self) {
        while let Some(delivery) = self.overflow.pop_front() {
            match self.channel.try_send(delivery) {
                Ok(()) => {}
                Err(TrySendError::Full(delivery)) => {
                    self.overflow.push_front(delivery);
                    return;
                }
                // Nobody listens any more: the consumer ends.
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
