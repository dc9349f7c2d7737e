//! The rows of an alert and of its claims, as the tables `alerts` and `claims` have them. Must not fold.

use jiff::tz::TimeZone;

use super::{AlertRow, ending_name};
use crate::alert::{Ending, Millis};
use crate::history::erase::{is_erased, is_pseudonym};
use crate::history::sql::{Known, Table, Value};

pub(crate) const ALERTS: Table = Table {
    name: "alerts",
    columns: &[
        "log_id",
        "partition",
        "raised_offset",
        "alert_id",
        "guild_id",
        "channel_id",
        "message_id",
        "parent_id",
        "parent_name",
        "child_name",
        "location",
        "area",
        "message",
        "drill",
        "counted",
        "raised_at",
        "needed_by",
        "timezone",
        "weekday",
        "hour",
        "phase",
        "ending",
        "ended_at",
        "safe",
        "answered",
        "answered_in_time",
        "claims",
        "first_claimed_at",
        "seconds_to_claim",
        "neighbor_id",
        "neighbor_name",
        "posted_at",
        "with_child_at",
        "highest_step",
        "last_offset",
        "last_at",
    ],
    key: 3,
    known: Known::IsReplaced,
};

pub(crate) const CLAIMS: Table = Table {
    name: "claims",
    columns: &[
        "log_id",
        "partition",
        "claim_offset",
        "raised_offset",
        "alert_id",
        "neighbor_id",
        "neighbor_name",
        "counted",
        "taken_over",
        "claimed_at",
        "seconds_to_claim",
        "with_child_at",
        "ended_at",
        "ended_by",
    ],
    key: 3,
    known: Known::IsReplaced,
};

impl AlertRow {
    /// The row of `alerts`.
    pub(crate) fn row(&self, log: i64, partition: i32) -> Vec<Value> {
        let counted = || self.claims.iter().filter(|claim| claim.counted);
        let first = counted().map(|claim| claim.at).min();
        let is_late = |at: Millis| !self.is_for_now && self.needed_by.is_some_and(|by| at > by);
        let (weekday, hour) = local(self.raised_at, self.timezone.as_deref());
        let named = self.parent_id.is_none_or(|id| !is_pseudonym(id));
        let neighbor = self.neighbor.as_ref().filter(|(id, _)| !is_pseudonym(*id));
        let words = &self.words;
        vec![
            Value::Int(Some(log)),
            Value::Int(Some(partition.into())),
            Value::Int(Some(self.raised_offset)),
            Value::text(self.id.as_str()),
            Value::id(self.guild_id),
            Value::id(self.card.map(|(channel, _)| channel)),
            Value::id(self.card.map(|(_, message)| message)),
            Value::id(self.parent_id.filter(|_| named)),
            text(&words.parent_name),
            text(&words.child_name),
            text(&words.location),
            text(words.area.as_deref().unwrap_or_default()),
            text(&words.message),
            Value::Bool(self.drill),
            Value::Bool(!self.drill && self.ending != Some(Ending::Withdrawn)),
            Value::Time(Some(self.raised_at)),
            Value::Time(self.needed_by),
            Value::text(self.timezone.as_deref().unwrap_or("UTC")),
            Value::Int(Some(weekday)),
            Value::Int(Some(hour)),
            Value::text(self.phase),
            Value::Text(self.ending.map(|ending| ending_name(ending).to_owned())),
            Value::Time(self.ended_at),
            Value::Bool(self.safe),
            Value::Bool(self.neighbor.is_some()),
            Value::Bool(self.neighbor.is_some() && first.is_some_and(|at| !is_late(at))),
            Value::Int(i64::try_from(counted().count()).ok()),
            Value::Time(first),
            Value::Real(first.map(|at| seconds(self.raised_at, at))),
            Value::id(neighbor.map(|(id, _)| id)),
            neighbor.map_or(Value::Text(None), |(_, name)| text(name)),
            Value::Time(self.posted_at),
            Value::Time(self.with_child_at),
            Value::Int(self.highest_step.map(i64::from)),
            Value::Int(Some(self.last_offset)),
            Value::Time(Some(self.last_at)),
        ]
    }

    /// The offsets of the claims, in the order of [`Self::claim_rows`].
    pub(crate) fn claim_offsets(&self) -> impl Iterator<Item = i64> {
        self.claims.iter().map(|claim| claim.offset)
    }

    /// The rows of `claims`.
    pub(crate) fn claim_rows(&self, log: i64, partition: i32) -> impl Iterator<Item = Vec<Value>> {
        self.claims.iter().map(move |claim| {
            let named = !is_pseudonym(claim.neighbor_id);
            vec![
                Value::Int(Some(log)),
                Value::Int(Some(partition.into())),
                Value::Int(Some(claim.offset)),
                Value::Int(Some(self.raised_offset)),
                Value::text(self.id.as_str()),
                Value::id(Some(claim.neighbor_id).filter(|_| named)),
                if named { text(&claim.neighbor_name) } else { Value::Text(None) },
                Value::Bool(claim.counted),
                Value::Bool(claim.taken_over),
                Value::Time(Some(claim.at)),
                Value::Real(Some(seconds(self.raised_at, claim.at))),
                Value::Time(claim.with_child_at),
                Value::Time(claim.ended.map(|(at, _)| at)),
                Value::Text(claim.ended.map(|(_, by)| by.to_owned())),
            ]
        })
    }
}

/// An empty text says nothing, or was erased.
fn text(text: &str) -> Value {
    Value::Text((!text.is_empty() && !is_erased(text)).then(|| text.to_owned()))
}

/// Milliseconds of a day are far below where a float has gaps.
#[allow(clippy::cast_precision_loss)]
fn seconds(from: Millis, to: Millis) -> f64 {
    to.since(from) as f64 / 1000.0
}

/// The weekday (1 is Monday) and the hour of a time, where the alert's people are.
fn local(at: Millis, timezone: Option<&str>) -> (i64, i64) {
    let zone = timezone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned_datetime(zone);
    (at.weekday().to_monday_one_offset().into(), at.hour().into())
}
