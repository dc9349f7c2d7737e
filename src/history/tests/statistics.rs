//! Statistics count what they should, in either database.

use super::support::Books;
use crate::alert::{GuildId, Millis};
use crate::commands::stats::terminal;
use crate::history::sql::Value;
use crate::history::statistics::{Helper, Scope, Statistics, Tally};
use crate::history::story::{ALERTS, CLAIMS};

/// Monday, 2026-01-05, 3:15 PM in UTC.
const MONDAY: Millis = Millis(1_767_626_100_000);
const DAY_MS: i64 = 24 * 3_600_000;

/// A row with these values, and the least that the other columns take.
fn row(columns: &[&str], values: &[(&str, Value)]) -> Vec<Value> {
    let value = |column: &&str| {
        let given = values.iter().find(|(name, _)| name == column).map(|(_, value)| value.clone());
        given.unwrap_or_else(|| match *column {
            "log_id" => Value::Int(Some(1)),
            "partition" | "claims" | "last_offset" | "hour" => Value::Int(Some(0)),
            "weekday" => Value::Int(Some(1)),
            "drill" | "safe" | "answered" | "answered_in_time" | "taken_over" => Value::Bool(false),
            "counted" => Value::Bool(true),
            "raised_at" | "last_at" | "claimed_at" => Value::Time(Some(MONDAY)),
            "seconds_to_claim" => Value::Real(None),
            "timezone" => Value::text("UTC"),
            "alert_id" => Value::text("a"),
            "phase" => Value::text("over"),
            "raised_offset" | "claim_offset" | "highest_step" => Value::Int(None),
            name if name.ends_with("_at") || name == "needed_by" => Value::Time(None),
            _ => Value::Text(None),
        })
    };
    columns.iter().map(value).collect()
}

async fn insert(books: &Books, alerts: &[Vec<(&str, Value)>], claims: &[Vec<(&str, Value)>]) {
    let mut connection = books.database.pool().acquire().await.expect("a connection");
    let dialect = books.database.dialect();
    let numbered = |columns: &[&str], key: &'static str, rows: &[Vec<(&str, Value)>]| {
        let rows = rows.iter().zip(0_i64..).map(|(values, number)| {
            let mut values = values.clone();
            values.push((key, Value::Int(Some(number))));
            row(columns, &values)
        });
        rows.collect::<Vec<_>>()
    };
    let rows = numbered(ALERTS.columns, "raised_offset", alerts);
    ALERTS.insert(&mut connection, dialect, rows).await.expect("alerts");
    let rows = numbered(CLAIMS.columns, "claim_offset", claims);
    CLAIMS.insert(&mut connection, dialect, rows).await.expect("claims");
}

fn taken(seconds: f64, at: Millis) -> Vec<(&'static str, Value)> {
    vec![
        ("answered", Value::Bool(true)),
        ("answered_in_time", Value::Bool(true)),
        ("seconds_to_claim", Value::Real(Some(seconds))),
        ("ending", Value::text("done")),
        ("hour", Value::Int(Some(15))),
        ("raised_at", Value::Time(Some(at))),
    ]
}

fn missed(at: Millis) -> Vec<(&'static str, Value)> {
    vec![
        ("ending", Value::text("expired")),
        ("hour", Value::Int(Some(7))),
        ("weekday", Value::Int(Some(2))),
        ("raised_at", Value::Time(Some(at))),
        ("highest_step", Value::Int(Some(4))),
        ("guild_id", Value::text("77")),
    ]
}

fn claim(alert: i64, who: Option<&str>, name: Option<&str>, ended_by: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("raised_offset", Value::Int(Some(alert))),
        ("neighbor_id", Value::Text(who.map(str::to_owned))),
        ("neighbor_name", Value::Text(name.map(str::to_owned))),
        ("ended_by", Value::text(ended_by)),
        ("seconds_to_claim", Value::Real(Some(1.0))),
        ("claimed_at", Value::Time(Some(MONDAY.plus(alert)))),
    ]
}

async fn read(books: &Books, scope: Scope) -> Statistics {
    Statistics::read(&books.database, scope).await.expect("read")
}

#[tokio::test]
async fn alerts_are_counted_and_drills_are_not() {
    let books = Books::open().await;
    let drill = vec![("drill", Value::Bool(true)), ("counted", Value::Bool(false))];
    let week_3 = MONDAY.plus(15 * DAY_MS);
    let open = vec![("phase", Value::text("open")), ("raised_at", Value::Time(Some(week_3)))];
    let mut alerts: Vec<_> = [10.0, 20.0, 30.0, 40.0].map(|seconds| taken(seconds, MONDAY)).into();
    alerts.extend([missed(MONDAY.plus(DAY_MS)), drill, open]);
    insert(&books, &alerts, &[]).await;

    let all = read(&books, Scope::default()).await;
    assert_eq!(all.all, Tally { alerts: 6, answered: 4, answered_in_time: 4, unanswered: 1 });
    assert_eq!((all.claimed, all.done, &all.steps), (4, 4, &[(4, 1)].into()));
    assert_eq!((all.times.median(), all.times.p90()), (Some(25.0), Some(37.0)));
    assert_eq!((all.hours[0][15].alerts, all.hours[1][7].unanswered, all.by_hour()[7].unanswered), (4, 1, 1));
    let weeks: Vec<_> = all.weeks.iter().map(|(monday, times)| (monday.to_string(), times.median())).collect();
    let weeks: Vec<_> = weeks.iter().map(|(monday, median)| (monday.as_str(), *median)).collect();
    assert_eq!(weeks, [("2026-01-05", Some(25.0)), ("2026-01-12", None), ("2026-01-19", None)]);

    let json = all.json();
    for (name, value) in [("alerts", 6.0), ("claimed", 4.0), ("done", 4.0), ("unanswered", 1.0)] {
        assert_eq!(json[name].as_f64(), Some(value), "{json}");
    }
    assert_eq!(
        (json["median_seconds_to_claim"].as_f64(), json["p90_seconds_to_claim"].as_f64()),
        (Some(25.0), Some(37.0))
    );

    let of_one = |guild, without_guild| Scope { guild: Some(GuildId(guild)), without_guild, ..Scope::default() };
    let count = async |scope| read(&books, scope).await.all.alerts;
    assert_eq!(
        (count(of_one(77, false)).await, count(of_one(77, true)).await, count(of_one(78, false)).await),
        (1, 6, 0)
    );
    let since = |at| Scope { since: Some(at), ..Scope::default() };
    assert_eq!((count(since(MONDAY)).await, count(since(MONDAY.plus(1))).await), (6, 2));
}

#[tokio::test]
async fn helpers_are_named_unless_they_do_not_want_that_and_nobody_is_ranked() {
    let books = Books::open().await;
    let claims = [
        claim(0, Some("1"), Some("mike"), "done"),
        claim(1, Some("1"), Some("Mike"), "done"),
        claim(1, Some("2"), Some("Lisa"), "released"),
        claim(0, Some("3"), Some("David"), "done"),
        claim(0, None, None, "done"),
    ];
    insert(&books, &[taken(1.0, MONDAY), taken(2.0, MONDAY)], &claims).await;
    crate::history::erasing::set_unnamed(&books.database, crate::alert::UserId(3), true).await.expect("noted");
    let helpers = read(&books, Scope::default()).await.helpers;
    let helper =
        |name: Option<&str>, people, claims, done| Helper { name: name.map(str::to_owned), people, claims, done };
    assert_eq!(helpers, [helper(Some("Lisa"), 1, 1, 0), helper(Some("Mike"), 1, 2, 2), helper(None, 2, 2, 2)]);
}

#[tokio::test]
async fn the_report_shows_hours_steps_and_helpers_and_says_where_there_is_nothing() {
    let books = Books::open().await;
    let empty = read(&books, Scope::default()).await;
    assert_eq!(terminal::report(&empty, "of the last 30 days"), "No alerts of the last 30 days.\n");
    let name = "Mi\u{1b}[2Jke";
    insert(&books, &[taken(125.0, MONDAY), missed(MONDAY)], &[claim(0, Some("1"), Some(name), "done")]).await;
    let report = terminal::report(&read(&books, Scope::default()).await, "of all time");
    for line in [
        "  alerts                  2\n",
        "  median to claim  2 min 5 s\n",
        "  07:00  ░ 1, 1 unanswered\n",
        "  15:00  █ 1\n",
        "  4 nobody came by the time                     █ 1\n",
        "Mi�[2Jke",
    ] {
        assert!(report.contains(line), "{line:?} in\n{report}");
    }
}
