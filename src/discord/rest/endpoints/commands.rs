//! Slash commands that Discord has from earlier: found by their names, and deleted.

use serde::Deserialize;

use crate::alert::{ApplicationId, GuildId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// Discord's number of slash commands.
const SLASH: u8 = 1;

/// A slash command that Discord has.
#[derive(Debug, Deserialize)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "type", default)]
    kind: Option<u8>,
}

impl Rest {
    /// The slash commands with these names, of one guild or of those that are everywhere.
    ///
    /// # Errors
    /// 50001: the bot is not in that guild, or without `applications.commands`.
    pub(crate) async fn commands_named(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        guild: Option<GuildId>,
        names: &[&str],
    ) -> Result<Vec<Registered>, RestError> {
        let path = path(application, guild);
        let request = match guild {
            Some(guild) => Request::new(Route::GetGuildCommands, guild.0, path),
            None => Request::new(Route::GetGlobalCommands, 0, path),
        };
        let mut commands: Vec<Registered> = self.sender.fetch(call, request).await?;
        commands.retain(|known| names.contains(&known.name.as_str()) && known.kind.is_none_or(|kind| kind == SLASH));
        Ok(commands)
    }

    /// Deletes one command.
    ///
    /// # Errors
    /// 10063: there is no such command (any more).
    pub(crate) async fn delete_command(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        guild: Option<GuildId>,
        id: &str,
    ) -> Result<(), RestError> {
        let route = if guild.is_some() { Route::DeleteGuildCommand } else { Route::DeleteGlobalCommand };
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(RestError::Unsendable { route: route.template(), reason: "this is no id of a command" });
        }
        let path = format!("{}/{id}", path(application, guild));
        self.sender.run(call, Request::new(route, guild.map_or(0, |guild| guild.0), path)).await
    }
}

fn path(application: ApplicationId, guild: Option<GuildId>) -> String {
    match guild {
        Some(guild) => format!("/applications/{application}/guilds/{guild}/commands"),
        None => format!("/applications/{application}/commands"),
    }
}
