//! The delivery protocol, explored exhaustively within bounds.

mod board;
mod choices;
mod discord;
mod promises;
mod rules;
mod steps;
mod world;

use rules::{Act, Bounds, Faults, Rules};
use stateright::{Checker, Model};
use world::Protocol;

#[test]
fn try_one() {
    let bounds = Bounds {
        script: &[Act::Raise(0)],
        faults: Faults { crashes: 2, lost_answers: 1, lost_acks: 1, ..Faults::default() },
        ticks: &[600],
        ..Bounds::NONE
    };
    let started = std::time::Instant::now();
    let checker = Protocol { rules: Rules::REAL, bounds }.checker().threads(2).spawn_bfs().join();
    println!("{} states {} unique depth {} {:?}", checker.state_count(), checker.unique_state_count(), checker.max_depth(), started.elapsed());
    for (name, path) in checker.discoveries() { println!("{name}: {:?}", path.into_actions()); }
}
