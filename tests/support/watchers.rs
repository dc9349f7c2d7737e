//! What the tests of `needhelp watch` share: alerts, what is logged of a group, and three watchers.

use super::cli::{Cli, Running};

/// An alert of this parent, as any program may write it.
pub fn alert(parent: &str) -> String {
    format!(r#"{{"parent_name":"{parent}","child_name":"Jake","location":"Oak Street","message":"Late"}}"#)
}

pub fn is_assigned(line: &str) -> bool {
    line.contains("partitions assigned")
}

pub fn has_all(line: &str) -> bool {
    line.ends_with("partitions=[0, 1, 2]")
}

/// Whose alerts these have shown, when they have shown all of `expected` between them.
pub fn shown(cli: &Cli, watchers: &mut [&mut Running], expected: &[&str]) -> Vec<String> {
    cli.eventually(|| {
        let mut all: Vec<String> = watchers.iter_mut().flat_map(|watcher| watcher.shown()).collect();
        all.sort_unstable();
        expected.iter().all(|one| all.iter().any(|shown| shown == one)).then_some(all)
    })
}

/// Three watchers that have a partition each, and then some that look whether there is anything for them.
pub fn beside_three_watchers(cli: &Cli, spares: usize) -> Vec<Running> {
    // Kafka names members after their clients, and the last by name gets nothing.
    let named = |arguments: &[&str], name: &str| {
        let mut command = cli.needhelp(arguments);
        let others = cli.properties().map_or_else(String::new, |others| format!(",{others}"));
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
