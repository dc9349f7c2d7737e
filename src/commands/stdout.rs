//! What a command answers. `print!` would panic where the reader of a pipe has gone (`needhelp watch | head`).

use std::io::{self, Write as _};

use super::Failure;

/// Writes and flushes, so that a reader at the other end of a pipe sees it now.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // Who reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Said),
        Err(error) => Err(Failure::Failed(format!("stdout can't be written: {error}"))),
    }
}

/// The same, with a line's end.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    write(&format!("{text}\n"))
}
