//! What the parent, a moderator and other neighbors do to a claim; two gateways that know different things; two versions of
//! the board. The rules as `src/` has them keep every promise; with one switched off, one breaks.

use super::promises::{
    BACKUP_CALLED, COUNTED_AFTER_ALL, NOT_SENT, OF_ITS_CLAIM, ONLY_SAFE, PARENT_KNOWS, REST, RESTS, RESTS_CLAIMED,
    RESTS_OVER,
};
use super::*;

const LIFE: Bounds = Bounds { whole_life: true, at_once: true, ..Bounds::NONE };

#[test]
fn the_backup_is_called_when_the_claim_ends() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Standby(0, LISA), Act::Release(0, MIKE)],
        when: When::NotSaid,
        ticks: &[120],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, BACKUP_CALLED]);
}

/// Lisa has seen that Mike has it, and presses when David has it.
#[test]
fn a_backup_stands_by_for_the_claim_that_they_saw() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Standby(0, LISA), Act::Moderate(0), Act::Claim(0, DAVID)],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, BACKUP_CALLED]);
    breaks(Rules { presses_name_what_they_saw: false, ..Rules::REAL }, bounds, OF_ITS_CLAIM);
}

#[test]
fn the_parent_asks_again_and_ends_only_the_claim_that_they_saw() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE), Act::Claim(0, LISA), Act::AskAgain(0)],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
    // A gateway that does not know whose claim it is names the parent, which stands for the present one.
    let by_mike = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::AskAgain(0), Act::Moderate(0), Act::Claim(0, MIKE)],
        ..LIFE
    };
    breaks(Rules { presses_name_what_they_saw: false, ..Rules::REAL }, by_mike, OF_ITS_CLAIM);
}

#[test]
fn done_by_the_parent_or_a_moderator_says_nothing_of_safe() {
    let bounds = Bounds {
        script: &[
            Act::Raise(0),
            Act::Claim(0, MIKE),
            Act::WithChild(0, MIKE),
            Act::DoneByParent(0),
            Act::DoneByModerator(0),
        ],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
    breaks(Rules { safe_by_the_neighbor: false, ..Rules::REAL }, bounds, ONLY_SAFE);
}

/// docs/decisions/0120-thanks-are-a-record.md
#[test]
fn the_neighbor_is_thanked_once_although_the_press_comes_twice_and_a_board_dies() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::WithChild(0, MIKE), Act::Done(0, MIKE), Act::Thank(0)],
        faults: Faults { crashes: 1, twice: 1, ..NO_FAULT },
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
}

const TAKEN_OVER: Bounds = Bounds {
    script: &[
        Act::Raise(0),
        Act::Claim(0, MIKE),
        Act::WithChild(0, MIKE),
        Act::Offer(0, MIKE, LISA),
        Act::TakeOver(0, LISA),
    ],
    faults: Faults { give_ups: 1, ..NO_FAULT },
    gives_up: |act| matches!(act, Act::TakeOver(..)),
    at_once: true,
    ..Bounds::NONE
};

/// docs/decisions/0076-a-take-over-counts-while-the-child-is-with-somebody.md
#[test]
fn who_read_not_sent_and_has_the_child_s_alert_is_told_so() {
    explore(Rules::REAL, TAKEN_OVER, &[RESTS, RESTS_CLAIMED, COUNTED_AFTER_ALL]);
    breaks(Rules { told_what_counts: false, ..Rules::REAL }, TAKEN_OVER, NOT_SENT);
}

/// One gateway refuses by its view, and the other has read less.
#[test]
fn who_read_not_sent_at_one_of_two_gateways_has_no_card_and_no_claim() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Claim(0, LISA)],
        faults: Faults { refusals: 1, crashes: 1, ..NO_FAULT },
        at_once: true,
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
    breaks(Rules { refusal_withdraws: false, ..Rules::REAL }, bounds, NOT_SENT);
}

#[test]
fn the_parent_of_an_alert_past_its_plan_is_told_after_each_opening() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE)],
        when: When::NotSaid,
        ticks: &[600],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
    let twice = Bounds { ticks: &[600, 600], ..bounds };
    breaks(Rules { since_in_the_id: false, ..Rules::REAL }, twice, PARENT_KNOWS);
}

/// The version before does not know that words change, and shows the ones of before.
#[test]
fn a_card_that_a_board_of_the_version_before_has_edited_shows_all_under_the_next() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Change(0, None), Act::Claim(0, MIKE)],
        faults: Faults { rebalances: 2, crashes: 1, ..NO_FAULT },
        old_board: true,
        at_once: true,
        ..Bounds::NONE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
    breaks(Rules { look_is_named: false, ..Rules::REAL }, bounds, REST);
}
