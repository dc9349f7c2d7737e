#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! [`FakeDiscord`] is the handle; [`Person`], [`Channel`], [`Interaction`] and [`GatewayHandle`] come from it. Inside,
//! `world` is the state behind one lock, `rest` and `gateway` change it as the bot asks, `people` as people do, `validate`
//! knows what a body may be, and `control` offers all of it to other processes.

#![recursion_limit = "256"]
#![warn(missing_docs)]

mod changing;
mod channel;
mod clock;
mod control;
mod control_of_gateway;
mod discord;
mod faults;
mod gateway;
pub mod ids;
mod journal;
mod limits;
mod net;
mod openapi;
mod people;
mod rest;
mod server;
mod setup;
mod shared;
mod validate;
mod verdict;
mod waiting;
mod world;

pub use channel::Channel;
pub use clock::Millis;
pub use control_of_gateway::GatewayHandle;
pub use discord::FakeDiscord;
pub use faults::{Effect, Fault, FaultId};
pub use journal::{Counters, Request, Violation};
pub use limits::{Limits, Rate, Scope};
pub use people::{Answered, ClickError, Interaction, Person, ResponseKind, Slash, TypingError, mention};
pub use rest::routes::Method;
pub use setup::{GuildSetup, Setup};
pub use twilight_model;
pub use twilight_model::guild::Permissions;
pub use waiting::WaitError;
pub use world::guild::OverwriteFor;
pub use world::interactions::{FIRST_ANSWER, InteractionKind, TOKEN_LIFE};
pub use world::message::{Button, Message, PinChange, Pings, Version};
pub use world::snowflakes::created_at;
