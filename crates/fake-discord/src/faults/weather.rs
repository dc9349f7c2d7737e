//! An ordinary day on the real Internet: latency that differs from request to request, and refusals that pass.

use std::time::Duration;

use super::armed::AppliedFaults;
use super::{Effect, Fault};
use crate::core::routes::Route;

/// What happens to all requests. The seed of the setup decides about each one.
///
/// A part of the latency comes before the request is carried out, so requests on different connections can overtake each
/// other: an edit of `@original` may arrive before the initial response (404, 10015).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// The shortest latency of a request.
    pub least: Duration,
    /// The longest latency of a request.
    pub most: Duration,
    /// The probability that a request for a channel is refused once: 403 with 50001, or 404 with 10003.
    pub refused: f64,
    /// The probability that a request is refused once by Discord's front: 403 with an HTML page, or with 40333.
    pub blocked: f64,
}

impl Weather {
    /// The real world: 80 to 200 ms, and one request in 100 is refused for each of the two reasons.
    pub fn real_world() -> Self {
        Self { refused: 0.01, blocked: 0.01, ..Self::latency(Duration::from_millis(80), Duration::from_millis(200)) }
    }

    /// Latency alone.
    pub fn latency(least: Duration, most: Duration) -> Self {
        Self { least, most, refused: 0.0, blocked: 0.0 }
    }

    /// Adds to `applied` what happens to one request. An effect that is already there stays. Returns whether it adds an
    /// effect.
    pub(super) fn apply(&self, rng: &mut fastrand::Rng, route: &Route, applied: &mut AppliedFaults) -> bool {
        // Always the same number of random values, so that one request does not change what happens to the next.
        let (length, share, refused, blocked, either) = (rng.f64(), rng.f64(), rng.f64(), rng.f64(), rng.bool());
        let total = self.least + self.most.saturating_sub(self.least).mul_f64(length);
        let before = total.mul_f64(share);
        applied.before += before;
        applied.after += total - before;
        if applied.effect.is_some() {
            return false;
        }
        applied.effect = if blocked < self.blocked {
            Some(if either { Effect::Page(403) } else { Fault::network_error().effect })
        } else if refused < self.refused && route.template.starts_with("/channels/") {
            Some(if either { Fault::missing_access().effect } else { Fault::unknown_channel().effect })
        } else {
            None
        };
        applied.effect.is_some()
    }
}
