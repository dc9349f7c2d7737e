//! The routes this bot calls: method, template, and what the rate limiter needs to know of each.

use reqwest::Method;
use twilight_http_ratelimiting as limiter;

/// A route of Discord's API. Its template is the only thing of a URL that metrics, logs and errors ever show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    CreateMessage,
    EditMessage,
    DeleteMessage,
    DeleteMessages,
    GetMessages,
    GetMessage,
    Pin,
    Unpin,
    GetPins,
    GetChannel,
    EditChannel,
    GetGuild,
    GetGuildRoles,
    GetRoleMemberCounts,
    GetGuildMember,
    CreateDm,
    PutGuildCommands,
    PutGlobalCommands,
    GetGuildCommands,
    GetGlobalCommands,
    DeleteGuildCommand,
    DeleteGlobalCommand,
    CurrentUser,
    CurrentApplication,
    GatewayBot,
    AnswerInteraction,
    GetOriginal,
    EditOriginal,
    FollowUp,
}

impl Route {
    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::CreateMessage => "POST /channels/{channel}/messages",
            Self::EditMessage => "PATCH /channels/{channel}/messages/{message}",
            Self::DeleteMessage => "DELETE /channels/{channel}/messages/{message}",
            Self::DeleteMessages => "POST /channels/{channel}/messages/bulk-delete",
            Self::GetMessages => "GET /channels/{channel}/messages",
            Self::GetMessage => "GET /channels/{channel}/messages/{message}",
            Self::Pin => "PUT /channels/{channel}/messages/pins/{message}",
            Self::Unpin => "DELETE /channels/{channel}/messages/pins/{message}",
            Self::GetPins => "GET /channels/{channel}/messages/pins",
            Self::GetChannel => "GET /channels/{channel}",
            Self::EditChannel => "PATCH /channels/{channel}",
            Self::GetGuild => "GET /guilds/{guild}",
            Self::GetGuildRoles => "GET /guilds/{guild}/roles",
            Self::GetRoleMemberCounts => "GET /guilds/{guild}/roles/member-counts",
            Self::GetGuildMember => "GET /guilds/{guild}/members/{user}",
            Self::CreateDm => "POST /users/@me/channels",
            Self::PutGuildCommands => "PUT /applications/{application}/guilds/{guild}/commands",
            Self::PutGlobalCommands => "PUT /applications/{application}/commands",
            Self::GetGuildCommands => "GET /applications/{application}/guilds/{guild}/commands",
            Self::GetGlobalCommands => "GET /applications/{application}/commands",
            Self::DeleteGuildCommand => "DELETE /applications/{application}/guilds/{guild}/commands/{command}",
            Self::DeleteGlobalCommand => "DELETE /applications/{application}/commands/{command}",
            Self::CurrentUser => "GET /users/@me",
            Self::CurrentApplication => "GET /applications/@me",
            Self::GatewayBot => "GET /gateway/bot",
            Self::AnswerInteraction => "POST /interactions/{interaction}/{token}/callback",
            Self::GetOriginal => "GET /webhooks/{application}/{token}/messages/@original",
            Self::EditOriginal => "PATCH /webhooks/{application}/{token}/messages/@original",
            Self::FollowUp => "POST /webhooks/{application}/{token}",
        }
    }

    fn limiter_method(self) -> limiter::Method {
        match self {
            Self::CreateMessage | Self::DeleteMessages | Self::CreateDm | Self::AnswerInteraction | Self::FollowUp => {
                limiter::Method::Post
            }
            Self::EditMessage | Self::EditChannel | Self::EditOriginal => limiter::Method::Patch,
            Self::DeleteMessage | Self::Unpin | Self::DeleteGuildCommand | Self::DeleteGlobalCommand => {
                limiter::Method::Delete
            }
            Self::Pin | Self::PutGuildCommands | Self::PutGlobalCommands => limiter::Method::Put,
            Self::GetMessages
            | Self::GetMessage
            | Self::GetPins
            | Self::GetChannel
            | Self::GetGuild
            | Self::GetGuildRoles
            | Self::GetRoleMemberCounts
            | Self::GetGuildMember
            | Self::GetGuildCommands
            | Self::GetGlobalCommands
            | Self::CurrentUser
            | Self::CurrentApplication
            | Self::GatewayBot
            | Self::GetOriginal => limiter::Method::Get,
        }
    }

    pub(crate) fn method(self) -> Method {
        match self.limiter_method() {
            limiter::Method::Delete => Method::DELETE,
            limiter::Method::Patch => Method::PATCH,
            limiter::Method::Post => Method::POST,
            limiter::Method::Put => Method::PUT,
            _ => Method::GET,
        }
    }

    /// Whether the interaction's token alone authorizes it. Such calls are exempt from the global limit
    /// (<https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints>) and wait for nothing;
    /// they carry no `Authorization`, so that a 401 there never speaks of the bot's token.
    pub(crate) fn is_interaction(self) -> bool {
        matches!(self, Self::AnswerInteraction | Self::GetOriginal | Self::EditOriginal | Self::FollowUp)
    }
}

/// What shares a rate limit before Discord has named a bucket: a route and the channel or guild that it is about
/// (0 where there is none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Lane {
    pub(crate) route: Route,
    pub(crate) major: u64,
}

impl Lane {
    /// The limiter's name for it: the template with the major id alone filled in. A name per message would make the
    /// limiter remember every message ever edited.
    pub(crate) fn endpoint(self) -> limiter::Endpoint {
        let template = self.route.template();
        let path = template.split_once(" /").map_or(template, |(_, path)| path);
        let major = self.major.to_string();
        let path = path.replacen("{channel}", &major, 1).replacen("{guild}", &major, 1);
        limiter::Endpoint { method: self.route.limiter_method(), path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_names_its_channel_to_the_limiter_and_no_message() {
        let lane = Lane { route: Route::EditMessage, major: 42 };
        assert_eq!(lane.endpoint().path, "channels/42/messages/{message}");
        assert_eq!(lane.endpoint().method, limiter::Method::Patch);
    }

    #[test]
    fn each_template_begins_with_its_own_method() {
        for route in [Route::CreateMessage, Route::EditMessage, Route::Unpin, Route::Pin, Route::GetPins] {
            assert!(route.template().starts_with(route.method().as_str()), "{}", route.template());
        }
    }
}
