//! The queue alone: no runtime, no clock but the one handed in.

use std::time::Duration;

use tokio::time::Instant;

use super::super::call::Priority;
use crate::discord::rest::limits::queue::{GLOBAL_WINDOW, Next, Queue};
use crate::discord::rest::limits::route::{Lane, Route};

type Names = Queue<&'static str, u32>;

const A: Lane = Lane { route: Route::CreateMessage, major: 1 };
const B: Lane = Lane { route: Route::CreateMessage, major: 2 };
/// The queue's own second.
const SECOND: Duration = GLOBAL_WINDOW;

fn here(_: &&'static str) -> bool {
    true
}

fn card(deadline: i64) -> Priority {
    Priority::Card { deadline }
}

/// Asks for what is to be asked and permits it at once, as a limiter without limits does.
fn go(queue: &mut Names, now: Instant) -> Option<&'static str> {
    for lane in queue.lanes_to_ask() {
        assert_eq!(queue.permitted(lane, 0), None);
    }
    match queue.next(now, here) {
        Next::Go(waiter, _) => Some(waiter),
        Next::At(_) | Next::Never => None,
    }
}

#[test]
fn the_most_urgent_of_a_lane_goes_first_whenever_it_came() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.arrive(A, Priority::Tidy, "tidy");
    queue.arrive(A, card(i64::MAX), "card without a time");
    queue.arrive(A, Priority::Edit, "edit");
    queue.arrive(A, card(900), "card with much time");
    queue.arrive(A, card(300), "card with little time");
    queue.arrive(A, Priority::Claim, "claim");
    queue.arrive(A, card(300), "card with little time, later");
    let order: Vec<_> = std::iter::from_fn(|| go(&mut queue, now)).collect();
    assert_eq!(
        order,
        [
            "claim",
            "card with little time",
            "card with little time, later",
            "card with much time",
            "card without a time",
            "edit",
            "tidy"
        ]
    );
}

#[test]
fn an_urgent_card_overtakes_five_hundred_that_wait_for_the_same_permit() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    for _ in 0..500 {
        queue.arrive(A, card(1_000), "backlog");
    }
    assert_eq!(queue.lanes_to_ask(), [A]);
    assert_eq!(queue.next(now, here), Next::Never);
    queue.arrive(A, card(10), "urgent");
    assert_eq!(queue.lanes_to_ask(), [], "one permit is asked for already");
    queue.permitted(A, 1);
    assert_eq!(queue.next(now, here), Next::Go("urgent", 1));
    assert_eq!(queue.lanes_to_ask(), [A]);
}

#[test]
fn lanes_that_lack_a_permit_hold_up_no_other_lane() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.arrive(A, Priority::Claim, "waits for its bucket");
    queue.arrive(B, Priority::Tidy, "has a permit");
    assert_eq!(queue.lanes_to_ask(), [A, B]);
    queue.permitted(B, 2);
    assert_eq!(queue.next(now, here), Next::Go("has a permit", 2));
}

#[test]
fn the_global_limit_lets_so_many_go_within_any_second() {
    let (mut queue, now) = (Names::new(3), Instant::now());
    for _ in 0..5 {
        queue.arrive(A, card(1), "card");
    }
    assert!(go(&mut queue, now).is_some());
    let later = now + SECOND / 2;
    assert!(go(&mut queue, later).is_some());
    assert!(go(&mut queue, later).is_some());
    assert!(go(&mut queue, later).is_none());
    assert_eq!(queue.next(later, here), Next::At(now + SECOND));
    assert!(go(&mut queue, now + SECOND).is_some());
    assert!(go(&mut queue, now + SECOND).is_none(), "two went half a second ago and one now");
    assert_eq!(queue.next(now + SECOND, here), Next::At(later + SECOND));
}

#[test]
fn under_the_global_limit_the_most_urgent_lane_goes_first() {
    let (mut queue, now) = (Names::new(1), Instant::now());
    queue.arrive(A, Priority::Tidy, "first");
    assert_eq!(go(&mut queue, now), Some("first"));
    queue.arrive(A, Priority::Edit, "edit");
    queue.arrive(B, Priority::Claim, "claim");
    assert_eq!(go(&mut queue, now), None);
    assert_eq!(go(&mut queue, now + SECOND), Some("claim"));
    assert_eq!(go(&mut queue, now + 2 * SECOND), Some("edit"));
}

#[test]
fn a_paused_lane_gives_its_permit_back_and_asks_again_when_the_pause_ends() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.arrive(A, Priority::Claim, "a");
    queue.arrive(B, Priority::Tidy, "b");
    queue.lanes_to_ask();
    queue.permitted(A, 1);
    queue.permitted(B, 2);
    assert_eq!(queue.pause_lane(A, now + SECOND), Some(1));
    assert_eq!(queue.next(now, here), Next::Go("b", 2));
    assert_eq!(queue.next(now, here), Next::At(now + SECOND));
    assert_eq!(queue.lanes_to_ask(), []);
    assert_eq!(queue.next(now + SECOND, here), Next::Never);
    assert_eq!(queue.lanes_to_ask(), [A]);
    queue.permitted(A, 3);
    assert_eq!(queue.next(now + SECOND, here), Next::Go("a", 3));
}

#[test]
fn a_permit_that_comes_during_its_lanes_pause_is_given_back() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.arrive(A, Priority::Claim, "a");
    queue.lanes_to_ask();
    assert_eq!(queue.pause_lane(A, now + SECOND), None);
    assert_eq!(queue.permitted(A, 1), Some(1));
    assert_eq!(go(&mut queue, now + SECOND), None, "the pause ends here, the permit is asked for again");
    assert_eq!(go(&mut queue, now + SECOND), Some("a"));
}

#[test]
fn a_global_pause_holds_everybody_and_is_never_shortened() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.pause_all(now + 2 * SECOND);
    queue.pause_all(now + SECOND);
    queue.arrive(A, Priority::Answer, "a");
    assert_eq!(go(&mut queue, now + SECOND), None);
    assert_eq!(queue.next(now + SECOND, here), Next::At(now + 2 * SECOND));
    assert_eq!(go(&mut queue, now + 2 * SECOND), Some("a"));
}

#[test]
fn who_left_loses_the_place_and_costs_no_permit() {
    let (mut queue, now) = (Names::new(50), Instant::now());
    queue.arrive(A, Priority::Claim, "gone");
    queue.arrive(A, Priority::Tidy, "here");
    queue.arrive(B, Priority::Claim, "gone");
    queue.lanes_to_ask();
    queue.permitted(A, 1);
    queue.permitted(B, 2);
    assert_eq!(queue.next(now, |&waiter| waiter != "gone"), Next::Go("here", 1));
    assert_eq!(queue.next(now, |&waiter| waiter != "gone"), Next::Never);
    assert_eq!(queue.lanes(), 0);
}

#[test]
fn nothing_is_remembered_of_lanes_that_are_done() {
    let (mut queue, now) = (Names::new(10_000), Instant::now());
    for major in 0..1_000 {
        queue.arrive(Lane { route: Route::EditMessage, major }, Priority::Edit, "edit");
        assert!(go(&mut queue, now).is_some());
    }
    queue.pause_lane(A, now + SECOND);
    assert_eq!(queue.lanes(), 1);
    assert_eq!(queue.next(now + SECOND, here), Next::Never);
    assert_eq!(queue.lanes(), 0);
}
