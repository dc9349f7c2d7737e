//! The language that a server has on Discord, which is that of its cards where `LANGUAGE` is not set.

use crate::alert::{ChannelId, GuildId};
use crate::discord::Language;
use crate::discord::rest::{Call, Rest, RestError};

/// Asks Discord for a server's language; without a server, for that of the channel's. English where there is neither.
///
/// # Errors
/// [`RestError`]; 10004 or 50001 where the bot is not in the server, 10003 or 50001 where it does not see the channel.
pub(crate) async fn language_of_server(
    rest: &Rest,
    call: Call<'_>,
    guild: Option<GuildId>,
    channel: Option<ChannelId>,
) -> Result<Language, RestError> {
    let guild = match (guild, channel) {
        (None, Some(channel)) => rest.channel_rights(call, channel).await?.guild_id,
        (guild, _) => guild,
    };
    let Some(guild) = guild else { return Ok(Language::English) };
    let locale = rest.guild(call, guild).await?.preferred_locale;
    Ok(Language::of(locale.as_deref()))
}
