//! What the tests of both programs stand on.
//!
//! [`neighborhood`]: a Discord, a Kafka and the bot between them. [`message`]: what people read. [`cli`]: the command line.
//! [`records`]: one producer and one consumer. [`node`]: a Kafka of the test's own.

#![allow(dead_code, unused_imports, reason = "each test program uses a part of it")]

pub mod again;
pub mod bot;
pub mod cli;
pub mod command_line;
pub mod history;
pub mod message;
pub mod neighborhood;
pub mod node;
pub mod process;
pub mod raw;
pub mod real_kafka;
pub mod records;
pub mod recreate;
pub mod tutorial;
pub mod wait;
pub mod watchers;

use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

pub use message::Shown;
pub use neighborhood::Neighborhood;
pub use process::Process;
pub use real_kafka::{real_kafka, real_kafka_alone};
pub use wait::eventually;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name that no other test in this or another run has.
pub fn unique() -> String {
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    format!("t{:x}-{}", nanos & 0xffff_ffff_ffff, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The address of a port that nobody has at the moment.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").to_string()
}

/// Writes a line into the test's output even if the test passes: the test program captures only `print!`.
pub fn say(line: &str) {
    _ = writeln!(std::io::stderr().lock(), "{line}");
}
