//! A TCP proxy in front of a mock broker, which can cut the broker off, and set the clock by which it seems to append.
//!
//! It keeps its port for as long as it lives, so that no other program can take the port meanwhile. The mock broker's own
//! way of being down gives its port away, and ends the process with an assertion where another program took it.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// What the mock broker writes in each acknowledgement in place of an append time (`LogAppendTimeMs`).
const NO_APPEND_TIME: [u8; 8] = 1234_i64.to_be_bytes();

pub(crate) struct TcpProxy {
    port: u16,
    is_up: watch::Sender<bool>,
    /// By how many milliseconds the append times in acknowledgements are ahead; `None`: they stay as they are.
    ahead_ms: watch::Sender<Option<i64>>,
    _forwarding: AbortOnDropHandle<()>,
}

impl TcpProxy {
    /// Forwards connections from the listener's port to the broker at `broker`. Dropping it closes them all.
    pub(crate) fn new(listener: TcpListener, broker: SocketAddr) -> std::io::Result<Self> {
        let port = listener.local_addr()?.port();
        let (is_up, watched) = watch::channel(true);
        let (ahead_ms, clock) = watch::channel(None);
        let forwarding = AbortOnDropHandle::new(tokio::spawn(forward(listener, broker, watched, clock)));
        Ok(Self { port, is_up, ahead_ms, _forwarding: forwarding })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Closes all connections, and closes new ones at once.
    pub(crate) fn down(&self) {
        self.is_up.send_replace(false);
    }

    pub(crate) fn up(&self) {
        self.is_up.send_replace(true);
    }

    /// Whether connections are accepted.
    #[cfg(feature = "demo")]
    pub(crate) fn is_up(&self) -> bool {
        *self.is_up.borrow()
    }

    /// From now on, acknowledgements have append times of a clock that is this far ahead.
    pub(crate) fn set_clock(&self, ahead_ms: i64) {
        self.ahead_ms.send_replace(Some(ahead_ms));
    }
}

async fn forward(
    listener: TcpListener,
    broker: SocketAddr,
    is_up: watch::Receiver<bool>,
    ahead_ms: watch::Receiver<Option<i64>>,
) {
    loop {
        let Ok((client, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mut is_up = is_up.clone();
        if !*is_up.borrow_and_update() {
            continue;
        }
        let ahead_ms = ahead_ms.clone();
        tokio::spawn(async move {
            tokio::select! {
                // In this order: what arrives after `down` is not forwarded any more, however late this task runs.
                biased;
                // An error says that the proxy was dropped.
                _ = is_up.wait_for(|is_up| !is_up) => {}
                () = connect(client, broker, ahead_ms) => {}
            }
        });
    }
}

async fn connect(client: TcpStream, broker: SocketAddr, ahead_ms: watch::Receiver<Option<i64>>) {
    let Ok(broker) = TcpStream::connect(broker).await else { return };
    _ = (client.set_nodelay(true), broker.set_nodelay(true));
    let ((mut requests, to_client), (answers, mut to_broker)) = (client.into_split(), broker.into_split());
    // If one side ends the connection, both end.
    tokio::select! {
        _ = tokio::io::copy(&mut requests, &mut to_broker) => {}
        _ = answer(answers, to_client, ahead_ms) => {}
    }
}

/// Forwards the broker's answers one by one: each is a length and that many bytes.
async fn answer(
    mut answers: OwnedReadHalf,
    mut to_client: OwnedWriteHalf,
    ahead_ms: watch::Receiver<Option<i64>>,
) -> std::io::Result<()> {
    loop {
        let length = answers.read_u32().await?;
        let mut answer = vec![0; length.try_into().map_err(std::io::Error::other)?];
        answers.read_exact(&mut answer).await?;
        let ahead_ms = *ahead_ms.borrow();
        if let Some(ahead_ms) = ahead_ms {
            set_append_times(&mut answer, Timestamp::now().as_millisecond() + ahead_ms);
        }
        to_client.write_all(&[&length.to_be_bytes()[..], &answer].concat()).await?;
    }
}

/// The eight bytes mean nothing else in the short answers of a test.
fn set_append_times(answer: &mut [u8], ms: i64) {
    let length = NO_APPEND_TIME.len();
    for place in 0..(answer.len() + 1).saturating_sub(length) {
        if answer[place..place + length] == NO_APPEND_TIME {
            answer[place..place + length].copy_from_slice(&ms.to_be_bytes());
        }
    }
}
