//! Transport compression, versions and binary frames of the gateway.

use std::io::Read;

use fake_discord::FakeDiscord;
use flate2::read::ZlibDecoder;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::bot::unlimited;

/// Identifies with JSON in a binary frame, and returns HELLO and READY as one stream of compressed bytes.
async fn hello_and_ready(discord: &FakeDiscord, compress: &str) -> Vec<Vec<u8>> {
    let url = format!("{}/?v=9&encoding=json&compress={compress}", discord.gateway_url());
    let (mut socket, _) = connect_async(url).await.expect("the gateway listens");
    let properties = json!({"os": "linux", "browser": "test", "device": "test"});
    let identify = json!({"op": 2, "d": {"token": discord.token(), "intents": 0, "properties": properties}});
    socket.send(Message::binary(identify.to_string().into_bytes())).await.expect("sent");
    let mut frames = Vec::new();
    while frames.len() < 2 {
        match socket.next().await {
            Some(Ok(Message::Binary(bytes))) => frames.push(bytes.to_vec()),
            other => panic!("unexpected {other:?}"),
        }
    }
    frames
}

fn check(text: &[u8]) {
    let messages: Vec<Value> =
        serde_json::Deserializer::from_slice(text).into_iter().collect::<Result<_, _>>().expect("JSON");
    assert_eq!((&messages[0]["op"], &messages[1]["t"]), (&json!(10), &json!("READY")));
    assert_eq!(messages[1]["d"]["v"], 9);
}

#[tokio::test]
async fn zlib_stream_is_one_stream_and_each_message_ends_with_a_flush() {
    let (discord, _) = unlimited().await;
    let frames = hello_and_ready(&discord, "zlib-stream").await;
    assert!(frames.iter().all(|frame| frame.ends_with(&[0, 0, 255, 255])), "clients wait for this suffix");
    let all = frames.concat();
    let (mut decoder, mut text) = (ZlibDecoder::new(all.as_slice()), Vec::new());
    // The stream goes on, so there is no orderly end.
    let _ = decoder.read_to_end(&mut text);
    check(&text);
}

#[tokio::test]
async fn zstd_stream_is_one_stream() {
    let (discord, _) = unlimited().await;
    let all = hello_and_ready(&discord, "zstd-stream").await.concat();
    let (mut decoder, mut text) = (zstd::stream::read::Decoder::new(all.as_slice()).expect("zstd starts"), Vec::new());
    let _ = decoder.read_to_end(&mut text);
    check(&text);
    discord.assert_clean();
}

#[tokio::test]
async fn an_unknown_version_or_compression_is_refused() {
    let (discord, _) = unlimited().await;
    let url = |query: &str| format!("{}/?{query}", discord.gateway_url());
    let (mut socket, _) = connect_async(url("v=5")).await.expect("the gateway listens");
    match socket.next().await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(u16::from(frame.code), 4012),
        other => panic!("unexpected {other:?}"),
    }
    for query in ["v=10&compress=brotli", "v=10&encoding=etf"] {
        assert!(connect_async(url(query)).await.is_err(), "{query}");
    }
    assert_eq!(discord.unknown_routes().len(), 3);
}
