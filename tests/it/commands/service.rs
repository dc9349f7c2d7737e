//! A service as a container sees it: health, readiness, signals.

use std::net::TcpListener;

use rustix::process::Signal;

use crate::support::cli::{Cli, Running, run, text};

#[test]
fn without_a_broker_a_service_is_alive_and_with_one_it_is_ready() {
    let mut cli = Cli::without_broker();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let ours = |cli: &Cli, arguments: &[&str]| {
        let mut command = cli.needhelp(arguments);
        command.env("HTTP_LISTEN_ADDR", &address);
        command
    };
    let mut intake = Running::start(ours(&cli, &["intake"]));
    cli.eventually(|| run(ours(&cli, &["health"])).status.success().then_some(()));

    let unready = run(ours(&cli, &["health", "--ready"]));
    assert_eq!(unready.status.code(), Some(1));
    let said = text(&unready.stdout);
    assert!(said.contains("MISSING topics: ") && said.contains("MISSING intake: no Kafka broker"), "{said}");

    cli.open();
    cli.eventually(|| run(ours(&cli, &["health", "--ready"])).status.success().then_some(()));
    cli.send("Sarah");
    let log = cli.eventually(|| {
        let log = run(cli.needhelp(&["watch", "--log", "--until-now"]));
        text(&log.stdout).lines().next().map(str::to_owned)
    });
    assert!(log.contains("  raised      Sarah needs help: Jake, Oak Street Bus Stop: Meeting ran over"), "{log}");

    let metrics = cli.get(&format!("http://{address}/metrics"));
    let counted = "needhelp_records_total{topic=\"alerts\",kind=\"alert\",outcome=\"raised\"} 1";
    assert!(metrics.contains(counted), "{metrics}");

    intake.signal(Signal::TERM);
    assert_eq!(intake.ended().code(), Some(0));
}
