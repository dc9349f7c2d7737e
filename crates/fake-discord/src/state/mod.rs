//! The state of the stand-in: guilds, channels, people, messages, interactions, sessions and the request log.
//!
//! It knows nothing of HTTP and sockets. One lock protects all of it, and no task holds the lock across an `await`.

pub(crate) mod bot_permissions;
mod component_ids;
pub(crate) mod create;
pub(crate) mod events;
pub(crate) mod files;
mod gateway_events;
pub(crate) mod guild;
pub(crate) mod interactions;
pub(crate) mod json;
pub(crate) mod lookup;
mod membership;
pub(crate) mod mentions;
pub(crate) mod message;
pub(crate) mod message_create;
mod message_delete;
mod message_edit;
mod message_json;
mod nonces;
pub(crate) mod permissions;
mod pins;
mod roles;
pub(crate) mod sessions;
pub(crate) mod shared;
pub(crate) mod threads;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::core::api_error::ApiError;
use crate::core::clock::{Clock, Millis};
use crate::core::ids::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};
use crate::core::request_log::RequestLog;
use crate::core::snowflakes::Snowflakes;
use crate::faults::armed::Faults;
use crate::limits::buckets::Buckets;
use crate::state::guild::{Channel, Guild, User};
use crate::state::interactions::InteractionRecord;
use crate::state::sessions::Gateway;
use twilight_model::gateway::Intents;
use twilight_model::id::Id;

#[derive(Debug)]
pub(crate) struct DiscordState {
    pub clock: Arc<Clock>,
    pub snowflakes: Snowflakes,
    pub rng: fastrand::Rng,
    pub token: String,
    /// Too many IDENTIFYs in a day: Discord reset the token, so no request is authorized any more.
    pub token_reset: bool,
    pub application: ApplicationId,
    /// The privileged intents that the application's settings allow.
    pub privileged: Intents,
    pub bot: UserId,
    /// Whether the application's owner uses two-factor authentication.
    pub owner_two_factor: bool,
    /// The bot's permissions in every guild.
    pub bot_permissions: bot_permissions::BotPermissions,
    /// Everybody may invite the bot.
    pub bot_public: bool,
    pub users: HashMap<UserId, User>,
    pub guilds: BTreeMap<GuildId, Guild>,
    pub channels: HashMap<ChannelId, Channel>,
    /// The ids of deleted channels and roles by name, for tests that name them later.
    pub deleted_channels: HashMap<String, ChannelId>,
    pub deleted_roles: HashMap<String, RoleId>,
    pub dms: HashMap<UserId, ChannelId>,
    pub commands: HashMap<Option<GuildId>, Vec<Value>>,
    pub interactions: HashMap<InteractionId, InteractionRecord>,
    pub interaction_order: VecDeque<InteractionId>,
    pub tokens: HashMap<String, InteractionId>,
    pub nonces: HashMap<String, (ChannelId, MessageId, Millis)>,
    pub nonce_order: VecDeque<(Millis, String)>,
    pub nonce_window: Duration,
    /// Edits of messages older than an hour, per channel: the start of the window, and their number.
    pub old_edits: HashMap<ChannelId, (Millis, u32)>,
    pub gateway: Gateway,
    pub faults: Faults,
    pub buckets: Buckets,
    pub request_log: RequestLog,
    pub events: events::EventLog,
    /// The files that the bot uploaded.
    pub files: files::Files,
    /// At most this many requests, interactions, and messages per channel are remembered. `None`: all.
    pub history: Option<usize>,
}

impl DiscordState {
    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    pub(crate) fn next_id<M>(&mut self) -> Id<M> {
        self.snowflakes.next(self.clock.now())
    }

    pub(crate) fn channel(&self, id: ChannelId) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(ApiError::unknown_channel)
    }

    pub(crate) fn guild(&self, id: GuildId) -> Result<&Guild, ApiError> {
        self.guilds.get(&id).ok_or_else(ApiError::unknown_guild)
    }
}
