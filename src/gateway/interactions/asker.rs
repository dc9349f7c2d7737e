//! Who typed a command, and in which server: asked first by every command but `/needhelp`, whose refusals give back what was
//! typed.

use crate::alert::GuildId;
use crate::discord::input::interaction::{Interaction, Member};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::gateway::context::Context;
use crate::gateway::servers::served::Serves;

impl Context {
    /// The member and the server, if this bot serves it.
    ///
    /// # Errors
    /// The answer to everybody else.
    pub(crate) async fn asker<'a>(&self, interaction: &'a Interaction) -> Result<(&'a Member, GuildId), Reply> {
        let language = interaction.language();
        match self.served.serves(interaction).await {
            Serves::No => return Err(ephemeral::press_in_another_server(language)),
            Serves::NotKnown => return Err(ephemeral::press_while_starting(language)),
            Serves::Yes => {}
        }
        let member = interaction.member.as_ref().zip(interaction.guild_id);
        member.ok_or_else(|| ephemeral::only_in_a_server(language))
    }

    /// The same for a person who may manage the server. Discord shows the command to nobody else, unless an admin has
    /// allowed it.
    ///
    /// # Errors
    /// The answer to everybody else.
    pub(crate) async fn admin<'a>(&self, interaction: &'a Interaction) -> Result<(&'a Member, GuildId), Reply> {
        let (member, guild) = self.asker(interaction).await?;
        match member.may_manage_the_server() {
            true => Ok((member, guild)),
            false => Err(ephemeral::only_admins(interaction.language())),
        }
    }
}
