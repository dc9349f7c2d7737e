//! `needhelp watch` in a group that changes, through outages, and on a topic that is recreated: nothing is shown twice
//! because of that, and nothing is left out.

use crate::support::cli::{Cli, Running, run, text};
use crate::support::watchers::{alert, beside_three_watchers, has_all, is_assigned};

#[test]
fn an_outage_longer_than_a_session_shows_nothing_again() {
    for arguments in [["watch", "--from-beginning"], ["watch", "--log"]] {
        let cli = Cli::breakable();
        cli.append("one");
        cli.append("two");
        let mut command = cli.needhelp(&arguments);
        if arguments[1] == "--log" {
            // The same records, read as if they were an alert's log.
            command.env("KAFKA_CONFIRMATIONS_TOPIC", "bus-stop-alerts").env("KAFKA_ALERTS_TOPIC", "another");
        }
        let mut watch = Running::start(command);
        watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@1"));
        cli.broker().down().unwrap();
        watch.until_logged(|line| line.contains("partitions taken away"));
        cli.broker().up().unwrap();
        watch.until_logged(is_assigned);
        cli.append("three");
        watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@2"));
        let records: Vec<_> = watch.said.iter().filter(|line| line.starts_with("Error: bus-stop-alerts/")).collect();
        assert_eq!(records.len(), 3, "{arguments:?}: {records:#?}");
    }
}

#[test]
fn a_group_that_starts_from_the_beginning_reads_and_commits_all() {
    let cli = Cli::new();
    for parent in ["Sarah", "Lisa", "Mike"] {
        cli.append(&alert(parent));
    }
    let watch = |arguments: &[&str]| cli.needhelp(&[&["watch"], arguments].concat());
    let alerts =
        |arguments: &[&str]| text(&run(watch(&[arguments, &["--until-now"]].concat())).stdout).matches('🚨').count();
    assert_eq!(alerts(&["--group", "neighbors"]), 3);
    assert_eq!(alerts(&["--group", "neighbors", "--from-beginning"]), 3);
    assert_eq!(alerts(&["--group", "neighbors"]), 0, "its place has moved along");

    // A member that joins a group that started again goes on with it.
    let mut first = Running::start(watch(&["--group", "neighbors", "--from-beginning"]));
    first.until(|line| line == "🚨 Mike needs help!");
    // The embedded broker, unlike Kafka, takes no commit while a group gives out its partitions.
    cli.until_saved("neighbors", 3);
    let mut second = Running::start(watch(&["--group", "neighbors"]));
    second.until_logged(is_assigned);
    second.interrupt();
    assert_eq!(second.shown(), [""; 0]);
    first.until_logged(|line| is_assigned(line) && !has_all(line));
    first.until_logged(has_all);
    cli.append(&alert("David"));
    first.until(|line| line == "🚨 David needs help!");
    assert_eq!(first.shown(), ["Sarah", "Lisa", "Mike", "David"]);
}

#[test]
fn watching_from_the_beginning_commits_nothing_for_the_group() {
    let cli = Cli::new();
    cli.append(&alert("Sarah"));
    let alerts = |arguments: &[&str]| text(&run(cli.needhelp(arguments)).stdout).matches('🚨').count();
    assert_eq!(alerts(&["watch", "--from-beginning", "--until-now"]), 1);
    assert_eq!(alerts(&["watch", "--until-now"]), 1, "the group had not read it");
    assert_eq!(alerts(&["watch", "--until-now"]), 0);
}

#[test]
fn until_now_ends_without_a_partition() {
    // The embedded broker's names are its own, so that one of several is likely to get nothing, and no more than that.
    beside_three_watchers(&Cli::new(), 3);
}
