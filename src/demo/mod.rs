//! `needhelp demo`: plays an afternoon at the bus stop in a terminal, with a mock broker, the stand-in for Discord and all
//! services in one process, without Docker, token or network.
//!
//! Must not do the work of a service: simulated people type and press, and the demo prints what they see.

mod afternoon;
mod board_switch;
mod clock;
pub(crate) mod hints;
mod history;
mod panel;
mod phone_view;
mod quiet;
pub(crate) mod story;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use fake_discord::{FakeDiscord, Permissions, Playground, Setup};
use jiff::tz::TimeZone;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::kafka::client;
use crate::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use crate::process;
use crate::process::Parts;
use crate::process::http::Http;
use crate::process::telemetry;
use board_switch::BoardSwitch;
use clock::StoryClock;
use hints::TUTORIAL_PORT;
use story::{Narrator, Story};

const TOPICS: [&str; 3] = ["bus-stop-alerts", "bus-stop-confirmations", "bus-stop-dead-letters"];

/// All of the bot but the board, which the page can stop.
const OTHERS: Parts = Parts { board: false, ..Parts::ALL };

/// The log filter, unless `RUST_LOG` is set. This Kafka is unreachable only when the demo ends, so the warning about that is
/// left out.
pub(crate) fn log_filter() -> String {
    format!("warn,{}=error", client::LOG_TARGET)
}

/// The options of `needhelp demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  needhelp demo\n  needhelp demo --open\n  needhelp demo --story none --open\n  \
                  needhelp demo --exit\n  needhelp demo --story quiet")]
pub struct Demo {
    /// Which story is played
    #[arg(long, value_enum, default_value_t = Story::Afternoon)]
    story: Story,
    /// Exit after the story, with 1 if it went wrong
    #[arg(long)]
    exit: bool,
    /// The port of the simulated Kafka, 0 for any free port [default: 9092, or any free port if 9092 is in use]
    #[arg(long, value_name = "PORT")]
    kafka_port: Option<u16>,
    /// Open the page in the browser
    #[arg(long, conflicts_with = "exit")]
    open: bool,
    /// The port of the page, 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    page_port: u16,
}

impl Demo {
    /// Plays the story, then keeps the bot and the page running until Ctrl-C. The quiet story ends it, because its clock
    /// is ahead.
    ///
    /// # Errors
    /// If a part does not start, or the story goes wrong.
    pub async fn play(self) -> anyhow::Result<()> {
        let kafka = Arc::new(self.broker().await?);
        let setup = Setup::default().bot_name("needhelp").tolerates_violations();
        // The story reports the violations that the stand-in found at its end.
        let discord = FakeDiscord::start(setup).await.context("the simulated Discord does not start")?;
        // Before the settings, which name the role.
        add_neighbors(&discord);
        let folder = history::Folder::make();
        let config = settings(&kafka, &discord, folder.as_ref())?;
        let url = config.history.url.clone();
        let http = Http::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.map_err(anyhow::Error::msg)?;
        let metrics = telemetry::count().map_err(|error| anyhow::anyhow!("{error}"))?;
        let ready = format!("http://{}/readyz", http.address()?);
        let clock = StoryClock::default();
        let mut board = BoardSwitch::start(config.clone(), clock.for_board());
        let others = Parts { history: url.is_some(), ..OTHERS };
        let bot = process::run(config.clone(), others, http, metrics, Some(clock.for_board()));
        let mut bot: JoinHandle<_> = tokio::spawn(bot);

        let narrator = Narrator::of(&discord, clock.clone());
        let story = async {
            until_ready(&ready).await?;
            board.until_ready().await?;
            narrator.tell(self.story).await?;
            match url {
                Some(url) if self.story != Story::None => history::print_statistics(&url).await,
                _ => Ok(()),
            }
        };
        let told = tokio::select! {
            told = story => told,
            ended = &mut bot => return Err(cause(ended).context("the bot ended in the middle of the story")),
        };
        if self.exit || self.story == Story::Quiet {
            // Ends as with SIGTERM from an admin: the bot finishes the work in progress.
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TERM)?;
            return told.and(bot.await?).and(board.end().await);
        }
        if let Err(error) = told {
            story::say(&format!("The story went wrong: {error:#}"));
        }
        let panel = panel::start(&kafka, &config.kafka, board.switch(), clock)?;
        let page =
            Playground::start(&discord, self.page_port, Some(panel)).await.context("the page cannot be served")?;
        hints::print_commands(kafka.bootstrap_servers());
        hints::print_page(page.url());
        if self.open {
            page.open();
        }
        let ended = tokio::select! {
            ended = &mut bot => match ended {
                Ok(outcome) => outcome,
                Err(error) => Err(error.into()),
            },
            error = board.broken() => Err(error),
            error = narrator.follow() => Err(error),
        };
        ended.and(board.end().await)
    }

    /// Starts the broker on the requested port. Default: the port of the tutorial's scripts, or any port if that is in use.
    async fn broker(&self) -> anyhow::Result<MockBroker> {
        let port = self.kafka_port.unwrap_or(TUTORIAL_PORT);
        match MockBroker::start_at(port, &TOPICS).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse && self.kafka_port.is_none() => {
                MockBroker::start_at(0, &TOPICS).await.context("the simulated Kafka does not start")
            }
            started => started.with_context(|| format!("the simulated Kafka does not start at port {port}")),
        }
    }
}

/// Waits until the services have joined their groups, so that the story does not include that time.
async fn until_ready(url: &str) -> anyhow::Result<()> {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !reqwest::get(url).await.is_ok_and(|answer| answer.status().is_success()) {
        let left = deadline.saturating_duration_since(tokio::time::Instant::now());
        anyhow::ensure!(!left.is_zero(), "the bot is not ready after 30 s: {}", reqwest::get(url).await?.text().await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// The roles and people of the neighborhood that are not in every stand-in: a moderator, and somebody who is no helper.
fn add_neighbors(discord: &FakeDiscord) {
    let guild = discord.guild_id();
    let neighbors = discord.add_role(guild, "neighbors", true);
    let moderators = discord.add_role(guild, "moderators", false);
    discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    discord.add_person(guild, "Moderator", &[moderators, neighbors]);
    discord.add_person(guild, "Stranger", &[]);
}

fn settings(kafka: &MockBroker, discord: &FakeDiscord, folder: Option<&history::Folder>) -> anyhow::Result<Config> {
    let (token, url, history) = (discord.token(), discord.url(), folder.map(history::Folder::url));
    let [guild, channel, role, wider] = [
        discord.guild_id().to_string(),
        discord.channel_id("bus-stop").to_string(),
        discord.role_id("helpers").to_string(),
        discord.role_id("neighbors").to_string(),
    ];
    // As on the phones that the demo shows.
    let system = TimeZone::system();
    let zone = system.iana_name().unwrap_or("UTC");
    let config = Config::read(&|name| {
        let value = match name {
            "DISCORD_TOKEN" => &token,
            "DISCORD_API_URL" => &url,
            "DISCORD_GUILD_ID" => &guild,
            "DISCORD_CHANNEL_ID" => &channel,
            "DISCORD_HELPER_ROLE_ID" => &role,
            "DISCORD_ESCALATION_ROLE_ID" => &wider,
            "FALLBACK_CONTACT" => quiet::FALLBACK_CONTACT,
            "HISTORY_URL" => history.as_ref()?,
            "KAFKA_BOOTSTRAP_SERVERS" => kafka.bootstrap_servers(),
            "KAFKA_PROPERTIES" => FAST_PROPERTIES,
            "TIMEZONE" => zone,
            _ => return None,
        };
        Some(value.to_owned())
    });
    Ok(config?)
}

fn cause(ended: Result<anyhow::Result<()>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(())) => anyhow::anyhow!("it received a signal"),
        Ok(Err(error)) => error,
        Err(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use rdkafka::types::RDKafkaErrorCode;
    use tracing_subscriber::EnvFilter;

    use super::*;
    use crate::kafka::client::Connectivity;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged with this filter when the broker cannot be reached.
    fn logged(filter: &str) -> String {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(filter))
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            Connectivity::new("demo").error(Some(RDKafkaErrorCode::AllBrokersDown), "the demo ends");
        });
        String::from_utf8(log.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn the_log_filter_leaves_out_that_kafka_is_unreachable() {
        assert!(logged("warn").contains("the demo ends"), "otherwise this test proves nothing");
        assert_eq!(logged(&log_filter()), "");
    }
}
