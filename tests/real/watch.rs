//! `needhelp watch` in a group on real Kafka, and on a topic that is recreated.

use crate::support::cli::{Cli, Running};
use crate::support::watchers::{alert, beside_three_watchers, has_all, is_assigned, shown};

#[test]
fn until_now_ends_without_a_partition_on_real_kafka() {
    let Some(cli) = Cli::real("watch --until-now without a partition") else { return };
    beside_three_watchers(&cli, 1)[0].until_logged(|line| line.ends_with("partitions=[]"));
}

#[test]
fn a_recreated_topic_is_shown_once_by_its_group() {
    let Some(cli) = Cli::real("a topic recreated under running watches") else { return };
    let mut first = Running::start(cli.needhelp(&["watch"]));
    let mut looking_on = Running::start(cli.needhelp(&["watch", "--from-beginning"]));
    for partition in 0..3 {
        cli.append_to(partition, &alert(&format!("before {partition}")));
    }
    let before = ["before 0", "before 1", "before 2"];
    assert_eq!(shown(&cli, &mut [&mut first], &before), before);
    assert_eq!(shown(&cli, &mut [&mut looking_on], &before), before);

    cli.recreate_the_topic();
    for watch in [&first, &looking_on] {
        watch.until_logged(|line| line.contains("the topic was created again"));
        watch.until_logged(has_all);
    }
    for partition in 0..3 {
        cli.append_to(partition, &alert(&format!("after {partition}")));
    }
    let after = ["after 0", "after 1", "after 2"];
    assert_eq!(shown(&cli, &mut [&mut first], &after), [after, before].concat());
    assert_eq!(shown(&cli, &mut [&mut looking_on], &after), [after, before].concat());

    // One comes and takes over what the other has shown, and goes again.
    let mut second = Running::start(cli.needhelp(&["watch"]));
    second.until_logged(is_assigned);
    first.until_logged(|line| is_assigned(line) && !has_all(line));
    for partition in 0..3 {
        cli.append_to(partition, &alert(&format!("both {partition}")));
    }
    shown(&cli, &mut [&mut first, &mut second], &["both 0", "both 1", "both 2"]);
    second.interrupt();
    first.until_logged(has_all);
    for partition in 0..3 {
        cli.append_to(partition, &alert(&format!("last {partition}")));
    }
    let last = ["last 0", "last 1", "last 2"];
    // In each partition, what would be shown again comes before the last.
    let all = shown(&cli, &mut [&mut first, &mut second], &last);
    assert_eq!(all, [after, before, ["both 0", "both 1", "both 2"], last].concat());
}
