//! The stand-in as a program, for scripts and other languages. It prints its addresses and serves until it is stopped.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use fake_discord::{FakeDiscord, Limits, Setup};
use tokio::signal::unix::{SignalKind, signal};

/// A strict stand-in for Discord over real HTTP and WebSocket.
///
/// Prints one line of JSON with url, token, `application_id`, `guild_id`, `channel_id` and control (the base URL of
/// the control API), then serves until SIGTERM or Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 means a free port. The control API has no password: do not expose it to a network.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Host and port in the URLs for clients, if they differ from the address it listens on.
    #[arg(long)]
    public_host: Option<String>,
    /// Token of the bot [default: random]
    #[arg(long)]
    token: Option<String>,
    /// Name of the bot.
    #[arg(long, default_value = "bot")]
    bot_name: String,
    /// No rate limits.
    #[arg(long)]
    no_limits: bool,
    /// Number of requests, interactions, and messages per channel to remember [default: all]
    #[arg(long)]
    history: Option<usize>,
    /// Seconds for which a nonce is remembered.
    #[arg(long, default_value_t = 180)]
    nonce_window: u64,
    /// Milliseconds by which Discord's clock is ahead of this machine's clock; negative: behind.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    clock_ahead_ms: i64,
    /// Seed of all random values: faults with a probability, tokens.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Discord's OpenAPI description, to check all request bodies against [default: `$DISCORD_OPENAPI`]
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
    let off = Duration::from_millis(arguments.clock_ahead_ms.unsigned_abs());
    setup = if arguments.clock_ahead_ms < 0 { setup.clock_behind(off) } else { setup.clock_ahead(off) };
    if let Some(host) = &arguments.public_host {
        setup = setup.public_host(host);
    }
    if let Some(token) = &arguments.token {
        setup = setup.token(token);
    }
    if arguments.no_limits {
        setup = setup.limits(Limits::off());
    }
    if let Some(max) = arguments.history {
        setup = setup.history(max);
    }
    if arguments.openapi.is_some() {
        setup = setup.openapi(arguments.openapi);
    }
    let mut terminated = signal(SignalKind::terminate()).context("cannot handle SIGTERM")?;
    let discord = FakeDiscord::start(setup).await?;
    let line = serde_json::json!({
        "url": discord.url(), "token": discord.token(), "application_id": discord.application_id(),
        "guild_id": discord.guild_id(), "channel_id": discord.channel_id("bus-stop"),
        "control": format!("{}/_fake", discord.url()),
    });
    writeln!(std::io::stdout(), "{line}").context("cannot print the addresses")?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended.context("cannot handle Ctrl-C")?,
        _ = terminated.recv() => {}
    }
    Ok(())
}
