//! The tutorial's Python clients and `needhelp watch` in one group, on real Kafka.

use crate::support::cli::Cli;
use crate::support::tutorial::{consume, python_has_kafka, share};

#[test]
fn python_clients_share_a_group_with_watch_on_real_kafka() {
    let test = "the Python clients, on real Kafka";
    if let Some(cli) = Cli::real(test)
        && python_has_kafka(test)
    {
        consume(&cli);
        share(&cli);
    }
}
