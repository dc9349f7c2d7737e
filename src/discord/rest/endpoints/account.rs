//! The bot itself: user, application, commands, gateway.

use serde::Deserialize;
use serenity::builder::CreateCommand;

use crate::alert::{ApplicationId, GuildId, UserId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

/// The bot's own user.
#[derive(Debug, Clone, Deserialize)]
pub struct BotUser {
    /// Its id.
    pub id: UserId,
    /// Its account's name.
    pub username: String,
    /// Whether the application's owner has two-factor authentication; `None` where Discord does not say.
    #[serde(default)]
    pub mfa_enabled: Option<bool>,
}

/// The bot's application.
#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Where Discord sends interactions in place of the gateway, if that is set.
    #[serde(default)]
    pub interactions_endpoint_url: Option<String>,
    /// Whether anybody may invite it; `None` where Discord does not say.
    #[serde(default)]
    pub bot_public: Option<bool>,
}

/// Where the gateway is.
#[derive(Debug, Clone, Deserialize)]
pub struct GatewayBot {
    /// Its address, `wss://…`.
    pub url: String,
    /// How many sessions Discord recommends.
    pub shards: u32,
    /// How many sessions may still be started.
    pub session_start_limit: SessionStartLimit,
}

/// How many sessions may be started.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct SessionStartLimit {
    /// In a day.
    pub total: u64,
    /// Of these still left.
    pub remaining: u64,
    /// Until the count starts again, in milliseconds.
    pub reset_after: u64,
    /// How many shards may start a session within 5 s; those whose numbers leave the same remainder wait for each other.
    #[serde(default = "one_at_a_time")]
    pub max_concurrency: u32,
}

fn one_at_a_time() -> u32 {
    1
}

impl Rest {
    /// Reads the bot's own user; the plainest test of a token.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn current_user(&self, call: Call<'_>) -> Result<BotUser, RestError> {
        self.sender.fetch(call, Request::new(Route::CurrentUser, 0, "/users/@me".to_owned())).await
    }

    /// Reads the bot's application; its id is needed for commands and answers.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn current_application(&self, call: Call<'_>) -> Result<Application, RestError> {
        self.sender.fetch(call, Request::new(Route::CurrentApplication, 0, "/applications/@me".to_owned())).await
    }

    /// Where the gateway is, and how many sessions may still be started today.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn gateway_bot(&self, call: Call<'_>) -> Result<GatewayBot, RestError> {
        self.sender.fetch(call, Request::new(Route::GatewayBot, 0, "/gateway/bot".to_owned())).await
    }

    /// Replaces the whole list of commands, of one guild (seen at once) or everywhere. Repeating it changes nothing.
    ///
    /// # Errors
    /// 50035: a command breaks a rule. 50001: the bot is not in that guild, or without `applications.commands`.
    pub async fn put_commands(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        guild: Option<GuildId>,
        commands: &[CreateCommand],
    ) -> Result<(), RestError> {
        let request = match guild {
            Some(guild) => {
                let path = format!("/applications/{application}/guilds/{guild}/commands");
                Request::new(Route::PutGuildCommands, guild.0, path)
            }
            None => Request::new(Route::PutGlobalCommands, 0, format!("/applications/{application}/commands")),
        };
        self.sender.run(call, request.json(&commands)?).await
    }
}
