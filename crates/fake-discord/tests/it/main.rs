//! Tests of the stand-in over HTTP and WebSocket, as a bot uses it. They are one program, so that it links only once.

#![allow(unreachable_pub, reason = "a program of its own: nothing in it is public")]

mod bot;
mod commands;
#[cfg(feature = "bin")]
mod control_api;
mod edits;
mod events;
mod faults;
mod gateway;
mod interactions;
mod limits;
mod mentions;
mod messages;
mod modals;
mod openapi;
mod permissions;
mod pins;
mod selects;
mod serenity_client;
mod sessions;
