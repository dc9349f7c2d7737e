//! The gateway: the service that receives interactions from Discord and appends them to Kafka.
//!
//! Connects to Discord at once, without waiting for Kafka. For each interaction it appends one record and answers the
//! person (docs/protocol.md#rule-1). Must not decide what an event means, and must not write to a channel, but for the week's
//! line, the panel, a test of the phones, and messages to moderators.
//!
//! - [`connection`]: the connection to Discord, and the limits that protect the bot's token.
//! - [`interactions`]: from an interaction to its record and its private answers.
//! - [`servers`]: which server is served, and what is known of it.
//! - [`view`]: the alerts as the log has them, to look at.
//! - [`weekly`]: the week's line in the channel. [`panel`]: the message with the button *Ask for help*. [`phones`]: the end
//!   of a test of the phones. [`moderators`]: messages to a server's moderators.
//! - [`context`]: what all of them share. [`status`]: what readiness and metrics read.

pub(crate) mod connection;
pub(crate) mod context;
pub(crate) mod interactions;
pub(crate) mod moderators;
pub(crate) mod panel;
pub(crate) mod phones;
pub(crate) mod servers;
pub(crate) mod status;
pub mod view;
pub(crate) mod weekly;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::discord::rest::Rest;
use crate::kafka::producer::Producer;
use crate::settings::Settings;
use context::Context;

pub use status::GatewayState;
pub use view::View;

/// How long running work may take at the end. An answer is due after 9 s at the latest.
const DRAIN: Duration = Duration::from_secs(9);

/// How much longer a `withdrawn` may take. With it, the process still ends within 10 s.
const TAKE_BACK: Duration = Duration::from_millis(700);

/// The gateway, ready to be run.
pub struct Gateway {
    context: Arc<Context>,
    reader: view::Reader,
    config: Config,
    token: String,
}

impl Gateway {
    /// Creates a gateway, which does not connect yet. `topics` says whether the topics exist
    /// (`docs/decisions/0017-gateway-waits-for-the-topics.md`). The producer must give up after
    /// [`MessageTimeout::PERSON`](crate::kafka::client::MessageTimeout::PERSON), because a person waits.
    ///
    /// # Errors
    /// If there is no `DISCORD_TOKEN`.
    pub fn start(
        config: &Config,
        settings: Settings,
        rest: Rest,
        producer: Producer,
        topics: watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        let token = config.discord.token()?.reveal().to_owned();
        if settings.everyone_roles(None).contains(&"DISCORD_HELPER_ROLE_ID") {
            tracing::warn!(
                "DISCORD_HELPER_ROLE_ID is the id of the server, which is @everyone: no phone rings for a new alert, and \
                 everybody may take it. Create a role for the helpers and set its id"
            );
        }
        let (view, reader) = View::start(&config.kafka).context("KAFKA_PROPERTIES")?;
        let context = Arc::new(Context::new(config, settings, rest, producer, topics, view));
        Ok(Gateway { context, reader, config: config.clone(), token })
    }

    /// Whether it is connected and the commands are registered, for readiness.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<GatewayState> {
        self.context.state.subscribe()
    }

    /// Has `/needhelp-admin status` say how the parts of the process are.
    pub fn tell_of(&self, parts: impl Fn() -> Vec<(&'static str, Result<(), String>)> + Send + Sync + 'static) {
        self.context.set_parts(Box::new(parts));
    }

    /// The alerts as the log has them.
    #[must_use]
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.context.view)
    }

    /// Runs until `shutdown`, then finishes running work.
    ///
    /// # Errors
    /// If Discord permanently refuses the bot: one line that says what to do.
    pub async fn run(self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let Gateway { context, reader, config, token } = self;
        let register = connection::register_commands::keep_registered(&context, config.discord.guild_id, &shutdown);
        context.state.send_modify(|state| state.server_unknown = context.served.is_unknown());
        let learn = context.served.learn(&context.rest, &shutdown);
        let connect = connection::connect(&context, &config.discord.api_url, &token, config.discord.shards, &shutdown);
        let ended = tokio::try_join!(
            async { register.await.context("the slash command can't be registered") },
            async {
                learn.await.context("the server of DISCORD_CHANNEL_ID can't be read")?;
                context.state.send_modify(|state| state.server_unknown = context.served.is_unknown());
                Ok(())
            },
            async { connect.await.context("the connection to Discord ended") },
            async {
                servers::removed::keep_ending(&context, &shutdown).await;
                Ok(())
            },
            async {
                weekly::keep_posting(&context, config.weekly_line, &shutdown).await;
                Ok(())
            },
            async {
                panel::keep(&context, &shutdown).await;
                Ok(())
            },
            async {
                phones::keep_telling(&context, &shutdown).await;
                Ok(())
            },
        );
        context.state.send_modify(GatewayState::all_down);
        context.under_way.close();
        if tokio::time::timeout(DRAIN, context.under_way.wait()).await.is_err() {
            tracing::warn!(left = context.under_way.len(), "not all answers were given before the end");
        }
        context.end.cancel();
        // It has nothing to finish.
        drop(reader);
        // Only withdrawals are left, also those of people who were still waiting.
        _ = tokio::time::timeout(TAKE_BACK, context.under_way.wait()).await;
        context.gone.cancel();
        // The remaining withdrawals now log that they were not appended.
        _ = tokio::time::timeout(Duration::from_millis(100), context.under_way.wait()).await;
        ended.map(|_| ())
    }
}
