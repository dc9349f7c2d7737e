//! The phone service: another program that is called when nobody takes an alert.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use fake_discord::Message;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::board::{ALERT, alert_id, claim};
use crate::support::bot::{Alert, FailedEffect, Kind, Recipient};
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, Shown, eventually};

const SIXTEEN_MINUTES: Duration = Duration::from_secs(16 * 60);

/// The program that is called. It answers with these codes one after the other, and then with 200.
pub(super) struct PhoneService {
    url: String,
    calls: Arc<Mutex<Vec<Value>>>,
}

impl PhoneService {
    pub(super) async fn start(answers: &[u16]) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let answers: Vec<_> = answers.iter().map(|code| StatusCode::from_u16(*code).expect("a status")).collect();
        let seen = Arc::clone(&calls);
        let router = Router::new().fallback(move |request: Request| {
            let (seen, answers) = (Arc::clone(&seen), answers.clone());
            async move {
                let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.expect("a body");
                let mut calls = seen.lock().expect("no panic");
                calls.push(serde_json::from_slice(&body).expect("JSON"));
                answers.get(calls.len() - 1).copied().unwrap_or(StatusCode::OK)
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        PhoneService { url, calls }
    }

    pub(super) fn calls(&self) -> Vec<Value> {
        self.calls.lock().expect("no panic").clone()
    }

    /// Waits for so many calls.
    async fn called(&self, times: usize) -> Vec<Value> {
        eventually(PATIENCE, "the call", async || Some(self.calls()).filter(|calls| calls.len() >= times)).await
    }

    /// A neighborhood that has this service and further settings.
    pub(super) async fn neighborhood(&self, more: &[(&str, &str)]) -> Neighborhood {
        let webhook =
            [("ESCALATION_WEBHOOK_URL", self.url.as_str()), ("ESCALATION_WEBHOOK_SECRET", "0123456789abcdef")];
        Neighborhood::without_services_and_with(&[&webhook, more].concat()).await
    }
}

/// Sarah needs somebody in 20 minutes, and her alert is posted. The board that is returned starts when four minutes are left.
async fn four_minutes_are_left(here: &Neighborhood) -> Service {
    let alert = Alert { area: Some("Oak Street".into()), ..here.alert() };
    four_minutes_are_left_for(here, alert).await
}

async fn four_minutes_are_left_for(here: &Neighborhood, alert: Alert) -> Service {
    let board = here.board();
    let needed_by = Timestamp::now() + SignedDuration::from_mins(20);
    let alert = Alert { needed_by: Some(needed_by), ..alert };
    here.append(&alert_id(), Kind::Raised(alert), ALERT).await;
    here.card_is_recorded().await;
    board.end().await;
    here.clock_is_ahead(SIXTEEN_MINUTES);
    here.board()
}

async fn service_is_informed(here: &Neighborhood) {
    here.log_has(|body| matches!(body.kind, Kind::Informed { whom: Recipient::Phone, .. })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_service_is_called_and_told_when_somebody_takes_the_alert() {
    let service = PhoneService::start(&[500]).await;
    let here = service.neighborhood(&[("FALLBACK_CONTACT", "School office, 555-0100")]).await;
    let board = four_minutes_are_left(&here).await;
    let calls = service.called(2).await;
    service_is_informed(&here).await;
    assert_eq!(calls[0]["id"], calls[1]["id"], "the second attempt is the same event");
    let data = &calls[1]["data"];
    let said = ["child", "place", "parent", "minutes_left", "fallback_contact"].map(|field| data[field].to_string());
    assert_eq!(said, [r#""Jake""#, r#""Oak Street Bus Stop""#, r#""Sarah""#, "3", r#""School office, 555-0100""#]);

    // A board that takes over does not call again.
    board.kill();
    let board = here.board();
    let card = here.card(Message::is_claimable).await;
    claim(&here, "Mike", "1305193870427029545", &card).await;
    let calls = service.called(3).await;
    assert_eq!((&calls[2]["type"], &calls[2]["data"]["because"]), (&"needhelp.over".into(), &"claimed".into()));
    assert_eq!(calls[2]["subject"], calls[1]["subject"]);
    assert_ne!(calls[2]["id"], calls[1]["id"]);
    board.end().await;
    assert_eq!(service.calls().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_private_details_the_phone_service_gets_no_name_and_no_place() {
    let service = PhoneService::start(&[]).await;
    let here = service.neighborhood(&[("PRIVATE_DETAILS", "true")]).await;
    let board = four_minutes_are_left(&here).await;
    let call = service.called(1).await[0].to_string();
    assert!(call.contains(r#""initial":"J.""#) && call.contains(r#""area":"Oak Street""#), "{call}");
    let parent = here.user("Sarah").to_string();
    for private in ["Jake", "Sarah", "Bus Stop", "Meeting", parent.as_str()] {
        assert!(!call.contains(private), "{private}: {call}");
    }
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_service_that_refuses_is_called_for_an_hour_and_delays_nobody() {
    let service = PhoneService::start(&[401; 999]).await;
    let here = service.neighborhood(&[]).await;
    let board = four_minutes_are_left(&here).await;
    here.parent_is_informed().await;
    service.called(3).await;
    here.clock_is_ahead(Duration::from_secs(59 * 60));
    let before = service.calls().len();
    service.called(before + 1).await;
    here.clock_is_ahead(Duration::from_secs(78 * 60));
    let failed = |kind: &Kind| matches!(kind, Kind::Failed { what: FailedEffect::Notice(Recipient::Phone), .. });
    let failed = here.log_has(|body| failed(&body.kind)).await;
    let Kind::Failed { reason, .. } = failed.kind else { unreachable!("asked for") };
    insta::assert_snapshot!(reason, @"the escalation webhook answered 401 Unauthorized: look at ESCALATION_WEBHOOK_URL and ESCALATION_WEBHOOK_SECRET, and at the log of that program");
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_calls_no_phone_service() {
    let service = PhoneService::start(&[]).await;
    let here = service.neighborhood(&[]).await;
    let board = four_minutes_are_left_for(&here, Alert { drill: true, ..here.alert() }).await;
    service_is_informed(&here).await;
    board.end().await;
    assert_eq!(service.calls(), [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_service_that_does_not_answer_is_called_for_an_hour() {
    let service = PhoneService::start(&[503; 999]).await;
    let here = service.neighborhood(&[]).await;
    let board = four_minutes_are_left(&here).await;
    service.called(3).await;
    here.clock_is_ahead(Duration::from_secs(59 * 60));
    let before = service.calls().len();
    service.called(before + 1).await;
    let has_failed = |kind: &Kind| matches!(kind, Kind::Failed { what: FailedEffect::Notice(Recipient::Phone), .. });
    assert!(here.log().await.iter().all(|body| !has_failed(&body.kind)), "the hour is not over");
    here.clock_is_ahead(Duration::from_secs(61 * 60));
    let failed = here.log_has(|body| has_failed(&body.kind)).await;
    let Kind::Failed { reason, .. } = failed.kind else { unreachable!("asked for") };
    assert_eq!(reason, "the escalation webhook answered 503 Service Unavailable");
    // Another board does not begin again.
    board.end().await;
    let of_the_alert = || service.calls().iter().filter(|call| call["subject"] == ALERT).count();
    let (calls, board) = (of_the_alert(), here.board());
    here.all_before_is_processed("afterwards").await;
    assert_eq!(of_the_alert(), calls);
    // A neighbor takes it all the same: the service may have acted on one of the calls that it did not answer with 200.
    let card = here.card(Message::is_claimable).await;
    let over = async || service.calls().into_iter().find(|call| call["type"] == "needhelp.over");
    assert!(over().await.is_none(), "{:?}", service.calls());
    claim(&here, "Mike", "1305193870427029545", &card).await;
    let over = eventually(PATIENCE, "that it is over", over).await;
    assert_eq!((&over["subject"], &over["data"]["because"]), (&ALERT.into(), &"claimed".into()));
    board.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_phone_service_that_is_recorded_so_that_a_later_one_is_not_called() {
    let here = Neighborhood::without_services().await;
    let board = four_minutes_are_left(&here).await;
    service_is_informed(&here).await;
    board.end().await;
}
