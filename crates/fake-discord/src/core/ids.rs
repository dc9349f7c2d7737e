//! Discord's ids, each kind its own type, so that a message id cannot be used as a channel id.

use twilight_model::id::{Id, marker};

/// A guild ("server").
pub type GuildId = Id<marker::GuildMarker>;
/// A channel or a DM.
pub type ChannelId = Id<marker::ChannelMarker>;
/// A message.
pub type MessageId = Id<marker::MessageMarker>;
/// A person or a bot.
pub type UserId = Id<marker::UserMarker>;
/// A role in a guild.
pub type RoleId = Id<marker::RoleMarker>;
/// An interaction.
pub type InteractionId = Id<marker::InteractionMarker>;
/// A registered command.
pub type CommandId = Id<marker::CommandMarker>;
/// The bot's application.
pub type ApplicationId = Id<marker::ApplicationMarker>;
