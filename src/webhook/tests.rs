//! Calls to a program over a real connection.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::event::{Because, Data, Occasion, Words};
use super::*;
use crate::alert::{AlertId, EventId, Key, Recipient};
use crate::config::Secret;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A call as it arrived.
#[derive(Clone)]
struct Call {
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A program that gives these answers one after the other, and then 200.
async fn program(answers: Vec<Response>) -> (Url, Arc<Mutex<Vec<Call>>>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let (seen, mut answers) = (Arc::clone(&calls), answers.into_iter());
    let answers = Arc::new(Mutex::new(move || answers.next()));
    let router = Router::new().fallback(move |request: Request| {
        let (seen, answers) = (Arc::clone(&seen), Arc::clone(&answers));
        async move {
            let headers = request.headers().clone();
            let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body").to_vec();
            seen.lock().expect("no panic").push(Call { headers, body });
            let answer = answers.lock().expect("no panic")();
            answer.unwrap_or_else(|| StatusCode::OK.into_response())
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/needhelp?key=s3cret", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Url::parse(&url).expect("a URL"), calls)
}

fn signed_with(secret: &str, url: &Url, authorities: Option<&Authorities>) -> Webhook {
    Webhook::new(&EscalationWebhook { url: url.clone(), secret: Secret::new(secret) }, authorities).expect("a client")
}

fn webhook(url: &Url) -> Webhook {
    let webhook = signed_with(SECRET, url, None);
    Webhook { timeout: Duration::from_millis(500), ..webhook }
}

fn event(cause: &str, occasion: Occasion) -> WebhookEvent {
    let cause = EventId::new(cause);
    WebhookEvent {
        key: Key::of_notice(Recipient::Parent, &cause),
        time: "2026-03-10T19:10:00Z".parse().expect("a time"),
        data: Data {
            alert_id: AlertId::new("1305193870427029544").expect("an id"),
            language: "en".to_owned(),
            card: Some("https://discord.com/channels/4/5/8".to_owned()),
            drill: false,
            occasion,
        },
    }
}

fn escalated(words: Words) -> WebhookEvent {
    let occasion = Occasion::Escalated {
        words,
        needed_by: Some("2026-03-10T19:15:00Z".parse().expect("a time")),
        minutes_left: Some(5),
        fallback_contact: Some("School office, 555-0100".to_owned()),
    };
    event("before", occasion)
}

fn jake() -> WebhookEvent {
    escalated(Words::All {
        parent: "Sarah".to_owned(),
        child: "Jake".to_owned(),
        place: "Oak Street Bus Stop".to_owned(),
        message: "Meeting ran over".to_owned(),
    })
}

async fn send(webhook: &Webhook, event: &WebhookEvent) -> Result<(), WebhookError> {
    webhook.send(event, Timestamp::now(), &StillAllowed::new(|| true)).await
}

#[tokio::test]
async fn a_call_is_a_signed_cloud_event() {
    let (url, calls) = program(vec![]).await;
    send(&webhook(&url), &jake()).await.expect("taken");
    let call = calls.lock().expect("no panic")[0].clone();
    assert_eq!(call.header("content-type"), "application/cloudevents+json; charset=utf-8");
    let (id, time) = (call.header("webhook-id"), call.header("webhook-timestamp"));
    let signed = [format!("{id}.{time}.").as_bytes(), &call.body].concat();
    let (version, signature) = call.header("webhook-signature").split_once(',').expect("a version");
    let signature = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, signature).expect("base64");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    assert_eq!(version, "v1");
    ring::hmac::verify(&key, &signed, &signature).expect("the signature fits");
    assert_eq!(call.json()["id"], id);
    let example: Value = serde_json::from_str(documented("json")).expect("the example is JSON");
    assert_eq!(call.json(), example, "docs/webhook.md");
}

#[test]
fn the_end_has_the_same_subject_and_no_words() {
    let over = event("after", Occasion::Over { because: Because::Claimed });
    let body: Value = serde_json::from_slice(&over.to_json()).expect("JSON");
    assert_eq!((&body["type"], &body["subject"]), (&"needhelp.over".into(), &"1305193870427029544".into()));
    insta::assert_snapshot!(body["data"], @r#"{"alert_id":"1305193870427029544","because":"claimed","card":"https://discord.com/channels/4/5/8","drill":false,"language":"en"}"#);
}

#[test]
fn with_private_details_an_event_has_the_initial_and_the_area() {
    let private = escalated(Words::Private { initial: "J.".to_owned(), area: Some("Oak Street".to_owned()) });
    let body: Value = serde_json::from_slice(&private.to_json()).expect("JSON");
    insta::assert_snapshot!(body["data"], @r#"{"alert_id":"1305193870427029544","area":"Oak Street","card":"https://discord.com/channels/4/5/8","drill":false,"fallback_contact":"School office, 555-0100","initial":"J.","language":"en","minutes_left":5,"needed_by":"2026-03-10T19:15:00Z"}"#);
}

#[tokio::test]
async fn a_call_that_failed_is_made_again_with_the_same_id() {
    let (url, calls) = program(vec![StatusCode::INTERNAL_SERVER_ERROR.into_response()]).await;
    let (webhook, event) = (webhook(&url), jake());
    let error = send(&webhook, &event).await.expect_err("a failure");
    assert!(matches!(error, WebhookError::Transient { retry_after: None, .. }), "{error}");
    send(&webhook, &event).await.expect("taken");
    let calls = calls.lock().expect("no panic").clone();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(calls[0].json(), calls[1].json());
}

#[tokio::test]
async fn a_program_that_is_busy_says_when_to_call_again() {
    let busy = (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "7")]).into_response();
    let (url, _) = program(vec![busy]).await;
    let error = send(&webhook(&url), &jake()).await.expect_err("busy");
    let WebhookError::Transient { retry_after, .. } = error else { panic!("{error}") };
    assert_eq!(retry_after, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_program_can_put_a_call_off_for_a_minute_at_most() {
    let largest = u64::MAX.to_string();
    for (asked, waits) in
        [("60", Some(60)), ("3600", Some(60)), (&*largest, Some(60)), ("-1", None), ("99999999999999999999", None)]
    {
        let busy = (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, asked)]).into_response();
        let (url, _) = program(vec![busy]).await;
        let error = send(&webhook(&url), &jake()).await.expect_err("busy");
        let WebhookError::Transient { retry_after, .. } = error else { panic!("{error}") };
        assert_eq!(retry_after, waits.map(Duration::from_secs), "{asked}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, calls_elsewhere) = program(vec![]).await;
    let moved = (StatusCode::FOUND, [(reqwest::header::LOCATION, elsewhere.as_str())]).into_response();
    let (url, calls) = program(vec![moved]).await;
    let error = send(&webhook(&url), &jake()).await.expect_err("not followed");
    assert!(matches!(error, WebhookError::Refused { .. }));
    insta::assert_snapshot!(error, @"the escalation webhook answered 302 Found, and a redirect is not followed: put its target into ESCALATION_WEBHOOK_URL");
    assert_eq!((calls.lock().expect("no panic").len(), calls_elsewhere.lock().expect("no panic").len()), (1, 0));
}

#[tokio::test]
async fn a_program_that_does_not_know_the_address_refuses() {
    let (url, _) = program(vec![StatusCode::NOT_FOUND.into_response()]).await;
    let error = send(&webhook(&url), &jake()).await.expect_err("refused");
    assert!(matches!(error, WebhookError::Refused { .. }));
    insta::assert_snapshot!(error, @"the escalation webhook answered 404 Not Found: look at ESCALATION_WEBHOOK_URL and ESCALATION_WEBHOOK_SECRET, and at the log of that program");
}

#[tokio::test]
async fn a_program_that_does_not_answer_or_listen_is_called_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = Url::parse(&format!("http://{}/s3cret", listener.local_addr().expect("bound"))).expect("a URL");
    let silent = send(&webhook(&url), &jake()).await.expect_err("no answer");
    drop(listener);
    let away = send(&webhook(&url), &jake()).await.expect_err("nobody there");
    for (error, said) in [(silent, "did not answer in time"), (away, "can't be reached")] {
        assert!(matches!(error, WebhookError::Transient { .. }), "{error}");
        assert!(error.to_string().contains(said) && !format!("{error:?}").contains("s3cret"), "{error:?}");
    }
    assert!(!format!("{:?}", webhook(&url)).contains("s3cret"));
}

#[tokio::test]
async fn nothing_is_sent_where_the_check_refuses() {
    let (url, calls) = program(vec![]).await;
    let outcome = webhook(&url).send(&jake(), Timestamp::now(), &StillAllowed::new(|| false)).await;
    assert!(matches!(outcome, Err(WebhookError::Held)), "{outcome:?}");
    assert!(calls.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn only_an_authority_of_the_configuration_makes_a_certificate_trusted() {
    let setup = fake_discord::Setup::default().tls();
    let discord = fake_discord::FakeDiscord::start(setup).await.expect("a program with https");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), discord.ca_certificate().expect("https")).expect("written");
    let authorities = Authorities::read(file.path()).expect("a certificate");
    let url = Url::parse(&discord.url()).expect("a URL");
    let call =
        async |authorities| send(&signed_with(SECRET, &url, authorities), &jake()).await.expect_err("nothing is there");
    assert!(matches!(call(Some(&authorities)).await, WebhookError::Refused { .. }), "it is reached");
    let untrusted = call(None).await.to_string();
    assert!(untrusted.contains("can't be reached: its certificate was issued by an authority"), "{untrusted}");
}

/// The first block of this language in docs/webhook.md.
fn documented(language: &str) -> &'static str {
    let page = include_str!("../../docs/webhook.md");
    let (_, code) = page.split_once(&format!("```{language}\n")).expect("the page has such a block");
    code.split_once("```").expect("the block ends").0
}

/// The receiver of docs/webhook.md as a process; it ends when this is dropped.
struct Receiver {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Receiver {
    /// `None` where there is no Python.
    fn start() -> Option<Self> {
        let mut python = Command::new("python3");
        python.args(["-u", "-c", documented("python"), "0"]).env("ESCALATION_WEBHOOK_SECRET", SECRET);
        let mut process = python.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let lines = BufReader::new(process.stdout.take()?).lines();
        Some(Receiver { process, lines })
    }

    fn next_line(&mut self) -> String {
        self.lines.next().expect("the receiver lives").expect("text")
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[tokio::test]
async fn the_receiver_of_the_documentation_takes_a_call_and_no_forged_one() {
    let Some(mut receiver) = Receiver::start() else {
        _ = writeln!(std::io::stderr().lock(), "NOT RUN: the receiver of docs/webhook.md (needs python3)");
        return;
    };
    let listening = receiver.next_line();
    let port = listening.strip_prefix("listening on port ").expect("its port");
    let url = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
    send(&webhook(&url), &jake()).await.expect("taken");
    assert_eq!(receiver.next_line(), "CALL: nobody meets Jake at Oak Street Bus Stop");

    let forged = signed_with("another secret, also long", &url, None);
    assert!(matches!(send(&forged, &jake()).await, Err(WebhookError::Refused { .. })));
    let old = Timestamp::now() - jiff::SignedDuration::from_secs(600);
    let replayed = webhook(&url).send(&jake(), old, &StillAllowed::new(|| true)).await;
    assert!(matches!(replayed, Err(WebhookError::Refused { .. })));

    // A second delivery is acknowledged, and nobody is called again.
    send(&webhook(&url), &jake()).await.expect("taken");
    let over = event("after", Occasion::Over { because: Because::Claimed });
    send(&webhook(&url), &over).await.expect("taken");
    assert_eq!(receiver.next_line(), "No call is needed any more: claimed");
}
