//! The command line's entry; what each command does is in `commands`.

use std::time::Duration;

use clap::Parser as _;
use needhelp::commands::{CommandLine, Failure};
use needhelp::process::exit;

/// Almost all the work is waiting: two threads carry it, and each more would cost memory.
const THREADS: usize = 2;
/// Look-ups of names and flushes at the end; rarely more than one at a time.
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
            eprintln!("needhelp: the program can't start its threads: {error}");
            exit::now(1);
        }
    };
    let outcome = runtime.block_on(command_line.carry_out());
    // What still runs is a look-up or a connection that nobody waits for.
    runtime.shutdown_timeout(Duration::from_millis(500));
    match outcome {
        Ok(()) => exit::now(0),
        Err(failure) => {
            if !matches!(failure, Failure::Said) {
                eprintln!("needhelp: {failure}");
            }
            exit::now(failure.exit_code())
        }
    }
}
