//! Follows the settings for what people want of the history: to be forgotten, or not to be named in statistics.

use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;

use crate::alert::{Millis, UserId};
use crate::backoff;
use crate::config::KafkaConfig;
use crate::history::database::Database;
use crate::history::erasing;
use crate::history::state::{FIRST_WAIT, HistoryState, LONGEST_WAIT, is_away};
use crate::kafka::record::Record;
use crate::kafka::standalone::{Seen, StandaloneConsumer};
use crate::settings::record::Key;

/// All records count, however old.
const ALL: Duration = Duration::MAX;

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Everything up to this time is to be erased.
    Forgotten(UserId, Millis),
    /// Whether they are named in statistics.
    Unnamed(UserId, bool),
}

/// Reads the topic of the settings until it is dropped.
pub(crate) struct People {
    wishes: UnboundedReceiver<Wish>,
    _consumer: StandaloneConsumer,
}

impl People {
    /// Begins to read. Waits for nothing.
    pub(crate) fn follow(config: &KafkaConfig) -> anyhow::Result<Self> {
        let (to, wishes) = unbounded_channel();
        let show = move |seen| {
            if let Seen::Record(record) = seen {
                tell(&to, &record);
            }
        };
        let consumer = StandaloneConsumer::start(config, "history-settings", &config.settings_topic, ALL, show)?;
        Ok(People { wishes, _consumer: consumer })
    }

    /// Carries out what people want, for as long as that takes. Returns only where the reader has ended.
    pub(crate) async fn carry_out(mut self, database: &Database, state: &watch::Sender<HistoryState>) {
        while let Some(wish) = self.wishes.recv().await {
            let mut failures = 0;
            while let Err(error) = carry_out(database, wish).await {
                is_away(state, format!("{:#}", database.explained(error)));
                tokio::time::sleep(backoff::after(failures, FIRST_WAIT, LONGEST_WAIT)).await;
                failures += 1;
            }
        }
    }
}

async fn carry_out(database: &Database, wish: Wish) -> anyhow::Result<()> {
    match wish {
        Wish::Forgotten(user, at) => erasing::forget(database, user, at).await,
        Wish::Unnamed(user, unnamed) => Ok(erasing::set_unnamed(database, user, unnamed).await?),
    }
}

fn tell(to: &UnboundedSender<Wish>, record: &Record) {
    let key = record.key.as_deref().and_then(|key| std::str::from_utf8(key).ok());
    let wish = match key.map(str::parse) {
        // The broker's time, as that of the records that are compared with it.
        Some(Ok(Key::Forgotten(user))) if record.value.is_some() => Wish::Forgotten(user, Millis(record.timestamp_ms)),
        Some(Ok(Key::Private(user))) => Wish::Unnamed(user, record.value.is_some()),
        _ => return,
    };
    // Where nobody listens any more, the history has ended.
    _ = to.send(wish);
}
