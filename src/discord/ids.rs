//! Conversions between this project's ids and serenity's, whose builders and models are used in this folder alone.

use jiff::Timestamp;

use crate::alert::ids::DISCORD_EPOCH_MS;
use crate::alert::{ChannelId, InteractionId, MessageId, Millis, RoleId, UserId};

macro_rules! convert {
    ($($name:ident),*) => {$(
        impl From<$name> for serenity::model::id::$name {
            fn from(id: $name) -> Self {
                // serenity panics at 0, which no reader of this project's ids takes.
                Self::new(id.0.max(1))
            }
        }

        impl From<serenity::model::id::$name> for $name {
            fn from(id: serenity::model::id::$name) -> Self {
                $name(id.get())
            }
        }
    )*};
}

convert!(ChannelId, MessageId, RoleId, UserId);

/// When the person acted, by Discord's clock: an id holds milliseconds up to the year 2154.
#[must_use]
pub(crate) fn made_at(id: InteractionId) -> Millis {
    Millis(i64::try_from(id.0 >> 22).unwrap_or(i64::MAX).saturating_add(DISCORD_EPOCH_MS))
}

/// The same to the second, for people and records.
#[must_use]
pub(crate) fn acted_at(id: InteractionId) -> Timestamp {
    Timestamp::from_second(made_at(id).seconds()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_tells_when_the_person_acted() {
        // The example of https://discord.com/developers/docs/reference#snowflakes.
        let at = acted_at(InteractionId(175_928_847_299_117_063));
        assert_eq!(at, "2016-04-30T11:18:25Z".parse().expect("a time"));
    }

    #[test]
    fn an_id_comes_back_from_serenity_as_it_went() {
        for id in [UserId(42), UserId(u64::MAX)] {
            assert_eq!(UserId::from(serenity::model::id::UserId::from(id)), id);
        }
    }
}
