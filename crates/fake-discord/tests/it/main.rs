//! The stand-in as a bot meets it: over HTTP and WebSocket. One program, so that it links once.

mod serenity_client;
