//! `needhelp watch` in a group that changes, through outages, and on a topic that is made anew: nothing is shown twice
//! because of that, and nothing is left out.

use crate::support::program::{Kitchen, Running, run, text};

/// An alert of this parent, as any program may write it.
fn alert(parent: &str) -> String {
    format!(r#"{{"parent_name":"{parent}","child_name":"Jake","location":"Oak Street","message":"Late"}}"#)
}

fn is_assigned(line: &str) -> bool {
    line.contains("partitions assigned")
}

fn has_all(line: &str) -> bool {
    line.ends_with("partitions=[0, 1, 2]")
}

/// Whose alerts these have shown, when they have shown all of `expected` between them.
fn shown(kitchen: &Kitchen, watchers: &mut [&mut Running], expected: &[&str]) -> Vec<String> {
    kitchen.eventually(|| {
        let mut all: Vec<String> = watchers.iter_mut().flat_map(|watcher| watcher.shown()).collect();
        all.sort_unstable();
        expected.iter().all(|one| all.iter().any(|shown| shown == one)).then_some(all)
    })
}

#[test]
fn an_outage_longer_than_a_session_shows_nothing_again() {
    for arguments in [["watch", "--from-beginning"], ["watch", "--log"]] {
        let kitchen = Kitchen::with_a_door();
        kitchen.append("one");
        kitchen.append("two");
        let mut command = kitchen.needhelp(&arguments);
        if arguments[1] == "--log" {
            // The same records, read as if they were an alert's log.
            command.env("KAFKA_CONFIRMATIONS_TOPIC", "bus-stop-alerts").env("KAFKA_ALERTS_TOPIC", "another");
        }
        let mut watch = Running::start(command);
        watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@1"));
        kitchen.broker().down().unwrap();
        watch.until_logged(|line| line.contains("partitions taken away"));
        kitchen.broker().up().unwrap();
        watch.until_logged(is_assigned);
        kitchen.append("three");
        watch.until(|line| line.starts_with("Error: bus-stop-alerts/0@2"));
        let records: Vec<_> = watch.said.iter().filter(|line| line.starts_with("Error: bus-stop-alerts/")).collect();
        assert_eq!(records.len(), 3, "{arguments:?}: {records:#?}");
    }
}

#[test]
fn a_group_that_begins_anew_reads_all_again_and_its_place_moves_along() {
    let kitchen = Kitchen::new();
    for parent in ["Sarah", "Lisa", "Mike"] {
        kitchen.append(&alert(parent));
    }
    let watch = |arguments: &[&str]| kitchen.needhelp(&[&["watch"], arguments].concat());
    let alerts =
        |arguments: &[&str]| text(&run(watch(&[arguments, &["--until-now"]].concat())).stdout).matches('🚨').count();
    assert_eq!(alerts(&["--group", "neighbors"]), 3);
    assert_eq!(alerts(&["--group", "neighbors", "--from-beginning"]), 3);
    assert_eq!(alerts(&["--group", "neighbors"]), 0, "its place has moved along");

    // Whoever comes to a group that begins anew goes on with it.
    let mut first = Running::start(watch(&["--group", "neighbors", "--from-beginning"]));
    first.until(|line| line == "🚨 Mike needs help!");
    // The embedded broker, unlike Kafka, takes no commit while a group gives out its partitions.
    kitchen.until_saved("neighbors", 3);
    let mut second = Running::start(watch(&["--group", "neighbors"]));
    second.until_logged(is_assigned);
    second.interrupt();
    assert_eq!(second.shown(), [""; 0]);
    first.until_logged(|line| is_assigned(line) && !has_all(line));
    first.until_logged(has_all);
    kitchen.append(&alert("David"));
    first.until(|line| line == "🚨 David needs help!");
    assert_eq!(first.shown(), ["Sarah", "Lisa", "Mike", "David"]);
}

#[test]
fn looking_on_from_the_beginning_leaves_the_groups_place_alone() {
    let kitchen = Kitchen::new();
    kitchen.append(&alert("Sarah"));
    let alerts = |arguments: &[&str]| text(&run(kitchen.needhelp(arguments)).stdout).matches('🚨').count();
    assert_eq!(alerts(&["watch", "--from-beginning", "--until-now"]), 1);
    assert_eq!(alerts(&["watch", "--until-now"]), 1, "the group had not read it");
    assert_eq!(alerts(&["watch", "--until-now"]), 0);
}

/// Three watchers that have a partition each, and then some that look whether there is anything for them.
fn beside_three_watchers(kitchen: &Kitchen, spares: usize) -> Vec<Running> {
    // Kafka names members after their clients, and the last by name gets nothing.
    let named = |arguments: &[&str], name: &str| {
        let mut command = kitchen.needhelp(arguments);
        let others = kitchen.properties().map_or_else(String::new, |others| format!(",{others}"));
        command.env("KAFKA_PROPERTIES", format!("client.id={name}{others}"));
        Running::start(command)
    };
    let busy: Vec<Running> = (0..3).map(|_| named(&["watch"], "a")).collect();
    for watcher in &busy {
        watcher.until_logged(|line| is_assigned(line) && !line.contains(", ") && !line.ends_with("[]"));
    }
    let mut spares: Vec<Running> = (0..spares).map(|_| named(&["watch", "--until-now"], "z")).collect();
    for spare in &mut spares {
        assert_eq!(spare.ended().code(), Some(0));
        assert_eq!(spare.said, ["🔔 Listening for alerts...", ""]);
    }
    spares
}

#[test]
fn until_now_ends_where_others_of_the_group_have_all_partitions() {
    // The embedded broker's names are its own, so that one of several is likely to get nothing, and no more than that.
    beside_three_watchers(&Kitchen::new(), 3);
}

#[test]
fn until_now_ends_where_others_of_the_group_have_all_partitions_of_real_kafka() {
    let Some(kitchen) = Kitchen::real("watch --until-now without a partition") else { return };
    beside_three_watchers(&kitchen, 1)[0].until_logged(|line| line.ends_with("partitions=[]"));
}

#[test]
fn a_topic_made_anew_is_shown_once_by_its_group_whoever_comes_and_goes() {
    let Some(kitchen) = Kitchen::real("a topic made anew under running watches") else { return };
    let mut first = Running::start(kitchen.needhelp(&["watch"]));
    let mut looking_on = Running::start(kitchen.needhelp(&["watch", "--from-beginning"]));
    for partition in 0..3 {
        kitchen.append_to(partition, &alert(&format!("before {partition}")));
    }
    let before = ["before 0", "before 1", "before 2"];
    assert_eq!(shown(&kitchen, &mut [&mut first], &before), before);
    assert_eq!(shown(&kitchen, &mut [&mut looking_on], &before), before);

    kitchen.make_the_topic_anew();
    for watch in [&first, &looking_on] {
        watch.until_logged(|line| line.contains("the topic was made anew"));
        watch.until_logged(has_all);
    }
    for partition in 0..3 {
        kitchen.append_to(partition, &alert(&format!("after {partition}")));
    }
    let after = ["after 0", "after 1", "after 2"];
    assert_eq!(shown(&kitchen, &mut [&mut first], &after), [after, before].concat());
    assert_eq!(shown(&kitchen, &mut [&mut looking_on], &after), [after, before].concat());

    // One comes and takes over what the other has shown, and goes again.
    let mut second = Running::start(kitchen.needhelp(&["watch"]));
    second.until_logged(is_assigned);
    first.until_logged(|line| is_assigned(line) && !has_all(line));
    for partition in 0..3 {
        kitchen.append_to(partition, &alert(&format!("both {partition}")));
    }
    shown(&kitchen, &mut [&mut first, &mut second], &["both 0", "both 1", "both 2"]);
    second.interrupt();
    first.until_logged(has_all);
    for partition in 0..3 {
        kitchen.append_to(partition, &alert(&format!("last {partition}")));
    }
    let last = ["last 0", "last 1", "last 2"];
    // In each partition, what would be shown again comes before the last.
    let all = shown(&kitchen, &mut [&mut first, &mut second], &last);
    assert_eq!(all, [after, before, ["both 0", "both 1", "both 2"], last].concat());
}
