//! The stand-in as a program, for scripts and other languages: prints where it listens, then serves until it is ended.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use fake_discord::{FakeDiscord, Limits, Setup};
use tokio::signal::unix::{SignalKind, signal};

/// A strict stand-in of Discord over real HTTP and WebSocket.
///
/// Prints one line of JSON with url, token, application_id, guild_id, channel_id and control (the base URL of the control
/// API), then serves until SIGTERM or Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one. The control API has no password: keep it off the network.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Host and port by which clients reach the stand-in, where it is another than it listens on.
    #[arg(long)]
    public_host: Option<String>,
    /// The bot's token [default: made up]
    #[arg(long)]
    token: Option<String>,
    /// The bot's name.
    #[arg(long, default_value = "bot")]
    bot_name: String,
    /// No rate limits.
    #[arg(long)]
    no_limits: bool,
    /// Remembers at most so many requests, interactions and messages a channel [default: all]
    #[arg(long)]
    history: Option<usize>,
    /// Seconds for which a nonce is known.
    #[arg(long, default_value_t = 180)]
    nonce_window: u64,
    /// Seed of faults with a probability, and of tokens.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Discord's OpenAPI description, to check every body against [default: $DISCORD_OPENAPI]
    #[arg(long)]
    openapi: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let mut setup = Setup::default()
        .listen(arguments.listen)
        .bot_name(&arguments.bot_name)
        .nonce_window(Duration::from_secs(arguments.nonce_window))
        .seed(arguments.seed)
        .tolerates_violations()
        .control(true);
    if let Some(host) = &arguments.public_host {
        setup = setup.public_host(host);
    }
    if let Some(token) = &arguments.token {
        setup = setup.token(token);
    }
    if arguments.no_limits {
        setup = setup.limits(Limits::off());
    }
    if let Some(most) = arguments.history {
        setup = setup.history(most);
    }
    if arguments.openapi.is_some() {
        setup = setup.openapi(arguments.openapi);
    }
    let mut terminated = signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
    let discord = FakeDiscord::start(setup).await?;
    let line = serde_json::json!({
        "url": discord.url(), "token": discord.token(), "application_id": discord.application_id(),
        "guild_id": discord.guild_id(), "channel_id": discord.channel_id("bus-stop"),
        "control": format!("{}/_fake", discord.url()),
    });
    writeln!(std::io::stdout(), "{line}").context("nobody reads where the stand-in listens")?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended.context("Ctrl-C cannot be listened for")?,
        _ = terminated.recv() => {}
    }
    Ok(())
}
