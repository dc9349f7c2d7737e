//! The stand-in as a bot meets it: over HTTP and WebSocket. One program, so that it links once.

mod bot;
mod interactions;
mod messages;
mod pings;
mod pins;
mod serenity_client;
