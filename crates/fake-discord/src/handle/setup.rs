//! The settings of a stand-in: its guilds and people, limits, address and checks.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::core::clock::millis;
use crate::faults::Weather;
use crate::limits::Limits;
use crate::state::threads::ChannelKind;
use twilight_model::gateway::Intents;
use twilight_model::guild::Permissions;

/// A role to create.
#[derive(Debug, Clone)]
pub(crate) struct RoleSetup {
    pub name: String,
    pub mentionable: bool,
    pub permissions: Permissions,
}

/// A guild to create, with its channels, roles and people.
#[derive(Debug, Clone)]
pub struct GuildSetup {
    pub(crate) name: String,
    pub(crate) channels: Vec<(String, ChannelKind)>,
    pub(crate) roles: Vec<RoleSetup>,
    pub(crate) people: Vec<(String, Vec<String>)>,
    pub(crate) two_factor: bool,
}

impl GuildSetup {
    /// An empty guild with the bot in it.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), channels: vec![], roles: vec![], people: vec![], two_factor: false }
    }

    /// Adds a text channel.
    pub fn channel(self, name: &str) -> Self {
        self.channel_of_kind(name, ChannelKind::Text)
    }

    /// Adds a channel of any kind but a DM and a thread.
    ///
    /// # Panics
    /// For a DM and a thread.
    #[track_caller]
    pub fn channel_of_kind(mut self, name: &str, kind: ChannelKind) -> Self {
        assert!(kind.is_guild_channel(), "{kind:?} is no channel of a guild's list");
        self.channels.push((name.to_owned(), kind));
        self
    }

    /// Adds a role that only members with `MENTION_EVERYONE` may mention.
    pub fn role(self, name: &str) -> Self {
        self.role_with(name, Permissions::empty())
    }

    /// Adds a role with permissions, such as moderators.
    pub fn role_with(mut self, name: &str, permissions: Permissions) -> Self {
        self.roles.push(RoleSetup { name: name.to_owned(), mentionable: false, permissions });
        self
    }

    /// Adds a role that everybody may mention.
    pub fn mentionable_role(mut self, name: &str) -> Self {
        self.roles.push(RoleSetup { name: name.to_owned(), mentionable: true, permissions: Permissions::empty() });
        self
    }

    /// Requires two-factor authentication of moderators (`mfa_level` 1). For the bot, its owner's counts:
    /// [`Setup::owner_without_two_factor`].
    pub fn requires_two_factor(mut self) -> Self {
        self.two_factor = true;
        self
    }

    /// Adds a person with roles, given by name.
    pub fn person(mut self, name: &str, roles: &[&str]) -> Self {
        self.people.push((name.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect()));
        self
    }
}

/// The OpenAPI description to check request bodies against.
#[derive(Debug, Clone)]
pub(crate) enum OpenApiFile {
    /// The file that `DISCORD_OPENAPI` names, if it is set.
    FromEnvironment,
    Path(PathBuf),
    None,
}

/// The settings of a stand-in. The default has the guild "Oak Street" with the channel "bus-stop", the role "helpers",
/// Sarah, and the helpers Mike, Lisa and David.
#[derive(Debug, Clone)]
pub struct Setup {
    pub(crate) listen: SocketAddr,
    pub(crate) public_host: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) bot_name: String,
    pub(crate) guilds: Vec<GuildSetup>,
    pub(crate) limits: Limits,
    pub(crate) privileged: Intents,
    pub(crate) history: Option<usize>,
    pub(crate) nonce_window: Duration,
    pub(crate) heartbeat: Duration,
    pub(crate) owner_two_factor: bool,
    pub(crate) weather: Option<Weather>,
    /// In milliseconds; negative: behind.
    pub(crate) clock_ahead_by: i64,
    pub(crate) seed: u64,
    pub(crate) openapi: OpenApiFile,
    pub(crate) tolerates_violations: bool,
    pub(crate) control: bool,
    #[cfg(feature = "tls")]
    pub(crate) tls: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let oak_street = GuildSetup::new("Oak Street")
            .channel("bus-stop")
            .role("helpers")
            .person("Sarah", &[])
            .person("Mike", &["helpers"])
            .person("Lisa", &["helpers"])
            .person("David", &["helpers"]);
        Self::empty().guild(oak_street)
    }
}

impl Setup {
    /// The defaults, without any guild.
    pub fn empty() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_host: None,
            token: None,
            bot_name: "bot".to_owned(),
            guilds: Vec::new(),
            limits: Limits::discord(),
            privileged: crate::state::sessions::PRIVILEGED,
            history: None,
            nonce_window: Duration::from_secs(180),
            heartbeat: Duration::from_millis(41_250),
            owner_two_factor: true,
            weather: None,
            clock_ahead_by: 0,
            seed: 0,
            openapi: OpenApiFile::FromEnvironment,
            tolerates_violations: false,
            control: false,
            #[cfg(feature = "tls")]
            tls: false,
        }
    }

    /// Adds a guild. People act in the first guild by default.
    pub fn guild(mut self, guild: GuildSetup) -> Self {
        self.guilds.push(guild);
        self
    }

    /// Sets the rate limits. [`Limits::off`] removes them.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the privileged intents of the application; all by default. IDENTIFY with another one fails with 4014.
    /// Without `MESSAGE_CONTENT` the bot cannot read other people's messages, neither from the gateway nor with REST.
    pub fn privileged_intents(mut self, allowed: Intents) -> Self {
        self.privileged = allowed;
        self
    }

    /// Remembers at most this many requests, interactions, and messages per channel (pinned ones stay). This limits the
    /// memory of a long load test. By default all are remembered.
    pub fn history(mut self, max: usize) -> Self {
        self.history = Some(max);
        self
    }

    /// Sets how long a nonce is remembered ("the past few minutes" in Discord's documentation). 3 min by default.
    pub fn nonce_window(mut self, window: Duration) -> Self {
        self.nonce_window = window;
        self
    }

    /// Sets the heartbeat interval in HELLO. 41.25 s by default.
    pub fn heartbeat(mut self, interval: Duration) -> Self {
        self.heartbeat = interval;
        self
    }

    /// The application's owner does not use two-factor authentication. In guilds that require it, `MANAGE_MESSAGES` and
    /// the like are void (60003).
    pub fn owner_without_two_factor(mut self) -> Self {
        self.owner_two_factor = false;
        self
    }

    /// Sets Discord's clock ahead of this machine's clock: the `Date` header, ids and timestamps.
    pub fn clock_ahead(mut self, by: Duration) -> Self {
        self.clock_ahead_by = millis(by);
        self
    }

    /// Sets Discord's clock behind this machine's clock.
    pub fn clock_behind(mut self, by: Duration) -> Self {
        self.clock_ahead_by = -millis(by);
        self
    }

    /// Sets what happens to all requests: latency, and refusals that pass.
    pub fn weather(mut self, weather: Weather) -> Self {
        self.weather = Some(weather);
        self
    }

    /// Sets the seed of all random values: faults with a probability, tokens.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Checks request bodies against this OpenAPI description. `None` checks nothing. By default the variable
    /// `DISCORD_OPENAPI` names the file. Checks need the feature `openapi`; without it, a file is an error at the
    /// start.
    pub fn openapi(mut self, file: Option<PathBuf>) -> Self {
        self.openapi = file.map_or(OpenApiFile::None, OpenApiFile::Path);
        self
    }

    /// Does not panic at the end because of bodies that the OpenAPI description does not allow. For tests that send
    /// such bodies on purpose, and for programs that read the complaints themselves.
    pub fn tolerates_violations(mut self) -> Self {
        self.tolerates_violations = true;
        self
    }

    /// Sets the address to listen on. A free port of 127.0.0.1 by default.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets the host and port in gateway URLs, for clients that use another name for this host: `fake-discord:8000`.
    pub fn public_host(mut self, host: &str) -> Self {
        self.public_host = Some(host.to_owned());
        self
    }

    /// Sets the bot's token. By default a random one in Discord's format.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Sets the bot's name; `bot` by default.
    pub fn bot_name(mut self, name: &str) -> Self {
        self.bot_name = name.to_owned();
        self
    }

    /// Serves `https` and `wss` only, with a certificate that only the clients trust that know
    /// [`FakeDiscord::ca_certificate`](crate::FakeDiscord::ca_certificate). Clients may speak HTTP/2.
    #[cfg(feature = "tls")]
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Sets whether the control API is served below `/_fake`, for other processes. Off by default.
    pub fn control(mut self, on: bool) -> Self {
        self.control = on;
        self
    }
}
