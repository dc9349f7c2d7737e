//! Refusals by the servers in front of Discord's API, and refusals that pass by themselves.

use fake_discord::{Fault, Method};
use serde_json::json;

use crate::bot::unlimited;

const CREATE: &str = "/channels/*/messages";

#[tokio::test]
async fn a_block_is_403_with_a_page_and_passes() {
    let (discord, bot) = unlimited().await;
    discord.fault(Fault::blocked().on(Method::Post, CREATE).times(1));
    let refused = bot.says(json!({"content": "x"})).await;
    assert_eq!((refused.status, refused.header("content-type")), (403, "text/html; charset=UTF-8"));
    assert!(refused.body.as_str().is_some_and(|page| page.starts_with("<!DOCTYPE html>")), "{}", refused.body);
    assert_eq!(refused.header("x-ratelimit-limit"), "");
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(discord.invalid_requests(), 1);
}

#[tokio::test]
async fn refusals_pass_after_their_number_of_times() {
    let (discord, bot) = unlimited().await;
    for (fault, expected) in [
        (Fault::network_error(), (403, 40333)),
        (Fault::missing_access(), (403, 50001)),
        (Fault::unknown_channel(), (404, 10003)),
    ] {
        discord.fault(fault.on_path("/channels/**").times(2));
        for _ in 0..2 {
            assert_eq!(bot.says(json!({"content": "x"})).await.error(), expected);
        }
        assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    }
}

#[tokio::test]
async fn a_put_without_a_body_says_that_its_length_is_0() {
    let (discord, bot) = unlimited().await;
    let pin = bot.messages(&format!("/pins/{}", bot.says(json!({"content": "x"})).await.id()));
    let refused = bot.without_length(reqwest::Method::PUT, &pin).await;
    assert_eq!((refused.status, refused.header("content-type")), (411, "text/html; charset=UTF-8"));
    assert_eq!(bot.without_length(reqwest::Method::POST, &bot.messages("")).await.status, 411);
    assert_eq!(bot.without_length(reqwest::Method::DELETE, &pin).await.status, 204);
    assert_eq!(bot.put(&pin).await.status, 204);
    assert_eq!(discord.requests().iter().filter(|request| request.status == Some(411)).count(), 2);
}
