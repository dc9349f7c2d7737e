//! What docs/tutorial.md shows, with `send` and `watch`, and with two Python clients beside them.
//!
//! `tests/real/tutorial.rs` has both in one group.

use crate::support::cli::{Cli, Running, run, text};
use crate::support::tutorial::{SARAHS_ALERT, consume, python_has_kafka};

#[test]
fn an_alert_that_is_sent_is_shown_in_the_tutorials_words() {
    let cli = Cli::new();
    let mut watch = Running::start(cli.needhelp(&["watch"]));
    watch.until_lines(2);
    cli.send("Sarah");
    watch.until_lines(7);
    assert_eq!(watch.said, SARAHS_ALERT);
    assert_eq!(watch.interrupt().code(), Some(0));
    assert_eq!(watch.said.last().map(String::as_str), Some("Stopped"));
}

#[test]
fn a_message_that_begins_with_a_hyphen_is_taken() {
    let cli = Cli::new();
    let names = ["send", "--parent", "Sarah", "--child", "Jake", "--location", "Oak Street"];
    for message in [&["--message", "- late"][..], &["--message=--late"]] {
        let sent = run(cli.needhelp(&[&names[..], message, &["--when", "now"]].concat()));
        assert_eq!(text(&sent.stdout), "✅ Alert sent: Sarah needs help\n   Time: now\n", "{}", text(&sent.stderr));
    }
    let watched = run(cli.needhelp(&["watch", "--from-beginning", "--until-now"]));
    let shown = text(&watched.stdout);
    assert!(shown.contains("Message: - late\n") && shown.contains("Message: --late\n"), "{shown}");
}

#[test]
fn watch_prints_an_alert_whose_optional_fields_cannot_be_read_as_the_bot_shows_it() {
    let cli = Cli::new();
    let names = r#""parent_name":"Sarah","child_name":"Jake","location":"Oak","message":"late""#;
    cli.append(&format!("\u{feff}{{{names},\"parent_id\":42,\"needed_by\":\"\"}}"));
    let watched = run(cli.needhelp(&["watch", "--from-beginning", "--until-now"]));
    assert!(text(&watched.stdout).contains("🚨 Sarah needs help!\n   Child: Jake\n"), "{}", text(&watched.stdout));
}

#[test]
fn messages_persist_and_a_group_goes_on_where_it_left_off() {
    let cli = Cli::new();
    cli.send("Sarah");
    let mut first = Running::start(cli.needhelp(&["watch"]));
    first.until_lines(7);
    first.interrupt();

    for _ in 0..3 {
        cli.send("Sarah");
    }
    let mut second = Running::start(cli.needhelp(&["watch"]));
    second.until_lines(2 + 3 * 5);
    second.interrupt();
    assert_eq!(second.alerts(), 3, "{:#?}", second.said);

    let mut new_group = Running::start(cli.needhelp(&["watch", "--group", "neighbors-v2"]));
    new_group.until_lines(2 + 4 * 5);
    new_group.interrupt();
    assert_eq!(new_group.alerts(), 4);

    let all = run(cli.needhelp(&["watch", "--from-beginning", "--until-now"]));
    assert_eq!(text(&all.stdout).matches('🚨').count(), 4);
    let nothing_new = run(cli.needhelp(&["watch", "--until-now"]));
    assert_eq!(text(&nothing_new.stdout), "🔔 Listening for alerts...\n\n");
}

#[test]
fn three_watchers_share_three_partitions() {
    let cli = Cli::new();
    let mut watchers: Vec<Running> = (0..3).map(|_| Running::start(cli.needhelp(&["watch"]))).collect();
    for watcher in &mut watchers {
        watcher.until_lines(2);
        // The first to come may have had all of them for a moment.
        watcher
            .until_logged(|line| ["[0]", "[1]", "[2]"].iter().any(|one| line.ends_with(&format!("partitions={one}"))));
    }
    // Ids are random, so that a partition may be left out by a few of them: send until each watcher has shown one.
    let mut sent = Vec::new();
    let shown = |watchers: &mut Vec<Running>| -> Vec<Vec<String>> { watchers.iter_mut().map(Running::shown).collect() };
    while shown(&mut watchers).iter().any(Vec::is_empty) {
        assert!(sent.len() < 60, "one of them is never given anything");
        sent.push(format!("Sarah {}", sent.len()));
        cli.send(&sent[sent.len() - 1]);
    }
    sent.sort_unstable();
    let times_shown = cli.eventually(|| {
        let mut all = shown(&mut watchers).concat();
        let times = all.len();
        all.sort_unstable();
        all.dedup();
        (all == sent).then_some(times)
    });
    // A busy machine may cost one of them its place for a moment, and what it had not saved is shown again.
    assert!(times_shown < 2 * sent.len(), "{times_shown} shown of {}: they do not share", sent.len());
}

#[test]
fn a_record_that_is_no_alert_is_an_error_line() {
    let cli = Cli::new();
    cli.append("help!");
    let mut watch = Running::start(cli.needhelp(&["watch"]));
    watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@0 is not an alert"));
    cli.send("Sarah");
    watch.until(|line| line == "🚨 Sarah needs help!");
}

#[test]
fn a_broker_that_is_away_means_not_sent_and_nothing_on_stdout() {
    let cli = Cli::without_broker();
    let arguments = ["send", "--parent", "Sarah", "--child", "Jake", "--location", "Oak Street", "--message", "Late"];
    let sent = run(cli.needhelp(&arguments));
    assert_eq!(sent.status.code(), Some(1));
    assert_eq!(text(&sent.stdout), "");
    let said = text(&sent.stderr);
    assert!(said.contains("needhelp: NOT sent: Kafka at 127.0.0.1:") && said.contains("Phone someone."), "{said}");
}

#[test]
fn python_clients_read_and_write_the_tutorials_alerts() {
    if python_has_kafka("the Python clients, on the embedded broker") {
        let cli = Cli::new();
        consume(&cli);
        let watched = run(cli.needhelp(&["watch", "--from-beginning", "--until-now"]));
        assert_eq!(text(&watched.stdout).matches('🚨').count(), 2);
        // `share` is for real Kafka: here a rebalance takes as long as a session, and that of consumer.py is 45 s.
    }
}
