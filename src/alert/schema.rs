//! JSON Schemas of ids and times, for the schemas that `src/contract.rs` generates. Only in tests.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::ids::{AlertId, ChannelId, EventId, GuildId, MessageId, RoleId, UserId};

/// A point in time, as records have it.
pub(crate) struct Time;

macro_rules! text {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

macro_rules! snowflakes {
    ($($type:ty: $name:literal, $says:literal;)*) => {
        $(text!($type, $name, { "type": "string", "pattern": "^[1-9][0-9]{0,19}$", "description": $says });)*
    };
}

snowflakes! {
    UserId: "UserId", "A person's id on Discord.";
    GuildId: "GuildId", "A server's id on Discord.";
    ChannelId: "ChannelId", "A channel's id on Discord.";
    RoleId: "RoleId", "A role's id on Discord.";
    MessageId: "MessageId", "A message's id on Discord.";
}
text!(AlertId, "AlertId", {
    "type": "string", "pattern": "^[A-Za-z0-9._-]{1,48}$", "description": "An alert's id, which is its records' key."
});
text!(EventId, "EventId", {
    "type": "string", "maxLength": 256, "description": "An event's id: the header `ce_id` of another record."
});
text!(Time, "Time", { "type": "string", "format": "date-time", "description": "RFC 3339, in UTC." });
