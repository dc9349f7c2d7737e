//! What the records of the settings say together: the newest of each key counts.
//!
//! Pure: must not read a topic.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use crate::alert::{GuildId, Millis, UserId};
use crate::kafka::record::Record;
use crate::settings::guild::GuildRecord;
use crate::settings::panel::PanelRecord;
use crate::settings::phones::PhonesTests;
use crate::settings::record::Key;

/// The newest of each key.
#[derive(Debug, Default)]
pub(crate) struct Table {
    blocks: BTreeSet<(GuildId, UserId, UserId)>,
    forgotten: BTreeMap<UserId, Millis>,
    guilds: HashMap<GuildId, Arc<GuildRecord>>,
    weeks: BTreeMap<GuildId, Week>,
    panels: BTreeMap<GuildId, PanelRecord>,
    unnamed: BTreeSet<UserId>,
    pub(crate) phones: PhonesTests,
}

/// The last week's line of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Week {
    /// When it was due.
    pub(crate) due: Timestamp,
    /// The offset of the first record about it: who appended that one writes the line.
    pub(crate) first: i64,
}

impl Week {
    /// Less than six days after a line there is no other, whatever the setting has become.
    pub(crate) fn includes(self, due: Timestamp) -> bool {
        due.as_second() < self.due.as_second() + 6 * 86_400
    }
}

#[derive(Deserialize)]
struct WeekValue {
    due: Timestamp,
}

impl Table {
    /// Takes the next record, in the order of the topic.
    pub(crate) fn apply(&mut self, record: &Record) {
        let text = record.key.as_deref().and_then(|key| std::str::from_utf8(key).ok());
        match text.map(str::parse) {
            Some(Ok(Key::Block { guild, parent, neighbor })) => {
                if record.value.is_some() {
                    self.blocks.insert((guild, parent, neighbor));
                } else {
                    self.blocks.remove(&(guild, parent, neighbor));
                }
            }
            Some(Ok(Key::Forgotten(user))) => {
                // The broker's time, as in the history.
                self.forgotten.insert(user, Millis(record.timestamp_ms));
                self.phones.forget(user);
            }
            Some(Ok(Key::Guild(guild))) => self.apply_guild(guild, record),
            Some(Ok(Key::Week(guild))) => self.week(guild, record),
            Some(Ok(Key::Panel(guild))) => self.apply_panel(guild, record),
            Some(Ok(Key::Private(user))) => {
                if record.value.is_some() {
                    self.unnamed.insert(user);
                } else {
                    self.unnamed.remove(&user);
                }
            }
            Some(Ok(Key::Phones(guild))) => self.phones.begun(guild, record),
            Some(Ok(Key::Saw { guild, user })) => self.phones.saw(guild, user, record),
            Some(Ok(Key::Told(guild))) => self.phones.told(guild, record),
            // Not the key itself: it may name people.
            Some(Err(error)) => tracing::warn!(place = record.place(), %error, "a record of the settings is skipped"),
            None => tracing::warn!(place = record.place(), "a record of the settings has no key: it is skipped"),
        }
    }

    fn apply_guild(&mut self, guild: GuildId, record: &Record) {
        match record.value.as_deref().map(serde_json::from_slice) {
            Some(Ok(settings)) => _ = self.guilds.insert(guild, Arc::new(settings)),
            Some(Err(error)) => {
                tracing::warn!(place = record.place(), %error, "the settings of a server cannot be read: it has none");
                self.guilds.remove(&guild);
            }
            None => _ = self.guilds.remove(&guild),
        }
    }

    /// What this server has set.
    pub(crate) fn guild(&self, guild: GuildId) -> Option<Arc<GuildRecord>> {
        self.guilds.get(&guild).map(Arc::clone)
    }

    pub(crate) fn is_blocked(&self, guild: GuildId, parent: UserId, neighbor: UserId) -> bool {
        self.blocks.contains(&(guild, parent, neighbor))
    }

    fn week(&mut self, guild: GuildId, record: &Record) {
        let value = record.value.as_deref().and_then(|value| serde_json::from_slice::<WeekValue>(value).ok());
        let Some(WeekValue { due }) = value else { return };
        if self.weeks.get(&guild).is_none_or(|week| !week.includes(due)) {
            self.weeks.insert(guild, Week { due, first: record.offset });
        }
    }

    pub(crate) fn last_week(&self, guild: GuildId) -> Option<Week> {
        self.weeks.get(&guild).copied()
    }

    fn apply_panel(&mut self, guild: GuildId, record: &Record) {
        match record.value.as_deref().map(serde_json::from_slice) {
            Some(Ok(panel)) => _ = self.panels.insert(guild, panel),
            // It is not known where it is, so it is not looked after.
            Some(Err(_)) | None => _ = self.panels.remove(&guild),
        }
    }

    /// Where the panel of this server is.
    pub(crate) fn panel(&self, guild: GuildId) -> Option<PanelRecord> {
        self.panels.get(&guild).copied()
    }

    /// Whether statistics must not name this person.
    pub(crate) fn is_unnamed(&self, user: UserId) -> bool {
        self.unnamed.contains(&user)
    }

    /// Up to when this person is forgotten, if they have asked for that.
    pub(crate) fn forgotten_at(&self, user: UserId) -> Option<Millis> {
        self.forgotten.get(&user).copied()
    }

    /// In the order of their ids.
    pub(crate) fn blocked_by(&self, guild: GuildId, parent: UserId) -> Vec<UserId> {
        let all = (guild, parent, UserId(0))..=(guild, parent, UserId(u64::MAX));
        self.blocks.range(all).map(|(_, _, neighbor)| *neighbor).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::record::Envelope;

    const HERE: GuildId = GuildId(11);
    const SARAH: UserId = UserId(44);
    const MIKE: UserId = UserId(55);
    const LISA: UserId = UserId(66);

    fn table(records: &[(&str, Option<&str>)]) -> Table {
        let mut table = Table::default();
        for (offset, (key, value)) in (0..).zip(records) {
            table.apply(&Record {
                topic: "bus-stop-settings".into(),
                partition: 0,
                offset,
                timestamp_ms: 1_800_000_000_000,
                key: Some(key.as_bytes().to_vec()),
                value: value.map(|value| value.as_bytes().to_vec()),
                envelope: Envelope::default(),
                unreadable_headers: Vec::new(),
            });
        }
        table
    }

    #[test]
    fn the_newest_record_of_a_key_counts() {
        let (mike, lisa) = ("block/11/44/55", "block/11/44/66");
        let table = table(&[(lisa, Some("{}")), (mike, Some("{}")), (lisa, None), (lisa, Some("{}")), (mike, None)]);
        assert_eq!(table.blocked_by(HERE, SARAH), [LISA]);
        assert!(table.is_blocked(HERE, SARAH, LISA) && !table.is_blocked(HERE, SARAH, MIKE));
    }

    #[test]
    fn a_block_holds_in_one_server_and_one_direction() {
        let table = table(&[("block/11/44/55", Some("{}")), ("block/11/44/66", Some("{}"))]);
        assert_eq!(table.blocked_by(HERE, SARAH), [MIKE, LISA]);
        assert_eq!(table.blocked_by(GuildId(12), SARAH), []);
        assert!(!table.is_blocked(HERE, MIKE, SARAH));
    }

    #[test]
    fn a_server_has_what_its_newest_record_says_and_nothing_of_another_server() {
        let berlin = Some(r#"{"timezone": "Europe/Berlin"}"#);
        let of = |records: &[(&str, Option<&str>)]| table(records).guild(HERE).and_then(|guild| guild.timezone.clone());
        assert_eq!(of(&[("guild/11", Some("{}")), ("guild/11", berlin)]).as_deref(), Some("Europe/Berlin"));
        assert_eq!(of(&[("guild/12", berlin)]), None);
        assert_eq!(of(&[("guild/11", berlin), ("guild/11", None)]), None);
        assert_eq!(of(&[("guild/11", berlin), ("guild/11", Some("[]"))]), None);
    }

    #[test]
    fn records_of_other_versions_change_nothing() {
        let table = table(&[
            ("block/11/44/55", Some(r#"{"until": "a field of a later version"}"#)),
            ("guild/11", Some("{}")),
            ("private/55", Some("{}")),
            ("forgotten/55", Some("{}")),
            ("later/55", Some("{}")),
        ]);
        assert_eq!(table.blocked_by(HERE, SARAH), [MIKE]);
    }

    #[test]
    fn the_first_record_of_a_week_counts_and_the_next_comes_in_a_week() {
        let at = |due: &str| format!(r#"{{"due":"{due}"}}"#);
        let due =
            ["2026-11-29T18:00:00Z", "2026-11-29T18:00:00Z", "2026-12-02T18:00:00Z", "2026-12-06T18:00:00Z"].map(at);
        let key = "week/11";
        let first = |count: usize| {
            let records: Vec<_> = due[..count].iter().map(|due| (key, Some(due.as_str()))).collect();
            table(&records).last_week(HERE).expect("a week").first
        };
        assert_eq!([first(1), first(2), first(3), first(4)], [0, 0, 0, 3]);
        assert_eq!(table(&[(key, None), (key, Some("soon"))]).last_week(HERE), None);
    }

    #[test]
    fn a_server_has_the_panel_of_its_newest_record() {
        let at = |message: &str| format!(r#"{{"channel_id":"5","message_id":"{message}"}}"#);
        let (first, second) = (at("8"), at("9"));
        let of = |records: &[(&str, Option<&str>)]| table(records).panel(HERE).map(|panel| panel.message_id.0);
        assert_eq!(of(&[("panel/11", Some(&first)), ("panel/11", Some(&second)), ("panel/12", Some(&first))]), Some(9));
        for gone in [None, Some("soon")] {
            assert_eq!(of(&[("panel/11", Some(&first)), ("panel/11", gone)]), None);
        }
    }

    #[test]
    fn a_person_is_named_until_they_say_no_and_again_when_they_say_yes() {
        let (no, yes) = (("private/55", Some("{}")), ("private/55", None));
        assert!(!table(&[]).is_unnamed(MIKE));
        assert!(table(&[no]).is_unnamed(MIKE) && !table(&[no]).is_unnamed(LISA));
        assert!(!table(&[no, yes]).is_unnamed(MIKE));
    }

    #[test]
    fn a_person_is_forgotten_up_to_the_time_of_the_record() {
        let table = table(&[("forgotten/55", Some("{}"))]);
        assert_eq!(table.forgotten_at(MIKE), Some(Millis(1_800_000_000_000)));
        assert_eq!(table.forgotten_at(LISA), None);
    }
}
