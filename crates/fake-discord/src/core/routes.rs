//! Maps a method and a path to an operation. One table for handlers, rate limits, faults and the OpenAPI check.

use crate::core::ids::{ApplicationId, ChannelId, CommandId, GuildId, InteractionId, MessageId, RoleId, UserId};

/// An HTTP method that Discord's API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are the names of HTTP methods")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            _ => return None,
        })
    }

    /// `GET`, `POST`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Where a command is registered: globally, or in one guild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommandScope {
    pub application: ApplicationId,
    pub guild: Option<GuildId>,
}

/// A message that the bot reaches through an interaction's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebhookMessage {
    pub application: ApplicationId,
    pub token: String,
    /// `None`: `@original`.
    pub message: Option<MessageId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    Gateway,
    GatewayBot,
    Me,
    Application,
    OpenDm,
    Soundboard,
    Guild(GuildId),
    Roles(GuildId),
    Role(GuildId, RoleId),
    RoleMemberCounts(GuildId),
    Member(GuildId, Option<UserId>),
    Channel(ChannelId),
    EditChannel(ChannelId),
    Messages(ChannelId),
    Message(ChannelId, MessageId),
    CreateMessage(ChannelId),
    EditMessage(ChannelId, MessageId),
    DeleteMessage(ChannelId, MessageId),
    BulkDelete(ChannelId),
    Pins(ChannelId),
    DeprecatedPins(ChannelId),
    Pin(ChannelId, MessageId),
    Unpin(ChannelId, MessageId),
    PutCommands(CommandScope),
    Commands(CommandScope),
    CreateCommand(CommandScope),
    DeleteCommand(CommandScope, CommandId),
    Callback(InteractionId, String),
    Followup(ApplicationId, String),
    GetReply(WebhookMessage),
    EditReply(WebhookMessage),
    DeleteReply(WebhookMessage),
}

/// An operation, and its path in Discord's OpenAPI description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub operation: Operation,
    pub template: &'static str,
}

impl Route {
    /// Whether the interaction's token authorizes the request. Such a request needs no bot token and does not count
    /// for the global rate limit.
    pub(crate) fn is_interaction(&self) -> bool {
        matches!(
            self.operation,
            Operation::Callback(..)
                | Operation::Followup(..)
                | Operation::GetReply(_)
                | Operation::EditReply(_)
                | Operation::DeleteReply(_)
        )
    }

    /// Discord's "top-level resource", which has a rate limit bucket of its own: the channel, guild or interaction
    /// token.
    pub(crate) fn top_level_resource(&self) -> String {
        use Operation as O;
        match &self.operation {
            O::Channel(c)
            | O::EditChannel(c)
            | O::Messages(c)
            | O::CreateMessage(c)
            | O::BulkDelete(c)
            | O::Pins(c)
            | O::DeprecatedPins(c) => c.to_string(),
            O::Message(c, _) | O::EditMessage(c, _) | O::DeleteMessage(c, _) | O::Pin(c, _) | O::Unpin(c, _) => {
                c.to_string()
            }
            O::Guild(g) | O::Roles(g) | O::Role(g, _) | O::RoleMemberCounts(g) | O::Member(g, _) => g.to_string(),
            O::Followup(_, token) => token.clone(),
            O::GetReply(place) | O::EditReply(place) | O::DeleteReply(place) => place.token.clone(),
            _ => String::new(),
        }
    }
}

/// Finds the operation for `method` and `path` (below `/api/v10`, without the query).
pub(crate) fn find(method: Method, path: &str) -> Option<Route> {
    use Method::{Delete, Get, Patch, Post};
    use Operation as O;
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (operation, template) = match (method, segments.as_slice()) {
        (Get, ["gateway"]) => (O::Gateway, "/gateway"),
        (Get, ["gateway", "bot"]) => (O::GatewayBot, "/gateway/bot"),
        (Get, ["users", "@me"]) => (O::Me, "/users/@me"),
        (Post, ["users", "@me", "channels"]) => (O::OpenDm, "/users/@me/channels"),
        (Get, ["soundboard-default-sounds"]) => (O::Soundboard, "/soundboard-default-sounds"),
        (Get, ["applications", "@me"]) => (O::Application, "/applications/@me"),
        (Get, ["oauth2", "applications", "@me"]) => (O::Application, "/oauth2/applications/@me"),
        (_, ["applications", application, rest @ ..]) => return commands(method, application.parse().ok()?, rest),
        (Get, ["guilds", g]) => (O::Guild(g.parse().ok()?), "/guilds/{guild_id}"),
        (Get, ["guilds", g, "roles"]) => (O::Roles(g.parse().ok()?), "/guilds/{guild_id}/roles"),
        (Get, ["guilds", g, "roles", "member-counts"]) => {
            (O::RoleMemberCounts(g.parse().ok()?), "/guilds/{guild_id}/roles/member-counts")
        }
        (Get, ["guilds", g, "roles", r]) => {
            (O::Role(g.parse().ok()?, r.parse().ok()?), "/guilds/{guild_id}/roles/{role_id}")
        }
        (Get, ["guilds", g, "members", "@me"]) => {
            (O::Member(g.parse().ok()?, None), "/guilds/{guild_id}/members/{user_id}")
        }
        (Get, ["guilds", g, "members", u]) => {
            (O::Member(g.parse().ok()?, Some(u.parse().ok()?)), "/guilds/{guild_id}/members/{user_id}")
        }
        (_, ["channels", channel, rest @ ..]) => return channels(method, channel.parse().ok()?, rest),
        (Post, ["interactions", id, token, "callback"]) => (
            O::Callback(id.parse().ok()?, (*token).to_owned()),
            "/interactions/{interaction_id}/{interaction_token}/callback",
        ),
        (Post, ["webhooks", a, token]) => {
            (O::Followup(a.parse().ok()?, (*token).to_owned()), "/webhooks/{webhook_id}/{webhook_token}")
        }
        (Get | Patch | Delete, ["webhooks", a, token, "messages", message]) => {
            let message = if *message == "@original" { None } else { Some(message.parse().ok()?) };
            let template = match message {
                None => "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
                Some(_) => "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
            };
            let place = WebhookMessage { application: a.parse().ok()?, token: (*token).to_owned(), message };
            match method {
                Get => (O::GetReply(place), template),
                Patch => (O::EditReply(place), template),
                _ => (O::DeleteReply(place), template),
            }
        }
        _ => return None,
    };
    Some(Route { operation, template })
}

/// Whether the path has an operation with another method.
pub(crate) fn has_path(path: &str) -> bool {
    use Method::{Delete, Get, Patch, Post, Put};
    [Get, Post, Put, Patch, Delete].into_iter().any(|method| find(method, path).is_some())
}

fn commands(method: Method, application: ApplicationId, rest: &[&str]) -> Option<Route> {
    use Method::{Delete, Get, Post, Put};
    use Operation as O;
    let (guild, rest) = match rest {
        ["guilds", guild, rest @ ..] => (Some(guild.parse().ok()?), rest),
        rest => (None, rest),
    };
    let place = CommandScope { application, guild };
    let all = match guild {
        Some(_) => "/applications/{application_id}/guilds/{guild_id}/commands",
        None => "/applications/{application_id}/commands",
    };
    let one = match guild {
        Some(_) => "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        None => "/applications/{application_id}/commands/{command_id}",
    };
    let (operation, template) = match (method, rest) {
        (Put, ["commands"]) => (O::PutCommands(place), all),
        (Get, ["commands"]) => (O::Commands(place), all),
        (Post, ["commands"]) => (O::CreateCommand(place), all),
        (Delete, ["commands", id]) => (O::DeleteCommand(place, id.parse().ok()?), one),
        _ => return None,
    };
    Some(Route { operation, template })
}

fn channels(method: Method, channel: ChannelId, rest: &[&str]) -> Option<Route> {
    use Method::{Delete, Get, Patch, Post, Put};
    use Operation as O;
    let (operation, template) = match (method, rest) {
        (Get, []) => (O::Channel(channel), "/channels/{channel_id}"),
        (Patch, []) => (O::EditChannel(channel), "/channels/{channel_id}"),
        (Get, ["messages"]) => (O::Messages(channel), "/channels/{channel_id}/messages"),
        (Post, ["messages"]) => (O::CreateMessage(channel), "/channels/{channel_id}/messages"),
        (Post, ["messages", "bulk-delete"]) => (O::BulkDelete(channel), "/channels/{channel_id}/messages/bulk-delete"),
        (Get, ["messages", "pins"]) => (O::Pins(channel), "/channels/{channel_id}/messages/pins"),
        (Put | Delete, ["messages", "pins", m]) => {
            let message = m.parse().ok()?;
            let operation = if method == Put { O::Pin(channel, message) } else { O::Unpin(channel, message) };
            (operation, "/channels/{channel_id}/messages/pins/{message_id}")
        }
        (Get, ["pins"]) => (O::DeprecatedPins(channel), "/channels/{channel_id}/pins"),
        (Put | Delete, ["pins", m]) => {
            let message = m.parse().ok()?;
            let operation = if method == Put { O::Pin(channel, message) } else { O::Unpin(channel, message) };
            (operation, "/channels/{channel_id}/pins/{message_id}")
        }
        (Get | Patch | Delete, ["messages", m]) => {
            let message = m.parse().ok()?;
            let operation = match method {
                Get => O::Message(channel, message),
                Patch => O::EditMessage(channel, message),
                _ => O::DeleteMessage(channel, message),
            };
            (operation, "/channels/{channel_id}/messages/{message_id}")
        }
        _ => return None,
    };
    Some(Route { operation, template })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_pins_is_not_a_message() {
        let route = find(Method::Get, "/channels/7/messages/pins").expect("known");
        assert_eq!(route.operation, Operation::Pins(ChannelId::new(7)));
    }

    #[test]
    fn a_path_that_discord_does_not_have_is_not_a_route() {
        assert_eq!(find(Method::Post, "/channels/7"), None);
        assert!(has_path("/channels/7") && !has_path("/channels/seven"));
        assert_eq!(find(Method::Get, "/channels/not-a-number"), None);
        assert_eq!(find(Method::Get, "/users/0"), None);
    }
}
