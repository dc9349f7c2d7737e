//! The rules as `src/` has them keep every promise.

use super::promises::{RESTS, RESTS_CLAIMED, RESTS_OVER, TOLD_TWO};
use super::*;

#[test]
fn a_card_is_posted_once_whatever_dies_and_is_lost() {
    let bounds = Bounds {
        script: &[Act::Raise(0)],
        faults: Faults { crashes: 2, lost_answers: 2, lost_acks: 1, rebalances: 1, twice: 1, ..NO_FAULT },
        ticks: &[600],
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS]);
}

#[test]
fn a_card_is_posted_once_whoever_freezes() {
    let bounds = Bounds {
        script: &[Act::Raise(0)],
        faults: Faults { lost_answers: 1, freezes: 2, ..NO_FAULT },
        ticks: &[10, 600],
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS]);
}

#[test]
fn of_two_claims_the_first_wins_and_after_a_release_the_second() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Claim(0, LISA), Act::Release(0, MIKE)],
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, TOLD_TWO]);
}

#[test]
fn a_claim_and_its_release_are_told_once_whoever_dies() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE)],
        faults: Faults { crashes: 1, ..NO_FAULT },
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

#[test]
fn a_claim_is_told_once_whatever_is_lost_or_comes_twice() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { lost_answers: 1, lost_acks: 1, twice: 1, ..NO_FAULT },
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

#[test]
fn what_was_given_up_is_never_told_and_its_card_closed() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { give_ups: 1, ..NO_FAULT },
        ticks: &[10],
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
}

#[test]
fn two_alerts_of_a_partition_finish_side_by_side() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Raise(1), Act::Cancel(1)],
        faults: Faults { crashes: 1, lost_answers: 1, ..NO_FAULT },
        commits: true,
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS]);
}

#[test]
fn a_frozen_board_wakes_without_doing_again_what_the_other_did() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { freezes: 1, ..NO_FAULT },
        ticks: &[600],
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

#[test]
fn the_second_claimer_is_answered_whatever_dies() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Claim(0, LISA)],
        faults: Faults { crashes: 1, ..NO_FAULT },
        commits: true,
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

#[test]
fn a_cancelled_alert_has_no_open_card_even_where_cancelled_comes_first() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Cancel(0)],
        faults: Faults { crashes: 1, lost_answers: 1, give_ups: 1, ..NO_FAULT },
        ticks: &[600],
        intake: true,
        lag: true,
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_OVER]);
}

#[test]
fn an_alert_whose_time_passes_is_closed() {
    for faults in [Faults { crashes: 1, ..NO_FAULT }, Faults { lost_answers: 1, ..NO_FAULT }] {
        let script = &[Act::Raise(0)];
        let bounds = Bounds { script, faults, ticks: &[600, 3_600], when: When::At(500), ..Bounds::NONE };
        explore(Rules::REAL, bounds, &[RESTS, RESTS_OVER]);
    }
}
