//! Each rule switched off, and what goes wrong then.

use super::promises::{NOTHING_VOID, ONE_CARD, ONE_WINNER, REST, RESTS_OVER, TOLD_ONCE};
use super::*;

#[test]
fn without_the_give_up_time_a_claim_counts_whose_neighbor_read_not_sent() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { give_ups: 1, ..NO_FAULT },
        ticks: &[10],
        ..Bounds::NONE
    };
    breaks(Rules { give_up: false, ..Rules::REAL }, bounds, NOTHING_VOID);
}

#[test]
fn with_a_nonce_of_the_alert_alone_the_second_claim_is_told_to_nobody() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE), Act::Claim(0, LISA)],
        ..Bounds::NONE
    };
    breaks(Rules { nonce_by_cause: false, ..Rules::REAL }, bounds, REST);
}

#[test]
fn without_a_look_up_an_old_alert_gets_a_second_card() {
    let bounds =
        Bounds { script: &[Act::Raise(0)], faults: Faults { crashes: 1, ..NO_FAULT }, ticks: &[600], ..Bounds::NONE };
    breaks(Rules { look_up: false, age_at_the_write: false, ..Rules::REAL }, bounds, ONE_CARD);
}

#[test]
fn without_a_look_up_a_parent_is_told_twice() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { lost_answers: 1, ..NO_FAULT },
        ticks: &[600],
        ..Bounds::NONE
    };
    breaks(Rules { look_up: false, age_at_the_write: false, ..Rules::REAL }, bounds, TOLD_ONCE);
}

#[test]
fn with_offsets_stored_before_the_effects_a_click_is_never_answered() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Claim(0, LISA)],
        faults: Faults { crashes: 1, ..NO_FAULT },
        commits: true,
        ..Bounds::NONE
    };
    breaks(Rules { offset_after_effects: false, ..Rules::REAL }, bounds, REST);
}

#[test]
fn where_the_last_claim_wins_two_neighbors_go() {
    let bounds = Bounds { script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Claim(0, LISA)], ..Bounds::NONE };
    breaks(Rules { first_claim_wins: false, ..Rules::REAL }, bounds, ONE_WINNER);
}

#[test]
fn without_the_lease_a_board_that_wakes_late_posts_a_second_card() {
    let bounds = Bounds {
        script: &[Act::Raise(0)],
        faults: Faults { freezes: 1, ..NO_FAULT },
        ticks: &[600, 600],
        ..Bounds::NONE
    };
    breaks(Rules { lease_after_freeze: false, age_at_the_write: false, ..Rules::REAL }, bounds, ONE_CARD);
}

#[test]
fn without_the_lease_a_board_that_wakes_pins_a_closed_card_again() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Cancel(0)],
        faults: Faults { freezes: 1, ..NO_FAULT },
        ticks: &[10],
        ..Bounds::NONE
    };
    breaks(Rules { lease_after_freeze: false, age_at_the_write: false, ..Rules::REAL }, bounds, REST);
}

#[test]
fn without_the_removal_of_strays_a_second_card_stays() {
    breaks(Rules { strays: false, ..Rules::REAL }, holes::STOPPED, REST);
}

#[test]
fn with_an_edit_as_the_telling_the_parent_of_a_missed_alert_is_never_rung() {
    let bounds = Bounds { script: &[Act::Raise(0)], ticks: &[600], when: When::At(500), ..Bounds::NONE };
    breaks(Rules { rings: false, ..Rules::REAL }, bounds, REST);
    explore(Rules::REAL, bounds, &[RESTS_OVER]);
}
