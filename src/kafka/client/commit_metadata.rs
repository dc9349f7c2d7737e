//! The text that is committed beside an offset: when the last finished record was appended, and to which topic.
//!
//! Part of the wire format: boards of other versions read it.

/// `ts=<append time in Unix ms> topic=<topic id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommitMetadata<'a> {
    /// Append time (Unix milliseconds) of the last record below the committed offset.
    pub(crate) timestamp_ms: i64,
    /// The id of the topic that the offset belongs to. A topic that was deleted and created again has another one.
    pub(crate) topic_id: Option<&'a str>,
}

impl<'a> CommitMetadata<'a> {
    /// `None` where the text has no usable time: another program committed, or an admin did.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let field = |name: &str| text.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let timestamp_ms = field("ts")?.parse().ok().filter(|ms| *ms > 0)?;
        Some(Self { timestamp_ms, topic_id: field("topic").filter(|id| !id.is_empty()) })
    }

    pub(crate) fn to_text(self) -> String {
        match self.topic_id {
            Some(id) => format!("ts={} topic={id}", self.timestamp_ms),
            None => format!("ts={}", self.timestamp_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commit_metadata_is_read_back_as_it_was_written() {
        for topic_id in [None, Some("4hc1kWyCQ9iPXkQ0fCqe1A")] {
            let metadata = CommitMetadata { timestamp_ms: 1_700_000_000_000, topic_id };
            assert_eq!(CommitMetadata::parse(&metadata.to_text()), Some(metadata));
        }
        for text in ["", "ts=", "ts=x", "ts=-1", "ts=0", "topic=a", "ts=99999999999999999999", "{\"a\":1}"] {
            assert_eq!(CommitMetadata::parse(text), None, "{text}");
        }
    }
}
