//! Takes people out of records: who wants to be forgotten, and names, places and messages that are old.
//!
//! Pure: the same record and the same people come to the same text, at insert, in place and in a rebuild
//! (docs/protocol.md#rule-32). What decides about an alert stays: ids become pseudonyms that differ from alert to alert, so
//! that the fold comes to the same phases. Must not decide who is forgotten.

use std::collections::BTreeMap;

use ring::hmac;
use serde_json::{Map, Value as Json};

use crate::alert::{AlertId, Millis, UserId, blocked_hash};
use crate::history::stored::StoredRecord;

/// Discord's ids are times, and have this bit in the year 2084.
const PSEUDONYM: u64 = 1 << 63;

/// The fields with the id of a person, each with the fields of its person's words.
const PEOPLE: [(&str, &[&str]); 4] = [
    ("parent_id", &["parent_name", "child_name", "location", "area", "message"]),
    ("neighbor_id", &["neighbor_name", "message"]),
    ("to_id", &["to_name"]),
    ("moderator_id", &[]),
];

/// The fields that are kept of a record that this version does not know.
const OF_ANY_RECORD: [&str; 3] = ["alert_id", "kind", "at"];

/// Whether the id stands for somebody who is forgotten.
#[must_use]
pub(crate) fn is_pseudonym(user: UserId) -> bool {
    user.0 & PSEUDONYM != 0
}

/// Whether the text stands for one that is erased.
#[must_use]
pub(crate) fn is_erased(text: &str) -> bool {
    text.starts_with("(erased ") && text.ends_with(')')
}

/// The text in the place of one that is erased. Changed words still differ from those before.
fn erased(kind: &str, offset: i64) -> String {
    if kind == "changed" { format!("(erased {offset})") } else { "(erased )".to_owned() }
}

/// Who wants to be forgotten, each with the time up to which everything is erased.
#[derive(Debug, Clone)]
pub(crate) struct Forgotten {
    people: BTreeMap<UserId, Millis>,
    key: hmac::Key,
}

impl Forgotten {
    /// `key` is the database's own.
    pub(crate) fn new(people: BTreeMap<UserId, Millis>, key: &[u8]) -> Self {
        Forgotten { people, key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whether this person is forgotten in an alert of that time.
    fn has(&self, user: UserId, alert: Millis) -> bool {
        self.people.get(&user).is_some_and(|at| alert <= *at)
    }

    /// The same person has the same one in all records of an alert, and another one in any other alert.
    fn pseudonym(&self, alert: &str, user: UserId) -> UserId {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(alert.as_bytes());
        context.update(&user.0.to_le_bytes());
        let tag = context.sign();
        let (first, _) = tag.as_ref().split_first_chunk().expect("32 bytes");
        UserId(u64::from_le_bytes(*first) | PSEUDONYM)
    }

    /// Takes the people who are forgotten out of a record. `raised_at`: when its alert was raised, where that is known: an
    /// alert is erased as a whole. Returns whether the record has changed.
    pub(crate) fn erase(&self, record: &mut StoredRecord, raised_at: Option<Millis>) -> bool {
        let at = raised_at.map_or(record.appended_at, |raised| raised.min(record.appended_at));
        if self.people.values().all(|until| at > *until) {
            return false;
        }
        let alert = record.alert_id.clone().unwrap_or_default();
        let is_known = record.read().is_some();
        let Some(Json::Object(mut json)) = record.record.as_deref().and_then(|text| serde_json::from_str(text).ok())
        else {
            return self.erase_raw(record, at);
        };
        let kind = record.kind.clone().unwrap_or_default();
        let mut changed = false;
        if is_known {
            for (person, words) in PEOPLE {
                let Some(user) = user(json.get(person)).filter(|user| self.has(*user, at)) else { continue };
                json.insert(person.to_owned(), self.pseudonym(&alert, user).to_string().into());
                words.iter().for_each(|name| erase_text(&mut json, name, &kind, record.offset));
                changed = true;
            }
            changed |= self.erase_blocked(&mut json, &alert, at);
        } else if json.values().any(|value| user(Some(value)).is_some_and(|user| self.has(user, at))) {
            json.retain(|name, _| OF_ANY_RECORD.contains(&name.as_str()));
            changed = true;
        }
        if changed {
            record.record = Some(Json::Object(json).to_string());
            record.forgotten = true;
        }
        changed
    }

    /// A neighbor whom the parent has blocked stays blocked under the other id.
    fn erase_blocked(&self, json: &mut Map<String, Json>, alert: &str, at: Millis) -> bool {
        let Some(Json::Array(blocked)) = json.get_mut("blocked") else { return false };
        let Ok(id) = AlertId::new(alert) else { return false };
        let mut changed = false;
        for user in self.people.keys().filter(|user| self.has(**user, at)) {
            let (before, after) = (blocked_hash(&id, *user), blocked_hash(&id, self.pseudonym(alert, *user)));
            for hash in blocked.iter_mut().filter(|hash| hash.as_str() == Some(&before)) {
                *hash = after.clone().into();
                changed = true;
            }
        }
        changed
    }

    /// What is no JSON is dropped where it names somebody.
    fn erase_raw(&self, record: &mut StoredRecord, at: Millis) -> bool {
        let changed = record.raw.as_ref().is_some_and(|raw| self.names(raw, at));
        if changed {
            record.raw = None;
            record.forgotten = true;
        }
        changed
    }

    /// Whether a value of that time that is no JSON has the id of somebody who is forgotten.
    pub(crate) fn names(&self, raw: &[u8], at: Millis) -> bool {
        self.people.keys().filter(|user| self.has(**user, at)).any(|user| {
            let digits = user.to_string();
            raw.windows(digits.len()).any(|part| part == digits.as_bytes())
        })
    }
}

/// Takes names, places and messages out of a record, whoever they are of.
pub(crate) fn erase_words(record: &mut StoredRecord) {
    record.raw = None;
    // It may quote what somebody typed.
    record.problem = record.problem.take().map(|_| erased("", record.offset));
    if let Some(Json::Object(mut json)) = record.record.as_deref().and_then(|text| serde_json::from_str(text).ok()) {
        if record.read().is_some() {
            let kind = record.kind.clone().unwrap_or_default();
            let words = PEOPLE.iter().flat_map(|(_, words)| words.iter());
            words.for_each(|name| erase_text(&mut json, name, &kind, record.offset));
        } else {
            json.retain(|name, _| OF_ANY_RECORD.contains(&name.as_str()));
        }
        record.record = Some(Json::Object(json).to_string());
    }
    record.erased = true;
}

/// A person's id, which is a text of digits.
fn user(value: Option<&Json>) -> Option<UserId> {
    value?.as_str()?.parse().ok().map(UserId)
}

fn erase_text(json: &mut Map<String, Json>, name: &str, kind: &str, offset: i64) {
    if let Some(text) = json.get_mut(name).filter(|text| text.as_str().is_some_and(|text| !text.is_empty())) {
        *text = erased(kind, offset).into();
    }
}
