//! The whole life of an alert: every press by any button that its person has seen, the clock, and the removal of the words.
//! The rules as `src/` has them keep every promise; with one switched off, one breaks.

use super::promises::{
    CALLED_AGAIN, CHILD_FIRST, NOT_EMPTIED, OF_ITS_CLAIM, OF_ITS_CLOCK, REST, RESTS, RESTS_CLAIMED, RESTS_OVER,
    TOLD_TWO, WORDS_GONE,
};
use super::*;

const LIFE: Bounds = Bounds { whole_life: true, at_once: true, ..Bounds::NONE };

const CLAIMED_TWICE: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE), Act::Claim(0, LISA)],
    when: When::NotSaid,
    ticks: &[120],
    ..LIFE
};

#[test]
fn steps_come_while_it_is_open_and_stop_at_the_claim() {
    explore(Rules::REAL, CLAIMED_TWICE, &[RESTS, RESTS_CLAIMED, TOLD_TWO]);
    let opened_again = &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE)];
    let bounds = Bounds { script: opened_again, ticks: &[120, 300], ..CLAIMED_TWICE };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

/// Mike has pressed twice: his second claim must not be ended by a button of his first.
const THE_SAME_NEIGHBOR: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE), Act::Claim(0, MIKE), Act::Moderate(0)],
    ..LIFE
};

#[test]
fn a_press_ends_only_the_claim_that_its_person_saw() {
    explore(Rules::REAL, THE_SAME_NEIGHBOR, &[RESTS, RESTS_CLAIMED]);
    breaks(Rules { presses_name_what_they_saw: false, ..Rules::REAL }, THE_SAME_NEIGHBOR, OF_ITS_CLAIM);
}

#[test]
fn a_change_is_asked_about_and_confirmed() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Change(0, None), Act::Confirm(0, MIKE)],
        ticks: &[200],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

const HANDED_OVER: Bounds = Bounds {
    script: &[
        Act::Raise(0),
        Act::Claim(0, MIKE),
        Act::Offer(0, MIKE, LISA),
        Act::TakeOver(0, LISA),
        Act::Release(0, MIKE),
    ],
    ..LIFE
};

#[test]
fn a_hand_over_against_a_release_or_a_cancel_tells_both_neighbors() {
    explore(Rules::REAL, HANDED_OVER, &[RESTS, RESTS_CLAIMED]);
    let cancelled = Bounds {
        script: &[
            Act::Raise(0),
            Act::Claim(0, MIKE),
            Act::Offer(0, MIKE, LISA),
            Act::TakeOver(0, LISA),
            Act::Cancel(0),
        ],
        ..LIFE
    };
    explore(Rules::REAL, cancelled, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
    breaks(Rules { one_recipient_each: false, ..Rules::REAL }, HANDED_OVER, REST);
}

const MET: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::WithChild(0, MIKE), Act::Cancel(0), Act::Done(0, MIKE)],
    ..LIFE
};

#[test]
fn a_child_that_is_with_a_neighbor_is_said_to_be() {
    explore(Rules::REAL, MET, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
    let released = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::WithChild(0, MIKE), Act::Release(0, MIKE)],
        ..LIFE
    };
    explore(Rules::REAL, released, &[RESTS, RESTS_CLAIMED]);
    breaks(Rules { child_before_record: false, ..Rules::REAL }, released, CHILD_FIRST);
}

#[test]
fn with_the_child_against_presses_that_were_not_sent() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::WithChild(0, MIKE)],
        faults: Faults { give_ups: 1, ..NO_FAULT },
        ticks: &[10],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
}

const MOVED: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Change(0, Some(9_000))],
    when: When::At(100),
    ticks: &[3_710],
    slow_clock: true,
    ..LIFE
};

#[test]
fn a_new_time_and_the_end_of_the_old_one() {
    explore(Rules::REAL, MOVED, &[RESTS, RESTS_OVER]);
    breaks(Rules { clock_names_its_cause: false, ..Rules::REAL }, MOVED, OF_ITS_CLOCK);
}

#[test]
fn a_step_whose_board_dies_is_told_once_by_the_next_or_overtaken() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { crashes: 1, ..NO_FAULT },
        when: When::NotSaid,
        ticks: &[120, 300],
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
}

#[test]
fn a_step_that_a_frozen_board_appends_late_rings_nobody() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { freezes: 1, ..NO_FAULT },
        when: When::NotSaid,
        ticks: &[120, 300],
        slow_clock: true,
        ..LIFE
    };
    explore(Rules::REAL, bounds, &[RESTS, RESTS_CLAIMED]);
    breaks(Rules { emptied_untold: false, ..Rules::REAL }, bounds, NOT_EMPTIED);
}

#[test]
fn without_the_opening_in_the_id_of_a_step_nobody_is_called_after_a_release() {
    let script = &[Act::Raise(0), Act::Claim(0, MIKE), Act::Release(0, MIKE)];
    let bounds = Bounds { script, ticks: &[120, 120], ..CLAIMED_TWICE };
    breaks(Rules { since_in_the_id: false, ..Rules::REAL }, bounds, CALLED_AGAIN);
}

const LONG_OVER: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Claim(0, MIKE), Act::Cancel(0)],
    faults: Faults { crashes: 1, ..NO_FAULT },
    ticks: &[43_300],
    ..LIFE
};

#[test]
fn the_words_of_what_is_long_over_are_removed() {
    explore(Rules::REAL, LONG_OVER, &[RESTS, RESTS_CLAIMED, RESTS_OVER]);
    breaks(Rules { erases: false, ..Rules::REAL }, LONG_OVER, WORDS_GONE);
}
