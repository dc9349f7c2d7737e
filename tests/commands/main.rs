//! The command line through the program's own binary, against the embedded broker and, where there is one, real Kafka.

#[cfg(feature = "demo")]
mod check;
#[path = "../support/command_line.rs"]
mod command_line;
mod dead_letters;
#[cfg(feature = "demo")]
mod demo;
#[cfg(target_os = "linux")]
mod ending;
mod program;
mod service;
mod settings;
#[path = "../support/mod.rs"]
mod support;
mod tutorial;
mod watch;
