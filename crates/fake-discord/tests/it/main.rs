//! The stand-in as a bot meets it: over HTTP and WebSocket. One program, so that it links once.

mod bot;
mod choosing;
mod commands;
#[cfg(feature = "bin")]
mod control;
mod edits;
mod events;
mod faults;
mod gateway;
mod interactions;
mod limits;
mod messages;
mod modals;
mod openapi;
mod permissions;
mod pings;
mod pins;
mod serenity_client;
mod sessions;
