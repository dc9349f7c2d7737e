//! Tests of the stand-in over HTTP and WebSocket, as a bot uses it. They are one program, so that it links only once.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod bodies;
mod bot;
mod clock;
mod commands;
#[cfg(feature = "compression")]
mod compression;
#[cfg(feature = "bin")]
mod control_api;
mod edits;
mod events;
mod faults;
mod front;
mod gateway;
mod guilds;
mod interactions;
mod limits;
mod members;
mod mentions;
mod messages;
mod modals;
mod openapi;
mod permissions;
mod pins;
mod private;
#[cfg(feature = "bin")]
mod program;
mod roles;
mod selects;
mod serenity_client;
mod sessions;
mod threads;
#[cfg(feature = "tls")]
mod tls;
mod two_factor;
mod weather;
