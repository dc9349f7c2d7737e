//! [`FakeDiscord`]: the handle by which a test owns the stand-in. What changes its world is in `changing`, what was
//! asked of it in `verdict`.

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
use crate::core::wait::{PATIENCE, WaitError, until};
use crate::faults::{Fault, FaultId};
use crate::handle::channel::Channel;
use crate::handle::gateway::GatewayHandle;
use crate::limits::Limits;
use crate::state::message::Message;
use crate::state::shared::Shared;
use serde_json::Value;
use twilight_model::id::Id;

/// A running stand-in of Discord. It ends when this is dropped.
///
/// # Panics
/// At the drop, where the bot sent a body that Discord's OpenAPI description refuses: no test has to ask for it. A test
/// that panics already goes on with its own panic, and [`Setup::tolerates_violations`](crate::Setup::tolerates_violations) turns it off.
#[derive(Debug)]
pub struct FakeDiscord {
    pub(crate) shared: Arc<Shared>,
    guild: Option<GuildId>,
    /// `None` in the control API's handles, which come and go.
    _ends: Option<End>,
}

#[derive(Debug)]
struct End {
    shared: Arc<Shared>,
    tolerates_violations: bool,
}

impl Drop for End {
    fn drop(&mut self) {
        self.shared.stop();
        let discord = FakeDiscord::handle(Arc::clone(&self.shared));
        let tolerated = self.tolerates_violations || std::thread::panicking() || discord.violations().is_empty();
        assert!(tolerated, "Discord would have refused:\n{}", discord.complaints().join("\n"));
    }
}

impl FakeDiscord {
    /// The handle whose drop ends the stand-in.
    pub(crate) fn owning(shared: Arc<Shared>, tolerates_violations: bool) -> Self {
        let end = End { shared: Arc::clone(&shared), tolerates_violations };
        Self { _ends: Some(end), ..Self::handle(shared) }
    }

    /// A handle whose drop ends nothing.
    pub(crate) fn handle(shared: Arc<Shared>) -> Self {
        let guild = shared.world().guilds.keys().next().copied();
        Self { shared, guild, _ends: None }
    }

    /// The base URL in place of `https://discord.com`: `http://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The gateway's URL.
    pub fn gateway_url(&self) -> String {
        format!("ws://{}", self.shared.address)
    }

    /// The bot's token, without `Bot `.
    pub fn token(&self) -> String {
        self.shared.world().token.clone()
    }

    /// The bot's application.
    pub fn application_id(&self) -> ApplicationId {
        self.shared.world().application
    }

    /// The bot's user.
    pub fn bot_id(&self) -> UserId {
        self.shared.world().bot
    }

    /// The first guild. A setup without any has an id that no guild has.
    pub fn guild_id(&self) -> GuildId {
        self.guild.unwrap_or(Id::new(1))
    }

    /// The channel of this name in the first guild that has one. An unknown name gives an id that no channel has.
    pub fn channel_id(&self, name: &str) -> ChannelId {
        self.shared.world().channel_named(name).unwrap_or(Id::new(1))
    }

    /// The role of this name. An unknown name gives an id that no role has.
    pub fn role_id(&self, name: &str) -> RoleId {
        self.shared.world().role_named(name).unwrap_or(Id::new(1))
    }

    /// A channel to watch.
    pub fn channel(&self, id: ChannelId) -> Channel {
        Channel::new(Arc::clone(&self.shared), id)
    }

    /// The person of this name; one who is not there yet joins the first guild.
    pub fn person(&self, name: &str) -> Person {
        let known = {
            let world = self.shared.world();
            // Where the guild has no channel left, they are still who they are, and see nothing.
            let nowhere = |guild: GuildId| ChannelId::new(guild.get());
            world.person_named(name).map(|(user, guild)| (user, guild, world.place(guild).unwrap_or(nowhere(guild))))
        };
        match known {
            Some((id, guild, channel)) => Person { shared: Arc::clone(&self.shared), id, guild, channel },
            None => self.add_person(self.guild_id(), name, &[]),
        }
    }

    /// Moves the clock forward: deadlines, nonces, rate limits and new ids follow.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// The stand-in's time, in milliseconds since the epoch.
    pub fn now(&self) -> Millis {
        self.shared.clock.now()
    }

    /// Arms a fault.
    pub fn fault(&self, fault: Fault) -> FaultId {
        self.shared.world().faults.add(fault)
    }

    /// Disarms a fault; says whether it was armed.
    pub fn heal(&self, id: FaultId) -> bool {
        self.shared.world().faults.remove(id)
    }

    /// Disarms all faults.
    pub fn heal_all(&self) {
        self.shared.world().faults.clear();
    }

    /// How often an armed fault struck.
    pub fn hits(&self, id: FaultId) -> u64 {
        self.shared.world().faults.hits(id).unwrap_or(0)
    }

    /// Changes the rate limits from now on.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.world().buckets = crate::limits::buckets::Buckets::new(limits);
    }

    /// The gateway's faults and state.
    pub fn gateway(&self) -> GatewayHandle {
        GatewayHandle::new(Arc::clone(&self.shared))
    }

    /// The commands of a guild, or the global ones.
    pub fn commands(&self, guild: Option<GuildId>) -> Vec<Value> {
        self.shared.world().commands.get(&guild).cloned().unwrap_or_default()
    }

    /// Waits until a command of this name is registered, wherever.
    ///
    /// # Errors
    /// When none is within 15 s.
    pub async fn command_registered(&self, name: &str) -> Result<Value, WaitError> {
        let found = || {
            let world = self.shared.world();
            world.commands.values().flatten().find(|command| command["name"] == name).cloned()
        };
        until(self.shared.journal.subscribe(), PATIENCE, found)
            .await
            .map_err(|error| error.for_what(format!("the command /{name}")))
    }

    /// A message by its id, deleted ones too.
    pub fn message(&self, id: MessageId) -> Option<Arc<Message>> {
        self.shared.world().find(id)
    }

    /// The interaction of this id, as somebody's; `None` when it is unknown.
    pub fn interaction(&self, id: crate::core::ids::InteractionId) -> Option<Interaction> {
        let world = self.shared.world();
        let record = world.interactions.get(&id)?;
        let guild = record.guild.or(self.guild)?;
        let person = Person { shared: Arc::clone(&self.shared), id: record.user, guild, channel: record.channel };
        Some(Interaction::new(Arc::clone(&self.shared), person, id, record.channel, record.changed.subscribe()))
    }
}
