//! Users, members, roles, channels and guilds as JSON.
//!
//! twilight's types serialize them, because they are an independent implementation of Discord's documentation. Fields
//! that twilight lacks are added afterwards.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use twilight_model::guild::{Guild as GuildModel, MemberFlags, PartialMember, Role as RoleModel};
use twilight_model::user::{User as UserModel, UserFlags};

use super::DiscordState;
use super::guild::{Channel, Guild, Member, OverwriteTarget, Role, User};
use super::threads::{ChannelKind, Thread};
use crate::core::clock::timestamp;
use crate::core::ids::{ChannelId, GuildId, UserId};

/// Deserializes `value` as twilight's type `T` and serializes it again. Keeps the fields that twilight does not know.
pub(crate) fn via_model<T: Serialize + DeserializeOwned>(value: Value) -> Value {
    let typed = serde_json::from_value::<T>(value.clone()).and_then(|typed| serde_json::to_value(typed));
    match typed {
        Ok(mut typed) => {
            remove_added_empty_fields(&mut typed, &value);
            add_missing_fields(&mut typed, value);
            typed
        }
        Err(error) => {
            tracing::error!(%error, kind = std::any::type_name::<T>(), "twilight cannot read JSON of the stand-in");
            value
        }
    }
}

/// twilight writes some absent fields as null or as an empty list. Discord omits them, and a client may refuse a null
/// (serenity does, for `resolved`).
fn remove_added_empty_fields(typed: &mut Value, original: &Value) {
    match (typed, original) {
        (Value::Object(typed), Value::Object(original)) => {
            let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            typed.retain(|key, value| original.contains_key(key) || !empty(value));
            for (key, value) in typed {
                remove_added_empty_fields(value, original.get(key).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(typed), Value::Array(original)) if typed.len() == original.len() => {
            for (typed, original) in typed.iter_mut().zip(original) {
                remove_added_empty_fields(typed, original);
            }
        }
        _ => {}
    }
}

/// Adds the fields of `extra` that `base` lacks, at every depth.
fn add_missing_fields(base: &mut Value, extra: Value) {
    match (base, extra) {
        (Value::Object(base), Value::Object(extra)) => {
            for (key, value) in extra {
                match base.get_mut(&key) {
                    Some(known) => add_missing_fields(known, value),
                    None => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (Value::Array(base), Value::Array(extra)) if base.len() == extra.len() => {
            for (base, extra) in base.iter_mut().zip(extra) {
                add_missing_fields(base, extra);
            }
        }
        _ => {}
    }
}

pub(crate) fn user_model(user: &User) -> UserModel {
    UserModel {
        accent_color: None,
        avatar: None,
        avatar_decoration: None,
        avatar_decoration_data: None,
        banner: None,
        bot: user.bot,
        discriminator: 0,
        email: None,
        flags: None,
        global_name: (!user.bot).then(|| user.name.clone()),
        id: user.id,
        locale: None,
        mfa_enabled: None,
        name: username(user),
        premium_type: None,
        primary_guild: None,
        public_flags: Some(UserFlags::empty()),
        system: None,
        verified: None,
    }
}

/// User names are lower case and have no spaces; the display name has no such rule.
pub(crate) fn username(user: &User) -> String {
    if user.bot { user.name.clone() } else { user.name.to_lowercase().replace(' ', "_") }
}

pub(crate) fn partial_member(member: &Member) -> PartialMember {
    PartialMember {
        avatar: None,
        avatar_decoration_data: None,
        banner: None,
        communication_disabled_until: None,
        deaf: false,
        flags: MemberFlags::empty(),
        joined_at: Some(timestamp(member.joined_at)),
        mute: false,
        nick: member.nick.clone(),
        permissions: None,
        premium_since: None,
        roles: member.roles.clone(),
        user: None,
    }
}

pub(crate) fn role_json(role: &Role) -> Value {
    via_model::<RoleModel>(json!({
        "id": role.id, "name": role.name, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
        "hoist": false, "icon": null, "unicode_emoji": null, "position": role.position,
        "permissions": role.permissions, "managed": role.managed, "mentionable": role.mentionable, "flags": 0,
    }))
}

impl DiscordState {
    pub(crate) fn user_json(&self, id: UserId) -> Value {
        let model = self.users.get(&id).map(user_model);
        serde_json::to_value(model).unwrap_or(Value::Null)
    }

    pub(crate) fn member_json(&self, guild: &Guild, id: UserId) -> Option<Value> {
        let member = guild.members.get(&id)?;
        let mut value = serde_json::to_value(partial_member(member)).ok()?;
        value["user"] = self.user_json(id);
        value["pending"] = json!(false);
        value["premium_since"] = Value::Null;
        value["avatar"] = Value::Null;
        Some(value)
    }

    pub(crate) fn channel_json(&self, id: ChannelId) -> Option<Value> {
        let channel = self.channels.get(&id)?;
        let last = channel.messages.keys().next_back();
        let pinned = channel.last_pin().map(timestamp);
        let mut value = json!({
            "id": id, "type": channel.kind.code(), "last_message_id": last, "flags": 0, "last_pin_timestamp": pinned,
        });
        let guild_fields = json!({"guild_id": channel.guild, "name": channel.name, "rate_limit_per_user": 0});
        let own_fields = match (channel.recipient, &channel.thread) {
            (Some(recipient), _) => json!({"recipients": [self.user_json(recipient)]}),
            (None, Some(thread)) => {
                add_missing_fields(&mut value, guild_fields);
                thread_fields(channel, thread)
            }
            (None, None) => {
                add_missing_fields(&mut value, guild_fields);
                json!({
                    "position": 0, "topic": null, "nsfw": false, "parent_id": null,
                    "permission_overwrites": overwrites(channel),
                })
            }
        };
        add_missing_fields(&mut value, own_fields);
        if channel.kind.has_voice() {
            add_missing_fields(&mut value, json!({"bitrate": 64_000, "user_limit": 0, "rtc_region": null}));
        }
        if channel.kind == ChannelKind::Forum {
            let tags = json!({"available_tags": [], "default_reaction_emoji": null, "default_sort_order": null});
            add_missing_fields(&mut value, tags);
            value["default_forum_layout"] = json!(0);
        }
        Some(via_model::<twilight_model::channel::Channel>(value))
    }

    /// The guild as GET returns it, without members and channels.
    pub(crate) fn guild_json(&self, guild: &Guild) -> Value {
        json!({
            "id": guild.id, "name": guild.name, "owner_id": guild.owner, "preferred_locale": guild.locale,
            "roles": guild.roles.values().map(role_json).collect::<Vec<_>>(),
            "afk_channel_id": null, "afk_timeout": 300, "application_id": null, "banner": null,
            "default_message_notifications": 0, "description": null, "discovery_splash": null, "emojis": [],
            "explicit_content_filter": 0, "features": [], "icon": null, "mfa_level": u8::from(guild.two_factor), "nsfw_level": 0, "nsfw": false,
            "premium_progress_bar_enabled": false, "premium_subscription_count": 0, "premium_tier": 0,
            "public_updates_channel_id": null, "rules_channel_id": null, "splash": null, "stickers": [],
            "system_channel_flags": 0, "system_channel_id": null, "vanity_url_code": null, "verification_level": 0,
            "max_members": 500_000, "max_presences": null, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "safety_alerts_channel_id": null, "region": "deprecated",
            "widget_enabled": false, "widget_channel_id": null, "hub_type": null, "incidents_data": null,
            "inventory_settings": null, "latest_onboarding_question_id": null, "home_header": null,
        })
    }

    /// The data of `GUILD_CREATE`: the guild with its members and channels. `all_members`: the session has the intent
    /// `GUILD_PRESENCES`; without it, Discord lists the bot only. `member_count` counts everybody.
    pub(crate) fn guild_create(&self, id: GuildId, all_members: bool) -> Option<Value> {
        let guild = self.guilds.get(&id)?;
        let mut value = self.guild_json(guild);
        let mut members: Vec<UserId> = guild.members.keys().copied().collect();
        members.retain(|member| all_members || *member == self.bot);
        members.sort_unstable();
        let members: Vec<Value> = members.into_iter().filter_map(|member| self.member_json(guild, member)).collect();
        let joined = guild.members.get(&self.bot).map(|member| timestamp(member.joined_at));
        let threads: Vec<Value> = self.active_threads(guild).filter_map(|id| self.channel_json(id)).collect();
        let extra = json!({
            "joined_at": joined, "large": false, "unavailable": false, "member_count": guild.members.len(),
            "voice_states": [], "members": members, "threads": threads, "presences": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [],
            "channels": guild.channels.iter().filter_map(|id| self.channel_json(*id)).collect::<Vec<_>>(),
        });
        add_missing_fields(&mut value, extra);
        Some(via_model::<GuildModel>(value))
    }

    /// The active threads that the bot sees.
    fn active_threads(&self, guild: &Guild) -> impl Iterator<Item = ChannelId> {
        let active = |id: &ChannelId| {
            let thread = self.channels.get(id).and_then(|channel| channel.thread.as_ref());
            thread.is_some_and(|thread| !thread.archived) && self.bot_views(*id)
        };
        guild.threads.iter().copied().filter(active)
    }

    /// The channel of an interaction, with the person's permissions and without overwrites.
    pub(crate) fn interaction_channel(&self, id: ChannelId, channel: &Channel, user: UserId) -> Option<Value> {
        let mut value = self.channel_json(id)?;
        if let Some(map) = value.as_object_mut() {
            map.remove("permission_overwrites");
        }
        value["permissions"] = json!(self.permissions(channel, user));
        Some(value)
    }

    pub(crate) fn me_json(&self) -> Value {
        let mut value = self.user_json(self.bot);
        value["verified"] = json!(true);
        // It tells of the owner: a bot has no second factor of its own.
        value["mfa_enabled"] = json!(self.owner_two_factor);
        value["email"] = Value::Null;
        value["flags"] = json!(0);
        value
    }

    /// The member of an interaction, with their permissions in its channel.
    pub(crate) fn interaction_member(&self, guild: GuildId, channel: &Channel, user: UserId) -> Option<Value> {
        let guild = self.guilds.get(&guild)?;
        let mut member = self.member_json(guild, user)?;
        member["permissions"] = json!(self.permissions(channel, user));
        Some(member)
    }
}

fn thread_fields(channel: &Channel, thread: &Thread) -> Value {
    let sent = channel.messages.len();
    let left = channel.messages.values().filter(|message| message.exists()).count();
    json!({
        "parent_id": thread.parent, "owner_id": thread.owner, "member_count": thread.members.len().min(50),
        "message_count": left, "total_message_sent": sent,
        "thread_metadata": {
            "archived": thread.archived, "locked": thread.locked, "auto_archive_duration": 4320,
            "archive_timestamp": timestamp(thread.changed_at), "create_timestamp": timestamp(thread.created_at),
        },
    })
}

fn overwrites(channel: &Channel) -> Vec<Value> {
    let one = |overwrite: &super::guild::Overwrite| {
        let (id, kind) = match overwrite.target {
            OverwriteTarget::Role(id) => (id.get(), 0),
            OverwriteTarget::Member(id) => (id.get(), 1),
        };
        json!({"id": id.to_string(), "type": kind, "allow": overwrite.allow, "deny": overwrite.deny})
    };
    channel.overwrites.iter().map(one).collect()
}
