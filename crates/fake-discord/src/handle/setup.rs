//! What a stand-in begins with: limits, clock, and the world of its story.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::limits::Limits;
use twilight_model::gateway::Intents;
use twilight_model::guild::Permissions;

/// A role to make.
#[derive(Debug, Clone)]
pub(crate) struct RoleSetup {
    pub name: String,
    pub mentionable: bool,
    pub permissions: Permissions,
}

/// A guild to make: its channels, roles and people.
#[derive(Debug, Clone)]
pub struct GuildSetup {
    pub(crate) name: String,
    pub(crate) channels: Vec<String>,
    pub(crate) roles: Vec<RoleSetup>,
    pub(crate) people: Vec<(String, Vec<String>)>,
}

impl GuildSetup {
    /// An empty guild with the bot in it.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), channels: vec![], roles: vec![], people: vec![] }
    }

    /// Adds a text channel.
    pub fn channel(mut self, name: &str) -> Self {
        self.channels.push(name.to_owned());
        self
    }

    /// Adds a role that not everybody may mention.
    pub fn role(self, name: &str) -> Self {
        self.role_with(name, Permissions::empty())
    }

    /// Adds a role that gives its members permissions, such as moderators.
    pub fn role_with(mut self, name: &str, permissions: Permissions) -> Self {
        self.roles.push(RoleSetup { name: name.to_owned(), mentionable: false, permissions });
        self
    }

    /// Adds a role that everybody may mention.
    pub fn mentionable_role(mut self, name: &str) -> Self {
        self.roles.push(RoleSetup { name: name.to_owned(), mentionable: true, permissions: Permissions::empty() });
        self
    }

    /// Adds a person with roles by name.
    pub fn person(mut self, name: &str, roles: &[&str]) -> Self {
        self.people.push((name.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect()));
        self
    }
}

/// How a stand-in is made. The default is the guild "Oak Street" with the channel "bus-stop", the role "helpers",
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
    pub(crate) seed: u64,
    pub(crate) openapi: Option<PathBuf>,
    pub(crate) tolerates_violations: bool,
    pub(crate) control: bool,
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
    /// No guild at all.
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
            seed: 0,
            openapi: std::env::var_os("DISCORD_OPENAPI").filter(|path| !path.is_empty()).map(PathBuf::from),
            tolerates_violations: false,
            control: false,
        }
    }

    /// Adds a guild; the first one is where people act unless told otherwise.
    pub fn guild(mut self, guild: GuildSetup) -> Self {
        self.guilds.push(guild);
        self
    }

    /// Other rate limits; [`Limits::off`] for none.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The privileged intents that the application has; all of them by default. One that it lacks is 4014 at IDENTIFY,
    /// and without MESSAGE_CONTENT the bot reads nobody else's text, through REST neither.
    pub fn privileged_intents(mut self, allowed: Intents) -> Self {
        self.privileged = allowed;
        self
    }

    /// Remembers at most this many requests, interactions, and messages in each channel (the pinned stay), so that
    /// a long load does not eat the memory. Everything by default.
    pub fn history(mut self, most: usize) -> Self {
        self.history = Some(most);
        self
    }

    /// For how long a nonce is known ("the past few minutes" in the documentation). 3 min by default.
    pub fn nonce_window(mut self, window: Duration) -> Self {
        self.nonce_window = window;
        self
    }

    /// The interval that HELLO asks for. 41.25 s by default.
    pub fn heartbeat(mut self, interval: Duration) -> Self {
        self.heartbeat = interval;
        self
    }

    /// The seed of everything random: faults with a probability, tokens.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Checks bodies against this OpenAPI file, whatever `DISCORD_OPENAPI` says; `None` checks nothing.
    pub fn openapi(mut self, file: Option<PathBuf>) -> Self {
        self.openapi = file;
        self
    }

    /// The end of the stand-in does not panic because of bodies that the OpenAPI description refuses: for tests that send
    /// such bodies on purpose, and for programs that ask for the complaints themselves.
    pub fn tolerates_violations(mut self) -> Self {
        self.tolerates_violations = true;
        self
    }

    /// Where to listen. A free port of 127.0.0.1 by default.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The host (and port) that clients are told in gateway URLs, where they reach it by another name: `fake-discord:8000`.
    pub fn public_host(mut self, host: &str) -> Self {
        self.public_host = Some(host.to_owned());
        self
    }

    /// The bot's token. By default one that looks like Discord's.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The bot's name; `bot` by default.
    pub fn bot_name(mut self, name: &str) -> Self {
        self.bot_name = name.to_owned();
        self
    }

    /// Serves the control API under `/_fake/`, for other processes. Off by default.
    pub fn control(mut self, on: bool) -> Self {
        self.control = on;
        self
    }
}
