//! The command line through the program's own binary, against the embedded broker.

#[cfg(feature = "demo")]
mod check;
#[path = "../support/command_line.rs"]
mod command_line;
mod dead_letters;
#[cfg(target_os = "linux")]
mod ending;
mod program;
mod service;
mod settings;
mod tutorial;
