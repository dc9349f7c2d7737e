//! The end of the process, whatever its threads are at.
//!
//! Must be how the program ends, and must do nothing that somebody could wait for: what has to be finished is finished
//! before.

#![allow(unsafe_code)]

use std::io::{self, Write as _};

/// Ends the process with this exit code, without what libraries have registered for its end (`atexit`).
///
/// librdkafka's threads go on until the very last moment, and OpenSSL's handler takes away what they are using: a process
/// that ended while one of them shook hands with a broker died of a segmentation fault instead, and its exit code was lost.
pub fn now(code: u8) -> ! {
    // What `print!` holds back is written where it can be; nobody is left to hear that it can't.
    _ = io::stdout().flush();
    // SAFETY: it returns to nobody, and touches no memory of this process.
    unsafe { libc::_exit(i32::from(code)) }
}
