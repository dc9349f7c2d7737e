//! 429 of each kind, the caller's last check, hanging requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;
use serenity::builder::{CreateInteractionResponse, EditMessage};
use tokio_util::sync::CancellationToken;

use super::super::{Backoff, Call, DiscordCode, GuardState, Priority, RestError, Scope, StillAllowed, retry};
use super::server::{Answer, Seen, Server, answer, limited, nothing, posted};
use super::{call, channel, hello, rest};
use crate::alert::{InteractionId, MessageId};

/// Long enough that a test which waits for it would be noticed, and no test does.
const LONG: f64 = 600.0;

/// 429 to the first request, and its answer to all others.
fn first(limit: fn() -> Answer) -> impl Fn(&Seen, usize) -> Answer + Send + Sync {
    move |seen, nth| match nth {
        1 => limit(),
        _ if seen.line.starts_with("POST /interactions") => nothing(),
        _ => posted(1),
    }
}

#[tokio::test]
async fn a_429_of_a_channel_is_kept_there_and_delays_no_other_channel() {
    let server = Server::start(first(|| limited("user", LONG))).await;
    let rest = rest(&server.url);
    let error = rest.create_message(call(), channel(1), &hello()).await.expect_err("429");
    assert!(matches!(error, RestError::RateLimited { scope: Scope::User, .. }), "{error:?}");
    assert!(error.is_transient() && !error.may_have_happened());

    let message = hello();
    let mut waits = Box::pin(rest.create_message(call(), channel(1), &message));
    tokio::select! {
        biased;
        outcome = &mut waits => panic!("it has to wait: {outcome:?}"),
        other = rest.create_message(call(), channel(2), &message) => drop(other.expect("not limited")),
    }
    rest.edit_message(call(), channel(1), MessageId(1), &EditMessage::new()).await.expect("another route");
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_limited_call_is_repeated_once_the_wait_is_over() {
    let server = Server::start(first(|| limited("user", 0.02))).await;
    let rest = rest(&server.url);
    let never = CancellationToken::new();
    let message = hello();
    retry(Backoff::default(), &never, |_| rest.create_message(call(), channel(1), &message)).await.expect("posted");
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn a_global_429_pauses_everything_but_interactions() {
    let server = Server::start(first(|| limited("global", LONG))).await;
    let rest = rest(&server.url);
    let error = rest.create_message(call(), channel(1), &hello()).await.expect_err("429");
    assert!(matches!(error, RestError::RateLimited { scope: Scope::Global, .. }), "{error:?}");
    let message = hello();
    let mut waits = Box::pin(rest.create_message(call(), channel(2), &message));
    let pong = CreateInteractionResponse::Acknowledge;
    // Many of them, so that a call which does not wait would be seen among them.
    let answers = async {
        for n in 1..=20 {
            rest.answer_interaction(call(), InteractionId(n), "tok", &pong).await.expect("exempt");
        }
    };
    tokio::select! {
        biased;
        outcome = &mut waits => panic!("it has to wait: {outcome:?}"),
        () = answers => {}
    }
    let creates = server.lines().into_iter().filter(|line| line.starts_with("POST /channels")).count();
    assert_eq!((creates, server.lines().len()), (1, 21));
}

#[tokio::test]
async fn a_shared_429_is_no_invalid_request_and_waits_for_its_route_alone() {
    let server = Server::start(first(|| limited("shared", LONG))).await;
    let rest = rest(&server.url);
    let error = rest.create_message(call(), channel(1), &hello()).await.expect_err("429");
    assert!(matches!(error, RestError::RateLimited { scope: Scope::Shared, .. }), "{error:?}");
    assert_eq!(rest.guard_state(), GuardState::Open { invalid: 0 });
    rest.edit_message(call(), channel(1), MessageId(1), &EditMessage::new()).await.expect("another route");
}

#[tokio::test]
async fn too_many_edits_of_an_old_message_do_not_pause_the_channels_other_edits() {
    let old = || {
        let body = json!({ "message": "old", "code": 30046, "retry_after": LONG });
        answer(429, &[("x-ratelimit-scope", "user")], &body)
    };
    let server = Server::start(first(old)).await;
    let rest = rest(&server.url);
    let edit = EditMessage::new();
    let error = rest.edit_message(call(), channel(1), MessageId(1), &edit).await.expect_err("429");
    assert_eq!(error.code(), Some(DiscordCode::OLD_MESSAGE_EDITS));
    rest.edit_message(call(), channel(1), MessageId(2), &edit).await.expect("a younger message");
}

#[tokio::test]
async fn a_malformed_limit_header_repeats_nothing_and_fails_nothing() {
    let server = Server::start(|_, nth| {
        let headers = [("x-ratelimit-bucket", "b"), ("x-ratelimit-limit", "many"), ("x-ratelimit-reset-after", "NaN")];
        answer(200, &headers, &super::server::message(nth as u64))
    })
    .await;
    let rest = rest(&server.url);
    for _ in 0..3 {
        rest.create_message(call(), channel(1), &hello()).await.expect("posted");
    }
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_call_that_its_check_refuses_is_not_sent() {
    let server = Server::start(|_, _| posted(1)).await;
    let rest = rest(&server.url);
    let no = StillAllowed::new(|| false);
    let error = rest.create_message(call().if_still(&no), channel(1), &hello()).await.expect_err("held");
    assert!(matches!(error, RestError::Held), "{error:?}");
    assert!(!error.is_transient() && !error.may_have_happened());
    rest.create_message(call(), channel(1), &hello()).await.expect("the bucket is free again");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn the_caller_is_asked_after_the_wait_and_not_before() {
    let server = Server::start(first(|| limited("user", 0.05))).await;
    let rest = rest(&server.url);
    rest.create_message(call(), channel(1), &hello()).await.expect_err("429");
    let (lease, asked) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let may_send = {
        let (lease, asked) = (lease.clone(), asked.clone());
        StillAllowed::new(move || {
            asked.fetch_add(1, Ordering::SeqCst);
            lease.load(Ordering::SeqCst)
        })
    };
    let message = hello();
    let mut waits = Box::pin(rest.create_message(call().if_still(&may_send), channel(1), &message));
    tokio::select! {
        biased;
        outcome = &mut waits => panic!("it has to wait: {outcome:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    lease.store(false, Ordering::SeqCst);
    assert!(matches!(waits.await, Err(RestError::Held)));
    assert_eq!((asked.load(Ordering::SeqCst), server.lines().len()), (1, 1));
}

#[tokio::test]
async fn a_request_that_is_refused_at_the_write_does_not_arrive() {
    let server = Server::start(|_, nth| posted(nth as u64)).await;
    let rest = rest(&server.url);
    // On a connection that has to be made first, and on one that is there.
    for arrived in 0..2 {
        let asked = AtomicUsize::new(0);
        let only_before = StillAllowed::new(move || asked.fetch_add(1, Ordering::SeqCst) == 0);
        let error = rest.create_message(call().if_still(&only_before), channel(1), &hello()).await.expect_err("held");
        assert!(matches!(error, RestError::Held), "{error:?}");
        let sent = rest.create_message(call().if_still(&StillAllowed::new(|| true)), channel(1), &hello()).await;
        sent.expect("the next one goes out, and is whole");
        let bodies: Vec<_> = server.seen().into_iter().map(|seen| seen.body["content"].clone()).collect();
        assert_eq!(bodies, vec![json!("hello"); arrived + 1]);
        let last = server.seen().pop().expect("it arrived");
        assert!(last.headers.contains_key("content-length"), "its length is said beforehand: {last:?}");
    }
}

#[tokio::test]
async fn cancelling_ends_the_wait_for_a_turn() {
    let server = Server::start(first(|| limited("user", LONG))).await;
    let rest = rest(&server.url);
    rest.create_message(call(), channel(1), &hello()).await.expect_err("429");
    let revoked = CancellationToken::new();
    let message = hello();
    let mut waits = Box::pin(rest.create_message(call().until(&revoked), channel(1), &message));
    tokio::select! {
        biased;
        outcome = &mut waits => panic!("it has to wait: {outcome:?}"),
        () = std::future::ready(()) => revoked.cancel(),
    }
    assert!(matches!(waits.await, Err(RestError::Held)));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_hangs_does_not_block_its_channel() {
    let server = Server::start(|_, nth| if nth == 1 { None } else { posted(2) }).await;
    let rest = rest(&server.url);
    let message = hello();
    let urgent = Call::new(Priority::Claim);
    let (hangs, goes) = tokio::join!(rest.create_message(urgent, channel(1), &message), async {
        server.has_seen(1).await;
        let began = tokio::time::Instant::now();
        rest.create_message(call(), channel(1), &message).await.map(|_| began.elapsed())
    });
    assert!(matches!(hangs, Err(RestError::TimedOut { .. })), "{hangs:?}");
    assert!(goes.expect("posted") < super::super::ATTEMPT_TIMEOUT / 2);
}

#[tokio::test]
async fn interactions_are_answered_side_by_side() {
    let server = Server::start(|_, nth| if nth == 1 { None } else { nothing() }).await;
    let rest = rest(&server.url);
    let pong = CreateInteractionResponse::Acknowledge;
    let mut hangs = Box::pin(rest.answer_interaction(call(), InteractionId(1), "one", &pong));
    tokio::select! {
        biased;
        outcome = &mut hangs => panic!("it has no answer: {outcome:?}"),
        () = server.has_seen(1) => {}
    }
    rest.answer_interaction(call(), InteractionId(2), "two", &pong).await.expect("answered");
}
