//! The queue of waiting calls, by lane (route and channel) and priority, under the global limit.
//!
//! The limiter knows Discord's buckets (`gate.rs` asks it for one permit for each lane). The queue decides which call
//! of a lane gets the permit, and which lane goes first under the global limit. Must not read a clock.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::discord::rest::call::Priority;
use crate::discord::rest::limits::route::Lane;

/// The window of the [global limit](https://discord.com/developers/docs/topics/rate-limits#global-rate-limit). Slightly
/// more than a second, because Discord counts arrivals, which are less even than sends, and one request too many pauses
/// everything. `rest/tests/drain.rs` measures the cost.
pub(crate) const GLOBAL_WINDOW: Duration = Duration::from_millis(1_015);

/// `W` is a waiting call, `P` the limiter's permit for a lane.
pub(crate) struct Queue<W, P> {
    lanes: HashMap<Lane, Waiting<W, P>>,
    /// Lanes that need a permit, since the last [`Queue::lanes_to_ask`].
    to_ask: Vec<Lane>,
    arrivals: u64,
    global_limit: usize,
    /// The times of the last `global_limit` calls, oldest first. A sliding window is safe wherever Discord's seconds
    /// start.
    sent: VecDeque<Instant>,
    all_paused_until: Option<Instant>,
}

struct Waiting<W, P> {
    line: BinaryHeap<Reverse<Place<W>>>,
    permit: Permit<P>,
    paused_until: Option<Instant>,
}

enum Permit<P> {
    None,
    Asked,
    Here(P),
}

struct Place<W> {
    priority: Priority,
    arrival: u64,
    waiter: W,
}

/// The result of [`Queue::next`].
#[derive(Debug, PartialEq)]
pub(crate) enum Next<W, P> {
    /// This call is sent now, with this permit.
    Go(W, P),
    /// No call before this time, unless a new one arrives.
    At(Instant),
    /// No call until a new one arrives.
    Never,
}

impl<W, P> Queue<W, P> {
    pub(crate) fn new(global_limit: usize) -> Self {
        Self {
            lanes: HashMap::new(),
            to_ask: Vec::new(),
            arrivals: 0,
            global_limit,
            sent: VecDeque::new(),
            all_paused_until: None,
        }
    }

    /// Adds a call.
    pub(crate) fn arrive(&mut self, lane: Lane, priority: Priority, waiter: W) {
        let waiting = self.lanes.entry(lane).or_insert_with(Waiting::new);
        self.arrivals += 1;
        waiting.line.push(Reverse(Place { priority, arrival: self.arrivals, waiter }));
        waiting.ask(lane, &mut self.to_ask);
    }

    /// Takes the permit from the limiter. Returns it if no call of the lane can use it now.
    pub(crate) fn permitted(&mut self, lane: Lane, permit: P) -> Option<P> {
        let Some(waiting) = self.lanes.get_mut(&lane) else { return Some(permit) };
        if waiting.line.is_empty() || waiting.paused_until.is_some() {
            waiting.permit = Permit::None;
            self.forget_if_idle(lane);
            return Some(permit);
        }
        waiting.permit = Permit::Here(permit);
        None
    }

    /// Pauses this lane until `until` (a 429 for its route). Returns its permit, so that lanes with the same bucket do
    /// not wait.
    pub(crate) fn pause_lane(&mut self, lane: Lane, until: Instant) -> Option<P> {
        let waiting = self.lanes.entry(lane).or_insert_with(Waiting::new);
        waiting.paused_until = waiting.paused_until.max(Some(until));
        match std::mem::replace(&mut waiting.permit, Permit::None) {
            Permit::Here(permit) => Some(permit),
            Permit::Asked => {
                waiting.permit = Permit::Asked;
                None
            }
            Permit::None => None,
        }
    }

    /// Pauses all lanes until `until` (a global 429).
    pub(crate) fn pause_all(&mut self, until: Instant) {
        self.all_paused_until = self.all_paused_until.max(Some(until));
    }

    /// The lanes for which a permit has to be requested now.
    pub(crate) fn lanes_to_ask(&mut self) -> Vec<Lane> {
        std::mem::take(&mut self.to_ask)
    }

    /// The most urgent call whose lane has a permit, if the global limit allows one. Calls for which `is_here` is false
    /// were cancelled and are removed.
    pub(crate) fn next(&mut self, now: Instant, is_here: impl Fn(&W) -> bool) -> Next<W, P> {
        let lanes_wake = self.end_pauses(now);
        let Some(best) = self.best_lane(&is_here) else {
            return lanes_wake.map_or(Next::Never, Next::At);
        };
        if let Some(opens) = self.global_opens(now) {
            return Next::At(lanes_wake.map_or(opens, |wake| wake.min(opens)));
        }
        match self.take(best) {
            Some((waiter, permit)) => {
                self.sent.push_back(now);
                Next::Go(waiter, permit)
            }
            None => Next::Never,
        }
    }

    /// Ends the pauses whose time has passed. Returns when the next one ends.
    fn end_pauses(&mut self, now: Instant) -> Option<Instant> {
        let mut wake: Option<Instant> = None;
        let to_ask = &mut self.to_ask;
        self.lanes.retain(|&lane, waiting| {
            match waiting.paused_until {
                Some(until) if until <= now => {
                    waiting.paused_until = None;
                    waiting.ask(lane, to_ask);
                }
                Some(until) if !waiting.line.is_empty() => wake = Some(wake.map_or(until, |wake| wake.min(until))),
                _ => {}
            }
            !waiting.is_idle()
        });
        wake
    }

    fn best_lane(&mut self, is_here: impl Fn(&W) -> bool) -> Option<Lane> {
        let mut best: Option<(Priority, u64, Lane)> = None;
        let mut abandoned = Vec::new();
        for (&lane, waiting) in &mut self.lanes {
            if !matches!(waiting.permit, Permit::Here(_)) {
                continue;
            }
            while waiting.line.peek().is_some_and(|Reverse(place)| !is_here(&place.waiter)) {
                waiting.line.pop();
            }
            match waiting.line.peek() {
                Some(Reverse(place)) => {
                    let candidate = (place.priority, place.arrival, lane);
                    if best.is_none_or(|best| (candidate.0, candidate.1) < (best.0, best.1)) {
                        best = Some(candidate);
                    }
                }
                None => abandoned.push(lane),
            }
        }
        for lane in abandoned {
            // Its permit goes back to the limiter by being dropped with it.
            self.lanes.remove(&lane);
        }
        best.map(|(_, _, lane)| lane)
    }

    /// When the global limit allows the next call; `None` if now.
    fn global_opens(&mut self, now: Instant) -> Option<Instant> {
        if let Some(until) = self.all_paused_until {
            if until > now {
                return Some(until);
            }
            self.all_paused_until = None;
        }
        while self.sent.front().is_some_and(|&sent| now >= sent + GLOBAL_WINDOW) {
            self.sent.pop_front();
        }
        if self.sent.len() < self.global_limit { None } else { self.sent.front().map(|&sent| sent + GLOBAL_WINDOW) }
    }

    fn take(&mut self, lane: Lane) -> Option<(W, P)> {
        let waiting = self.lanes.get_mut(&lane)?;
        let Permit::Here(permit) = std::mem::replace(&mut waiting.permit, Permit::None) else { return None };
        let Reverse(place) = waiting.line.pop()?;
        waiting.ask(lane, &mut self.to_ask);
        self.forget_if_idle(lane);
        Some((place.waiter, permit))
    }

    /// How many lanes are remembered.
    #[cfg(test)]
    pub(crate) fn lanes(&self) -> usize {
        self.lanes.len()
    }

    fn forget_if_idle(&mut self, lane: Lane) {
        if self.lanes.get(&lane).is_some_and(Waiting::is_idle) {
            self.lanes.remove(&lane);
        }
    }
}

impl<W, P> Waiting<W, P> {
    fn new() -> Self {
        Self { line: BinaryHeap::new(), permit: Permit::None, paused_until: None }
    }

    fn is_idle(&self) -> bool {
        self.line.is_empty() && self.paused_until.is_none() && matches!(self.permit, Permit::None)
    }

    fn ask(&mut self, lane: Lane, to_ask: &mut Vec<Lane>) {
        if !self.line.is_empty() && self.paused_until.is_none() && matches!(self.permit, Permit::None) {
            self.permit = Permit::Asked;
            to_ask.push(lane);
        }
    }
}

impl<W> Ord for Place<W> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.priority, self.arrival).cmp(&(other.priority, other.arrival))
    }
}

impl<W> PartialOrd for Place<W> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<W> PartialEq for Place<W> {
    fn eq(&self, other: &Self) -> bool {
        self.arrival == other.arrival
    }
}

impl<W> Eq for Place<W> {}
