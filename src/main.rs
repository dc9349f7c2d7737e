//! The entry point: starts the runtime, runs the command, ends the process. Must not contain what a command does.

use std::time::Duration;

use clap::Parser as _;
use needhelp::commands::{CommandLine, Failure};
use needhelp::process::exit;

/// The work is almost only waiting, so two threads are enough. More threads would cost memory.
const THREADS: usize = 2;
/// For DNS lookups and the flush at the end, rarely more than one at a time.
const BLOCKING_THREADS: usize = 16;

fn main() {
    let command_line = CommandLine::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("needhelp: cannot start the program's threads: {error}");
            exit::now(1);
        }
    };
    let outcome = runtime.block_on(command_line.run());
    // At most a DNS lookup or a connection is still running, and nothing waits for it.
    runtime.shutdown_timeout(Duration::from_millis(500));
    match outcome {
        Ok(()) => exit::now(0),
        Err(failure) => {
            if !matches!(failure, Failure::Reported) {
                eprintln!("needhelp: {failure}");
            }
            exit::now(failure.exit_code())
        }
    }
}
