//! Request bodies are checked against an OpenAPI description, and a violation fails the test.

use std::path::PathBuf;

use fake_discord::{FakeDiscord, Limits, Setup};
use serde_json::json;

use crate::bot::Bot;

/// A description of one operation, so that this test needs no download.
#[cfg(feature = "openapi")]
fn small_description() -> PathBuf {
    let schema = json!({"$ref": "#/components/schemas/Create"});
    let description = json!({
        "openapi": "3.1.0",
        "paths": {"/channels/{channel_id}/messages": {"post": {"requestBody": {"content": {"application/json": {
            "schema": schema}}}}}},
        "components": {"schemas": {"Create": {"type": "object", "additionalProperties": false,
            "properties": {"content": {"$ref": "#/components/schemas/Text"}}},
            "Text": {"type": ["string", "null"], "maxLength": 20}}},
    });
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("small-openapi.json");
    std::fs::write(&path, description.to_string()).expect("the build directory is writable");
    path
}

#[cfg(feature = "openapi")]
#[tokio::test]
async fn a_body_against_the_description_is_a_violation_if_accepted_too() {
    let setup = Setup::default().limits(Limits::off()).openapi(Some(small_description())).tolerates_violations();
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    assert_eq!(bot.says(json!({"content": "short"})).await.status, 200);
    discord.assert_clean();
    assert_eq!(bot.says(json!({"content": "longer than the twenty allowed"})).await.status, 200);
    let violations = discord.violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].pointer, "/content");
    assert_eq!(violations[0].operation, "POST /channels/{channel_id}/messages");
    assert_eq!(discord.counters().violations, 1);
}

#[cfg(feature = "openapi")]
#[tokio::test]
async fn a_violation_fails_the_test_when_the_stand_in_is_dropped() {
    let setup = Setup::default().limits(Limits::off()).openapi(Some(small_description()));
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    Bot::new(&discord).says(json!({"content": "longer than the twenty allowed"})).await;
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(discord))).expect_err("it panics");
    let said = ended.downcast_ref::<String>().expect("a sentence");
    assert!(said.contains("POST /channels/{channel_id}/messages at \"/content\""), "{said}");
}

#[tokio::test]
async fn a_description_that_cannot_be_loaded_is_an_error_at_the_start() {
    let setup = Setup::default().openapi(Some(PathBuf::from("/nowhere/openapi.json")));
    let error = FakeDiscord::start(setup).await.expect_err("it cannot be read");
    assert!(error.to_string().contains("/nowhere/openapi.json"));
}
