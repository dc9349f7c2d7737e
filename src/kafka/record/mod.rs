//! A record as the services get it: owned, with its headers read.

mod headers;

use rdkafka::Timestamp;
use rdkafka::message::{BorrowedMessage, Message};

use crate::kafka::client;

pub(crate) use headers::AROUND_A_HEADER;
pub use headers::{Envelope, ReplyTo};

/// One record of a topic.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The topic it was read from.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// When the broker appended it (unix milliseconds); 0 where none was given. On a topic without
    /// `message.timestamp.type=LogAppendTime` (the mock broker's too) it is the producer's time.
    pub timestamp_ms: i64,
    /// The key's bytes.
    pub key: Option<Vec<u8>>,
    /// The value's bytes; `None` is a null value (a tombstone), which is not the same as empty.
    pub value: Option<Vec<u8>>,
    /// The headers that this program knows.
    pub envelope: Envelope,
    /// The name of each header that is there and could not be read ([`Envelope`] has `None` for it).
    pub unreadable_headers: Vec<String>,
}

impl Record {
    pub(crate) fn read(message: &BorrowedMessage<'_>) -> Self {
        let headers = client::headers(message);
        let (envelope, unreadable_headers) = Envelope::read(headers.iter().map(|(name, value)| (&**name, *value)));
        Self {
            topic: message.topic().to_owned(),
            partition: message.partition(),
            offset: message.offset(),
            timestamp_ms: millis(message.timestamp()),
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            envelope,
            unreadable_headers,
        }
    }

    /// `topic/partition@offset`, for a log line.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}/{}@{}", self.topic, self.partition, self.offset)
    }
}

/// The value is left out: it names people.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("place", &self.place())
            .field("timestamp_ms", &self.timestamp_ms)
            .field("value_bytes", &self.value.as_ref().map(Vec::len))
            .field("event_id", &self.envelope.event_id)
            .field("event_type", &self.envelope.event_type)
            .finish_non_exhaustive()
    }
}

/// Unix milliseconds, 0 where there are none.
pub(crate) fn millis(timestamp: Timestamp) -> i64 {
    timestamp.to_millis().unwrap_or(0).max(0)
}
