//! SIGTERM and SIGINT: the first signal starts an orderly end, the second ends the process at once.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// A signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// SIGTERM, as from `docker stop`.
    Terminate,
    /// SIGINT: Ctrl+C.
    Interrupt,
}

impl Asked {
    /// What a shell expects of a process that this signal ended: 128 and the signal's number.
    #[must_use]
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Asked::Terminate => 128 + 15,
            Asked::Interrupt => 128 + 2,
        }
    }
}

/// Receives signals from its creation on. Before that, a signal ends the process.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Starts to receive. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// The operating system's.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Signals { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The next signal. Cancelling the wait loses none.
    pub(crate) async fn next(&mut self) -> Asked {
        // `recv` gives `None` only when the runtime ends, and this task with it.
        tokio::select! {
            _ = self.terminate.recv() => Asked::Terminate,
            _ = self.interrupt.recv() => Asked::Interrupt,
        }
    }
}
