//! The bot itself: user, application, commands, gateway.

use serenity::builder::CreateCommand;
use serenity::model::application::{Command, CurrentApplicationInfo};
use serenity::model::gateway::BotGateway;
use serenity::model::id::{ApplicationId, GuildId};
use serenity::model::user::CurrentUser;

use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Call, Rest, RestError};

impl Rest {
    /// Reads the bot's own user; the plainest test of a token.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn current_user(&self, call: Call<'_>) -> Result<CurrentUser, RestError> {
        self.sender.fetch(call, Request::new(Route::CurrentUser, 0, "/users/@me".to_owned())).await
    }

    /// Reads the bot's application; its id is needed for commands and answers.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn current_application(&self, call: Call<'_>) -> Result<CurrentApplicationInfo, RestError> {
        self.sender.fetch(call, Request::new(Route::CurrentApplication, 0, "/applications/@me".to_owned())).await
    }

    /// Where the gateway is, and how many sessions may still be started today.
    ///
    /// # Errors
    /// [`RestError::BadToken`]
    pub async fn gateway_bot(&self, call: Call<'_>) -> Result<BotGateway, RestError> {
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
    ) -> Result<Vec<Command>, RestError> {
        let request = match guild {
            Some(guild) => {
                let path = format!("/applications/{application}/guilds/{guild}/commands");
                Request::new(Route::PutGuildCommands, guild.get(), path)
            }
            None => Request::new(Route::PutGlobalCommands, 0, format!("/applications/{application}/commands")),
        };
        self.sender.fetch(call, request.json(&commands)?).await
    }
}
