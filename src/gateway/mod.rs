//! The gateway: Discord in, Kafka out.
//!
//! Connects to Discord at once, waiting for nothing else. Checks an interaction, appends one record and answers the person
//! (docs/protocol.md#rule-1). Must not decide what an event means, and must not write to a channel: the board does both.
//!
//! - [`connection`]: the connection to Discord, and the limits that protect the bot's token.
//! - [`interactions`]: from an interaction to its record and its private answers.
//! - [`context`]: what all of them share. [`status`]: what readiness and metrics read.

pub(crate) mod connection;
pub(crate) mod context;
pub(crate) mod interactions;
pub(crate) mod status;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::discord::rest::Rest;
use crate::kafka::producer::Producer;
use context::Context;

pub use status::GatewayState;

/// What is under way at the end has this long: an answer is due after 9 s at the latest.
const DRAIN: Duration = Duration::from_secs(9);

/// What a person was told was NOT sent has this much longer to be taken back; with it the process ends within its 10 s.
const TAKE_BACK: Duration = Duration::from_millis(700);

/// The gateway, ready to be run.
pub struct Gateway {
    context: Arc<Context>,
    config: Config,
    token: String,
}

impl Gateway {
    /// Makes one; nothing is connected yet. `topics` says when the topics are there: what was appended before could make
    /// a broker invent them, without append times and with one partition. The producer has to give up after
    /// [`MessageTimeout::PERSON`](crate::kafka::client::MessageTimeout::PERSON), because somebody waits.
    ///
    /// # Errors
    /// Where there is no `DISCORD_TOKEN`.
    pub fn start(
        config: &Config,
        rest: Rest,
        producer: Producer,
        topics: watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        let token = config.discord.token()?.reveal().to_owned();
        Ok(Gateway { context: Arc::new(Context::new(config, rest, producer, topics)), config: config.clone(), token })
    }

    /// Whether it is connected and the commands are registered, for readiness.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<GatewayState> {
        self.context.state.subscribe()
    }

    /// Works until `shutdown`; then what is under way is finished.
    ///
    /// # Errors
    /// Where Discord refuses the bot for good: one line that says what to do.
    pub async fn run(self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let Gateway { context, config, token } = self;
        let register = connection::register_commands::register(&context, config.discord.guild_id, &shutdown);
        let connect = connection::connect(&context, &config.discord.api_url, token, &shutdown);
        let ended =
            tokio::try_join!(async { register.await.context("the slash command can't be registered") }, async {
                connect.await.context("the connection to Discord ended")
            },);
        context.state.send_modify(GatewayState::all_down);
        context.under_way.close();
        if tokio::time::timeout(DRAIN, context.under_way.wait()).await.is_err() {
            tracing::warn!(left = context.under_way.len(), "not all answers were given before the end");
        }
        context.end.cancel();
        // Only withdrawals are left, also of those who would have waited on.
        _ = tokio::time::timeout(TAKE_BACK, context.under_way.wait()).await;
        context.gone.cancel();
        // They now say that they could not be written.
        _ = tokio::time::timeout(Duration::from_millis(100), context.under_way.wait()).await;
        ended.map(|_| ())
    }
}
