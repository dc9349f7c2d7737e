//! The state of the stand-in: who and what there is, and what happened. Knows no HTTP and no sockets.
//!
//! All of it lies behind one lock that is never held while waiting.

pub(crate) mod bot_permissions;
pub(crate) mod create;
mod gateway_events;
pub(crate) mod guild;
pub(crate) mod interactions;
pub(crate) mod json;
pub(crate) mod lookup;
pub(crate) mod mentions;
pub(crate) mod message;
pub(crate) mod message_create;
mod message_delete;
mod message_json;
mod nonces;
pub(crate) mod permissions;
mod pins;
pub(crate) mod sessions;
pub(crate) mod shared;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::core::api_error::ApiError;
use crate::core::clock::{Clock, Millis};
use crate::core::ids::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId};
use crate::core::request_log::Journal;
use crate::core::snowflakes::Snowflakes;
use crate::faults::armed::Faults;
use crate::limits::buckets::Buckets;
use crate::state::guild::{Channel, Guild, User};
use crate::state::interactions::InteractionRecord;
use crate::state::sessions::Gateway;
use twilight_model::gateway::Intents;
use twilight_model::id::Id;

#[derive(Debug)]
pub(crate) struct World {
    pub clock: Arc<Clock>,
    pub snowflakes: Snowflakes,
    pub rng: fastrand::Rng,
    pub token: String,
    /// IDENTIFYs beyond the daily allowance made Discord reset the token: nothing is authorized any more.
    pub token_reset: bool,
    pub application: ApplicationId,
    /// The privileged intents that the application's settings allow.
    pub privileged: Intents,
    pub bot: UserId,
    /// What the bot may in every guild.
    pub bot_grant: bot_permissions::BotGrant,
    pub users: HashMap<UserId, User>,
    pub guilds: BTreeMap<GuildId, Guild>,
    pub channels: HashMap<ChannelId, Channel>,
    pub dms: HashMap<UserId, ChannelId>,
    pub commands: HashMap<Option<GuildId>, Vec<Value>>,
    pub interactions: HashMap<InteractionId, InteractionRecord>,
    pub interaction_order: VecDeque<InteractionId>,
    pub tokens: HashMap<String, InteractionId>,
    pub nonces: HashMap<String, (ChannelId, MessageId, Millis)>,
    pub nonce_order: VecDeque<(Millis, String)>,
    pub nonce_window: Duration,
    /// Edits of messages older than an hour, per channel: when the window began, and how many.
    pub old_edits: HashMap<ChannelId, (Millis, u32)>,
    pub gateway: Gateway,
    pub faults: Faults,
    pub buckets: Buckets,
    pub journal: Journal,
    /// At most this many messages a channel, interactions and requests are remembered.
    pub history: Option<usize>,
}

impl World {
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    pub fn next_id<M>(&mut self) -> Id<M> {
        self.snowflakes.next(self.clock.now())
    }

    pub fn channel(&self, id: ChannelId) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(ApiError::unknown_channel)
    }

    pub fn guild(&self, id: GuildId) -> Result<&Guild, ApiError> {
        self.guilds.get(&id).ok_or_else(ApiError::unknown_guild)
    }
}
