//! A service as a container sees it: health, readiness, signals.

use std::net::TcpListener;

use rustix::process::Signal;

use crate::support::program::{Kitchen, Running, run, text};

#[test]
fn without_a_broker_it_lives_and_says_what_is_missing_and_with_one_it_is_ready() {
    let mut kitchen = Kitchen::closed();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let ours = |kitchen: &Kitchen, arguments: &[&str]| {
        let mut command = kitchen.needhelp(arguments);
        command.env("HTTP_LISTEN_ADDR", &address);
        command
    };
    let mut intake = Running::start(ours(&kitchen, &["intake"]));
    kitchen.eventually(|| run(ours(&kitchen, &["health"])).status.success().then_some(()));

    let unready = run(ours(&kitchen, &["health", "--ready"]));
    assert_eq!(unready.status.code(), Some(1));
    let said = text(&unready.stdout);
    assert!(said.contains("MISSING topics: ") && said.contains("MISSING intake: no Kafka broker"), "{said}");

    kitchen.open();
    kitchen.eventually(|| run(ours(&kitchen, &["health", "--ready"])).status.success().then_some(()));
    kitchen.send("Sarah");
    let log = kitchen.eventually(|| {
        let log = run(kitchen.needhelp(&["watch", "--log", "--until-now"]));
        text(&log.stdout).lines().next().map(str::to_owned)
    });
    assert!(log.contains("  raised      Sarah needs help: Jake, Oak Street Bus Stop: Meeting ran over"), "{log}");

    let metrics = kitchen.get(&format!("http://{address}/metrics"));
    let counted = "needhelp_records_total{topic=\"alerts\",kind=\"alert\",outcome=\"raised\"} 1";
    assert!(metrics.contains(counted), "{metrics}");

    intake.signal(Signal::TERM);
    assert_eq!(intake.ended().code(), Some(0));
}
