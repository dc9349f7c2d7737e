//! [`FakeDiscord`], the handle by which a test owns the stand-in.
//!
//! [`admin`] changes guilds, roles and permissions, [`assertions`] reads the request log, [`build`] creates the first
//! state.

pub(crate) mod admin;
mod assertions;
pub(crate) mod build;
pub(crate) mod channel;
pub(crate) mod gateway;
pub(crate) mod setup;

use std::sync::Arc;
use std::time::Duration;

use crate::client::{Interaction, Person};
use crate::core::clock::Millis;
use crate::core::ids::{ApplicationId, ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::core::wait::{DEFAULT_BOUND, WaitError, until};
use crate::faults::{Fault, FaultId, Weather};
use crate::handle::channel::Channel;
use crate::handle::gateway::GatewayHandle;
use crate::limits::Limits;
use crate::state::files::AttachmentId;
use crate::state::message::Message;
use crate::state::shared::Shared;
use serde_json::Value;
use twilight_model::id::Id;

/// A running stand-in for Discord. It stops when this is dropped.
///
/// # Panics
/// When it is dropped, if the bot sent a body that Discord's OpenAPI description does not allow. So a test need not
/// check this. It does not panic in a test that already panics, or with
/// [`Setup::tolerates_violations`](crate::Setup::tolerates_violations).
#[derive(Debug)]
pub struct FakeDiscord {
    pub(crate) shared: Arc<Shared>,
    guild: Option<GuildId>,
    /// `None` in the handles of the control API, which do not own the stand-in.
    _stop_on_drop: Option<StopOnDrop>,
}

#[derive(Debug)]
struct StopOnDrop {
    shared: Arc<Shared>,
    tolerates_violations: bool,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.shared.stop();
        let discord = FakeDiscord::handle(Arc::clone(&self.shared));
        let tolerated = self.tolerates_violations || std::thread::panicking() || discord.violations().is_empty();
        assert!(tolerated, "The bot did what Discord does not allow:\n{}", discord.complaints().join("\n"));
    }
}

impl FakeDiscord {
    /// The handle that stops the stand-in when it is dropped.
    pub(crate) fn owning(shared: Arc<Shared>, tolerates_violations: bool) -> Self {
        let stop = StopOnDrop { shared: Arc::clone(&shared), tolerates_violations };
        Self { _stop_on_drop: Some(stop), ..Self::handle(shared) }
    }

    /// A handle that does not stop the stand-in.
    pub(crate) fn handle(shared: Arc<Shared>) -> Self {
        let guild = shared.state().guilds.keys().next().copied();
        Self { shared, guild, _stop_on_drop: None }
    }

    /// The base URL, which replaces `https://discord.com`: `http://127.0.0.1:port`, with TLS `https://127.0.0.1:port`.
    pub fn url(&self) -> String {
        self.shared.address.url()
    }

    /// The URL of the gateway.
    pub fn gateway_url(&self) -> String {
        self.shared.address.gateway_url()
    }

    /// The certificate of the authority that clients must trust, in PEM. `None` without
    /// `Setup::tls` (feature `tls`).
    pub fn ca_certificate(&self) -> Option<&str> {
        self.shared.address.ca.as_deref()
    }

    /// The bot's token, without the prefix `Bot `.
    pub fn token(&self) -> String {
        self.shared.state().token.clone()
    }

    /// The bytes of a file that the bot uploaded. `None` if there was none, or it was deleted for newer ones.
    pub fn file(&self, attachment: AttachmentId) -> Option<Vec<u8>> {
        self.shared.state().stored_file(attachment).map(|file| file.bytes.clone())
    }

    /// The id of the bot's application.
    pub fn application_id(&self) -> ApplicationId {
        self.shared.state().application
    }

    /// The id of the bot's user.
    pub fn bot_id(&self) -> UserId {
        self.shared.state().bot
    }

    /// The id of the first guild. Without any guild, an id that no guild has.
    pub fn guild_id(&self) -> GuildId {
        self.guild.unwrap_or(Id::new(1))
    }

    /// The id of the channel with this name, in the first guild that has one, or of the deleted channel with this name.
    ///
    /// # Panics
    /// If there never was one: a typing error should not become a time-out.
    #[track_caller]
    pub fn channel_id(&self, name: &str) -> ChannelId {
        let state = self.shared.state();
        let found = state.channel_named(name).or_else(|| state.deleted_channels.get(name).copied());
        found.unwrap_or_else(|| panic!("there is no channel {name:?}, only {}", state.known_names()))
    }

    /// The id of the role with this name, in the first guild that has one, or of the deleted role with this name.
    ///
    /// # Panics
    /// If there never was one.
    #[track_caller]
    pub fn role_id(&self, name: &str) -> RoleId {
        let state = self.shared.state();
        let found = state.role_named(name).or_else(|| state.deleted_roles.get(name).copied());
        found.unwrap_or_else(|| panic!("there is no role {name:?}, only {}", state.known_names()))
    }

    /// A handle to a channel.
    pub fn channel(&self, id: ChannelId) -> Channel {
        Channel::new(Arc::clone(&self.shared), id)
    }

    /// The person with this name, in the first guild that has one. [`Self::add_person`] adds one.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn person(&self, name: &str) -> Person {
        let state = self.shared.state();
        let Some((id, guild)) = state.person_named(name) else {
            panic!("there is no person {name:?}, only {}", state.known_names())
        };
        // A person in a guild without channels gets an id that no channel has.
        let channel = state.default_channel(guild).unwrap_or(ChannelId::new(guild.get()));
        Person { shared: Arc::clone(&self.shared), id, guild, channel }
    }

    /// Advances the clock. It affects deadlines, nonces, rate limits and new ids.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// The time on the stand-in's clock, in milliseconds since the epoch.
    pub fn now(&self) -> Millis {
        self.shared.clock.now()
    }

    /// Arms a fault.
    pub fn fault(&self, fault: Fault) -> FaultId {
        self.shared.state().faults.add(fault)
    }

    /// Disarms a fault. Returns whether it was armed.
    pub fn heal(&self, id: FaultId) -> bool {
        self.shared.state().faults.remove(id)
    }

    /// Sets what happens to all requests: latency, and refusals that pass. `None`: nothing.
    pub fn set_weather(&self, weather: Option<Weather>) {
        self.shared.state().faults.set_weather(weather);
    }

    /// Disarms all faults, and ends the weather.
    pub fn heal_all(&self) {
        self.shared.state().faults.clear();
    }

    /// The number of requests that an armed fault was applied to.
    pub fn hits(&self, id: FaultId) -> u64 {
        self.shared.state().faults.hits(id).unwrap_or(0)
    }

    /// Replaces the rate limits and resets their counters.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.state().buckets = crate::limits::buckets::Buckets::new(limits);
    }

    /// Back to the state at the start: guilds, people, messages, commands, faults, limits, counters. The sessions end, so
    /// that the bot identifies again. Token, ids of the bot, and the clock stay. Ids of guilds, channels and people are
    /// new ones.
    pub fn reset(&mut self) {
        self.shared.reset();
        self.guild = self.shared.state().guilds.keys().next().copied();
    }

    /// A handle to the gateway.
    pub fn gateway(&self) -> GatewayHandle {
        GatewayHandle::new(Arc::clone(&self.shared))
    }

    /// The registered commands of a guild, or the global ones for `None`.
    pub fn commands(&self, guild: Option<GuildId>) -> Vec<Value> {
        self.shared.state().commands.get(&guild).cloned().unwrap_or_default()
    }

    /// Waits until a command with this name is registered, globally or in a guild.
    ///
    /// # Errors
    /// If there is none within 15 s.
    pub async fn command_registered(&self, name: &str) -> Result<Value, WaitError> {
        let found = || {
            let state = self.shared.state();
            state.commands.values().flatten().find(|command| command["name"] == name).cloned()
        };
        until(self.shared.requests_changed.subscribe(), DEFAULT_BOUND, found)
            .await
            .map_err(|error| error.for_what(format!("the command /{name}")))
    }

    /// The message with this id. It may be deleted.
    pub fn message(&self, id: MessageId) -> Option<Arc<Message>> {
        self.shared.state().find_message(id)
    }

    /// A handle to the interaction with this id, if there is one.
    pub fn interaction(&self, id: crate::core::ids::InteractionId) -> Option<Interaction> {
        let state = self.shared.state();
        let record = state.interactions.get(&id)?;
        let guild = record.guild.or(self.guild)?;
        let person = Person { shared: Arc::clone(&self.shared), id: record.user, guild, channel: record.channel };
        Some(Interaction::new(Arc::clone(&self.shared), person, id, record.channel, record.changed.subscribe()))
    }
}
