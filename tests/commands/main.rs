//! The command line through the program's own binary, against the embedded broker.

mod program;
mod settings;
mod tutorial;
