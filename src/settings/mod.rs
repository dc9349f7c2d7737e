//! What differs between servers and people: the one place that every other part asks.
//!
//! A server's settings come from the environment, and where that says nothing, from the topic of the settings, which has
//! what people set, too. The topic is read whole and followed (docs/protocol.md#rule-24, docs/protocol.md#rule-36). Must
//! not be asked by the fold: what it needs is stamped into `raised` (docs/protocol.md#rule-23). Who asks must not keep an
//! answer, because it may change while the process runs.
//!
//! - [`record`]: keys and values of the topic. [`guild`]: the settings of one server. [`panel`]: where its panel is.
//!   [`phones`]: the test of its phones. [`table`]: what the records say together.

mod guild;
mod panel;
mod phones;
pub mod record;
mod table;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crate::alert::{Alert, ChannelId, GuildId, InteractionId, Millis, UserId};
use crate::config::{Config, KafkaConfig};
use crate::discord::Language;
use crate::kafka::standalone::{Freshness, ReadProgress, Seen, StandaloneConsumer};
use table::Table;
pub(crate) use table::Week;

pub use crate::config::GuildSettings;
pub use guild::GuildRecord;
pub use panel::PanelRecord;
pub(crate) use phones::Answers;
pub use phones::{PhonesTest, Saw};

/// The name of the topic's reader, in the log.
const NAME: &str = "settings";

/// All records count, however old.
const ALL: Duration = Duration::MAX;

/// How long the services wait for the topic, with their first record: alerts go on without it.
pub(crate) const WITHIN: Duration = Duration::from_secs(5);

/// How often it is asked whether the topic is read.
const ASK: Duration = Duration::from_millis(20);

/// The settings of all servers and people. Clones share one table.
#[derive(Clone)]
pub struct Settings {
    /// What the environment says.
    environment: Arc<GuildSettings>,
    /// `DISCORD_GUILD_ID`
    only_guild: Option<GuildId>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    table: RwLock<Table>,
    /// Of the servers on Discord, as far as they were asked for. `None`: the server of `DISCORD_CHANNEL_ID`.
    languages: RwLock<HashMap<Option<GuildId>, Language>>,
    /// Empty where the topic is not followed.
    progress: OnceLock<ReadProgress>,
}

/// Reads the topic of the settings until it is dropped.
pub struct Follower {
    _consumer: StandaloneConsumer,
}

impl Settings {
    /// The settings of the environment; nobody is blocked until the topic is [followed](Self::follow).
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Settings {
            environment: Arc::new(config.guild.clone()),
            only_guild: config.discord.guild_id,
            shared: Arc::default(),
        }
    }

    /// Begins to read what people have set. Waits for nothing.
    ///
    /// # Errors
    /// Where `KAFKA_PROPERTIES` has something that librdkafka does not take, or the system gives no thread.
    pub fn follow(&self, config: &KafkaConfig) -> anyhow::Result<Follower> {
        let shared = Arc::clone(&self.shared);
        let show = move |seen| match seen {
            Seen::Begins => *write(&shared.table) = Table::default(),
            Seen::Record(record) => write(&shared.table).apply(&record),
            Seen::Confirmed(_) | Seen::Looked(_) => {}
        };
        let consumer = StandaloneConsumer::start(config, NAME, &config.settings_topic, ALL, show)?;
        // A second follower reads the same topic, so either tells how far it is.
        _ = self.shared.progress.set(consumer.progress());
        Ok(Follower { _consumer: consumer })
    }

    /// Whether the topic has been read to its end, if not now, then before Kafka went away.
    #[must_use]
    pub fn are_read(&self) -> bool {
        self.shared.progress.get().is_some_and(|progress| progress.freshness() != Freshness::Starting)
    }

    /// Whether somebody follows the topic.
    pub(crate) fn are_followed(&self) -> bool {
        self.shared.progress.get().is_some()
    }

    /// Waits until [`Self::are_read`], for `within` at most; `false` where they are not.
    pub async fn are_read_within(&self, within: Duration) -> bool {
        let read = async {
            while !self.are_read() {
                tokio::time::sleep(ASK).await;
            }
        };
        tokio::time::timeout(within, read).await.is_ok()
    }

    /// A server's settings. Without a server: those of `DISCORD_GUILD_ID`, or of any server.
    #[must_use]
    pub fn for_guild(&self, guild: Option<GuildId>) -> GuildSettings {
        let guild = guild.or(self.only_guild);
        let its_own = guild.and_then(|guild| self.set_by(guild));
        let mut settings =
            its_own.map_or_else(|| GuildSettings::clone(&self.environment), |own| own.under(&self.environment));
        // A server that hides the details would show them.
        if self.are_followed() && !self.are_read() && settings.private_details.is_none() {
            settings.private_details = Some(true);
        }
        settings.servers_language = settings.servers_language.or_else(|| self.language_on_discord(guild));
        settings.in_guild(guild)
    }

    /// `DISCORD_GUILD_ID`
    pub(crate) fn only_guild(&self) -> Option<GuildId> {
        self.only_guild
    }

    /// What this server's admins have set, as far as is known.
    pub(crate) fn set_by(&self, guild: GuildId) -> Option<Arc<GuildRecord>> {
        read(&self.shared.table).guild(guild)
    }

    /// Waits until this is what the server is known to have set.
    pub(crate) async fn become_known(&self, guild: GuildId, record: &GuildRecord) {
        while self.set_by(guild).as_deref() != Some(record) {
            tokio::time::sleep(ASK).await;
        }
    }

    /// What a server's settings are with this record of its own, and what the environment alone says of them.
    pub(crate) fn with_own(&self, guild: GuildId, own: &GuildRecord) -> (GuildSettings, &GuildSettings) {
        let mut all = own.under(&self.environment);
        all.servers_language = all.servers_language.or_else(|| self.language_on_discord(Some(guild)));
        (all.in_guild(Some(guild)), &self.environment)
    }

    /// The channel for an alert's card. A server's own setting was noted in the alert when it was typed, so that a change of
    /// the setting moves no card; it is asked for an alert of another program, which may name no channel.
    #[must_use]
    pub fn channel_of(&self, alert: &Alert) -> Option<ChannelId> {
        self.environment.channel.or(alert.channel_id).or_else(|| self.for_guild(alert.guild_id).channel)
    }

    /// The environment's channel, which is for the alerts of all servers.
    #[must_use]
    pub(crate) fn channel_of_all(&self) -> Option<ChannelId> {
        self.environment.channel
    }

    /// Whether only the claimer reads who the child is and where exactly: the alert was raised so, or its server says so
    /// now.
    #[must_use]
    pub fn hide_details(&self, alert: &Alert) -> bool {
        alert.private || self.for_guild(alert.guild_id).has_private_details()
    }

    /// Whether the language of cards is the one that the server has on Discord, because `LANGUAGE` is not set.
    #[must_use]
    pub fn follow_the_servers_language(&self) -> bool {
        self.environment.language.is_none()
    }

    fn language_on_discord(&self, guild: Option<GuildId>) -> Option<Language> {
        read(&self.shared.languages).get(&guild).copied()
    }

    /// Notes the language that a server has on Discord; without a server as in [`Self::for_guild`].
    pub(crate) fn note_servers_language(&self, guild: Option<GuildId>, language: Language) {
        write(&self.shared.languages).insert(guild.or(self.only_guild), language);
    }

    /// The variables that name the server itself as a role, which is `@everyone` and counts as no role.
    #[must_use]
    pub fn everyone_roles(&self, guild: Option<GuildId>) -> Vec<&'static str> {
        self.environment.everyone_roles(guild.or(self.only_guild))
    }

    /// Whether this parent has blocked this neighbor, as far as is known.
    #[must_use]
    pub fn is_blocked(&self, guild: Option<GuildId>, parent: UserId, neighbor: UserId) -> bool {
        guild.or(self.only_guild).is_some_and(|guild| read(&self.shared.table).is_blocked(guild, parent, neighbor))
    }

    /// Whom this parent has blocked, as far as is known, in the order of their ids.
    #[must_use]
    pub fn blocked_by(&self, guild: Option<GuildId>, parent: UserId) -> Vec<UserId> {
        guild.or(self.only_guild).map(|guild| read(&self.shared.table).blocked_by(guild, parent)).unwrap_or_default()
    }

    /// The last week's line of a server, as far as is known.
    #[must_use]
    pub(crate) fn last_week(&self, guild: GuildId) -> Option<Week> {
        read(&self.shared.table).last_week(guild)
    }

    /// Where the panel of a server is, as far as is known.
    #[must_use]
    pub fn panel_of(&self, guild: GuildId) -> Option<PanelRecord> {
        read(&self.shared.table).panel(guild)
    }

    /// Whether statistics must not name this person, as far as is known.
    #[must_use]
    pub(crate) fn is_unnamed(&self, user: UserId) -> bool {
        read(&self.shared.table).is_unnamed(user)
    }

    /// The tests of the phones whose results the moderators have not read, as far as is known.
    pub(crate) fn phones_tests(&self) -> Vec<(GuildId, PhonesTest)> {
        read(&self.shared.table).phones.running().map(|(guild, test)| (guild, test.clone())).collect()
    }

    /// That of one server.
    pub(crate) fn phones_test(&self, guild: GuildId) -> Option<PhonesTest> {
        let table = read(&self.shared.table);
        table.phones.running().find(|(of, _)| *of == guild).map(|(_, test)| test.clone())
    }

    /// Who has answered this test, as far as is known.
    pub(crate) fn answers(&self, guild: GuildId, test: InteractionId) -> Answers {
        read(&self.shared.table).phones.answers(guild, test)
    }

    /// Up to when what this person did is forgotten, as far as is known, if they have asked for that.
    #[must_use]
    pub(crate) fn forgotten_at(&self, user: UserId) -> Option<Millis> {
        read(&self.shared.table).forgotten_at(user)
    }
}

// The tables are consistent after each of their steps, even if the lock is poisoned.
fn read<T>(table: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    table.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(table: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    table.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::RoleId;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Settings::new(&Config::read(&variable).expect("right settings"))
    }

    #[test]
    fn everyone_is_no_role() {
        let settings = settings(&[("DISCORD_HELPER_ROLE_ID", "4"), ("DISCORD_MODERATOR_ROLE_ID", "9")]);
        let here = settings.for_guild(Some(GuildId(4)));
        assert_eq!((here.helper_role, here.moderator_role), (None, Some(RoleId(9))));
        assert_eq!(settings.everyone_roles(Some(GuildId(4))), ["DISCORD_HELPER_ROLE_ID"]);
        let elsewhere = settings.for_guild(Some(GuildId(5)));
        assert_eq!(elsewhere.helper_role, Some(RoleId(4)));
        assert!(settings.everyone_roles(None).is_empty(), "no server is known");
    }

    #[test]
    fn a_language_that_is_set_stands_above_the_servers_and_no_password_follows_the_server() {
        let (here, elsewhere) = (Some(GuildId(4)), Some(GuildId(5)));
        let follows = settings(&[]);
        follows.note_servers_language(here, Language::Spanish);
        let languages = |guild| {
            let of = follows.for_guild(guild);
            (of.language(), of.password_language())
        };
        assert_eq!(languages(here), (Language::Spanish, Language::English));
        assert_eq!(languages(elsewhere), (Language::English, Language::English));
        let set = settings(&[("LANGUAGE", "de")]);
        set.note_servers_language(here, Language::Spanish);
        assert_eq!(set.for_guild(here).language(), Language::German);
        assert_eq!(set.for_guild(here).password_language(), Language::German);
    }

    #[test]
    fn without_a_server_it_is_the_one_that_is_set() {
        let settings = settings(&[("DISCORD_HELPER_ROLE_ID", "4"), ("DISCORD_GUILD_ID", "4")]);
        assert_eq!(settings.for_guild(None).helper_role, None);
    }
}
