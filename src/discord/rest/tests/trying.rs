//! Trying again, without a server: what counts is what `retry` does with each outcome.

use std::cell::Cell;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::super::{Backoff, DiscordCode, Ended, RestError, RetryError, Scope, retry};

const ROUTE: &str = "POST /test";

fn unavailable() -> RestError {
    RestError::Unavailable { route: ROUTE, status: StatusCode::BAD_GATEWAY, retry_after: None }
}

fn limited(seconds: u64) -> RestError {
    let retry_after = Duration::from_secs(seconds);
    RestError::RateLimited { route: ROUTE, retry_after, scope: Scope::User, code: None }
}

fn refused() -> RestError {
    let code = DiscordCode::MISSING_PERMISSION;
    RestError::Refused { route: ROUTE, status: StatusCode::FORBIDDEN, code, message: String::new() }
}

/// Fails as scripted, then succeeds with the attempt's number.
async fn play(backoff: Backoff, script: &[fn() -> RestError]) -> Result<u32, RetryError> {
    retry(backoff, &CancellationToken::new(), |attempt| async move {
        script.get(attempt as usize - 1).map_or(Ok(attempt), |fail| Err(fail()))
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn a_transient_error_is_retried_until_it_succeeds() {
    assert_eq!(play(Backoff::default(), &[unavailable, || limited(1), unavailable]).await.expect("the fourth"), 4);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_never_begins_before_discord_allows_it() {
    let began = Instant::now();
    play(Backoff::default(), &[|| limited(40)]).await.expect("the second");
    assert!(began.elapsed() >= Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn a_permanent_error_is_not_repeated_and_earlier_doubts_are_kept() {
    let error = play(Backoff::default(), &[unavailable, refused]).await.expect_err("refused");
    assert_eq!((error.attempts, error.ended, error.may_have_happened), (2, Ended::Refused, true));
    assert_eq!(error.last.code(), Some(DiscordCode::MISSING_PERMISSION));
    let error = play(Backoff::default(), &[|| limited(1), refused]).await.expect_err("refused");
    assert!(!error.may_have_happened);
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_when_the_time_is_up_and_not_before() {
    let began = Instant::now();
    let always = [unavailable as fn() -> RestError; 1_000];
    let error = play(Backoff::within(Duration::from_secs(300)), &always).await.expect_err("given up");
    assert_eq!(error.ended, Ended::GaveUp);
    assert!(began.elapsed() <= Duration::from_secs(300));
    assert!(error.attempts > 10, "{} attempts in five minutes", error.attempts);
    let error = play(Backoff::within(Duration::from_secs(5)), &[|| limited(6)]).await.expect_err("too long a wait");
    assert_eq!((error.attempts, error.ended), (1, Ended::GaveUp));
}

#[tokio::test(start_paused = true)]
async fn cancelling_ends_the_wait_between_attempts() {
    let cancelled = CancellationToken::new();
    let began = Instant::now();
    let (outcome, ()) =
        tokio::join!(retry(Backoff::default(), &cancelled, |_| async { Err::<(), _>(limited(3_000)) }), async {
            cancelled.cancel();
        });
    let error = outcome.expect_err("cancelled");
    assert_eq!((error.attempts, error.ended), (1, Ended::Cancelled));
    assert!(began.elapsed() < Duration::from_secs(3_000));
}

#[tokio::test]
async fn nothing_is_tried_when_it_is_cancelled_already() {
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let tried = Cell::new(false);
    let outcome = retry(Backoff::default(), &cancelled, |_| {
        tried.set(true);
        async { Ok(()) }
    })
    .await;
    let error = outcome.expect_err("cancelled");
    assert!(!tried.get() && matches!(error.last, RestError::Held) && error.attempts == 0);
}
