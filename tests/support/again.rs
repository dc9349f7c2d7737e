//! This test program a second time, for a test that needs a process of its own.

use std::process::{Command, Stdio};

/// What such a process is told.
const ROLE: &str = "NEEDHELP_TEST_PROCESS";

/// Starts only the test of this name, for instance `panics::child`.
pub fn this_program(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture"]).env(ROLE, test).stdin(Stdio::null());
    command
}

/// Whether this process was started for this test by [`this_program`].
pub fn is_this(test: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|role| role == test)
}
