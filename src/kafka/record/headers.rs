//! What travels beside a record's value: `CloudEvents` 1.0 in binary mode (`ce_*` headers), and this project's own headers.
//!
//! Must not panic on any header, and must not say a token in any `Debug` output: `reply_to` holds an interaction's token
//! (the Return Address), which is why it is a header and never in the value.

use std::fmt;

use jiff::Timestamp;
use rdkafka::message::{Header, OwnedHeaders};

use crate::alert::EventId;

/// What the protocol adds to a header, at most: the lengths of its name and its value.
pub(crate) const AROUND_A_HEADER: usize = 10;

/// Where the answer to a person goes: Discord's interaction (docs/protocol.md#rule-2), good for 15 minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The bot's application id.
    pub application_id: String,
    /// The interaction's id.
    pub interaction_id: String,
    /// Its token: whoever has it may write in the bot's name.
    pub token: String,
}

impl ReplyTo {
    /// `<application id>/<interaction id>/<token>`; all three are there, ids are digits, and the token is one path
    /// segment, because it becomes part of a URL.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (application_id, interaction_id, token) = (parts.next()?, parts.next()?, parts.next()?);
        let id = |text: &str| !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
        let segment = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~=+:".contains(&byte);
        let sound = parts.next().is_none()
            && id(application_id)
            && id(interaction_id)
            && (1..=2_048).contains(&token.len())
            && token.bytes().all(segment)
            && token.bytes().any(|byte| byte != b'.');
        sound.then(|| Self {
            application_id: application_id.to_owned(),
            interaction_id: interaction_id.to_owned(),
            token: token.to_owned(),
        })
    }

    fn to_text(&self) -> String {
        format!("{}/{}/{}", self.application_id, self.interaction_id, self.token)
    }
}

impl fmt::Debug for ReplyTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyTo")
            .field("application_id", &self.application_id)
            .field("interaction_id", &self.interaction_id)
            .field("token", &"…")
            .finish()
    }
}

/// The metadata of one record. What another program's record lacks is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// `ce_id`: the event's id, by which a repetition is known (docs/protocol.md#rule-3).
    pub event_id: Option<String>,
    /// `ce_type`: `needhelp.<kind>`.
    pub event_type: Option<String>,
    /// `ce_source`: who wrote it, as `needhelp/gateway`.
    pub source: Option<String>,
    /// `ce_time`: RFC 3339, as it came.
    pub time: Option<String>,
    /// `give_up_at` (decimal unix milliseconds): appended later than this, the record is void to everyone
    /// (docs/protocol.md#rule-1).
    pub give_up_at: Option<Timestamp>,
    /// `reply_to`.
    pub reply_to: Option<ReplyTo>,
    /// `locale`: the language in which the person at `reply_to` is answered, as Discord names it.
    pub locale: Option<String>,
    /// `source_ts` (decimal unix milliseconds): the append time of the record in the alerts' topic that intake copied.
    pub source_ts: Option<Timestamp>,
    /// Further headers, as they are.
    pub extra: Vec<(String, Vec<u8>)>,
}

impl Envelope {
    /// What this program writes with each of its records; `kind` without the prefix (`claimed`), `service` likewise.
    pub fn new(event_id: impl Into<String>, kind: &str, service: &str, time: Timestamp) -> Self {
        Self {
            event_id: Some(event_id.into()),
            event_type: Some(format!("needhelp.{kind}")),
            source: Some(format!("needhelp/{service}")),
            time: Some(time.to_string()),
            ..Self::default()
        }
    }

    /// A person's doing: void if it is appended after `give_up_at` (docs/protocol.md#rule-1).
    #[must_use]
    pub fn give_up_at(mut self, give_up_at: Timestamp) -> Self {
        self.give_up_at = Some(give_up_at);
        self
    }

    /// Where the answer goes.
    #[must_use]
    pub fn reply_to(mut self, reply_to: Option<ReplyTo>) -> Self {
        self.reply_to = reply_to;
        self
    }

    /// The language of the answer.
    #[must_use]
    pub fn locale(mut self, locale: Option<String>) -> Self {
        self.locale = locale;
        self
    }

    /// The append time of the record that this one copies.
    #[must_use]
    pub fn source_ts(mut self, source_ts: Option<Timestamp>) -> Self {
        self.source_ts = source_ts;
        self
    }

    /// One more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.extra.push((name.to_owned(), value.into()));
        self
    }

    /// The headers to send.
    pub(crate) fn to_headers(&self) -> OwnedHeaders {
        let mut headers = OwnedHeaders::new_with_capacity(10 + self.extra.len());
        let mut add = |key: &str, value: &[u8]| {
            let so_far = std::mem::take(&mut headers);
            headers = so_far.insert(Header { key, value: Some(value) });
        };
        if let Some(id) = &self.event_id {
            add("ce_specversion", b"1.0");
            add("ce_id", id.as_bytes());
        }
        for (name, value) in [("ce_type", &self.event_type), ("ce_source", &self.source), ("ce_time", &self.time)] {
            if let Some(value) = value {
                add(name, value.as_bytes());
            }
        }
        if self.event_id.is_some() {
            add("content-type", b"application/json");
        }
        for (name, value) in [("give_up_at", self.give_up_at), ("source_ts", self.source_ts)] {
            if let Some(time) = value {
                add(name, time.as_millisecond().to_string().as_bytes());
            }
        }
        if let Some(reply_to) = &self.reply_to {
            add("reply_to", reply_to.to_text().as_bytes());
        }
        if let Some(locale) = &self.locale {
            add("locale", locale.as_bytes());
        }
        for (name, value) in &self.extra {
            // A NUL would end the name at librdkafka's border, and rdkafka panics on it.
            if !name.contains('\0') {
                add(name, value);
            }
        }
        headers
    }

    /// Reads the headers of a record; a name that comes twice counts the first time.
    ///
    /// The second answer holds the name of each header that is there and unreadable: its field is `None`. The caller
    /// dead-letters a record for those that it needs (`give_up_at` above all: guessing it would show what is void).
    pub fn read<'a>(headers: impl Iterator<Item = (&'a str, Option<&'a [u8]>)>) -> (Self, Vec<String>) {
        let mut envelope = Self::default();
        let mut unreadable = Vec::new();
        for (name, value) in headers {
            let value = value.unwrap_or_default();
            let text = std::str::from_utf8(value).ok();
            let mut broken = || unreadable.push(name.to_owned());
            match name {
                "ce_id" => keep(&mut envelope.event_id, short(text), &mut broken),
                "ce_type" => keep(&mut envelope.event_type, short(text), &mut broken),
                "ce_source" => keep(&mut envelope.source, short(text), &mut broken),
                "ce_time" => keep(&mut envelope.time, short(text), &mut broken),
                "give_up_at" => keep(&mut envelope.give_up_at, text.and_then(millis), &mut broken),
                "source_ts" => keep(&mut envelope.source_ts, text.and_then(millis), &mut broken),
                "reply_to" => keep(&mut envelope.reply_to, text.and_then(ReplyTo::parse), &mut broken),
                // Only an answer's language: another program's header of this name breaks nothing.
                "locale" => envelope.locale = envelope.locale.take().or(short(text)),
                "ce_specversion" | "content-type" => {}
                _ => envelope.extra.push((name.to_owned(), value.to_vec())),
            }
        }
        (envelope, unreadable)
    }
}

fn keep<T>(field: &mut Option<T>, value: Option<T>, broken: &mut impl FnMut()) {
    match value {
        Some(value) => _ = field.get_or_insert(value),
        None => broken(),
    }
}

/// Ids, kinds and times are short; anything else is a mistake, and would stay in memory for days.
fn short(text: Option<&str>) -> Option<String> {
    text.filter(|text| (1..=EventId::LONGEST).contains(&text.len())).map(str::to_owned)
}

fn millis(text: &str) -> Option<Timestamp> {
    text.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rdkafka::message::Headers;

    use super::*;

    fn read_back(headers: &OwnedHeaders) -> (Envelope, Vec<String>) {
        Envelope::read(headers.iter().map(|header| (header.key, header.value)))
    }

    fn full() -> Envelope {
        let at = Timestamp::from_millisecond(1_700_000_000_123).expect("in range");
        Envelope::new("1234", "claimed", "gateway", at)
            .give_up_at(at)
            .source_ts(Some(at))
            .reply_to(ReplyTo::parse("11/22/aW50ZXJhY3Rpb24:x-_y"))
            .with("traceparent", "00-aa-bb-01")
    }

    #[test]
    fn an_envelope_is_read_back_as_it_was_written() {
        let (envelope, unreadable) = read_back(&full().to_headers());
        assert_eq!(envelope, full());
        assert!(envelope.reply_to.is_some());
        assert_eq!(unreadable, Vec::<String>::new());
    }

    #[test]
    fn a_record_without_headers_is_read() {
        assert_eq!(Envelope::read(std::iter::empty()), (Envelope::default(), vec![]));
    }

    #[test]
    fn an_unreadable_header_is_none_and_reported() {
        let headers = [
            ("give_up_at", Some(&b"soon"[..])),
            ("source_ts", Some(&b"99999999999999999999"[..])),
            ("reply_to", Some(&b"no slash"[..])),
            ("ce_id", Some(&b"\xff"[..])),
            ("ce_type", None),
        ];
        let (envelope, unreadable) = Envelope::read(headers.into_iter());
        assert_eq!(envelope, Envelope::default());
        assert_eq!(unreadable.len(), 5, "{unreadable:?}");
        assert!(!unreadable.concat().contains("no slash"));
    }

    #[test]
    fn a_token_is_never_in_debug_output() {
        assert!(!format!("{:?}", full()).contains("aW50ZXJhY3Rpb24"));
    }

    #[test]
    fn a_return_address_cannot_lead_elsewhere() {
        for text in ["1/2/..", "1/2/a/b", "1/2/", "1/x/t", "1/2/a?b", "1/2/a%2f", "/2/t", "1/2/a#b"] {
            assert_eq!(ReplyTo::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(headers in prop::collection::vec((
            prop_oneof![
                Just("give_up_at".to_owned()), Just("source_ts".to_owned()), Just("reply_to".to_owned()),
                Just("ce_id".to_owned()), Just("ce_time".to_owned()), any::<String>(),
            ],
            prop::option::of(prop_oneof![
                any::<Vec<u8>>(), any::<i64>().prop_map(|n| n.to_string().into_bytes()),
                "[0-9/a-z.]{0,40}".prop_map(String::into_bytes),
            ]),
        ), 0..8)) {
            let (envelope, _) = Envelope::read(headers.iter().map(|(name, value)| (name.as_str(), value.as_deref())));
            let (again, unreadable) = read_back(&envelope.to_headers());
            prop_assert_eq!(unreadable, Vec::<String>::new());
            prop_assert_eq!(again.give_up_at, envelope.give_up_at);
            prop_assert_eq!(again.reply_to, envelope.reply_to);
        }
    }
}
