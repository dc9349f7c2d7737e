//! Prints a command's results. Must not use `print!`, which panics when the reader of a pipe is gone (`needhelp watch | head`).

use std::io::{self, Write as _};

use super::Failure;

/// Writes and flushes, so that the reader of a pipe gets the text at once.
///
/// # Errors
/// [`Failure::Reported`] if nobody reads stdout anymore, [`Failure::Failed`] if it cannot be written for another reason.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // The reader has closed the pipe. That is its normal way to say that it needs no more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Reported),
        Err(error) => Err(Failure::Failed(format!("cannot write to stdout: {error}"))),
    }
}

/// Writes the text and the end of a line.
///
/// # Errors
/// As [`write()`].
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    write(&format!("{text}\n"))
}
