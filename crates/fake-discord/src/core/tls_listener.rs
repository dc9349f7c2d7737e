//! Accepts TLS connections that a [`KillSwitch`](super::killable_tcp::KillSwitch) can reset. Only with the feature
//! `tls`.

use std::io;
use std::net::SocketAddr;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::sync::mpsc::{Receiver, channel};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::killable_tcp::{KillSwitch, KillableListener, Stream};

/// Handshakes that are finished but not yet served.
const WAITING: usize = 64;

#[derive(Debug)]
pub(crate) struct TlsListener {
    local: io::Result<SocketAddr>,
    accepted: Receiver<(TlsStream<Stream>, SocketAddr)>,
}

impl TlsListener {
    /// Accepts connections until it is dropped. A slow handshake does not hold up the others.
    pub(crate) fn new(mut tcp: KillableListener, acceptor: TlsAcceptor) -> Self {
        let local = tcp.local_addr();
        let (sender, accepted) = channel(WAITING);
        tokio::spawn(async move {
            loop {
                let (stream, address) = tokio::select! {
                    accepted = tcp.accept() => accepted,
                    () = sender.closed() => return,
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    match acceptor.accept(stream).await {
                        // An error means that the server has ended.
                        Ok(stream) => _ = sender.send((stream, address)).await,
                        Err(error) => tracing::debug!(%error, "a client ended the TLS handshake"),
                    }
                });
            }
        });
        Self { local, accepted }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<Stream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.accepted.recv().await {
            Some(accepted) => accepted,
            // The accepting task ends only after this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        match &self.local {
            Ok(address) => Ok(*address),
            Err(error) => Err(error.kind().into()),
        }
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for KillSwitch {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        stream.io().get_ref().0.kill_switch()
    }
}
