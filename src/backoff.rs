//! The waits between the attempts at something that failed: each about twice as long as the one before, up to a limit, and
//! random, so that clients do not all come back at once.
//!
//! Must not decide whether to try again.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// Waits without end. The first is one to two times `first`, and none is longer than two times `longest`.
pub(crate) fn waits(first: Duration, longest: Duration) -> impl Iterator<Item = Duration> + Send {
    exponential(first, longest).with_jitter().build()
}

/// Waits without end, each random between zero and a limit. The limit begins at `first` and doubles up to `longest`.
pub(crate) fn full_jitter(first: Duration, longest: Duration) -> impl Iterator<Item = Duration> + Send {
    let limits = exponential(first, longest).build();
    // backon adds its jitter to the wait, from zero up to the wait itself.
    waits(first, longest).zip(limits).map(|(wait, limit)| wait.saturating_sub(limit))
}

/// The wait after so many failures in a row, of [`waits`].
pub(crate) fn after(failures: u32, first: Duration, longest: Duration) -> Duration {
    // The limit is reached long before.
    waits(first, longest).nth(failures.min(16) as usize).unwrap_or(longest)
}

fn exponential(first: Duration, longest: Duration) -> ExponentialBuilder {
    ExponentialBuilder::new().with_min_delay(first).with_max_delay(longest).without_max_times()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(1);
    const LONGEST: Duration = Duration::from_secs(4);

    #[test]
    fn waits_double_up_to_their_limit_and_never_end() {
        for _ in 0..200 {
            for (wait, least) in waits(FIRST, LONGEST).take(100).zip([1, 2, 4].into_iter().chain(std::iter::repeat(4)))
            {
                let least = Duration::from_secs(least);
                assert!((least..=2 * least).contains(&wait), "{wait:?} of {least:?}");
            }
        }
    }

    #[test]
    fn a_full_jitter_is_spread_over_a_span_that_doubles_up_to_its_limit() {
        let mut above_half = 0;
        for _ in 0..200 {
            for (wait, most) in full_jitter(FIRST, LONGEST).zip([1, 2, 4, 4, 4]) {
                assert!(wait <= Duration::from_secs(most), "{wait:?} of {most} s");
                above_half += u32::from(wait > Duration::from_secs(most) / 2);
            }
        }
        assert!((300..700).contains(&above_half), "{above_half} of 1000 in the upper half");
    }

    #[test]
    fn the_wait_after_any_number_of_failures_has_a_limit() {
        for failures in [0, 1, 2, 16, 17, u32::MAX] {
            let least = Duration::from_secs(1 << failures.min(2));
            assert!((least..=2 * least).contains(&after(failures, FIRST, LONGEST)), "{failures} failures");
        }
    }
}
