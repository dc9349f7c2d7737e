//! Counterexamples: for promises that are not made, and for the defects that the model found. Each defect is fixed.

use super::promises::{ONE_CARD, REST, TOLD_ONCE};
use super::*;

/// A board is stopped between its last check and the write of a create, for longer than a nonce is remembered.
pub const STOPPED: Bounds = Bounds {
    script: &[Act::Raise(0)],
    faults: Faults { freezes: 1, ..NO_FAULT },
    ticks: &[600, 600],
    stopped_at_the_write: true,
    ..Bounds::NONE
};

#[test]
fn not_promised_a_process_stopped_at_the_write_makes_a_second_card() {
    breaks(Rules::REAL, STOPPED, ONE_CARD);
}

#[test]
fn a_second_card_of_a_process_stopped_at_the_write_is_removed() {
    explore_but(Rules::REAL, STOPPED, &[], &[ONE_CARD]);
}

const LONG_QUEUE: Bounds = Bounds {
    script: &[Act::Raise(0)],
    faults: Faults { lost_answers: 1, crashes: 1, ..NO_FAULT },
    ticks: &[600],
    long_queue: true,
    ..Bounds::NONE
};

/// The wait for a turn has no bound, so the cause's age counts when the request is written.
#[test]
fn without_the_age_at_the_write_a_card_that_waited_is_posted_twice() {
    breaks(Rules { age_at_the_write: false, ..Rules::REAL }, LONG_QUEUE, ONE_CARD);
    explore(Rules::REAL, LONG_QUEUE, &[]);
}

const TIME_UP_WHILE_YOUNG: Bounds = Bounds {
    script: &[Act::Raise(0)],
    faults: Faults { lost_answers: 1, crashes: 1, ..NO_FAULT },
    ticks: &[10, 3_600],
    when: When::At(5),
    ..Bounds::NONE
};

/// The message which the nonce gave back shows what the earlier attempt rendered.
#[test]
fn a_card_given_back_by_its_nonce_is_not_taken_to_show_what_came_later() {
    breaks(Rules { found_shows_old: false, ..Rules::REAL }, TIME_UP_WHILE_YOUNG, REST);
    explore(Rules::REAL, TIME_UP_WHILE_YOUNG, &[]);
}

const CLAIM_GIVEN_UP: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Claim(0, MIKE)],
    faults: Faults { give_ups: 1, ..NO_FAULT },
    ..Bounds::NONE
};

/// A claim's notices go with the claim that is withdrawn before they were told.
#[test]
fn a_claim_known_to_be_withdrawn_is_not_told_as_standing() {
    explore(Rules::REAL, CLAIM_GIVEN_UP, &[]);
}

const SLOW_DISCORD: Bounds = Bounds {
    script: &[Act::Raise(0), Act::Cancel(0)],
    faults: Faults { rebalances: 1, ..NO_FAULT },
    slow_discord: true,
    ..Bounds::NONE
};

/// Without the wait, an old edit or pin can arrive after the new owner's, and the card of an ended alert stays pinned.
/// The facts do not show it, because they may be appended in another order.
#[test]
fn without_the_wait_at_a_revocation_a_late_edit_stays_on_the_card() {
    breaks(Rules { handover_awaits_attempts: false, ..Rules::REAL }, SLOW_DISCORD, REST);
    explore(Rules::REAL, SLOW_DISCORD, &[]);
}

/// The same for notices.
#[test]
fn without_the_age_at_the_write_a_notice_that_waited_is_posted_twice() {
    let bounds = Bounds {
        script: &[Act::Raise(0), Act::Claim(0, MIKE)],
        faults: Faults { lost_answers: 1, ..NO_FAULT },
        ..LONG_QUEUE
    };
    breaks(Rules { age_at_the_write: false, ..Rules::REAL }, bounds, TOLD_ONCE);
    explore(Rules::REAL, bounds, &[]);
}
