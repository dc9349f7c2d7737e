#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! [`FakeDiscord`] is the handle; [`Person`], [`Channel`], [`Interaction`] and [`GatewayHandle`] come from it. Inside,
//! `world` is the state behind one lock, `rest` and `gateway` change it as the bot asks, `people` as people do, `validate`
//! knows what a body may be, and `control` offers all of it to other processes.

#![recursion_limit = "256"]
#![warn(missing_docs)]

mod client;
mod control_api;
mod core;
mod faults;
mod gateway;
mod handle;
mod limits;
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
pub use client::{Answered, ClickError, Interaction, Person, ResponseKind, Slash, TypingError, mention};
pub use faults::{Effect, Fault, FaultId};
pub use handle::FakeDiscord;
pub use handle::channel::Channel;
pub use handle::gateway::GatewayHandle;
pub use handle::setup::{GuildSetup, Setup};
pub use limits::{Limits, Rate, Scope};
pub use state::guild::OverwriteFor;
pub use state::interactions::{FIRST_ANSWER, InteractionKind, TOKEN_LIFE};
pub use state::message::{Button, Message, PinChange, Pings, Version};
pub use twilight_model;
pub use twilight_model::guild::Permissions;
