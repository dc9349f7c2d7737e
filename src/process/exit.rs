//! Ends the process, whatever its threads are doing (`docs/decisions/0029-exit-without-exit-handlers.md`).
//!
//! Must be the only way in which the program ends. Must not finish any work: that is done before.

#![allow(unsafe_code)]

use std::io::{self, Write as _};

/// Ends the process with this exit code, without the exit handlers that libraries registered (`atexit`).
///
/// librdkafka's threads run until the very end, and OpenSSL's handler frees tables that they use. That was a
/// segmentation fault if a thread was in a TLS handshake, and the exit code was lost.
pub fn now(code: u8) -> ! {
    // Writes the buffer of `print!`. An error cannot be reported anymore.
    _ = io::stdout().flush();
    // SAFETY: it does not return, and touches no memory of this process.
    unsafe { libc::_exit(i32::from(code)) }
}
