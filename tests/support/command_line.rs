//! The program as people start it from a shell, and what it says.

use std::process::{Command, Output, Stdio};

/// The program with an empty environment, below no `.env`.
pub fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_needhelp"));
    command.args(arguments).env_clear().stdin(Stdio::null()).current_dir("/");
    command
}

/// The tutorial's alert, of this parent.
pub fn send(parent: &str) -> [&str; 9] {
    let (child, location) = ("Jake", "Oak Street Bus Stop");
    let message = "Meeting ran over, will be 10 mins late";
    ["send", "--parent", parent, "--child", child, "--location", location, "--message", message]
}

/// Runs to the end.
pub fn run(mut command: Command) -> Output {
    command.output().expect("the program starts")
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}
