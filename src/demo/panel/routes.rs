//! The panel's requests, below `panel/`. The page's guard has admitted them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Switchboard;

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

/// Moving the clock further would only end all alerts.
const MOST_MINUTES: i64 = 24 * 60;

pub(super) fn router(switchboard: Arc<Switchboard>) -> Router {
    Router::new()
        .route("/state/{after}", get(state))
        .route("/board", post(board))
        .route("/board/kill", post(kill_board))
        .route("/kafka", post(kafka))
        .route("/clock", post(clock))
        .route("/consumers", post(consumers))
        .with_state(switchboard)
}

/// Everything, with the records from this number on.
async fn state(State(panel): State<Arc<Switchboard>>, Path(after): Path<usize>) -> Json<Value> {
    Json(json!({
        "records": panel.log.since(after), "groups": panel.groups.now(), "consumers": panel.consumers.now(),
        "board": panel.board.is_running(), "kills": panel.board.kills(), "kafka": panel.kafka.is_up(), "ahead_ms": panel.clock.ahead_ms(),
        "servers": panel.kafka.bootstrap_servers(),
    }))
}

#[derive(Deserialize)]
struct OnOff {
    on: bool,
}

async fn board(State(panel): State<Arc<Switchboard>>, Json(body): Json<OnOff>) -> Answer {
    panel.board.set(body.on);
    Ok(Json(json!({})))
}

async fn kill_board(State(panel): State<Arc<Switchboard>>) -> Json<Value> {
    panel.board.kill();
    Json(json!({}))
}

async fn kafka(State(panel): State<Arc<Switchboard>>, Json(body): Json<OnOff>) -> Answer {
    let done = if body.on { panel.kafka.up() } else { panel.kafka.down() };
    panel.changed.send_replace(());
    done.map(|()| Json(json!({}))).map_err(refused)
}

#[derive(Deserialize)]
struct Minutes {
    /// So many more; null: back to this machine's time.
    minutes: Option<i64>,
}

async fn clock(State(panel): State<Arc<Switchboard>>, Json(body): Json<Minutes>) -> Answer {
    let at = match body.minutes {
        None => Timestamp::now(),
        Some(minutes) if (1..=MOST_MINUTES).contains(&minutes) => {
            panel.clock.now().saturating_add(SignedDuration::from_mins(minutes)).map_err(refused)?
        }
        Some(minutes) => return Err(refused(format!("{minutes} is not 1 to {MOST_MINUTES} minutes"))),
    };
    panel.clock.set(at);
    panel.changed.send_replace(());
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct Count {
    group: String,
    count: usize,
}

async fn consumers(State(panel): State<Arc<Switchboard>>, Json(body): Json<Count>) -> Answer {
    panel.consumers.set(&body.group, body.count).map_err(refused)?;
    Ok(Json(json!({})))
}

fn refused(reason: impl ToString) -> (StatusCode, Json<Value>) {
    (StatusCode::CONFLICT, Json(json!({"error": reason.to_string()})))
}
