//! What differs between servers and people: the one place that every other part asks.
//!
//! A server's settings come from the environment. Must not be cached by who asks: they may change while the process runs.

use std::sync::Arc;

use crate::alert::GuildId;
use crate::config::Config;

pub use crate::config::GuildSettings;

/// The settings of all servers and people. Clones share one table.
#[derive(Debug, Clone)]
pub struct Settings {
    guild: Arc<GuildSettings>,
    /// `DISCORD_GUILD_ID`
    only_guild: Option<GuildId>,
}

impl Settings {
    /// The settings of the environment.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Settings { guild: Arc::new(config.guild.clone()), only_guild: config.discord.guild_id }
    }

    /// A server's settings. Without a server: those of `DISCORD_GUILD_ID`, or of any server.
    #[must_use]
    pub fn for_guild(&self, guild: Option<GuildId>) -> GuildSettings {
        GuildSettings::clone(&self.guild).in_guild(guild.or(self.only_guild))
    }

    /// The variables that name the server itself as a role, which is `@everyone` and counts as no role.
    #[must_use]
    pub fn everyone_roles(&self, guild: Option<GuildId>) -> Vec<&'static str> {
        self.guild.everyone_roles(guild.or(self.only_guild))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::RoleId;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Settings::new(&Config::read(&variable).expect("right settings"))
    }

    #[test]
    fn everyone_is_no_role() {
        let settings = settings(&[("DISCORD_HELPER_ROLE_ID", "4"), ("DISCORD_MODERATOR_ROLE_ID", "9")]);
        let here = settings.for_guild(Some(GuildId(4)));
        assert_eq!((here.helper_role, here.moderator_role), (None, Some(RoleId(9))));
        assert_eq!(settings.everyone_roles(Some(GuildId(4))), ["DISCORD_HELPER_ROLE_ID"]);
        let elsewhere = settings.for_guild(Some(GuildId(5)));
        assert_eq!(elsewhere.helper_role, Some(RoleId(4)));
        assert!(settings.everyone_roles(None).is_empty(), "no server is known");
    }

    #[test]
    fn without_a_server_it_is_the_one_that_is_set() {
        let settings = settings(&[("DISCORD_HELPER_ROLE_ID", "4"), ("DISCORD_GUILD_ID", "4")]);
        assert_eq!(settings.for_guild(None).helper_role, None);
    }
}
