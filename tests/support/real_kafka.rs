//! The Kafka that `KAFKA_BOOTSTRAP_SERVERS` names, and who may use the machine meanwhile.

use std::ops::Deref;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::say;

static MACHINE: RwLock<()> = RwLock::new(());

/// The address of the broker. While it is held, no test runs that needs the machine for itself.
pub struct RealKafka {
    servers: String,
    _machine: Machine,
}

/// Held for its end alone.
#[expect(dead_code, reason = "a guard")]
enum Machine {
    Shared(RwLockReadGuard<'static, ()>),
    Alone(RwLockWriteGuard<'static, ()>),
}

/// The broker to use, or a line in the output that says which test did not run.
pub fn real_kafka(test: &str) -> Option<RealKafka> {
    let servers = servers(test)?;
    let machine = Machine::Shared(MACHINE.read().unwrap_or_else(PoisonError::into_inner));
    Some(RealKafka { servers, _machine: machine })
}

/// The same for a test whose load would make the bounds of others meaningless.
pub fn real_kafka_alone(test: &str) -> Option<RealKafka> {
    let servers = servers(test)?;
    let machine = Machine::Alone(MACHINE.write().unwrap_or_else(PoisonError::into_inner));
    Some(RealKafka { servers, _machine: machine })
}

fn servers(test: &str) -> Option<String> {
    let servers = std::env::var("KAFKA_BOOTSTRAP_SERVERS").ok();
    if servers.is_none() {
        say(&format!(
            "NOT RUN: {test} (needs real Kafka: scripts/kafka start, then KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:19092)"
        ));
    }
    servers
}

impl Deref for RealKafka {
    type Target = str;

    fn deref(&self) -> &str {
        &self.servers
    }
}
