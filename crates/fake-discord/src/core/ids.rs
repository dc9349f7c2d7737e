//! The ids of Discord as distinct types: a message's id can never be passed for a channel's.

use twilight_model::id::{Id, marker};

/// A guild ("server").
pub type GuildId = Id<marker::GuildMarker>;
/// A channel, a DM included.
pub type ChannelId = Id<marker::ChannelMarker>;
/// A message.
pub type MessageId = Id<marker::MessageMarker>;
/// A user, a bot included.
pub type UserId = Id<marker::UserMarker>;
/// A role of a guild.
pub type RoleId = Id<marker::RoleMarker>;
/// An interaction.
pub type InteractionId = Id<marker::InteractionMarker>;
/// A registered command.
pub type CommandId = Id<marker::CommandMarker>;
/// The bot's application.
pub type ApplicationId = Id<marker::ApplicationMarker>;
