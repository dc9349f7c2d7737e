//! Why a record has no place in the log, told apart by what the caller does about it.
//!
//! Must not call a record unwritten on a guess: "surely not" is what librdkafka vouches for.

use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

use crate::kafka::client::Persistence;

/// What became of a record that was not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The queue is full: nothing was written. Say so, or try later.
    #[error("too many records are waiting for Kafka")]
    QueueFull,
    /// It never reached a broker, and will not. Say so, or try again.
    #[error("not written: {0}")]
    NotWritten(String),
    /// It was sent and nothing came back: it may be in the log, or get there later. What is sent again has the same event
    /// id; what was given up is void by its `give_up_at`, and `withdrawn` follows it.
    #[error("possibly written: {0}")]
    PossiblyWritten(String),
    /// Surely not written: the topic has no such partition, as far as the producer has been told. It may get one.
    #[error("not written, there is no such partition: {0}")]
    NoPartition(String),
    /// Surely not written, and not until an admin mends something: no such topic, or no permission.
    #[error("not written, and Kafka needs mending: {0}")]
    NeedsMending(String),
    /// Surely not written, and never will be as it is: too large, or not what the broker takes. Do not repeat.
    #[error("refused for good: {0}")]
    Refused(String),
    /// The producer can do no more: end the process with this reason.
    #[error("the producer failed for good: {0}")]
    Fatal(String),
}

impl SendError {
    /// Whether the same record may succeed later without anyone changing it.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Fatal(_))
    }

    /// Whether it will not succeed until an admin has mended something.
    #[must_use]
    pub fn needs_mending(&self) -> bool {
        matches!(self, Self::NeedsMending(_) | Self::NoPartition(_))
    }

    /// Whether the log surely lacks it, now and for ever.
    #[must_use]
    pub fn surely_not_written(&self) -> bool {
        !matches!(self, Self::PossiblyWritten(_) | Self::Fatal(_))
    }

    pub(crate) fn of(error: &KafkaError, persistence: Persistence) -> Self {
        use RDKafkaErrorCode as Code;
        let text = error.to_string();
        let Some(code) = error.rdkafka_error_code() else { return Self::Refused(text) };
        if code == Code::Fatal {
            return Self::Fatal(text);
        }
        if persistence != Persistence::Never {
            return Self::PossiblyWritten(text);
        }
        match code {
            Code::QueueFull => Self::QueueFull,
            Code::MessageSizeTooLarge
            | Code::InvalidMessageSize
            | Code::InvalidMessage
            | Code::InvalidRecord
            | Code::InvalidArgument
            | Code::InvalidTimestamp
            | Code::MessageBatchTooLarge => Self::Refused(text),
            // librdkafka's own word, said at once; a broker's is UnknownTopicOrPartition.
            Code::UnknownPartition => Self::NoPartition(text),
            Code::UnknownTopic
            | Code::UnknownTopicOrPartition
            | Code::InvalidTopic
            | Code::TopicAuthorizationFailed
            | Code::ClusterAuthorizationFailed
            | Code::PolicyViolation => Self::NeedsMending(text),
            _ => Self::NotWritten(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unanswered_record_is_never_called_unwritten() {
        let error = KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut);
        assert!(SendError::of(&error, Persistence::Never).surely_not_written());
        assert!(!SendError::of(&error, Persistence::Possibly).surely_not_written());
        assert!(!SendError::of(&error, Persistence::Surely).surely_not_written());
    }

    #[test]
    fn what_an_admin_can_mend_may_pass_and_a_record_too_large_may_not() {
        let of = |code| SendError::of(&KafkaError::MessageProduction(code), Persistence::Never);
        assert!(of(RDKafkaErrorCode::UnknownTopicOrPartition).may_pass());
        assert!(of(RDKafkaErrorCode::TopicAuthorizationFailed).needs_mending());
        assert!(!of(RDKafkaErrorCode::MessageTimedOut).needs_mending());
        assert!(!of(RDKafkaErrorCode::MessageSizeTooLarge).may_pass());
        assert!(!of(RDKafkaErrorCode::Fatal).may_pass());
    }
}
