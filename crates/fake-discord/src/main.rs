//! The stand-in as a program, for scripts and other languages, and with a page for people. It prints its addresses and
//! serves until it is stopped.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use fake_discord::{FakeDiscord, Limits, Playground, Setup};
use tokio::signal::unix::{SignalKind, signal};

/// A strict stand-in for Discord over real HTTP and WebSocket.
///
/// Prints one line of JSON with url, token, `application_id`, `guild_id`, `channel_id` and control (the base URL of
/// the control API), then serves until SIGTERM or Ctrl-C. `fake-discord serve` also serves a page for people.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Serve(Serve),
}

/// Also serves a page on which you are the people who use your bot.
///
/// Prints the settings for the bot and the address of the page, then serves until SIGTERM or Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  fake-discord serve --open --listen 127.0.0.1:8000 --token secret")]
struct Serve {
    #[command(flatten)]
    server: Server,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// The port of the page on 127.0.0.1; 0 means a free port.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    page_port: u16,
}

#[derive(Debug, clap::Args)]
struct Server {
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

impl Server {
    fn setup(&self) -> Setup {
        let mut setup = Setup::default()
            .listen(self.listen)
            .bot_name(&self.bot_name)
            .nonce_window(Duration::from_secs(self.nonce_window))
            .seed(self.seed)
            .tolerates_violations()
            .control(true);
        let off = Duration::from_millis(self.clock_ahead_ms.unsigned_abs());
        setup = if self.clock_ahead_ms < 0 { setup.clock_behind(off) } else { setup.clock_ahead(off) };
        if let Some(host) = &self.public_host {
            setup = setup.public_host(host);
        }
        if let Some(token) = &self.token {
            setup = setup.token(token);
        }
        if self.no_limits {
            setup = setup.limits(Limits::off());
        }
        if let Some(max) = self.history {
            setup = setup.history(max);
        }
        if self.openapi.is_some() {
            setup = setup.openapi(self.openapi.clone());
        }
        setup
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let mut terminated = signal(SignalKind::terminate()).context("cannot handle SIGTERM")?;
    let server = match &arguments.command {
        Some(Command::Serve(serve)) => &serve.server,
        None => &arguments.server,
    };
    let discord = FakeDiscord::start(server.setup()).await?;
    let (said, _page) = match &arguments.command {
        Some(Command::Serve(serve)) => {
            let page = Playground::start(&discord, serve.page_port, None).await?;
            if serve.open {
                page.open();
            }
            (for_people(&discord, &page), Some(page))
        }
        None => (for_programs(&discord), None),
    };
    writeln!(std::io::stdout(), "{said}").context("cannot print the addresses")?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended.context("cannot handle Ctrl-C")?,
        _ = terminated.recv() => {}
    }
    Ok(())
}

fn for_programs(discord: &FakeDiscord) -> String {
    let addresses = serde_json::json!({
        "url": discord.url(), "token": discord.token(), "application_id": discord.application_id(),
        "guild_id": discord.guild_id(), "channel_id": discord.channel_id("bus-stop"),
        "control": format!("{}/_fake", discord.url()),
    });
    addresses.to_string()
}

fn for_people(discord: &FakeDiscord, page: &Playground) -> String {
    format!(
        "Start your bot with these addresses and this token:\n\n  DISCORD_URL={url}\n  DISCORD_GATEWAY={gateway}\n  \
         DISCORD_TOKEN={token}\n\nThen be the people who use it: open this page in a browser. Two windows are two people.\n\n  \
         {page}\n\nScripts can use the control API at {url}/_fake. Ctrl-C ends this.",
        url = discord.url(),
        gateway = discord.gateway_url(),
        token = discord.token(),
        page = page.url(),
    )
}
