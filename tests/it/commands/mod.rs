//! The command line through the program's own binary, against the embedded broker and, where there is one, real Kafka.

#[cfg(feature = "demo")]
mod check;
mod dead_letters;
#[cfg(feature = "demo")]
mod demo;
#[cfg(target_os = "linux")]
mod ending;
mod packaging;
mod redact;
mod service;
mod settings;
mod tutorial;
mod watch;
