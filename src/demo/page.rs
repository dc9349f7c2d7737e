//! The page of the demo, in which a reader plays the people.
//!
//! Must not act on the channel: the page of the stand-in does that through its control API.

use std::process::{Command, Stdio};

use anyhow::Context as _;
use fake_discord::{FakeDiscord, Panel, Playground};

/// Serves the channel, with the panel beside it.
pub(crate) async fn serve(port: u16, discord: &FakeDiscord, panel: Panel) -> anyhow::Result<Playground> {
    Playground::start(discord, port, Some(panel)).await.context("the page cannot be served")
}

/// Opens the page in the browser. Where that does not work, the reader has the printed address.
pub(crate) fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(program);
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        tracing::warn!(%error, "{program} does not open the page: open the printed address");
    }
}
