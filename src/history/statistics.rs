//! How alerts went, counted: for `needhelp stats`, the page and Discord.
//!
//! Drills and withdrawn alerts do not count. Percentiles are computed here, because SQLite has none. Must not order people by
//! what they have done.

use std::collections::{BTreeMap, HashMap};

use futures_util::TryStreamExt as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::alert::{GuildId, Millis, UserId};
use crate::history::database::{Database, Dialect};
use crate::history::sql;

/// Which alerts are counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scope {
    /// Raised at this time or later. Without it, all.
    pub(crate) since: Option<Millis>,
    /// Raised before this time. Without it, up to now.
    pub(crate) until: Option<Millis>,
    /// Of this server. Without it, of all.
    pub(crate) guild: Option<GuildId>,
    /// Those that belong to no server as well: other programs may leave it out.
    pub(crate) without_guild: bool,
}

/// Alerts of the same weekday and hour, of the same hour, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    pub(crate) alerts: u64,
    /// Somebody has it, or had it at the end.
    pub(crate) answered: u64,
    pub(crate) answered_in_time: u64,
    /// Over, and nobody came.
    pub(crate) unanswered: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.alerts += other.alerts;
        self.answered += other.answered;
        self.answered_in_time += other.answered_in_time;
        self.unanswered += other.unanswered;
    }
}

/// How long it took until alerts were taken.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    #[cfg(test)]
    pub(crate) fn of(seconds: impl IntoIterator<Item = f64>) -> Self {
        Times(seconds.into_iter().collect())
    }

    /// The time within which this share of them was taken, between the two nearest, as `percentile_cont` of SQL.
    pub(crate) fn percentile(&self, share: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        // At most `last`, which is a length.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let (below, rest) = {
            let place = share.clamp(0.0, 1.0) * last as f64;
            (place.floor() as usize, place.fract())
        };
        let above = sorted[(below + 1).min(last)];
        Some(sorted[below] + (above - sorted[below]) * rest)
    }

    /// The time within which all of them were taken.
    pub(crate) fn longest(&self) -> Option<f64> {
        self.percentile(1.0)
    }

    pub(crate) fn median(&self) -> Option<f64> {
        self.percentile(0.5)
    }

    pub(crate) fn p90(&self) -> Option<f64> {
        self.percentile(0.9)
    }
}

/// What a neighbor has done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Helper {
    /// `None`: all who do not want to be named, and whose name is erased.
    pub(crate) name: Option<String>,
    /// How many people this is.
    pub(crate) people: u64,
    pub(crate) claims: u64,
    pub(crate) done: u64,
}

/// How alerts went.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Statistics {
    pub(crate) all: Tally,
    /// Taken by somebody, also where it was given back.
    pub(crate) claimed: u64,
    pub(crate) done: u64,
    pub(crate) times: Times,
    /// By weekday (Monday first) and hour, in the alert's time zone.
    pub(crate) hours: [[Tally; 24]; 7],
    /// The times of each week, by its Monday. Weeks without alerts in between are there, too.
    pub(crate) weeks: BTreeMap<Date, Times>,
    /// How many alerts reached each step as their highest.
    pub(crate) steps: BTreeMap<u8, u64>,
    /// In the order of their names.
    pub(crate) helpers: Vec<Helper>,
}

impl Statistics {
    /// Counts.
    ///
    /// # Errors
    /// Where the database is away, or has no tables yet.
    pub(crate) async fn read(database: &Database, scope: Scope) -> anyhow::Result<Self> {
        let mut statistics = Statistics::default();
        let cannot_read = |error| database.explained(anyhow::Error::new(error).context(CANNOT_READ));
        statistics.count_alerts(database, scope).await.map_err(cannot_read)?;
        statistics.helpers = helpers(database, scope).await.map_err(cannot_read)?;
        Ok(statistics)
    }

    async fn count_alerts(&mut self, database: &Database, scope: Scope) -> sqlx::Result<()> {
        let (condition, values) = condition(database.dialect(), scope, "");
        let question = format!(
            "SELECT CAST(raised_at AS text), timezone, CAST(weekday AS bigint), CAST(hour AS bigint), \
             CAST(answered AS integer), CAST(answered_in_time AS integer), ending, \
             CAST(seconds_to_claim AS double precision), CAST(highest_step AS bigint) FROM alerts WHERE {condition}"
        );
        let query = values.iter().fold(sqlx::query(AssertSqlSafe(question)), sqlx::query::Query::bind);
        let mut rows = query.fetch(database.pool());
        while let Some(row) = rows.try_next().await? {
            self.count(&row)?;
        }
        self.fill_weeks();
        Ok(())
    }

    fn count(&mut self, row: &AnyRow) -> sqlx::Result<()> {
        let ending: Option<String> = row.try_get(6)?;
        let is_answered = row.try_get::<i32, _>(4)? != 0;
        let missed = matches!(ending.as_deref(), Some("expired" | "missed" | "not_shown"));
        let tally = Tally {
            alerts: 1,
            answered: is_answered.into(),
            answered_in_time: (row.try_get::<i32, _>(5)? != 0).into(),
            unanswered: (!is_answered && missed).into(),
        };
        self.all.add(tally);
        let place = |column, bound| {
            row.try_get::<i64, _>(column).map(|value| usize::try_from(value).ok().filter(|place| *place < bound))
        };
        if let (Some(weekday), Some(hour)) = (place(2, 8)?.and_then(|day| day.checked_sub(1)), place(3, 24)?) {
            self.hours[weekday][hour].add(tally);
        }
        self.done += u64::from(ending.as_deref() == Some("done"));
        if let Some(step) = row.try_get::<Option<i64>, _>(8)?.and_then(|step| u8::try_from(step).ok()) {
            *self.steps.entry(step).or_default() += 1;
        }
        let seconds: Option<f64> = row.try_get(7)?;
        self.claimed += u64::from(seconds.is_some());
        self.times.0.extend(seconds);
        if let Some(monday) = sql::parse_time(&row.try_get::<String, _>(0)?).and_then(|at| monday(at, row.get(1))) {
            self.weeks.entry(monday).or_default().0.extend(seconds);
        }
        Ok(())
    }

    fn fill_weeks(&mut self) {
        let (Some(first), Some(last)) = (self.weeks.keys().next().copied(), self.weeks.keys().next_back().copied())
        else {
            return;
        };
        let weeks = first.series(7.days()).take_while(|week| *week <= last);
        for week in weeks {
            self.weeks.entry(week).or_default();
        }
    }

    /// All alerts of an hour, whatever the weekday.
    pub(crate) fn by_hour(&self) -> [Tally; 24] {
        let mut hours = [Tally::default(); 24];
        for day in &self.hours {
            for (sum, hour) in hours.iter_mut().zip(day) {
                sum.add(*hour);
            }
        }
        hours
    }

    /// For programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        let hours = self.by_hour().into_iter().enumerate().filter(|(_, tally)| tally.alerts > 0);
        let hours: Vec<_> = hours.map(|(hour, tally)| OfHour { hour, tally }).collect();
        let weeks = self.weeks.iter().map(|(monday, times)| {
            serde_json::json!({
                "monday": monday.to_string(),
                "claimed": times.0.len(),
                "median_seconds_to_claim": times.median(),
            })
        });
        serde_json::json!({
            "alerts": self.all.alerts,
            "answered": self.all.answered,
            "answered_in_time": self.all.answered_in_time,
            "unanswered": self.all.unanswered,
            "claimed": self.claimed,
            "done": self.done,
            "median_seconds_to_claim": self.times.median(),
            "p90_seconds_to_claim": self.times.p90(),
            "by_hour": hours,
            "by_week": weeks.collect::<Vec<_>>(),
            "highest_steps": self.steps.iter().map(|(step, alerts)| (step.to_string(), alerts)).collect::<BTreeMap<_, _>>(),
            "helpers": self.helpers,
        })
    }
}

pub(crate) const CANNOT_READ: &str =
    "HISTORY_URL: the history cannot be read (if it is new, start `needhelp history` first)";

#[derive(Serialize)]
struct OfHour {
    hour: usize,
    #[serde(flatten)]
    tally: Tally,
}

/// Which rows of `alerts` are in the scope, and the values to bind.
pub(crate) fn condition(dialect: Dialect, scope: Scope, table: &str) -> (String, Vec<String>) {
    let (mut condition, mut values) = (format!("{table}counted"), Vec::new());
    let cast = if dialect == Dialect::Postgres { "::timestamptz" } else { "" };
    for (bound, compared) in [(scope.since, ">="), (scope.until, "<")] {
        let Some(bound) = bound else { continue };
        values.push(sql::rfc3339(bound));
        condition.push_str(&format!(" AND {table}raised_at {compared} ${}{cast}", values.len()));
    }
    if let Some(guild) = scope.guild {
        values.push(guild.to_string());
        let other = if scope.without_guild { format!(" OR {table}guild_id IS NULL") } else { String::new() };
        condition.push_str(&format!(" AND ({table}guild_id = ${}{other})", values.len()));
    }
    (condition, values)
}

/// The Monday of the week, in the alert's time zone.
fn monday(at: Millis, timezone: &str) -> Option<Date> {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let date = zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date();
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

/// What neighbors have done, in the order of their names. The last row is of all who are not named.
async fn helpers(database: &Database, scope: Scope) -> sqlx::Result<Vec<Helper>> {
    let (condition, values) = condition(database.dialect(), scope, "a.");
    let question = format!(
        "SELECT c.neighbor_id, c.neighbor_name, u.user_id, c.ended_by FROM claims c \
         JOIN alerts a ON a.log_id = c.log_id AND a.partition = c.partition AND a.raised_offset = c.raised_offset \
         LEFT JOIN unnamed u ON u.user_id = c.neighbor_id WHERE {condition} AND c.counted ORDER BY c.claimed_at"
    );
    let query = values.iter().fold(sqlx::query(AssertSqlSafe(question)), sqlx::query::Query::bind);
    let mut rows = query.fetch(database.pool());
    // People who were forgotten have no id: they count as one.
    let mut people: HashMap<Option<String>, Helper> = HashMap::new();
    while let Some(row) = rows.try_next().await? {
        let id: Option<String> = row.try_get(0)?;
        let is_named = id.is_some() && row.try_get::<Option<String>, _>(2)?.is_none();
        let name = row.try_get::<Option<String>, _>(1)?.filter(|_| is_named);
        let helper = people.entry(id).or_default();
        helper.people = 1;
        helper.claims += 1;
        helper.done += u64::from(row.try_get::<Option<String>, _>(3)?.as_deref() == Some("done"));
        // The newest one.
        helper.name = name.or(helper.name.take());
    }
    let (mut named, unnamed): (Vec<_>, Vec<_>) = people.into_values().partition(|helper| helper.name.is_some());
    named.sort_by_cached_key(|helper| helper.name.as_deref().map(str::to_lowercase));
    let unnamed = unnamed.into_iter().reduce(|sum, one| Helper {
        name: None,
        people: sum.people + one.people,
        claims: sum.claims + one.claims,
        done: sum.done + one.done,
    });
    named.extend(unnamed);
    Ok(named)
}

/// What one person has done for others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Deeds {
    /// Alerts that they took.
    pub(crate) taken: u64,
    /// Of these, alerts that ended with the child safe while they had it.
    pub(crate) done: u64,
    /// Of these, alerts whose parent thanked them.
    pub(crate) thanked: u64,
}

impl Deeds {
    /// Counts.
    ///
    /// # Errors
    /// Where the database is away, or has no tables yet.
    pub(crate) async fn read(database: &Database, scope: Scope, user: UserId) -> sqlx::Result<Self> {
        let (condition, mut values) = condition(database.dialect(), scope, "a.");
        values.push(user.to_string());
        // A person may take an alert twice. It is one all the same.
        let count = |of: &str| format!("CAST(count(DISTINCT CASE WHEN {of} THEN a.alert_id END) AS bigint)");
        let question = format!(
            "SELECT {}, {}, {} FROM claims c \
             JOIN alerts a ON a.log_id = c.log_id AND a.partition = c.partition AND a.raised_offset = c.raised_offset \
             WHERE {condition} AND c.counted AND c.neighbor_id = ${}",
            count("true"),
            count("c.ended_by = 'done'"),
            count(THANKED),
            values.len()
        );
        let query = values.iter().fold(sqlx::query(AssertSqlSafe(question)), sqlx::query::Query::bind);
        let row = query.fetch_one(database.pool()).await?;
        let count = |column| row.try_get::<i64, _>(column).map(|count| u64::try_from(count).unwrap_or_default());
        Ok(Deeds { taken: count(0)?, done: count(1)?, thanked: count(2)? })
    }
}

/// Whether a claim's alert has a record in which the parent thanks who ended it. There is one at most that counts.
const THANKED: &str = "c.ended_by = 'done' AND EXISTS (SELECT 1 FROM events e WHERE e.alert_id = c.alert_id \
     AND e.log_id = c.log_id AND e.partition = c.partition AND e.record_offset > c.claim_offset \
     AND e.kind = 'thanked' AND e.outcome = 'applied')";
