//! The panel beside the channel: Kafka's records as they come, and switches for what can fail.
//!
//! Must not read more than any consumer can, and must not act for a service.

mod client;
mod consumers;
mod groups;
mod log;
mod routes;

use std::sync::Arc;

use fake_discord::Panel;
use tokio::sync::watch;

use super::board_switch::Switch;
use super::clock::StoryClock;
use crate::config::KafkaConfig;
use crate::kafka::mock_broker::MockBroker;
use consumers::Consumers;
use groups::Groups;
use log::Log;

/// The panel's script, with its words. `panel.js` replaces the empty one of the page.
const FILES: [(&str, &str); 7] = [
    ("panel.js", include_str!("page/panel.js")),
    ("panel.css", include_str!("page/panel.css")),
    ("panel-words.js", include_str!("page/panel-words.js")),
    ("panel-log.js", include_str!("page/panel-log.js")),
    ("panel-switches.js", include_str!("page/panel-switches.js")),
    ("panel-steps.js", include_str!("page/panel-steps.js")),
    ("panel-api.js", include_str!("page/panel-api.js")),
];

/// What the panel shows and switches.
pub(crate) struct Switchboard {
    pub(crate) kafka: Arc<MockBroker>,
    pub(crate) board: Switch,
    pub(crate) clock: StoryClock,
    log: Log,
    groups: Groups,
    consumers: Consumers,
    changed: watch::Sender<()>,
}

/// Reads along from now on.
pub(crate) fn start(
    kafka: &Arc<MockBroker>,
    config: &KafkaConfig,
    board: Switch,
    clock: StoryClock,
) -> anyhow::Result<Panel> {
    let (changed, changes) = watch::channel(());
    let switchboard = Arc::new(Switchboard {
        kafka: Arc::clone(kafka),
        board: board.clone(),
        clock,
        log: Log::read(config, changed.clone())?,
        groups: Groups::watch(config, changed.clone())?,
        consumers: Consumers::new(config.clone(), changed.clone()),
        changed: changed.clone(),
    });
    tokio::spawn(tell_of(board, changed));
    Ok(Panel { routes: routes::router(switchboard), files: &FILES, changed: changes })
}

/// Tells the page of each start and stop of the board.
async fn tell_of(mut board: Switch, changed: watch::Sender<()>) {
    while !changed.is_closed() {
        board.changed().await;
        changed.send_replace(());
    }
}
