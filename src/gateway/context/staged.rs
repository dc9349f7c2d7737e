//! A context for tests.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use super::Context;
use crate::config::Config;
use crate::discord::rest::Rest;
use crate::gateway::view::View;
use crate::kafka::client::MessageTimeout;
use crate::kafka::producer::Producer;
use crate::settings::Settings;

/// The requests to its Discord: `POST /api/v10/…`, and the body.
pub(crate) type Requests = mpsc::UnboundedReceiver<(String, Value)>;

/// Its Discord accepts every request, answers `answer` and sends the request to the channel; there is no Kafka.
pub(crate) async fn context(answer: &'static str) -> (Arc<Context>, Requests) {
    context_with(&Config::read(&|_| None).expect("nothing is set"), answer).await
}

/// The same with these settings.
pub(crate) async fn context_with(config: &Config, answer: &'static str) -> (Arc<Context>, Requests) {
    let (sender, requests) = mpsc::unbounded_channel();
    let router = Router::new().fallback(move |request: Request| {
        let sender = sender.clone();
        async move {
            let line = format!("{} {}", request.method(), request.uri().path());
            let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body");
            sender.send((line, serde_json::from_slice(&body).unwrap_or_default())).expect("listened to");
            answer
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let rest = Rest::new(&url, "t", 50).expect("a client");
    let producer = Producer::start(&config.kafka, "test", MessageTimeout::PERSON).expect("a producer");
    let (settings, view) = (Settings::new(config), Arc::new(View::default()));
    (Arc::new(Context::new(config, settings, rest, producer, watch::channel(true).1, view)), requests)
}
