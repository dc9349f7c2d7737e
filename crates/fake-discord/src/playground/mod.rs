//! A page on 127.0.0.1 in which a reader plays the people: the channel as a phone shows it, and the phone that rings.
//!
//! The page acts through the control API and has no rules of its own. It has an address of its own, because the control
//! API of [`Setup::control`](crate::Setup::control) has no password.

mod files;
mod guard;
mod news;

use std::fs::File;
use std::future::ready;
use std::io::Read as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::handle::FakeDiscord;
use guard::Guard;

/// What another program shows beside the channel.
///
/// `panel.js` among the files is loaded by the page, which calls its function `mount`. Everything else is up to the panel.
#[derive(Debug)]
pub struct Panel {
    /// Routes, below `panel/`.
    pub routes: Router,
    /// Files beside those of the page, by name, and their texts. A file of the same name replaces the page's.
    pub files: &'static [(&'static str, &'static str)],
    /// A change tells the page to read the panel's routes again.
    pub changed: watch::Receiver<()>,
}

/// The page, served until this is dropped or the stand-in ends.
#[derive(Debug)]
pub struct Playground {
    url: String,
    _stop: watch::Sender<()>,
}

impl Playground {
    /// Serves the page at a port of 127.0.0.1; 0: a free one.
    ///
    /// # Errors
    /// If it cannot listen at the port, or the operating system has no random numbers.
    pub async fn start(discord: &FakeDiscord, port: u16, panel: Option<Panel>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .await
            .with_context(|| format!("the page cannot listen at port {port}"))?;
        let port = listener.local_addr().context("the page has no address")?.port();
        let token = secret().context("no random numbers for the page's address")?;
        let shared = Arc::clone(&discord.shared);
        let (stop, mut stopped) = watch::channel(());
        let mut ended = shared.stopped();

        let (routes, own, changed) = match panel {
            Some(panel) => (panel.routes, panel.files, Some(panel.changed)),
            None => (Router::new(), &[][..], None),
        };
        let socket = {
            let (shared, ended) = (Arc::clone(&shared), ended.clone());
            move |upgrade| ready(news::accept(upgrade, Arc::clone(&shared), changed.clone(), ended.clone()))
        };
        let app = Router::new()
            .route(&format!("/{token}/news"), any(socket))
            .nest(&format!("/{token}/discord"), crate::control_api::router().with_state(shared))
            .nest(&format!("/{token}/panel"), routes)
            .merge(files::router(&token, own))
            .layer(from_fn_with_state(Guard::at(port), guard::check));
        tokio::spawn(async move {
            let until = async move {
                tokio::select! {
                    () = ended.wait() => {}
                    // Only the end of the sender is waited for.
                    _ = stopped.changed() => {}
                }
            };
            if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(until).await {
                tracing::error!(%error, "the page of fake-discord ended with an error");
            }
        });
        Ok(Self { url: format!("http://127.0.0.1:{port}/{token}/"), _stop: stop })
    }

    /// The page's address. Whoever knows it can do everything that the page can.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Opens the page in the browser. Where that does not work, a warning asks the reader to open the address.
    pub fn open(&self) {
        let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let mut command = Command::new(program);
        command.arg(&self.url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Err(error) = command.spawn() {
            tracing::warn!(%error, "{program} does not open the page: open the printed address");
        }
    }
}

/// 128 random bits, in hexadecimal digits.
fn secret() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
