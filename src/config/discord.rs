//! The bot's account at Discord, and how Discord is reached.

use std::path::PathBuf;

use super::reader::Reader;
use super::{ConfigError, GatewayShards, Secret};
use crate::alert::GuildId;
use crate::discord::Authorities;

/// Discord's global limit unless it agreed to more: requests per second over all routes.
pub const GLOBAL_LIMIT: u16 = 50;

/// The bot's account and its server.
#[derive(Debug, Clone)]
pub struct DiscordConfig {
    /// `DISCORD_TOKEN`. Only the commands that speak to Discord need it.
    pub token: Option<Secret>,
    /// The `.env` that the token is from; `None` where it is from the environment.
    pub token_file: Option<PathBuf>,
    /// `DISCORD_GUILD_ID`: the command is registered in this server, at once, and only its people are served. Without it,
    /// the command is registered in all servers.
    pub guild_id: Option<GuildId>,
    /// `DISCORD_API_URL`, without its final slash.
    pub api_url: String,
    /// `DISCORD_CA_FILE`: certificate authorities to trust beside the built-in ones.
    pub authorities: Option<Authorities>,
    /// `GATEWAY_SHARDS`: the shards of Discord's gateway that this process keeps. Without it: all that Discord recommends.
    pub shards: Option<GatewayShards>,
    /// `DISCORD_REQUESTS_PER_SECOND`: Discord's limit for this bot over all routes.
    pub requests_per_second: u16,
}

impl DiscordConfig {
    pub(super) fn read(read: &Reader<'_>) -> Result<Self, ConfigError> {
        Ok(DiscordConfig {
            token: read.token()?,
            token_file: None,
            guild_id: read.snowflake("DISCORD_GUILD_ID", "a server's id")?.map(GuildId),
            api_url: read.url("DISCORD_API_URL", "https://discord.com")?,
            authorities: read.authorities("DISCORD_CA_FILE")?,
            shards: GatewayShards::read(read)?,
            requests_per_second: read.number("DISCORD_REQUESTS_PER_SECOND", GLOBAL_LIMIT, 1, u16::MAX)?,
        })
    }

    /// The token, for a command that needs it.
    ///
    /// # Errors
    /// One line that says where to get one.
    pub fn token(&self) -> Result<&Secret, ConfigError> {
        self.token.as_ref().ok_or_else(|| {
            ConfigError(
                "DISCORD_TOKEN is not set: copy the bot's token from https://discord.com/developers/applications \
                 (your application, \"Bot\", \"Reset Token\") into .env"
                    .to_owned(),
            )
        })
    }
}
