//! The gate: the priority queue in front of the rate limiter, for all calls except those of interactions.
//!
//! twilight's limiter knows Discord's buckets, but neither priorities nor pauses. So it is asked for one permit at a
//! time for each lane, and the most urgent call gets it. Its global limit is off, because the queue has one.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use twilight_http_ratelimiting::{Permit, RateLimiter};

use crate::discord::rest::call::Call;
use crate::discord::rest::error::RestError;
use crate::discord::rest::limits::queue::{Next, Queue};
use crate::discord::rest::limits::route::Lane;

#[derive(Debug)]
pub(crate) struct Gate {
    events: mpsc::UnboundedSender<Event>,
}

#[derive(Debug)]
enum Event {
    Arrived { lane: Lane, priority: crate::discord::rest::Priority, turn: oneshot::Sender<Permit> },
    LanePaused { lane: Lane, until: Instant },
    AllPaused { until: Instant },
}

impl Gate {
    /// Starts the gate's task with this limit of requests per second. The task ends with the last handle. Must be
    /// called within a tokio runtime.
    pub(crate) fn start(global_limit: u16) -> Self {
        let (events, inbox) = mpsc::unbounded_channel();
        tokio::spawn(keep(inbox, RateLimiter::new(u16::MAX), global_limit));
        Self { events }
    }

    /// Waits for this call's turn, however long that takes.
    pub(crate) async fn turn(&self, lane: Lane, call: Call<'_>) -> Result<Permit, RestError> {
        let (turn, permit) = oneshot::channel();
        self.tell(Event::Arrived { lane, priority: call.priority, turn })?;
        match call.cancelled {
            Some(cancelled) => tokio::select! {
                biased;
                () = cancelled.cancelled() => Err(RestError::Held),
                permit = permit => permit.map_err(|_| RestError::Stopped),
            },
            None => permit.await.map_err(|_| RestError::Stopped),
        }
    }

    pub(crate) fn pause_lane(&self, lane: Lane, until: Instant) -> Result<(), RestError> {
        self.tell(Event::LanePaused { lane, until })
    }

    pub(crate) fn pause_all(&self, until: Instant) -> Result<(), RestError> {
        self.tell(Event::AllPaused { until })
    }

    /// Fails only when the runtime is going down and took the gate's task first.
    fn tell(&self, event: Event) -> Result<(), RestError> {
        self.events.send(event).map_err(|_| RestError::Stopped)
    }
}

async fn keep(mut inbox: mpsc::UnboundedReceiver<Event>, limiter: RateLimiter, global_limit: u16) {
    let mut queue = Queue::<oneshot::Sender<Permit>, Permit>::new(global_limit.into());
    let mut asked = FuturesUnordered::new();
    loop {
        let wake = loop {
            match queue.next(Instant::now(), |turn| !turn.is_closed()) {
                // If the call was cancelled just now, the permit is dropped, which returns it to the limiter.
                Next::Go(turn, permit) => drop(turn.send(permit)),
                Next::At(wake) => break Some(wake),
                Next::Never => break None,
            }
        };
        for lane in queue.lanes_to_ask() {
            let permit = limiter.acquire(lane.endpoint());
            asked.push(async move { (lane, permit.await) });
        }
        tokio::select! {
            // A pause is reported before its call's permit is completed, so it has to be read first.
            biased;
            event = inbox.recv() => match event {
                Some(Event::Arrived { lane, priority, turn }) => queue.arrive(lane, priority, turn),
                Some(Event::LanePaused { lane, until }) => drop(queue.pause_lane(lane, until)),
                Some(Event::AllPaused { until }) => queue.pause_all(until),
                None => return,
            },
            Some((lane, permit)) = asked.next() => drop(queue.permitted(lane, permit)),
            () = sleep_until(wake) => {}
        }
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}
