//! The names and descriptions of all metrics. No other file has a name, so that every series has a description.
//!
//! `needhelp_<thing>_<unit>[_total]`. An id is never a label, because ids never end.

use metrics::Unit;

/// Records read from Kafka. Labels `topic` (alerts, confirmations; history: what was written into its
/// database), `kind`, `outcome`.
pub(crate) const RECORDS: &str = "needhelp_records_total";
/// Interactions that Discord delivered. Labels `kind`, `outcome`.
pub(crate) const INTERACTIONS: &str = "needhelp_interactions_total";
/// Dispatches of Discord's gateway that could not be read.
pub(crate) const UNDECODABLE_DISPATCHES: &str = "needhelp_undecodable_dispatches_total";
/// New sessions (READY) and resumed ones with Discord's gateway. Label `kind`.
pub(crate) const GATEWAY_SESSIONS: &str = "needhelp_gateway_sessions_total";
/// Attempts of calls to Discord. Labels `route` (a template), `status`.
pub(crate) const DISCORD_REQUESTS: &str = "needhelp_discord_requests_total";
/// Dead letters. Label `topic`: the topic of the original record.
pub(crate) const DEAD_LETTERS: &str = "needhelp_dead_letters_total";
/// Dead letters that Kafka refused although they were cut to their headers.
pub(crate) const DEAD_LETTERS_REFUSED: &str = "needhelp_dead_letters_refused_total";
/// Drills that were raised. They are in no histogram.
pub(crate) const DRILLS: &str = "needhelp_drills_total";
/// From `raised` in the alert's log to its card in the channel.
pub(crate) const RAISED_TO_POSTED: &str = "needhelp_raised_to_posted_seconds";
/// From `raised` to the first claim.
pub(crate) const RAISED_TO_CLAIMED: &str = "needhelp_raised_to_claimed_seconds";
/// Steps of the clock of alerts that nobody takes. Label `step`: 0 to 6 (docs/protocol.md#clock).
pub(crate) const ESCALATIONS: &str = "needhelp_escalations_total";
/// Cards of which Discord did not notify the helper role.
pub(crate) const SILENT_CARDS: &str = "needhelp_silent_cards_total";
/// From the claim's record to the card that shows it.
pub(crate) const CLICK_TO_CARD: &str = "needhelp_click_to_card_seconds";
/// Records of an assigned partition that are not finished yet; of the gateway's view, records that it has not read; of
/// the history, records that are not in its database. Labels `service`, `partition`.
pub(crate) const LAG: &str = "needhelp_lag_records";
/// Alerts of this process's partitions that have not ended.
pub(crate) const OPEN_ALERTS: &str = "needhelp_open_alerts";
/// The age of the oldest record that is not finished. Label `service`.
pub(crate) const OLDEST_UNFINISHED: &str = "needhelp_oldest_unfinished_record_seconds";
/// 1 where a part works as `/readyz` says, 0 where something is missing. Label `part`.
pub(crate) const READY: &str = "needhelp_ready";
/// Reconnections. Label `to`.
pub(crate) const RECONNECTS: &str = "needhelp_reconnects_total";

/// The kinds of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Counter,
    Gauge,
    Histogram,
}

pub(crate) const ALL: &[(&str, Form, Unit, &str)] = &[
    (RECORDS, Form::Counter, Unit::Count, "Records read from Kafka, by topic, kind and what became of them"),
    (INTERACTIONS, Form::Counter, Unit::Count, "Interactions delivered by Discord, by kind and what became of them"),
    (DRILLS, Form::Counter, Unit::Count, "Drills that were raised; no child was waiting"),
    (UNDECODABLE_DISPATCHES, Form::Counter, Unit::Count, "Dispatches of Discord's gateway that could not be read"),
    (
        GATEWAY_SESSIONS,
        Form::Counter,
        Unit::Count,
        "Sessions with Discord's gateway; Discord allows 1000 new ones a day",
    ),
    (DISCORD_REQUESTS, Form::Counter, Unit::Count, "Attempts of calls to Discord, by route and status"),
    (
        DEAD_LETTERS,
        Form::Counter,
        Unit::Count,
        "Records that went to the dead-letter topic, by the topic they came from",
    ),
    (DEAD_LETTERS_REFUSED, Form::Counter, Unit::Count, "Dead letters that Kafka refused even without their contents"),
    (RAISED_TO_POSTED, Form::Histogram, Unit::Seconds, "From raised in the alert's log to its card in the channel"),
    (RAISED_TO_CLAIMED, Form::Histogram, Unit::Seconds, "From raised in the alert's log to the first claim"),
    (ESCALATIONS, Form::Counter, Unit::Count, "Steps of the clock; step 3 tells the parent to phone someone"),
    (SILENT_CARDS, Form::Counter, Unit::Count, "Cards of which Discord did not notify the helper role"),
    (CLICK_TO_CARD, Form::Histogram, Unit::Seconds, "From the claim's record to the card that shows it"),
    (
        LAG,
        Form::Gauge,
        Unit::Count,
        "Records of the assigned partitions that are not finished yet (service view: not read yet)",
    ),
    (OPEN_ALERTS, Form::Gauge, Unit::Count, "Alerts of the assigned partitions that are not over"),
    (OLDEST_UNFINISHED, Form::Gauge, Unit::Seconds, "Age of the oldest record that is not finished"),
    (READY, Form::Gauge, Unit::Count, "1 where a part works as /readyz says, 0 where something is missing"),
    (RECONNECTS, Form::Counter, Unit::Count, "Connections that came back"),
];

/// The buckets of histograms: from the milliseconds of the mock broker to minutes without Discord.
pub(crate) const SECONDS: &[f64] =
    &[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0];

/// Gives the recorder the description of each metric. Called once, after it was installed.
///
/// Counters that an alert rule looks at begin at 0: Prometheus sees no increase in a series that begins at 1.
pub(crate) fn describe() {
    for step in 0..=6 {
        metrics::counter!(ESCALATIONS, "step" => step.to_string()).increment(0);
    }
    metrics::counter!(SILENT_CARDS).increment(0);
    for (name, form, unit, text) in ALL {
        match form {
            Form::Counter => metrics::describe_counter!(*name, *unit, *text),
            Form::Gauge => metrics::describe_gauge!(*name, *unit, *text),
            Form::Histogram => metrics::describe_histogram!(*name, *unit, *text),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_metric_of_the_program_is_described() {
        let mut unknown = Vec::new();
        look_through(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut unknown);
        assert_eq!(unknown, Vec::<String>::new(), "describe them in metric.rs");
    }

    fn look_through(folder: &Path, unknown: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                look_through(&entry.path(), unknown);
            } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                let names = text.split('"').filter(|part| {
                    part.strip_prefix("needhelp_").is_some_and(|rest| {
                        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                    })
                });
                unknown.extend(names.filter(|name| ALL.iter().all(|(known, ..)| known != name)).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_metric_of_the_dashboard_and_of_the_alert_rules_exists() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/monitoring"));
        let mut found = 0;
        for file in ["rules.yml", "grafana/needhelp.json"] {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
            for name in words.filter(|word| word.starts_with("needhelp_")) {
                let known = |(known, form, ..): &(&str, Form, Unit, &str)| match form {
                    Form::Histogram => name.strip_suffix("_bucket") == Some(known),
                    _ => name == *known,
                };
                assert!(ALL.iter().any(known), "{file} has {name}, which the program does not export");
                found += 1;
            }
        }
        assert!(found > 20, "only {found} names were found");
    }

    #[test]
    fn names_tell_their_unit() {
        for (name, form, unit, _) in ALL {
            assert_eq!(name.ends_with("_total"), *form == Form::Counter, "{name}");
            assert_eq!(name.ends_with("_seconds"), *unit == Unit::Seconds, "{name}");
        }
    }
}
