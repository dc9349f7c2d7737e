#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! [`FakeDiscord`] is the handle that a test holds. [`Person`], [`Channel`], [`Interaction`] and [`GatewayHandle`] come
//! from it. Imports go in one direction, from the top of this list to the bottom:
//!
//! - `server`: one listener for all of it
//! - `playground`: a page in which a reader plays the people
//! - `control_api`: the handle's functions for other processes
//! - `handle`: what a test holds
//! - `client`: what people do; `rest` and `gateway`: what the bot does
//! - `state`: guilds, people, messages, interactions and sessions, behind one lock
//! - `validate`, `limits`, `faults`: reasons to refuse a request
//! - `core`: time, ids, routes, errors, waiting, the request log

#![recursion_limit = "256"]
#![allow(
    clippy::must_use_candidate,
    reason = "many functions do something, and a test may ignore the returned count or handle"
)]

mod client;
mod control_api;
mod core;
mod faults;
mod gateway;
mod handle;
mod limits;
#[cfg(feature = "playground")]
mod playground;
mod rest;
mod server;
mod state;
mod validate;

pub use crate::core::clock::Millis;
pub use crate::core::ids;
pub use crate::core::request_log::{Counters, Request, Violation};
pub use crate::core::routes::Method;
pub use crate::core::snowflakes::created_at;
pub use crate::core::wait::WaitError;
pub use client::{ClickError, CommandError, Interaction, Person, Response, ResponseKind, SlashCommand, mention};
pub use faults::{Effect, Fault, FaultId, Weather};
pub use handle::FakeDiscord;
pub use handle::channel::Channel;
pub use handle::gateway::GatewayHandle;
pub use handle::setup::{GuildSetup, Setup};
pub use limits::{Limits, Rate, Scope};
#[cfg(feature = "playground")]
pub use playground::{Panel, Playground};
pub use state::files::{Attachment, AttachmentId};
pub use state::guild::OverwriteTarget;
pub use state::interactions::{INITIAL_RESPONSE_DEADLINE, InteractionKind, TOKEN_LIFETIME};
pub use state::message::{Button, Link, Message, PinChange, Pings, Version};
pub use state::threads::ChannelKind;
pub use twilight_model;
pub use twilight_model::guild::Permissions;
