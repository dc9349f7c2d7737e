//! A process that was frozen and thawed sends nothing before its group has answered (docs/protocol.md#rule-9).
//!
//! The frozen process is this test program itself, started a second time.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use rustix::time::{ClockId, clock_gettime};

use crate::support::again::{is_this, this_program};
use crate::support::bot::{Consumer, ConsumerEvent, KafkaConfig, MockBroker, Properties, StartAt, fast_properties};

const CHILD: &str = "kafka_freeze::child";
const TOPIC: &str = "bus-stop-confirmations";
const SERVERS: &str = "NEEDHELP_TEST_FREEZE_SERVERS";
const SESSION: &str = "NEEDHELP_TEST_FREEZE_SESSION_MS";
const FREEZE: Duration = Duration::from_secs(3);

fn now_ms() -> i64 {
    let now = clock_gettime(ClockId::Boottime);
    now.tv_sec * 1_000 + now.tv_nsec / 1_000_000
}

/// The child's life: says what its lease says of the assignment it has, many times a second.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    if !is_this(CHILD) {
        return;
    }
    let (servers, session) = (std::env::var(SERVERS).expect("given"), std::env::var(SESSION).expect("given"));
    let mut properties = fast_properties();
    properties.0.push(("session.timeout.ms".to_owned(), session));
    let config = config(servers, properties);
    let start = StartAt::Replay { window: Duration::from_secs(60) };
    let (consumer, mut events) = Consumer::start(&config, "board", TOPIC, start).expect("a consumer");
    let mut mine = None;
    let mut beat = tokio::time::interval(Duration::from_millis(10));
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Some(ConsumerEvent::Assigned(assignments)) => {
                    mine = assignments.first().map(|first| first.epoch);
                }
                Some(_) => {}
                None => return,
            },
            _ = beat.tick() => if let Some(epoch) = mine {
                let verdict = consumer.lease().verdict(epoch);
                let mut out = std::io::stdout().lock();
                let written = writeln!(out, "lease {} {} {verdict:?}", now_ms(), epoch.epoch).and_then(|()| out.flush());
                if written.is_err() {
                    return;
                }
            },
        }
    }
}

fn config(bootstrap_servers: String, properties: Properties) -> KafkaConfig {
    KafkaConfig {
        bootstrap_servers,
        group_id: "neighbors".to_owned(),
        alerts_topic: "bus-stop-alerts".to_owned(),
        confirmations_topic: TOPIC.to_owned(),
        dead_letter_topic: "bus-stop-dead-letters".to_owned(),
        settings_topic: "bus-stop-settings".to_owned(),
        partitions: 3,
        replication_factor: 1,
        retention_days: 7,
        properties,
    }
}

struct Frozen(Child);

impl Drop for Frozen {
    fn drop(&mut self) {
        // SIGKILL ends a stopped process, too.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// Starts a child, freezes it, and gives what it says after the thaw until it may send again.
fn thaw_of(session_ms: &str) -> Vec<(u64, String)> {
    let embedded = MockBroker::start(&[TOPIC]).expect("the embedded broker starts");
    let mut child = this_program(CHILD)
        .env(SERVERS, embedded.bootstrap_servers())
        .env(SESSION, session_ms)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let pid = Pid::from_child(&child);
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let _child = Frozen(child);
    let mut next = move || loop {
        let line = lines.next().expect("the child lives").expect("text");
        let words: Vec<&str> = line.split(' ').collect();
        if let ["lease", at, generation, verdict] = words[..] {
            let (at, generation) = (at.parse::<i64>().expect("a time"), generation.parse().expect("a generation"));
            return (at, generation, verdict.to_owned());
        }
    };
    while next().2 != "MaySend" {}
    kill_process(pid, Signal::STOP).expect("frozen");
    // The freeze is the thing tested, and it takes its time.
    std::thread::sleep(FREEZE);
    let thawed = now_ms();
    kill_process(pid, Signal::CONT).expect("thawed");
    let mut said: Vec<(u64, String)> = Vec::new();
    loop {
        let (at, generation, verdict) = next();
        if at < thawed {
            continue;
        }
        let over = verdict == "MaySend";
        said.push((generation, verdict));
        assert!(at < thawed + 30_000, "it goes on in time");
        if over {
            return said;
        }
    }
}

#[test]
fn a_board_that_kept_its_partition_waits_for_the_group() {
    let said = thaw_of("8000");
    let (first, last) = (&said[0], &said[said.len() - 1]);
    assert_eq!(first.1, "Hold");
    assert_eq!(first.0, last.0, "the same assignment goes on");
}

#[test]
fn a_board_that_lost_its_partition_sends_nothing_for_the_old_assignment() {
    let said = thaw_of("1200");
    let old = said[0].0;
    assert_ne!(said[0].1, "MaySend");
    let last = &said[said.len() - 1];
    assert!(last.0 > old, "only a new assignment may send: {said:?}");
}
