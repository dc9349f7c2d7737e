//! The model checker: explores every order of events within bounds, with two boards, one partition and any failure.
//! It drives the real fold, pending effects, deadlines, offset tracker and lease; everything around them is modeled.
//!
//! [`holds`]: the promises hold. [`without_a_rule`]: without a rule, one of them breaks, so the model can detect it.
//! [`life`]: both for the presses after the claim and for the clock. [`people`]: both for what others do to a claim. [`holes`]: counterexamples for promises that are not made, and for defects that are fixed.
//!
//! - [`rules`]: the rules and bounds of a run. [`world`], [`discord`], [`board`]: a state.
//! - [`choices`], [`steps`]: the possible events and their effects. [`promises`]: the properties.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod board;
mod choices;
mod discord;
mod holds;
mod holes;
mod job;
mod life;
mod people;
mod promises;
mod rules;
mod steps;
mod switched_off;
mod without_a_rule;
mod world;

use std::time::Instant;

use stateright::{Checker, HasDiscoveries, Model};

use rules::{Act, Bounds, Faults, Rules, When};
use world::Protocol;

const MIKE: u64 = 2;
const LISA: u64 = 3;
const DAVID: u64 = 4;

const NO_FAULT: Faults =
    Faults { crashes: 0, lost_answers: 0, lost_acks: 0, give_ups: 0, refusals: 0, freezes: 0, rebalances: 0, twice: 0 };

/// Explores everything within `bounds`; every promise has to hold, and everything in `reached` to occur, lest the bounds
/// leave out what the run is about.
fn explore(rules: Rules, bounds: Bounds, reached: &[&'static str]) {
    explore_but(rules, bounds, reached, &[]);
}

/// The same where some promises are known not to hold.
fn explore_but(rules: Rules, bounds: Bounds, reached: &[&'static str], but: &[&'static str]) {
    let began = Instant::now();
    let checker = Protocol::new(rules, bounds).checker().threads(2).spawn_dfs().join();
    println!(
        "{} states, {} of them different, {} deep, in {:.1} s",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
        began.elapsed().as_secs_f64()
    );
    let found = checker.discoveries();
    for (name, path) in &found {
        let broken = promises::PROMISES.contains(name) && !but.contains(name);
        assert!(!broken, "not so: {name}\n{:#?}", path.clone().into_actions());
    }
    for name in reached {
        assert!(found.contains_key(name), "the bounds never get there: {name}");
    }
}

/// Looks for a way, the shortest, to break `promise`, and says it.
fn breaks(rules: Rules, bounds: Bounds, promise: &'static str) {
    let finish = HasDiscoveries::AllOf([promise].into());
    let checker = Protocol::new(rules, bounds).checker().finish_when(finish).spawn_bfs().join();
    let path = checker.discovery(promise).unwrap_or_else(|| panic!("nothing breaks it: {promise}"));
    println!("{} states until it is broken: {promise}", checker.unique_state_count());
    for step in path.into_actions() {
        println!("  {step:?}");
    }
}
