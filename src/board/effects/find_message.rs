//! Finds the messages of earlier attempts in a channel by their keys (docs/protocol.md#rule-10).
//!
//! One scan of a channel serves all its alerts, and a later scan continues where it ended. Must not post anything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use crate::alert::{ChannelId, Key, MessageId, UserId};
use crate::discord::render::card::key_of;
use crate::discord::rest::{Call, Rest, RestError};

/// The maximum number of messages in a page of Discord.
const PAGE: u8 = 100;

/// The result for a channel is dropped if it was not used for this time.
const KEPT: Duration = Duration::from_secs(600);

/// The scans of one process.
pub(crate) struct Scans {
    rest: Rest,
    me: OnceCell<UserId>,
    channels: Mutex<HashMap<ChannelId, Channel>>,
}

struct Channel {
    used: Instant,
    scan: Arc<tokio::sync::Mutex<Scan>>,
}

#[derive(Default)]
struct Scan {
    /// When the newest scan began. Messages that were created later may be missing.
    began: Option<Instant>,
    from: u64,
    newest: u64,
    found: HashMap<Key, Vec<MessageId>>,
}

impl Scans {
    pub(crate) fn new(rest: Rest) -> Self {
        Scans { rest, me: OnceCell::new(), channels: Mutex::new(HashMap::new()) }
    }

    /// The bot's messages with this `key` that are younger than the snowflake `from`, oldest first.
    ///
    /// Also empty if the bot may not read the channel's history. That is logged, and the caller posts: in doubt, two
    /// messages are better than none.
    pub(crate) async fn find(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        key: &Key,
        from: u64,
    ) -> Result<Vec<MessageId>, RestError> {
        let asked = Instant::now();
        let me = *self.me.get_or_try_init(|| async { Ok(self.rest.current_user(call).await?.id) }).await?;
        let scan = self.channel(channel);
        let mut scan = scan.lock().await;
        let fresh = scan.began.is_some_and(|began| began >= asked) && scan.from <= from;
        if !fresh {
            self.run(call, channel, me, from, &mut scan).await?;
        }
        let mut found = scan.found.get(key).cloned().unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn channel(&self, channel: ChannelId) -> Arc<tokio::sync::Mutex<Scan>> {
        let now = Instant::now();
        // The map is consistent after each of these steps, even if the lock is poisoned.
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, known| now.duration_since(known.used) < KEPT);
        let known = channels.entry(channel).or_insert_with(|| Channel { used: now, scan: Arc::default() });
        known.used = now;
        Arc::clone(&known.scan)
    }

    async fn run(
        &self,
        call: Call<'_>,
        channel: ChannelId,
        me: UserId,
        from: u64,
        scan: &mut Scan,
    ) -> Result<(), RestError> {
        let began = Instant::now();
        if scan.began.is_none() || from < scan.from {
            *scan = Scan { began: None, from, newest: from, found: HashMap::new() };
        }
        let mut pages = 0;
        loop {
            // Discord does not accept 0. Every message is younger than 1.
            let after = MessageId(scan.newest.max(1));
            let page = self.rest.messages_after(call, channel, after, PAGE).await?;
            for message in page.messages.iter().filter(|message| UserId::from(message.author.id) == me) {
                if let Some(key) = key_of(message) {
                    scan.found.entry(key).or_default().push(message.id.into());
                }
            }
            pages += 1;
            if let Some(newest) = page.newest {
                scan.newest = scan.newest.max(newest.0);
            }
            if page.sent < usize::from(PAGE) {
                if page.sent == 0 && pages == 1 {
                    self.warn_if_blind(call, channel, scan.newest).await;
                }
                break;
            }
        }
        scan.began = Some(began);
        Ok(())
    }

    /// Warns if the channel looks empty but is not: without `READ_MESSAGE_HISTORY`, Discord returns no error.
    async fn warn_if_blind(&self, call: Call<'_>, channel: ChannelId, after: u64) {
        // Only a hint, because the last message may have been deleted. So a failed request is ignored.
        let Ok(known) = self.rest.newest_message(call, channel).await else { return };
        if known.last_message_id.is_none_or(|last| last.0 <= after) {
            return;
        }
        // It may have come since the channel was read.
        let Ok(page) = self.rest.messages_after(call, channel, MessageId(after.max(1)), PAGE).await else { return };
        if page.sent == 0 {
            tracing::warn!(
                channel_id = %channel,
                "can't read the channel's history, so that a repeated post may be seen twice: give the bot \"Read Message History\""
            );
        }
    }
}
