//! A server whose answers a test scripts, and what it saw.

use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// `POST /channels/1/messages?limit=5`, without `/api/v10`.
    pub line: String,
    pub headers: HeaderMap,
    pub body: Value,
}

/// Ends with the test.
pub(crate) struct Server {
    pub url: String,
    seen: watch::Receiver<Vec<Seen>>,
    task: JoinHandle<()>,
}

/// What the script says to a request; `None` never answers.
pub(crate) type Answer = Option<Response<Body>>;

impl Server {
    /// `script` gets each request and its number, from 1.
    pub(crate) async fn start(script: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static) -> Self {
        let (record, seen) = watch::channel(Vec::new());
        let record = Arc::new(record);
        let script = Arc::new(script);
        let router = axum::Router::new().fallback(move |request: Request| {
            let (record, script) = (record.clone(), script.clone());
            async move {
                let request = read(request).await;
                record.send_modify(|seen: &mut Vec<Seen>| seen.push(request.clone()));
                let nth = record.borrow().len();
                match script(&request, nth) {
                    Some(answer) => answer,
                    None => std::future::pending().await,
                }
            }
        });
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen, task }
    }

    /// Accepts connections and ends each without an answer, `after_reading` the request or at once; counts them.
    pub(crate) async fn resetting(after_reading: bool) -> (Self, Arc<Mutex<Vec<String>>>) {
        let (_, seen) = watch::channel(Vec::new());
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let read = Arc::new(Mutex::new(Vec::new()));
        let record = read.clone();
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = vec![0; 4_096];
                let count = if after_reading { stream.read(&mut bytes).await.unwrap_or(0) } else { 0 };
                record.lock().unwrap().push(String::from_utf8_lossy(&bytes[..count]).into_owned());
            }
        });
        (Self { url, seen, task }, read)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }

    /// Waits until so many requests arrived.
    pub(crate) async fn has_seen(&self, count: usize) {
        self.seen.clone().wait_for(|seen| seen.len() >= count).await.expect("the server runs");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

async fn read(request: Request) -> Seen {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let line = format!("{} {}", parts.method, path.trim_start_matches("/api/v10"));
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Seen { line, headers: parts.headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

/// An answer with a JSON body.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Answer {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Some(answer.body(Body::from(body.to_string())).unwrap())
}

pub(crate) fn nothing() -> Answer {
    Some(axum::http::StatusCode::NO_CONTENT.into_response())
}

/// The message as Discord returns it.
pub(crate) fn message(id: u64) -> Value {
    json!({
        "id": id.to_string(), "channel_id": "1", "content": "hello", "timestamp": "2026-01-05T15:00:00.000000+00:00",
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": false, "type": 0, "components": [],
        "author": { "id": "7", "username": "needhelp", "discriminator": "0", "avatar": null, "bot": true }
    })
}

pub(crate) fn posted(id: u64) -> Answer {
    answer(200, &[], &message(id))
}

/// A 429 as Discord sends it.
pub(crate) fn limited(scope: &str, seconds: f64) -> Answer {
    let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global" });
    answer(429, &[("x-ratelimit-scope", scope), ("retry-after", "1")], &body)
}

pub(crate) fn refused(status: u16, code: u32) -> Answer {
    answer(status, &[], &json!({ "code": code, "message": "no" }))
}
