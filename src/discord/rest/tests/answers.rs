//! How outcomes are classed.

use serde_json::json;
use serenity::builder::CreateInteractionResponse;

use super::super::{DiscordCode, GuardState, RestError};
use super::server::{Server, answer, message, nothing, posted, refused};
use super::{TOKEN, call, channel, hello, rest};
use crate::alert::{ApplicationId, InteractionId, MessageId};

#[tokio::test]
async fn a_message_is_sent_as_discord_wants_it_and_its_answer_read() {
    let server = Server::start(|_, _| posted(55)).await;
    let card = hello().nonce(serenity::model::channel::Nonce::String("key".into())).enforce_nonce(true);
    let message = rest(&server.url).create_message(call(), channel(1), &card).await.expect("posted");
    assert_eq!(message.id, MessageId(55));
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /channels/1/messages");
    assert_eq!(seen.headers["authorization"], format!("Bot {TOKEN}"));
    assert_eq!(seen.headers["content-type"], "application/json");
    assert!(seen.headers["user-agent"].to_str().unwrap().starts_with("DiscordBot (https://"));
    assert_eq!(seen.body["content"], "hello");
    assert_eq!(seen.body["nonce"], "key");
    assert_eq!(seen.body["enforce_nonce"], true);
}

#[tokio::test]
async fn a_server_error_may_pass_and_may_have_had_its_effect() {
    let server = Server::start(|_, _| answer(503, &[("retry-after", "2")], &json!("down"))).await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("503");
    assert!(error.is_transient() && error.may_have_happened(), "{error:?}");
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(2)));
}

#[tokio::test]
async fn a_refusal_is_permanent_and_carries_code_and_field() {
    let server = Server::start(|_, _| {
        let errors = json!({ "content": { "_errors": [{ "code": "X", "message": "too long" }] } });
        answer(400, &[], &json!({ "code": 50035, "message": "Invalid Form Body", "errors": errors }))
    })
    .await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("400");
    assert!(!error.is_transient() && !error.may_have_happened());
    assert_eq!(error.code(), Some(DiscordCode::INVALID_FORM));
    assert!(error.to_string().contains("content: too long"), "{error}");
}

#[tokio::test]
async fn a_block_by_discords_front_passes_and_counts_as_invalid() {
    let server = Server::start(|_, _| answer(403, &[("retry-after", "7")], &json!("<html>"))).await;
    let rest = rest(&server.url);
    let error = rest.newest_message(call(), channel(1)).await.expect_err("403");
    assert!(matches!(error, RestError::RefusedForNow { .. }) && error.code().is_none(), "{error:?}");
    assert!(error.is_transient() && !error.may_have_happened());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
    assert_eq!(rest.guard_state(), GuardState::Open { invalid: 1 });
}

#[tokio::test]
async fn a_code_of_discords_own_failures_passes() {
    for (status, code) in [(404, 0), (400, 40004), (403, 40006), (403, 40333), (403, 110_001), (400, 130_000)] {
        let server = Server::start(move |_, _| refused(status, code)).await;
        let error = rest(&server.url).newest_message(call(), channel(1)).await.expect_err("refused");
        assert!(error.is_transient(), "{error:?}");
    }
}

#[tokio::test]
async fn a_missing_permission_may_pass_and_a_broken_form_may_not() {
    for (status, code, may_pass) in [(403, 50001, true), (403, 50013, true), (404, 10003, true), (400, 50035, false)] {
        let server = Server::start(move |_, _| refused(status, code)).await;
        let error = rest(&server.url).newest_message(call(), channel(1)).await.expect_err("refused");
        assert_eq!((error.is_transient(), error.may_pass()), (false, may_pass), "{error:?}");
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = rest(&format!("http://{free}")).current_user(call()).await.expect_err("nobody listens");
    assert!(matches!(error, RestError::Unreachable { .. }), "{error:?}");
    assert!(error.is_transient() && !error.may_have_happened());
}

#[tokio::test]
async fn a_connection_that_ends_after_the_request_leaves_the_outcome_unknown() {
    let (server, read) = Server::resetting(true).await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("reset");
    assert!(matches!(error, RestError::Lost { .. }), "{error:?}");
    assert!(error.is_transient() && error.may_have_happened());
    assert_eq!(read.lock().unwrap().len(), 1, "one attempt is one request");
}

#[tokio::test]
async fn a_connection_that_ends_before_the_request_is_read_is_a_failure() {
    let (server, _) = Server::resetting(false).await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("reset");
    assert!(error.is_transient(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_an_answer_ends_and_leaves_the_outcome_unknown() {
    let server = Server::start(|_, _| None).await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("no answer");
    assert!(matches!(error, RestError::TimedOut { .. }), "{error:?}");
    assert!(error.is_transient() && error.may_have_happened());
}

#[tokio::test]
async fn an_accepted_call_whose_answer_cannot_be_read_is_not_repeated() {
    let server = Server::start(|_, _| answer(200, &[], &json!({ "number": 1 }))).await;
    let error = rest(&server.url).create_message(call(), channel(1), &hello()).await.expect_err("no message");
    assert!(!error.is_transient() && error.may_have_happened(), "{error:?}");
}

#[tokio::test]
async fn deleting_what_is_gone_is_a_success() {
    let server = Server::start(|_, _| refused(404, 10008)).await;
    rest(&server.url).delete_message(call(), channel(1), MessageId(2)).await.expect("as good as deleted");
}

#[tokio::test]
async fn a_refused_token_stops_everything_but_interactions_for_good() {
    let server =
        Server::start(|seen, _| if seen.line.starts_with("POST /interactions") { nothing() } else { refused(401, 0) })
            .await;
    let rest = rest(&server.url);
    for _ in 0..3 {
        let error = rest.current_user(call()).await.expect_err("401");
        assert!(matches!(error, RestError::BadToken), "{error:?}");
        assert!(error.to_string().contains("DISCORD_TOKEN"));
    }
    assert_eq!(rest.guard_state(), GuardState::BadToken);
    let pong = CreateInteractionResponse::Acknowledge;
    rest.answer_interaction(call(), InteractionId(9), "tok", &pong).await.expect("answered");
    // The first refusal was doubted, and Discord asked once more.
    assert_eq!(server.lines(), ["GET /users/@me", "GET /users/@me", "POST /interactions/9/tok/callback"]);
}

#[tokio::test]
async fn one_refusal_of_the_token_that_passes_stops_nothing() {
    let server = Server::start(|seen, nth| match (&*seen.line, nth) {
        ("GET /users/@me", _) => answer(200, &[], &json!({ "id": "7", "username": "needhelp" })),
        (_, 1) => refused(401, 0),
        _ => posted(5),
    })
    .await;
    let rest = rest(&server.url);
    let error = rest.create_message(call(), channel(1), &hello()).await.expect_err("401");
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(rest.guard_state(), GuardState::Open { invalid: 1 });
    rest.create_message(call(), channel(1), &hello()).await.expect("the bot goes on");
    assert_eq!(server.lines(), ["POST /channels/1/messages", "GET /users/@me", "POST /channels/1/messages"]);
}

#[tokio::test]
async fn a_put_without_a_body_says_that_it_has_none() {
    let server = Server::start(|_, _| nothing()).await;
    let rest = rest(&server.url);
    rest.pin(call(), channel(1), MessageId(2)).await.expect("pinned");
    rest.unpin(call(), channel(1), MessageId(2)).await.expect("unpinned");
    let lengths: Vec<_> = server.seen().into_iter().map(|seen| seen.headers.get("content-length").cloned()).collect();
    assert_eq!(lengths, [Some("0".parse().unwrap()), None]);
}

#[tokio::test]
async fn a_dead_interaction_token_says_nothing_about_the_bots() {
    let server = Server::start(|seen, _| {
        if seen.line.contains("/webhooks/") { refused(401, 50027) } else { answer(200, &[], &message(1)) }
    })
    .await;
    let rest = rest(&server.url);
    let error = rest.original_response(call(), ApplicationId(3), "tok").await.expect_err("dead");
    assert_eq!(error.code(), Some(DiscordCode::BAD_WEBHOOK_TOKEN));
    assert_eq!(rest.guard_state(), GuardState::Open { invalid: 1 });
    rest.create_message(call(), channel(1), &hello()).await.expect("the bot goes on");
    assert!(!server.seen()[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn calls_are_counted_by_template_and_outcome_and_never_by_id() {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let server = Server::start(|_, nth| if nth == 1 { posted(5) } else { refused(403, 50013) }).await;
    let rest = rest(&server.url);
    rest.create_message(call(), channel(123_456), &hello()).await.expect("posted");
    rest.create_message(call(), channel(123_456), &hello()).await.expect_err("403");
    let page = recorder.handle().render();
    let line = |status| {
        format!(r#"needhelp_discord_requests_total{{route="POST /channels/{{channel}}/messages",status="{status}"}} 1"#)
    };
    assert!(page.contains(&line(200)) && page.contains(&line(403)), "{page}");
    assert!(!page.contains("123456"), "{page}");
    assert_eq!(rest.guard_state(), GuardState::Open { invalid: 1 });
}

#[tokio::test]
async fn a_call_can_run_in_a_task_of_its_own() {
    let server = Server::start(|_, _| posted(5)).await;
    let rest = rest(&server.url);
    let task = tokio::spawn(async move { rest.create_message(call(), channel(1), &hello()).await.map(drop) });
    task.await.expect("no panic").expect("posted");
}
