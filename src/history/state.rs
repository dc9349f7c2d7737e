//! How the history is doing, for readiness and metrics.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

/// More records than this are a backlog.
const BACKLOG: i64 = 1_000;

/// The waits while the database is away.
pub(crate) const FIRST_WAIT: Duration = Duration::from_millis(200);
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The state of the history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryState {
    /// Since when nothing can be written, and why.
    pub away: Option<(Timestamp, String)>,
    /// The log has been found, and is read.
    pub has_begun: bool,
    /// The end of each partition, as Kafka last told it.
    pub ends: BTreeMap<i32, i64>,
    /// Everything of a partition below this offset is in the database.
    pub written: BTreeMap<i32, i64>,
}

impl HistoryState {
    /// The number of records of each partition that are not in the database.
    pub fn lag(&self) -> impl Iterator<Item = (i32, i64)> {
        self.ends.iter().map(|(partition, end)| {
            let written = self.written.get(partition).copied().unwrap_or(0);
            (*partition, (end - written).max(0))
        })
    }

    /// What is missing until everything is written that the log has.
    ///
    /// # Errors
    /// What is missing, for an admin.
    pub fn ready(&self) -> Result<(), String> {
        if let Some((since, reason)) = &self.away {
            let since = since.strftime("%Y-%m-%d %H:%M:%S UTC");
            return Err(format!(
                "nothing can be written since {since}: {reason}. The bot goes on; the history catches up"
            ));
        }
        if !self.has_begun {
            return Err("the log is not found yet".to_owned());
        }
        match self.lag().map(|(_, lag)| lag).sum::<i64>() {
            lag if lag > BACKLOG => Err(format!("{lag} records of the log are still to be written")),
            _ => Ok(()),
        }
    }
}

/// Notes that nothing can be written.
pub(crate) fn is_away(state: &watch::Sender<HistoryState>, reason: String) {
    let mut is_new = false;
    state.send_if_modified(|state| {
        is_new = state.away.is_none();
        let since = state.away.as_ref().map_or_else(Timestamp::now, |(since, _)| *since);
        state.away = Some((since, reason.clone()));
        true
    });
    if is_new {
        tracing::warn!(reason, "the history can't be written: it is tried again until it can");
    }
}

/// Notes that something was written.
pub(crate) fn is_back(state: &watch::Sender<HistoryState>) {
    let was_away = state.send_if_modified(|state| state.away.take().is_some());
    if was_away {
        tracing::info!("the history can be written again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_says_since_when_the_database_is_away() {
        let mut state = HistoryState { has_begun: true, ..HistoryState::default() };
        assert_eq!(state.ready(), Ok(()));
        state.away = Some((Timestamp::UNIX_EPOCH, "no route".into()));
        let said = state.ready().unwrap_err();
        assert!(said.contains("1970-01-01 00:00:00 UTC: no route"), "{said}");
    }

    #[test]
    fn the_lag_is_what_is_not_in_the_database() {
        let state = HistoryState {
            has_begun: true,
            ends: BTreeMap::from([(0, 1_500), (1, 7)]),
            written: BTreeMap::from([(0, 200), (1, 7)]),
            ..HistoryState::default()
        };
        assert_eq!(state.lag().collect::<Vec<_>>(), [(0, 1_300), (1, 0)]);
        assert!(state.ready().unwrap_err().starts_with("1300 records"));
    }
}
