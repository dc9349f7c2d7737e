//! How the program ends: without the handlers that libraries register for it. Linux has a way to be there as one of them.

use std::process::Command;

use crate::support::command_line::{bare, run, text};

/// A library that is loaded with the program and says so when the C library's `exit` asks its handlers.
const HANDLER: &str = r#"
#include <stdlib.h>
#include <unistd.h>
static void asked(void) { (void)!write(2, "a handler was asked\n", 20); }
__attribute__((constructor)) static void loaded(void) { atexit(asked); }
"#;

#[test]
fn no_exit_handler_of_a_library_runs_while_threads_still_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, library) = (folder.path().join("handler.c"), folder.path().join("handler.so"));
    std::fs::write(&source, HANDLER).expect("the source is written");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).output();
    let made = made.expect("cc runs, as the build needs it");
    assert!(made.status.success(), "{}", text(&made.stderr));

    // Ended by itself in each of the ways that there are, and by exit codes of all kinds.
    for (arguments, code) in [(vec!["health"], 1), (vec!["send"], 2), (vec!["--version"], 0)] {
        let mut command = bare(&arguments);
        command.env("LD_PRELOAD", &library).env("HTTP_LISTEN_ADDR", "127.0.0.1:1");
        let output = run(command);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        // clap ends the process by itself, before there is a thread.
        assert_eq!(said.contains("a handler was asked"), code != 1, "{arguments:?}: {said}");
    }
}
