//! The permissions that the bot needs. Must not send requests.

use crate::alert::ApplicationId;

pub(crate) use crate::discord::permissions::{VIEW_CHANNEL, in_channel, in_guild};

const SEND_MESSAGES: u64 = 1 << 11;
const MANAGE_MESSAGES: u64 = 1 << 13;
const EMBED_LINKS: u64 = 1 << 14;
pub(crate) const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Allows to ping a role that is not mentionable.
pub(crate) const MENTION_EVERYONE: u64 = 1 << 17;
/// Without it, a person cannot type `/needhelp`.
pub(crate) const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// Separate from "Manage Messages" since 2026-02-23.
const PIN_MESSAGES: u64 = 1 << 51;

/// A permission that the bot needs.
pub(crate) struct Permission {
    /// Its bit.
    pub bit: u64,
    /// Its name in the settings of a channel.
    pub name: &'static str,
    /// Its name in the settings of the server's roles.
    pub name_in_server: &'static str,
    /// What the bot does with it.
    pub purpose: &'static str,
}

/// The permissions that the bot needs in the channel of its cards.
pub(crate) const NEEDED: &[Permission] = &[
    Permission {
        bit: VIEW_CHANNEL,
        name: "View Channel",
        name_in_server: "View Channels",
        purpose: "to see the channel",
    },
    permission(SEND_MESSAGES, "Send Messages", "to post cards"),
    permission(EMBED_LINKS, "Embed Links", "to show the content of a card"),
    permission(READ_MESSAGE_HISTORY, "Read Message History", "to find its own messages after a crash"),
    permission(PIN_MESSAGES, "Pin Messages", "to pin the cards of open alerts"),
    permission(MANAGE_MESSAGES, "Manage Messages", "to remove the lines \"… pinned a message\""),
];

const fn permission(bit: u64, name: &'static str, purpose: &'static str) -> Permission {
    Permission { bit, name, name_in_server: name, purpose }
}

/// The link that invites the bot with the needed permissions, and no others.
pub(crate) fn invite(application: ApplicationId) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        needed()
    )
}

fn needed() -> u64 {
    NEEDED.iter().fold(0, |all, permission| all | permission.bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invitation_asks_for_the_needed_permissions_only() {
        assert_eq!(needed(), 2_251_799_813_778_432);
    }
}
